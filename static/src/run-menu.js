/** What can be done with one run, as a menu. */

import { defineComponent, h, ref } from "vue";

import { Float } from "./float.js";
import { strings } from "./strings.js";

export const RunMenu = defineComponent({
  name: "GnRunMenu",
  props: ["at", "actions"],
  emits: ["run", "close"],
  setup(props, { emit }) {
    const list = ref(null);
    const onKey = (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      const items = [...list.value.querySelectorAll("button")];
      items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
    };
    const item = (action, rank) => [
      action === "delete" && rank > 0 ? h("hr", { key: "rule" }) : null,
      h(
        "button",
        {
          key: action,
          type: "button",
          role: "menuitem",
          class: ["gn-menu-item", { "is-harsh": action === "delete" }],
          "data-first": rank === 0 ? "" : undefined,
          onPointermove: (event) => event.currentTarget.focus({ preventScroll: true }),
          onClick: () => emit("run", action),
        },
        strings.runs.actions[action],
      ),
    ];
    return () =>
      h(
        Float,
        { at: props.at, role: "menu", label: strings.runs.menu, class: "gn-context-menu gn-run-menu", onClose: () => emit("close") },
        { default: () => [h("div", { ref: list, onKeydown: onKey }, props.actions.flatMap(item))] },
      );
  },
});
