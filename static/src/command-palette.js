/** The command palette: every command of the table with its keys, found by a few letters. */

import { defineComponent, h } from "vue";

import { commands, grouped } from "./commands.js";
import { KeyCaps } from "./key-caps.js";
import { Picker } from "./picker.js";
import { ranked } from "./search.js";
import { strings } from "./strings.js";

export const CommandPalette = defineComponent({
  name: "GnCommandPalette",
  props: ["isPossible"],
  emits: ["run", "close"],
  setup(props, { emit }) {
    const rows = grouped(commands.filter((each) => each.id !== "palette" && each.id !== "clear"))
      .flat()
      .map((each) => ({ ...each, title: strings.commands[each.id], isDisabled: !props.isPossible(each) }));
    const find = (query) =>
      query ? ranked(rows, query) : rows.map((each) => ({ ...each, heading: strings.commandGroups[each.group] }));
    const row = (command) => [
      h("b", { class: "gn-pick-whole" }, command.title),
      command.keys.length ? h(KeyCaps, { keys: command.keys[0] }) : null,
    ];
    return () =>
      h(Picker, {
        label: strings.palettes.name,
        placeholder: strings.palettes.search,
        find,
        row,
        empty: strings.palettes.empty,
        onClose: () => emit("close"),
        onChoose: (command) => emit("run", command.id),
      });
  },
});
