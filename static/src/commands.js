/**
 * Every command of the canvas, once: keys, menus, command palette and key list are all drawn from this table. Pure.
 *
 * A new command is one row here, its name in strings.js, and what it does in canvas-commands.js.
 *
 * @typedef {"canvas"|"node"|"wire"} Place where a menu opens
 * @typedef {{
 *   id: string, group: string,
 *   keys: string[], "Mod" is Control, or Command on a Mac
 *   menus: Place[],
 *   needs: null|"nodes"|"one"|"several"|"any"|"wires", what must be selected: some nodes, one, nodes or wires, some wires
 *   isForTheDocument: boolean, meant wherever the focus is, in a field too
 *   keepsFocus: boolean, asks where the focus is
 *   isForText: boolean, means the text that is marked on the page, where there is any
 *   isAsked: boolean, done by the page around the canvas
 *   isNative: boolean, its keys bring about an event of the browser that carries what it needs
 * }} Command
 */

/** @param {string} keys separated by spaces @param {string} menus @returns {Command} */
const command = (id, group, keys, { menus = "", needs = null, ...traits } = {}) => ({
  id,
  group,
  keys: keys.split(" ").filter(Boolean),
  menus: menus.split(" ").filter(Boolean),
  needs,
  isForTheDocument: false,
  keepsFocus: false,
  isForText: false,
  isNative: false,
  isAsked: false,
  ...traits,
});

/** What the page around the canvas does when it is asked. @param {string} group @param {string} ids @returns {Command[]} */
const asked = (group, ids) => ids.split(" ").map((id) => command(id, group, "", { isAsked: true }));

/** @type {Command[]} in the order in which menus and lists show them */
export const commands = [
  command("add", "add", "Tab Shift+A", { menus: "canvas" }),
  command("note", "add", "N", { menus: "canvas" }),
  command("insert", "add", "", { menus: "wire", needs: "wires" }),
  command("bypass", "node", "Mod+B", { menus: "node", needs: "nodes" }),
  command("mute", "node", "Mod+M", { menus: "node", needs: "nodes" }),
  command("pack", "block", "Mod+Shift+E", { menus: "node", needs: "nodes" }),
  command("enter", "block", "Mod+E", { menus: "node", needs: "one" }),
  command("unpack", "block", "Mod+Shift+U", { menus: "node", needs: "nodes" }),
  command("frame", "node", "Mod+G", { menus: "node", needs: "nodes" }),
  command("rename", "node", "F2", { menus: "node", needs: "one" }),
  command("wire", "node", "W", { menus: "node" }),
  command("collapse", "node", "C", { menus: "node", needs: "nodes" }),
  command("copy", "clipboard", "Mod+C", { menus: "node", isForText: true }),
  command("cut", "clipboard", "Mod+X", { menus: "node", isForText: true }),
  command("paste", "clipboard", "Mod+V", { menus: "canvas node", isNative: true }),
  command("paste-wired", "clipboard", "Mod+Shift+V", { menus: "canvas", isNative: true }),
  command("duplicate", "clipboard", "Mod+D", { menus: "node", needs: "nodes" }),
  command("undo", "edit", "Mod+Z", { menus: "canvas" }),
  command("redo", "edit", "Mod+Shift+Z Mod+Y", { menus: "canvas" }),
  command("select-all", "select", "Mod+A", { menus: "canvas" }),
  command("select-upstream", "select", "Mod+ArrowLeft", { menus: "node", needs: "nodes" }),
  command("select-downstream", "select", "Mod+ArrowRight", { menus: "node", needs: "nodes" }),
  command("clear", "select", "Escape"),
  command("find", "view", "Mod+F", { menus: "canvas" }),
  command("fit", "view", "F", { menus: "canvas node" }),
  command("layout", "arrange", "L", { menus: "canvas node" }),
  command("layout-across", "arrange", "Shift+L"),
  command("layout-down", "arrange", "Mod+Shift+L"),
  ...["left", "centre", "right", "top", "middle", "bottom"].map((line) =>
    command(`align-${line}`, "arrange", "", { needs: "several" }),
  ),
  command("distribute-across", "arrange", "", { needs: "several" }),
  command("distribute-down", "arrange", "", { needs: "several" }),
  command("zoom-in", "view", "+ ="),
  command("zoom-out", "view", "-"),
  command("actual-size", "view", "0"),
  command("fold-left", "view", "P"),
  command("fold-right", "view", "I"),
  command("fold-bottom", "view", "D"),
  command("next-part", "view", "F6", { isForTheDocument: true, keepsFocus: true }),
  command("part-before", "view", "Shift+F6", { isForTheDocument: true, keepsFocus: true }),
  command("menu", "view", "Shift+F10 ContextMenu"),
  command("palette", "help", "Mod+Shift+P", { menus: "canvas" }),
  command("keys", "help", "?", { menus: "canvas" }),
  ...asked("help", "lessons activations"),
  ...asked("share", "copy-link take-graph take-png take-svg take-script take-model"),
  ...asked("show", "show-training show-layers show-fit show-results show-try-it show-runs show-data show-problems show-code"),
  ...asked("document", "rename-network duplicate-network versions new home theme"),
  command("save", "document", "Mod+S", { isForTheDocument: true }),
  command("open", "document", "Mod+O", { isForTheDocument: true }),
  command("train", "document", "Mod+Enter", { isForTheDocument: true }),
  ...asked("document", "stop pause resume"),
  command("heal", "remove", "Mod+Delete Mod+Backspace", { menus: "node", needs: "any" }),
  command("remove", "remove", "Delete Backspace", { menus: "node wire", needs: "any" }),
];

/** @param {string} id @returns {Command|undefined} */
export const commandById = (id) => commands.find((each) => each.id === id);

/** @param {Place} place @returns {Command[][]} the rows of a menu, in groups with a rule between */
export const menuOf = (place) => grouped(commands.filter((each) => each.menus.includes(place)));

/** @param {Command[]} rows @returns {Command[][]} */
export const grouped = (rows) => {
  const groups = new Map();
  for (const each of rows) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups.values()];
};

/** @param {Command} each @param {import("./selection.js").Selection} selection @returns {boolean} */
export const isPossible = ({ needs }, { nodes, wires }) => {
  switch (needs) {
    case "nodes":
      return nodes.size > 0;
    case "one":
      return nodes.size === 1;
    case "several":
      return nodes.size > 1;
    case "any":
      return nodes.size + wires.size > 0;
    case "wires":
      return wires.size > 0;
    default:
      return true;
  }
};

/**
 * Tell which command a key stands for.
 *
 * A letter is one key with Shift and another without; a sign is the same however the keyboard makes it.
 *
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} event
 * @returns {Command|null}
 */
export const commandOf = (event) => {
  if (event.altKey) return null;
  const isSign = event.key.length === 1 && !/[a-z]/i.test(event.key);
  const parts = [
    (event.ctrlKey || event.metaKey) && "Mod",
    event.shiftKey && !isSign && "Shift",
    event.key.length === 1 ? event.key.toUpperCase() : event.key,
  ];
  return byKeys.get(parts.filter(Boolean).join("+")) ?? null;
};

const byKeys = new Map(commands.flatMap((each) => each.keys.map((keys) => [keys, each])));

const SIGNS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", "-": "−" };
const MAC_SIGNS = { Mod: "⌘", Shift: "⇧", Enter: "↩", Delete: "⌦", Backspace: "⌫" };

/** @param {string} keys as in the table @param {boolean} isMac @returns {string[]} the caps to draw, one for each key */
export const keyCaps = (keys, isMac = false) =>
  (keys.length > 1 ? keys.split("+") : [keys]).map(
    (key) => SIGNS[key] ?? (isMac ? MAC_SIGNS[key] : null) ?? (key === "Mod" ? "Ctrl" : key),
  );
