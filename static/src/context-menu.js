/** The menu of canvas, card or wire: the commands of the table that belong there, with their keys. */

import { computed, defineComponent, h, ref } from "vue";

import { menuOf } from "./commands.js";
import { Float } from "./float.js";
import { KeyCaps } from "./key-caps.js";
import { strings } from "./strings.js";

export const ContextMenu = defineComponent({
  name: "GnContextMenu",
  props: ["at", "place", "isPossible"],
  emits: ["run", "close"],
  setup(props, { emit }) {
    const list = ref(null);
    const groups = computed(() => menuOf(props.place));

    const step = (by) => {
      const items = [...list.value.querySelectorAll("button:not(:disabled)")];
      const place = items.indexOf(document.activeElement);
      items[(place + by + items.length) % items.length]?.focus();
    };
    const onKey = (event) => {
      if (event.key === "ArrowDown") step(1);
      else if (event.key === "ArrowUp") step(-1);
      else if (event.key === "Tab") step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    };
    const item = (command, isFirst) =>
      h(
        "button",
        {
          key: command.id,
          type: "button",
          role: "menuitem",
          class: ["gn-menu-item", { "is-harsh": command.group === "remove" }],
          disabled: !props.isPossible(command),
          "data-first": isFirst ? "" : undefined,
          "data-command": command.id,
          onPointermove: (event) => event.currentTarget.focus({ preventScroll: true }),
          onClick: () => emit("run", command.id),
        },
        [
          h("span", strings.commands[command.id]),
          command.keys.length ? h(KeyCaps, { keys: command.keys.at(command.id === "add" ? -1 : 0) }) : null,
        ],
      );
    return () =>
      h(
        Float,
        {
          at: props.at,
          role: "menu",
          label: strings.menus[props.place],
          class: "gn-context-menu",
          onClose: () => emit("close"),
        },
        {
          default: () => [
            h(
              "div",
              { ref: list, onKeydown: onKey },
              groups.value.flatMap((group, place) => [
                place ? h("hr", { key: `rule ${group[0].group}` }) : null,
                ...group.map((command, rank) => item(command, place === 0 && rank === 0)),
              ]),
            ),
          ],
        },
      );
  },
});
