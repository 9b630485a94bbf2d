/**
 * What lies in or near the part of the canvas that is seen: all that is drawn of a graph. Pure.
 *
 * A frame costs by the number of cards and wires that are drawn, so those far from the view are left out. Near is a
 * good deal more than what is seen, so that moving the view a little draws nothing anew.
 *
 * @typedef {import("./geometry.js").Rect} Rect
 * @typedef {import("./scene.js").Card} Card
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Wire} Wire
 */

import { boundsOf, cardRect, overlap } from "./geometry.js";
import { cardOf, positionOf } from "./scene.js";
import { isInside } from "./viewport.js";

/** How much is near on each side, as a share of what is seen. */
const MARGIN = 0.25;
/** So many times as wide as what is seen, near is more than it need be. */
const MOST_TIMES = 3;
/** How far a wire may swing out beyond its ends and points. */
const WIRE_REACH = 120;

/**
 * @param {Rect} seen @param {Rect|null} near as it was @returns {Rect} the same while it will do
 */
export const nearRect = (seen, near) =>
  near && isInside(seen, near) && near.width < MOST_TIMES * seen.width
    ? near
    : {
        x: seen.x - MARGIN * seen.width,
        y: seen.y - MARGIN * seen.height,
        width: (1 + 2 * MARGIN) * seen.width,
        height: (1 + 2 * MARGIN) * seen.height,
      };

/** @returns {(scene: Scene, near: Rect, kept?: ReadonlySet<string>) => {cards: Card[], wires: Wire[]}}
 *   finds the wires that pass near, and the cards that lie there, that these wires end at, or that are to be kept
 */
export const nearFinder = () => {
  let [cards, wires] = [null, null];
  let ways = new Map();

  return (scene, near, kept = new Set()) => {
    if (scene.cards !== cards || scene.wires !== wires) {
      ({ cards, wires } = scene);
      ways = waysOf(scene, ways);
    }
    const found = new Set(kept);
    for (const card of cards.values()) if (overlap(cardRect(card, positionOf(scene, card)), near)) found.add(card.id);
    const passing = [];
    for (const { wire, source, target, rect } of ways.values()) {
      const isMoved = scene.moved.has(source.id) || scene.moved.has(target.id);
      if (!overlap(isMoved ? wayRect(scene, wire, source, target) : rect, near)) continue;
      passing.push(wire);
      found.add(source.id).add(target.id);
    }
    return { cards: [...cards.values()].filter((card) => found.has(card.id)), wires: passing };
  };
};

/** So many cards come at once: with more, a page would show nothing, and answer nothing, for a second. */
const MOST_NEW_CARDS = 250;
/** From afar a card is a plain box, and each portion costs a look at all there is: so there are fewer, after the first. */
const MOST_MORE_FAR_CARDS = 600;

/** @param {boolean} isFar whether cards are plain boxes @param {boolean} hasSome whether some are drawn already */
export const mostNewCards = (isFar, hasSome) => (isFar && hasSome ? MOST_MORE_FAR_CARDS : MOST_NEW_CARDS);

/**
 * @param {{cards: Card[], wires: Wire[]}} found @param {{id: string}[]} drawn what is there already
 * @param {number} most how many cards may come at once
 * @returns {{cards: Card[], wires: Wire[], isWhole: boolean}} what of it is drawn now, in the order it was found
 */
export const portionOf = ({ cards, wires }, drawn, most) => {
  const known = new Set(drawn.map((each) => each.id));
  const waiting = new Set(
    cards
      .map((card) => card.id)
      .filter((id) => !known.has(id))
      .slice(most),
  );
  if (waiting.size === 0) return { cards, wires, isWhole: true };
  const isThere = (port) => !waiting.has(cardOf(port));
  return {
    cards: cards.filter((card) => !waiting.has(card.id)),
    wires: wires.filter((wire) => isThere(wire.source) && isThere(wire.target)),
    isWhole: false,
  };
};

/**
 * @returns {Map<string, object>} the wires with both cards on the canvas, each with the rectangle it lies in while no card
 *   is moved; those as they were before that did not change
 */
const waysOf = (scene, before) => {
  const still = { ...scene, moved: new Map() };
  const ways = new Map();
  for (const wire of scene.wires.values()) {
    const [source, target] = [scene.cards.get(cardOf(wire.source)), scene.cards.get(cardOf(wire.target))];
    if (!source || !target) continue;
    const known = before.get(wire.id);
    const isKnown = known?.wire === wire && known.source === source && known.target === target;
    ways.set(wire.id, isKnown ? known : { wire, source, target, rect: wayRect(still, wire, source, target) });
  }
  return ways;
};

/** @returns {Rect} one that a wire does not leave */
const wayRect = (scene, wire, source, target) => {
  const ends = [source, target].map((card) => cardRect(card, positionOf(scene, card)));
  const { x, y, width, height } = boundsOf([...ends, ...wire.points.map((point) => ({ ...point, width: 0, height: 0 }))]);
  return { x: x - WIRE_REACH, y: y - WIRE_REACH, width: width + 2 * WIRE_REACH, height: height + 2 * WIRE_REACH };
};
