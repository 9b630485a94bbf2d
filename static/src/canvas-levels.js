/** Going into blocks and out again: where in the document the canvas is, and where the view was at each place. */

import { computed } from "vue";

import { hasArrived } from "./scene.js";

const keyOf = (way) => way.map((step) => step.id).join("/");

/** @param {object} canvas its view and scene, and what it tells the server */
export const useLevels = ({ scene, view, emit, beforeLeaving }) => {
  /** @type {Map<string, import("./viewport.js").Viewport>} by the way there */
  const viewports = new Map();

  const go = (event, intent) => {
    beforeLeaving();
    emit(event, intent);
  };
  // Cards read this rather than the scene, or each change of that would draw all of them anew.
  const wayName = computed(() =>
    scene.value.way
      .slice(1)
      .map((step) => `${step.id}/`)
      .join(""),
  );
  const depth = () => Math.max(0, scene.value.way.length - 1);

  return {
    depth,
    wayName,

    enter(id) {
      if (scene.value.cards.get(id)?.block) go("enter", { id });
    },

    leaveTo(steps) {
      if (steps >= 0 && steps < depth()) go("leave", { depth: steps });
    },

    /** Run `show` to put a scene on the canvas, and bring the view to where it was there, or to all of it. */
    arrive(way, show) {
      const [before, after] = [keyOf(scene.value.way), keyOf(way)];
      const isElsewhere = hasArrived(scene.value) && before !== after;
      if (isElsewhere) viewports.set(before, view.viewport.value);
      const wasEmpty = scene.value.cards.size === 0;
      show(isElsewhere);
      const known = isElsewhere ? viewports.get(after) : undefined;
      if (known) view.show(known, 0);
      // Before anything is drawn: what lies near where the view was is never seen.
      else if (isElsewhere || wasEmpty) view.fit({ isAtOnce: isElsewhere });
    },
  };
};
