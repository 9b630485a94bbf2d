/**
 * How large the panels around the canvas are: within which bounds, and what a drag or a key makes of it. Pure.
 *
 * @typedef {"left"|"right"|"bottom"} Side
 * @typedef {{size: number|null, isFolded: boolean}} Panel its size in pixels, null for the one in the style sheet
 * @typedef {{least: number, most: number}} Bounds
 */

const STEP = 16;
const LONG_STEP = 64;

/** The canvas keeps room beside the largest panels, also in a window 1024 pixels wide. */
const SIDES = {
  left: { least: 168, most: 420, share: 0.3, axis: "x", grows: 1 },
  right: { least: 240, most: 600, share: 0.42, axis: "x", grows: -1 },
  bottom: { least: 120, most: 2000, share: 0.75, axis: "y", grows: -1 },
};
const KEYS = {
  x: { ArrowLeft: -1, ArrowRight: 1 },
  y: { ArrowUp: -1, ArrowDown: 1 },
};

/** @type {Panel} */
export const untouched = { size: null, isFolded: false };

/** @param {Side} side @returns {boolean} whether its edge is moved sideways */
export const isUpright = (side) => SIDES[side].axis === "x";

/** @param {Side} side @param {{width: number, height: number}} room of the window @returns {Bounds} */
export const boundsOf = (side, { width, height }) => {
  const { least, most, share } = SIDES[side];
  const available = Math.round((isUpright(side) ? width : height) * share);
  return { least, most: Math.max(least, Math.min(most, available)) };
};

/** @param {number} size @param {Bounds} bounds @returns {number} */
export const fitted = (size, { least, most }) => Math.round(Math.min(most, Math.max(least, size)));

/**
 * What becomes of a panel whose edge is dragged; far below its least size it folds.
 *
 * @param {Side} side @param {Panel} panel @param {number} size before the drag
 * @param {{x: number, y: number}} moved @param {Bounds} bounds @returns {Panel}
 */
export const dragged = (side, panel, size, moved, bounds) => {
  const { axis, grows } = SIDES[side];
  const wanted = size + moved[axis] * grows;
  return wanted < bounds.least / 2 ? { ...panel, isFolded: true } : { size: fitted(wanted, bounds), isFolded: false };
};

/**
 * What a key on its edge makes of a panel.
 *
 * @param {Side} side @param {Panel} panel @param {number} size as it is now, 0 when folded
 * @param {{key: string, shiftKey: boolean}} event @param {Bounds} bounds @returns {Panel|null} null for other keys
 */
export const pressed = (side, panel, size, { key, shiftKey }, bounds) => {
  if (key === "Enter") return { ...panel, isFolded: !panel.isFolded };
  if (key === "Home") return { ...panel, isFolded: true };
  if (key === "End") return { size: bounds.most, isFolded: false };
  const { axis, grows } = SIDES[side];
  const way = KEYS[axis][key];
  if (way === undefined) return null;
  const wanted = size + way * grows * (shiftKey ? LONG_STEP : STEP);
  if (panel.isFolded) return wanted > 0 ? { ...panel, isFolded: false } : panel;
  return { size: fitted(wanted, bounds), isFolded: false };
};

/** @param {string|null} text as `written` has made it @returns {Record<Side, Panel>} */
export const read = (text) => {
  const found = parsed(text);
  return Object.fromEntries(
    Object.keys(SIDES).map((side) => {
      const { size, isFolded } = found?.[side] ?? untouched;
      return [side, { size: Number.isFinite(size) && size > 0 ? size : null, isFolded: isFolded === true }];
    }),
  );
};

/** @param {Record<Side, Panel>} panels @returns {string} */
export const written = (panels) => JSON.stringify(panels);

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
