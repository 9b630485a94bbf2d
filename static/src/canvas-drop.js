/** Layers that come to the canvas or into a wire: dropped from the palette, dragged there, or placed where there is room. */

import { CARD_WIDTH, HEADER_HEIGHT, freePlace } from "./geometry.js";
import { pointOnCanvas } from "./gestures.js";
import { cardOf } from "./scene.js";
import { seenRect } from "./viewport.js";

export const DRAG_TYPE = "application/x-graphnn-type";

const NEW_CARD = { width: CARD_WIDTH, height: 96 };

/** @param {object} canvas its stage, and the wire that lights up while a layer is held over it */
export const useDrops = ({ root, stage, wireUnderDrop, emit }) => {
  const isLayer = (event) => event.dataTransfer?.types.includes(DRAG_TYPE);

  return {
    onDragover(event) {
      if (!isLayer(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      wireUnderDrop.value = event.target.closest("[data-wire]")?.dataset.wire ?? null;
    },

    onDragleave(event) {
      if (!root.value.contains(event.relatedTarget)) wireUnderDrop.value = null;
    },

    onDrop(event) {
      if (!isLayer(event)) return;
      event.preventDefault();
      const at = pointOnCanvas(stage, event);
      emit("add", {
        type: event.dataTransfer.getData(DRAG_TYPE),
        x: Math.round(at.x - CARD_WIDTH / 2),
        y: Math.round(at.y - HEADER_HEIGHT / 2),
        onto: wireUnderDrop.value,
      });
      wireUnderDrop.value = null;
    },
  };
};

/**
 * The wire that a card held over it would go into: one alone, that wires can enter and leave, and none does yet.
 *
 * @param {import("./scene.js").Scene} scene @param {Iterable<string>} ids
 * @param {import("./pointer.js").ScreenPoint|null} at @returns {string|null}
 */
export const wireBelow = (scene, ids, at) => {
  const [id, ...others] = ids;
  const card = scene.cards.get(id);
  if (at === null || others.length || !card?.inputs.length || !card.outputs.length) return null;
  for (const { source, target } of scene.wires.values()) if (cardOf(source) === id || cardOf(target) === id) return null;
  const below = document.elementsFromPoint(at.clientX, at.clientY);
  return below.map((element) => element.closest("[data-wire]")?.dataset.wire).find(Boolean) ?? null;
};

/** @returns {import("./scene.js").Point} a free place for a new card near the middle of the view */
export const placeInView = (viewport, size, taken) => {
  const seen = seenRect(viewport, size);
  const x = seen.x + (seen.width - NEW_CARD.width) / 2;
  const y = seen.y + (seen.height - NEW_CARD.height) / 2;
  const place = freePlace({ x, y, ...NEW_CARD }, taken);
  return { x: Math.round(place.x), y: Math.round(place.y) };
};
