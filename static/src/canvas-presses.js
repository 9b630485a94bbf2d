/** What pressing the pointer on a card, a wire or empty canvas does. */

import { drawBox } from "./gestures.js";
import { nothing, onlyNodes, onlyWires, toggleNode, toggleWire } from "./selection.js";

/** @param {object} canvas its stage and mover, whether it is being panned or a wire waits for its end, and the box that is drawn on it */
export const usePresses = ({ stage, mover, isPanning, isTapping, box }) => {
  const { selection, select } = stage;
  const isOurs = (event) => event.button === 0 && !isPanning.value && !isTapping();
  const isAdding = (event) => event.shiftKey || event.ctrlKey || event.metaKey;

  return {
    pressCard(event, id) {
      if (!isOurs(event) || event.target.closest(".nodrag")) return;
      const click = () => select(isAdding(event) ? toggleNode(selection.value, id) : onlyNodes([id]));
      const begin = () => {
        if (!selection.value.nodes.has(id)) click();
        return selection.value.nodes;
      };
      mover.drag(event, begin, click);
    },

    pressWire(event, id) {
      if (isOurs(event)) select(isAdding(event) ? toggleWire(selection.value, id) : onlyWires([id]));
    },

    pressPane(event) {
      if (!isPane(event.target) || !isOurs(event)) return;
      document.activeElement?.blur?.();
      if (event.pointerType !== "touch") drawBox(stage, event, box);
    },

    click(event) {
      // A finger that only taps empty canvas; dragging with it moves the view.
      if (isPane(event.target) && event.pointerType === "touch") select(nothing);
      // A button pressed with the pointer gives the keys back to the canvas, or Space would press it again.
      if (event.detail > 0) event.target.closest("button")?.blur();
    },
  };
};

const isPane = (target) => target.classList.contains("vue-flow__pane");
