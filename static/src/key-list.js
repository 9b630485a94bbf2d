/** The list of all keys: those of the commands, and what the hand does with the pointer. */

import { defineComponent, h } from "vue";

import { commands, grouped } from "./commands.js";
import { Float } from "./float.js";
import { KeyCaps } from "./key-caps.js";
import { strings } from "./strings.js";

export const KeyList = defineComponent({
  name: "GnKeyList",
  emits: ["close"],
  setup(_props, { emit }) {
    const line = (name, keys) => [
      h("dt", name),
      h(
        "dd",
        keys.map((each) => h(KeyCaps, { keys: each, key: each })),
      ),
    ];
    const section = (title, lines) => h("section", { key: title }, [h("h4", title), h("dl", lines)]);
    const sections = () => [
      ...grouped(commands.filter((each) => each.keys.length)).map((rows) =>
        section(
          strings.commandGroups[rows[0].group],
          rows.flatMap((each) => line(strings.commands[each.id], each.keys)),
        ),
      ),
      section(
        strings.keyList.hands,
        strings.keyList.gestures.flatMap(([hand, meaning]) => [h("dt", meaning), h("dd", hand)]),
      ),
    ];
    return () =>
      h(
        Float,
        { label: strings.keyList.name, class: "gn-key-list", onClose: () => emit("close") },
        {
          default: () => [
            h("header", [
              h("h3", strings.keyList.name),
              h(
                "button",
                { type: "button", "data-first": "", class: "gn-plain", onClick: () => emit("close") },
                strings.close,
              ),
            ]),
            h("div", { class: "gn-key-sections", tabindex: 0, role: "group", "aria-label": strings.keyList.name }, h("div", { class: "gn-key-columns" }, sections())),
          ],
        },
      );
  },
});
