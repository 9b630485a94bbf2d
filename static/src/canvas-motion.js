/**
 * Cards that others moved glide to their new places: a layout, an undo, a hand on another page.
 *
 * What a person drags is where the pointer is, so it never glides; nor does anything where less motion is wanted.
 */

import { onBeforeUnmount } from "vue";

import { dropMoves, moveCards, patchScene, positionOf } from "./scene.js";

const GLIDE_MILLISECONDS = 160;
/** So many that to move them all in each frame would stutter rather than glide. */
const MOST_GLIDING = 600;

/** @param {{scene: import("vue").ShallowRef, held: Set<string>}} canvas its scene, and the cards under a pointer */
export const useMotion = ({ scene, held }) => {
  let frame = null;
  /** @type {Map<string, [import("./scene.js").Point, import("./scene.js").Point]>} where each is from and is going */
  let ways = new Map();

  const stop = () => {
    cancelAnimationFrame(frame);
    frame = null;
    const left = [...ways.keys()].filter((id) => !held.has(id));
    ways = new Map();
    if (left.length) scene.value = dropMoves(scene.value, left);
  };

  const glide = () => {
    const start = performance.now();
    const tick = (now) => {
      const share = Math.min(1, Math.max(0, now - start) / GLIDE_MILLISECONDS);
      if (share === 1) return stop();
      const eased = 1 - (1 - share) ** 3;
      const free = [...ways].filter(([id]) => !held.has(id) && scene.value.cards.has(id));
      scene.value = moveCards(
        scene.value,
        free.map(([id, [from, to]]) => [id, between(from, to, eased)]),
      );
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
  };

  onBeforeUnmount(() => cancelAnimationFrame(frame));

  return {
    stop,

    /** Take in what the server says changed; what it moved glides from where it is seen now. */
    patch(changes) {
      const before = scene.value;
      const seen = [...movedBy(before, changes, held)];
      stop();
      scene.value = patchScene(scene.value, changes, held);
      const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (seen.length === 0 || seen.length > MOST_GLIDING || isStill) return;
      ways = new Map(seen);
      scene.value = moveCards(
        scene.value,
        seen.map(([id, [from]]) => [id, from]),
      );
      glide();
    },
  };
};

/** Yield the cards that a patch moves, each with where it is seen and where it goes. */
function* movedBy(scene, changes, held) {
  for (const [id, card] of Object.entries(changes.cards ?? {})) {
    const before = scene.cards.get(id);
    if (card === null || before === undefined || held.has(id)) continue;
    const from = positionOf(scene, before);
    if (from.x !== card.x || from.y !== card.y) yield [id, [{ x: from.x, y: from.y }, { x: card.x, y: card.y }]];
  }
}

const between = (from, to, share) => ({
  x: Math.round(from.x + (to.x - from.x) * share),
  y: Math.round(from.y + (to.y - from.y) * share),
});
