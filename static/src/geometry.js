/**
 * The measures of a card and of what lies on it, in canvas units, from its data alone.
 *
 * Nothing is ever measured in the page: cards are drawn to these numbers, so handles, culling, overview and box
 * selection agree with what is seen, and a card that was never drawn has a size as well.
 *
 * @typedef {import("./scene.js").Card} Card
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 * @typedef {{reference: string, side: "in"|"out", label: string|null, name: string, x: number, y: number}} PortPlace
 * @typedef {{name: string|null, value: string}} Chip
 */

export const CARD_WIDTH = 176;
const WIDE_CARD_WIDTH = 200;
const COLLAPSED_WIDTH = 136;
const BORDER = 1;
export const HEADER_HEIGHT = 36;
export const PORT_ROW_HEIGHT = 20;
const PORT_ROWS_BOTTOM = 8;
const THUMBNAILS_HEIGHT = 32 + 10;
const CHIP_HEIGHT = 22;
const CHIP_GAP = 5;
const CHIPS_BOTTOM = 10;
const FOOTER_HEIGHT = 29;
const SIDE_PADDING = 10;
const CHIP_PADDING = 14;
const CHIP_FONT_SIZE = 11.5;
const MOST_CHIP_ROWS = 2;

/** @param {Card} card */
export const cardWidth = (card) => (card.thumbnails?.length ? WIDE_CARD_WIDTH : CARD_WIDTH);

/** @param {Card} card @returns {boolean} whether shape and count are shown below the rule */
export const hasFooter = (card) =>
  !card.collapsed && (Boolean(card.left || card.right) || card.status === "unknown");

/** @param {Card} card @returns {{width: number, height: number}} computed once: a card never changes, it is replaced */
export const cardSize = (card) => {
  if (!knownSizes.has(card)) knownSizes.set(card, sizeOf(card));
  return knownSizes.get(card);
};

/** @type {WeakMap<Card, {width: number, height: number}>} */
const knownSizes = new WeakMap();

const sizeOf = (card) => {
  const width = cardWidth(card);
  if (card.collapsed) return { width: COLLAPSED_WIDTH, height: 2 * BORDER + HEADER_HEIGHT };
  const { rows } = chipRows(card.chips ?? [], width - 2 * (BORDER + SIDE_PADDING));
  const chips = rows.length ? rows.length * (CHIP_HEIGHT + CHIP_GAP) - CHIP_GAP + CHIPS_BOTTOM : 0;
  const thumbnails = card.thumbnails?.length ? THUMBNAILS_HEIGHT : 0;
  const portRows = portRowCount(card);
  const ports = portRows ? portRows * PORT_ROW_HEIGHT + PORT_ROWS_BOTTOM : 0;
  const footer = hasFooter(card) ? FOOTER_HEIGHT : 0;
  return { width, height: 2 * BORDER + HEADER_HEIGHT + ports + thumbnails + chips + footer };
};

/** @param {Card} card @returns {number} how many rows name ports; a side with a single port needs none, nor do ports above and below */
export const portRowCount = (card) =>
  card.down || card.collapsed
    ? 0
    : Math.max(card.inputs.length > 1 ? card.inputs.length : 0, card.outputs.length > 1 ? card.outputs.length : 0);

/** @param {Card} card @returns {PortPlace[]} the centre of every port, from the card's upper left corner */
export const portPlaces = (card) => {
  const { width, height } = cardSize(card);
  const at = (side, row, count) =>
    card.down
      ? { x: (width * (row + 1)) / (count + 1), y: side === "in" ? 0 : height }
      : { x: side === "in" ? 0 : width, y: portHeight(row, card.collapsed ? 1 : count) };
  const inputs = card.inputs.map((port, row) => ({
    reference: port.target,
    side: "in",
    name: port.name,
    label: port.label ?? (port.index === null || port.index === undefined ? port.name : String(port.index + 1)),
    ...at("in", row, card.inputs.length),
  }));
  const outputs = card.outputs.map((port, row) => ({
    reference: port.source,
    side: "out",
    name: port.name,
    label: port.label ?? port.name,
    ...at("out", row, card.outputs.length),
  }));
  return [...inputs, ...outputs];
};

/**
 * @param {Card} card @param {string} reference of a port @param {"in"|"out"} side
 * @returns {import("./wire-path.js").Reach} how far the card reaches to both sides of the port, across the wires
 */
export const portReach = (card, reference, side) => {
  const { width, height } = cardSize(card);
  const place = portPlaces(card).find((each) => each.reference === reference && each.side === side);
  if (!place) return { before: 0, after: 0 };
  return card.down ? { before: place.x, after: width - place.x } : { before: place.y, after: height - place.y };
};

/** @param {Card} card @param {import("./scene.js").Point} position @returns {Rect} */
export const cardRect = (card, position) => ({ x: position.x, y: position.y, ...cardSize(card) });

/**
 * Share chips out over rows, as many as fit beside each other; what the last row cannot take is counted.
 *
 * @param {Chip[]} chips @param {number} width @returns {{rows: Chip[][], hidden: number}}
 */
export const chipRows = (chips, width) => {
  const rows = [];
  let used = Infinity;
  for (const [place, chip] of chips.entries()) {
    const needed = Math.min(chipWidth(chip), width);
    if (used + CHIP_GAP + needed > width) {
      if (rows.length === MOST_CHIP_ROWS) return { rows, hidden: chips.length - place };
      rows.push([chip]);
      used = needed;
    } else {
      rows.at(-1).push(chip);
      used += CHIP_GAP + needed;
    }
  }
  return { rows, hidden: 0 };
};

/** @param {Rect} left @param {Rect} right */
export const overlap = (left, right) =>
  left.x < right.x + right.width &&
  right.x < left.x + left.width &&
  left.y < right.y + right.height &&
  right.y < left.y + left.height;

/** @param {Rect[]} rects @returns {Rect|null} */
export const boundsOf = (rects) => {
  if (rects.length === 0) return null;
  const left = Math.min(...rects.map((rect) => rect.x));
  const top = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
};

/**
 * Find a place for a rectangle that covers none of the others, going down and right from where it is wanted.
 *
 * @param {Rect} wanted @param {Rect[]} others @param {number} step @returns {import("./scene.js").Point}
 */
export const freePlace = (wanted, others, step = 24) => {
  let place = { x: wanted.x, y: wanted.y };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (!others.some((other) => overlap({ ...wanted, ...place }, other))) return place;
    place = { x: place.x + step, y: place.y + step };
  }
  return place;
};

const portHeight = (row, count) =>
  count > 1 ? BORDER + HEADER_HEIGHT + (row + 0.5) * PORT_ROW_HEIGHT : BORDER + HEADER_HEIGHT / 2;

const chipWidth = (chip) => {
  const text = chip.name ? `${chip.name} ${chip.value}` : chip.value;
  return CHIP_PADDING + textWidth(text, CHIP_FONT_SIZE);
};

/** @param {string} text @param {number} size @returns {number} about what Inter takes, in canvas units */
export const textWidth = (text, size) => {
  let width = 0;
  for (const letter of text) width += letterWidth(letter);
  return width * size;
};

const letterWidth = (letter) => {
  if (NARROW.has(letter)) return 0.3;
  if (WIDE.has(letter)) return 0.86;
  return /[A-Z]/.test(letter) ? 0.68 : 0.58;
};

const NARROW = new Set("ijlrtfI.,:;'|!()[] ");
const WIDE = new Set("mwMW@%");
