/** Layers that come to the canvas: dropped from the palette, or placed where there is room. */

import { CARD_WIDTH, HEADER_HEIGHT, freePlace } from "./geometry.js";
import { pointOnCanvas } from "./gestures.js";
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

/** @returns {import("./scene.js").Point} a free place for a new card near the middle of the view */
export const placeInView = (viewport, size, taken) => {
  const seen = seenRect(viewport, size);
  const x = seen.x + (seen.width - NEW_CARD.width) / 2;
  const y = seen.y + (seen.height - NEW_CARD.height) / 2;
  const place = freePlace({ x, y, ...NEW_CARD }, taken);
  return { x: Math.round(place.x), y: Math.round(place.y) };
};
