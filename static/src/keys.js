/**
 * Which command a key stands for on the canvas. Pure: reads an event, does nothing.
 *
 * @typedef {{command: "undo"|"redo"|"remove"|"heal"|"duplicate"|"select-all"|"fit"|"clear"|"save"|"open"|"train"}
 *   | {command: "nudge", x: number, y: number}} KeyCommand
 */

const NUDGE = 10;
const LONG_NUDGE = 50;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} event
 * @returns {KeyCommand|null}
 */
export const commandOf = (event) => {
  if (event.altKey) return null;
  return event.ctrlKey || event.metaKey ? withControl(event) : alone(event);
};

/** @param {KeyCommand|null} command @returns {boolean} whether it is meant wherever the focus is, in a field too */
export const isForTheDocument = (command) => ["save", "open", "train"].includes(command?.command);

/** @param {EventTarget|null} target @returns {boolean} whether keys pressed there are text, not commands */
export const isField = (target) =>
  Boolean(target?.isContentEditable) || ["INPUT", "TEXTAREA", "SELECT"].includes(target?.nodeName);

const withControl = (event) => {
  switch (event.key.toLowerCase()) {
    case "z":
      return { command: event.shiftKey ? "redo" : "undo" };
    case "y":
      return { command: "redo" };
    case "d":
      return { command: "duplicate" };
    case "a":
      return { command: "select-all" };
    case "s":
      return { command: "save" };
    case "o":
      return { command: "open" };
    case "enter":
      return { command: "train" };
    case "delete":
    case "backspace":
      return { command: "heal" };
    default:
      return null;
  }
};

const alone = (event) => {
  if (event.key in ARROWS) {
    const length = event.shiftKey ? LONG_NUDGE : NUDGE;
    const [x, y] = ARROWS[event.key];
    return { command: "nudge", x: x * length, y: y * length };
  }
  switch (event.key) {
    case "Delete":
    case "Backspace":
      return { command: "remove" };
    case "Escape":
      return { command: "clear" };
    case "f":
      return { command: "fit" };
    default:
      return null;
  }
};
