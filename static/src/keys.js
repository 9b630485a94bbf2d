/** What keys mean that are no commands of commands.js: arrows nudge, and keys pressed in a field are text. Pure. */

const NUDGE = 10;
const LONG_NUDGE = 50;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} event
 * @returns {import("./scene.js").Point|null} how far it moves what is selected
 */
export const nudgeOf = (event) => {
  if (!(event.key in ARROWS) || event.ctrlKey || event.metaKey || event.altKey) return null;
  const length = event.shiftKey ? LONG_NUDGE : NUDGE;
  const [x, y] = ARROWS[event.key];
  return { x: x * length, y: y * length };
};

/** @param {EventTarget|null} target @returns {boolean} whether keys pressed there are text, not commands */
export const isField = (target) =>
  Boolean(target?.isContentEditable) || ["INPUT", "TEXTAREA", "SELECT"].includes(target?.nodeName);
