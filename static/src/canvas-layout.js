/** Asking the server to lay the graph out, and keeping the view where a person can follow it. */

import { boundsOf, cardRect, cardSize } from "./geometry.js";
import { positionOf } from "./scene.js";
import { isInside } from "./viewport.js";

const ANSWER_MILLISECONDS = 5000;

/** @param {object} canvas its scene, selection and view, and what it tells the server */
export const useLayout = ({ scene, selection, view, emit }) => {
  let asked = null;

  const rects = () => [...scene.value.cards.values()].map((card) => cardRect(card, positionOf(scene.value, card)));
  const isAllSeen = () => {
    const bounds = boundsOf(rects());
    return bounds !== null && isInside(bounds, view.seen.value);
  };
  /** The card nearest to the middle of the view: it stays where it is on the screen. */
  const nearest = () => {
    const seen = view.seen.value;
    const [x, y] = [seen.x + seen.width / 2, seen.y + seen.height / 2];
    const distance = (card) => {
      const rect = cardRect(card, positionOf(scene.value, card));
      return Math.hypot(rect.x + rect.width / 2 - x, rect.y + rect.height / 2 - y);
    };
    return [...scene.value.cards.values()].reduce(
      (best, card) => (best === null || distance(card) < distance(best) ? card : best),
      null,
    );
  };

  return {
    /** @param {null|"left-to-right"|"top-to-bottom"} direction null is the one that the graph has */
    ask(direction = null) {
      const chosen = selection.value.nodes.size > 1 ? [...selection.value.nodes] : [];
      const cards = [...scene.value.cards.values()];
      if (cards.length === 0) return;
      const anchor = chosen.length ? null : nearest();
      asked = anchor && {
        at: performance.now(),
        isAllSeen: isAllSeen(),
        id: anchor.id,
        from: positionOf(scene.value, anchor),
      };
      const sizes = Object.fromEntries(cards.map((card) => [card.id, [cardSize(card).width, cardSize(card).height]]));
      emit("layout", { nodes: chosen, sizes, direction });
    },

    /** Tell of a patch before it is shown: if it is the answer, the view follows what the graph becomes. */
    answered(changes) {
      if (asked === null || performance.now() - asked.at > ANSWER_MILLISECONDS) return;
      const moved = Object.values(changes.cards ?? {});
      if (moved.length === 0) return;
      const { id, from, isAllSeen: wasAllSeen } = asked;
      asked = null;
      if (wasAllSeen) {
        const cards = [...scene.value.cards.values()].map((card) => changes.cards[card.id] ?? card);
        view.showRects(cards.map((card) => cardRect(card, card)));
        return;
      }
      const to = changes.cards[id];
      if (!to) return;
      const { x, y, zoom } = view.viewport.value;
      view.show({ x: x + (from.x - to.x) * zoom, y: y + (from.y - to.y) * zoom, zoom });
    },
  };
};
