/** Ways along the wires: from card to card, and from a port to those where its wire could end. Pure. */

import { cardOf } from "./scene.js";

/**
 * The card that lies up or down the wires from a card, or beside it: one that shares a neighbour with it.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {string} id
 * @param {"upstream"|"downstream"|"before"|"after"} way
 * @param {(card: import("./scene.js").Card) => import("./geometry.js").Rect} rectOf
 * @returns {string|null}
 */
export const neighbour = (scene, id, way, rectOf) => {
  const across = (ids) => sorted(scene, ids, rectOf);
  switch (way) {
    case "upstream":
      return across(sourcesOf(scene, id))[0] ?? null;
    case "downstream":
      return across(targetsOf(scene, id))[0] ?? null;
    default: {
      const beside = across([
        ...sourcesOf(scene, id).flatMap((each) => targetsOf(scene, each)),
        ...targetsOf(scene, id).flatMap((each) => sourcesOf(scene, each)),
        id,
      ]);
      return beside[beside.indexOf(id) + (way === "after" ? 1 : -1)] ?? null;
    }
  }
};

/**
 * The ports where a wire from a card could end, those without a wire first, and the nearest first among them.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {import("./scene.js").Card} card
 * @param {"source"|"target"} end that is plugged at the card
 * @param {(card: import("./scene.js").Card) => import("./geometry.js").Rect} rectOf
 * @returns {{reference: string, side: "in"|"out", card: import("./scene.js").Card, name: string}[]}
 */
export const portsInReach = (scene, card, end, rectOf) => {
  const taken = new Set([...scene.wires.values()].map(({ target }) => target));
  const from = rectOf(card);
  const distance = (other) => {
    const { x, y } = rectOf(other);
    // Wires run on: what lies behind is farther than it looks.
    const along = (end === "source" ? 1 : -1) * (card.down ? y - from.y : x - from.x);
    return Math.hypot(x - from.x, y - from.y) * (along < 0 ? 4 : 1);
  };
  const others = [...scene.cards.values()].filter((other) => other.id !== card.id);
  const ports = others.flatMap((other) =>
    end === "source"
      ? other.inputs.map(({ target, name }) => ({ reference: target, side: "in", card: other, name }))
      : other.outputs.map(({ source, name }) => ({ reference: source, side: "out", card: other, name })),
  );
  const rank = ({ reference, side, card: other }) => [side === "in" && taken.has(reference) ? 1 : 0, distance(other)];
  return ports
    .map((port) => ({ port, rank: rank(port) }))
    .sort((left, right) => left.rank[0] - right.rank[0] || left.rank[1] - right.rank[1])
    .map(({ port }) => port);
};

const sourcesOf = (scene, id) => [...scene.wires.values()].filter((wire) => cardOf(wire.target) === id).map((wire) => cardOf(wire.source));
const targetsOf = (scene, id) => [...scene.wires.values()].filter((wire) => cardOf(wire.source) === id).map((wire) => cardOf(wire.target));

const sorted = (scene, ids, rectOf) => {
  const rects = [...new Set(ids)].filter((id) => scene.cards.has(id)).map((id) => [id, rectOf(scene.cards.get(id))]);
  return rects.sort(([, left], [, right]) => left.y - right.y || left.x - right.x).map(([id]) => id);
};
