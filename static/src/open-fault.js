/** Where the words on a card's fault stand beside it, and which card's are told unasked. Pure. */

import { overlap, textWidth } from "./geometry.js";

/** The measures of `.gn-message` at full size; its height is about what its words take. */
const WIDTH = 246;
const TEXT_WIDTH = 222;
const FONT_SIZE = 12;
const LINE_HEIGHT = 17.4;
const PADDING = 21;
const CURE_HEIGHT = 38;
const GAP = 18;
const GAP_BELOW = 12;

/**
 * The card whose fault is told unasked, if there is room: the selected one, or the only one.
 *
 * @param {import("./scene.js").Scene} scene @param {import("./selection.js").Selection} selection
 * @returns {import("./scene.js").Card|null}
 */
export const toldCard = (scene, selection) => {
  const cards = [...scene.cards.values()];
  const selected = cards.find((card) => card.message && onlyNode(selection) === card.id);
  const faults = cards.filter((card) => card.message && card.status === "fault");
  return selected ?? (faults.length === 1 ? faults[0] : null);
};

/**
 * Where what is said of a card may stand so that it covers no other.
 *
 * @param {import("./scene.js").Scene} scene @param {import("./scene.js").Card} card
 * @param {(card: import("./scene.js").Card) => import("./geometry.js").Rect} rectOf @param {number} scale its size
 * @returns {Place[]}
 */
export const freePlaces = (scene, card, rectOf, scale) => {
  const others = [...scene.cards.values()].filter((other) => other !== card).map(rectOf);
  return placesAround(card, rectOf(card), scale).filter(({ rect }) => !others.some((other) => overlap(rect, other)));
};

/**
 * @typedef {{side: "right"|"left"|"below"|"above", rect: import("./geometry.js").Rect}} Place
 * @param {import("./scene.js").Card} card @param {import("./geometry.js").Rect} rect where it lies
 * @param {number} scale how much larger than at full size the message is @returns {Place[]} best first
 */
export const placesAround = (card, { x, y, width, height }, scale) => {
  const size = { width: WIDTH * scale, height: messageHeight(card) * scale };
  const end = x + width - size.width;
  return [
    { side: "right", rect: { x: x + width + GAP, y, ...size } },
    { side: "left", rect: { x: x - GAP - size.width, y, ...size } },
    { side: "below", rect: { x: end, y: y + height + GAP_BELOW, ...size } },
    { side: "above", rect: { x: end, y: y - GAP_BELOW - size.height, ...size } },
  ];
};

const messageHeight = ({ message, cure }) =>
  Math.ceil(textWidth(message, FONT_SIZE) / TEXT_WIDTH) * LINE_HEIGHT + PADDING + (cure ? CURE_HEIGHT : 0);

/**
 * @param {Place[]} places @param {import("./geometry.js").Rect} seen
 * @param {import("./geometry.js").Rect} covered what of it the overview hides @returns {string} the side most of which is seen
 */
export const sideMostSeen = (places, seen, covered) => {
  // In whole units: of places seen alike, the first is taken.
  const areaSeen = ({ rect }) => Math.round(sharedArea(rect, seen) - sharedArea(rect, covered));
  return places.reduce((best, place) => (areaSeen(place) > areaSeen(best) ? place : best)).side;
};

const sharedArea = (one, other) => {
  const along = (start, length, from, reach) => Math.max(0, Math.min(start + length, from + reach) - Math.max(start, from));
  return along(one.x, one.width, other.x, other.width) * along(one.y, one.height, other.y, other.height);
};

const onlyNode = ({ nodes }) => (nodes.size === 1 ? [...nodes][0] : null);
