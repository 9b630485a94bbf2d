/**
 * The palette: layers by category, to be dragged onto the canvas, and a search that finds them by a few letters.
 *
 * Emits `ready`, and `add` with no place for a layer chosen by double-click or Enter; the canvas finds one.
 */

import { computed, defineComponent, h, nextTick, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { DRAG_TYPE } from "./canvas-drop.js";
import { unfold } from "./divider.js";
import { isField } from "./keys.js";
import { matches } from "./search.js";
import { strings } from "./strings.js";

export const Palette = defineComponent({
  name: "GnPalette",
  emits: ["ready", "add"],
  setup(_props, { emit, expose }) {
    const root = ref(null);
    const field = ref(null);
    const query = ref("");
    const active = ref(0);
    const sections = shallowRef([]);
    const found = computed(() => (query.value.trim() ? matches(sections.value, query.value) : null));

    const add = (item) => emit("add", { type: item.type, x: null, y: null });
    const clear = () => {
      query.value = "";
      active.value = 0;
    };
    const step = (by) => {
      const count = found.value?.length ?? 0;
      if (count === 0) return;
      active.value = (active.value + by + count) % count;
      nextTick(() => root.value.querySelector(".gn-item.is-active")?.scrollIntoView({ block: "nearest" }));
    };
    const onFieldKey = (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        step(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && found.value?.length) {
        event.preventDefault();
        add(found.value[Math.min(active.value, found.value.length - 1)]);
        clear();
      } else if (event.key === "Escape") {
        if (query.value) clear();
        else field.value.blur();
      }
    };
    const onItemKey = (event, item) => {
      const items = [...root.value.querySelectorAll(".gn-item")];
      const place = items.indexOf(event.currentTarget);
      if (event.key === "Enter") add(item);
      else if (event.key === "ArrowDown") items[place + 1]?.focus();
      else if (event.key === "ArrowUp") (items[place - 1] ?? field.value).focus();
      else return;
      event.preventDefault();
    };
    const onPageKey = (event) => {
      if (event.key !== strings.palette.shortcut || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isField(event.target)) return;
      event.preventDefault();
      unfold("left");
      field.value.focus();
    };
    onMounted(() => {
      document.addEventListener("keydown", onPageKey);
      emit("ready", {});
    });
    onBeforeUnmount(() => document.removeEventListener("keydown", onPageKey));

    expose({ show: (shown) => (sections.value = shown) });

    const entry = (item, place, isActive) =>
      h(
        "div",
        {
          key: item.type,
          class: ["gn-item", { "is-active": isActive }],
          "data-category": item.category,
          role: "option",
          "aria-selected": isActive,
          tabindex: place === 0 ? 0 : -1,
          draggable: "true",
          title: item.doc,
          "data-layer": item.type,
          onDragstart: (event) => startDrag(event, item),
          onDblclick: () => add(item),
          onKeydown: (event) => onItemKey(event, item),
        },
        [h("i", { class: "gn-kind" }), h("span", item.title)],
      );
    const sectionList = () =>
      sections.value.map((section, number) =>
        h("div", { key: section.title, role: "group", "aria-label": section.title }, [
          h("h4", { class: "gn-heading", "aria-hidden": "true" }, section.title),
          ...section.items.map((item, place) => entry(item, number + place, false)),
        ]),
      );
    const foundList = () =>
      found.value.length
        ? found.value.map((item, place) => entry(item, place, place === active.value))
        : h("p", { class: "gn-none", role: "presentation" }, strings.palette.empty(query.value.trim()));

    return () =>
      h("div", { ref: root, class: "gn-palette" }, [
        h("div", { class: "gn-search" }, [
          h("input", {
            ref: field,
            type: "search",
            value: query.value,
            placeholder: strings.palette.search,
            "aria-label": strings.palette.search,
            autocomplete: "off",
            spellcheck: "false",
            onInput: (event) => {
              query.value = event.target.value;
              active.value = 0;
            },
            onKeydown: onFieldKey,
          }),
          query.value
            ? h("button", { class: "gn-clear", type: "button", title: strings.palette.clear, onClick: clear }, "×")
            : h("kbd", strings.palette.shortcut),
        ]),
        h(
          "div",
          { class: "gn-items", role: "listbox", "aria-label": strings.palette.name },
          found.value ? foundList() : sectionList(),
        ),
      ]);
  },
});

/** Take a layer along: what follows the pointer looks like the card that will be there. */
const startDrag = (event, item) => {
  event.dataTransfer.setData(DRAG_TYPE, item.type);
  event.dataTransfer.effectAllowed = "copy";
  const ghost = document.createElement("div");
  ghost.className = "gn-ghost";
  ghost.dataset.category = item.category;
  ghost.append(Object.assign(document.createElement("i"), { className: "gn-kind" }), item.title);
  document.body.append(ghost);
  event.dataTransfer.setDragImage(ghost, 88, 18);
  requestAnimationFrame(() => ghost.remove());
};
