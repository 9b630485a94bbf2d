/**
 * A list that is searched by typing and walked by arrows: what search-to-add, command palette and find are made of.
 *
 * `find` gives the rows of a query, best first: `{id, heading?, isDisabled?}` and whatever `row` draws of them.
 */

import { computed, defineComponent, h, nextTick, ref, watch } from "vue";

import { Float } from "./float.js";

export const Picker = defineComponent({
  name: "GnPicker",
  props: ["at", "label", "placeholder", "find", "row", "empty", "hint"],
  emits: ["choose", "close"],
  setup(props, { emit }) {
    const list = ref(null);
    const query = ref("");
    const active = ref(0);
    const rows = computed(() => props.find(query.value.trim()));
    watch(query, () => {
      active.value = 0;
      nextTick(() => list.value?.scrollTo(0, 0));
    });

    const step = (by) => {
      const count = rows.value.length;
      if (count === 0) return;
      active.value = (active.value + by + count) % count;
      nextTick(() => list.value.querySelector(".is-active")?.scrollIntoView({ block: "nearest" }));
    };
    const choose = (row) => {
      if (!row || row.isDisabled) return;
      emit("close");
      emit("choose", row);
    };
    const onKey = (event) => {
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
      if (event.key in steps) step(steps[event.key]);
      else if (event.key === "Enter") choose(rows.value[active.value]);
      else if (event.key !== "Tab") return;
      event.preventDefault();
    };

    const option = (row, place) => [
      row.heading && row.heading !== rows.value[place - 1]?.heading
        ? h("div", { class: "gn-pick-heading", role: "presentation", key: `heading ${row.heading}` }, row.heading)
        : null,
      h(
        "div",
        {
          key: row.id,
          id: optionId(place),
          class: ["gn-pick", { "is-active": place === active.value, "is-disabled": row.isDisabled }],
          role: "option",
          "aria-selected": place === active.value,
          "aria-disabled": row.isDisabled ? "true" : undefined,
          "data-pick": row.id,
          onPointermove: () => (active.value = place),
          onClick: () => choose(row),
        },
        props.row(row),
      ),
    ];

    return () =>
      h(
        Float,
        { at: props.at, label: props.label, class: "gn-picker", onClose: () => emit("close") },
        {
          default: () => [
            h("input", {
              class: "gn-pick-field",
              "data-first": "",
              type: "text",
              role: "combobox",
              value: query.value,
              placeholder: props.placeholder,
              "aria-label": props.label,
              "aria-expanded": "true",
              "aria-controls": "gn-picks",
              "aria-activedescendant": rows.value.length ? optionId(active.value) : undefined,
              autocomplete: "off",
              spellcheck: "false",
              onInput: (event) => (query.value = event.target.value),
              onKeydown: onKey,
            }),
            props.hint ? h("p", { class: "gn-pick-hint" }, props.hint) : null,
            h(
              "div",
              { ref: list, id: "gn-picks", class: "gn-picks", role: "listbox", "aria-label": props.label },
              rows.value.length
                ? rows.value.map(option)
                : h("p", { class: "gn-pick-none", role: "presentation" }, props.empty(query.value.trim())),
            ),
          ],
        },
      );
  },
});

const optionId = (place) => `gn-pick-${place}`;
