/** The points that lead a wire: put there by a double click on it, dragged, and taken away by another. */

import { shallowRef } from "vue";

import { pointOnCanvas } from "./gestures.js";
import { followPointer } from "./pointer.js";

/** @param {{stage: object, emit: Function}} canvas */
export const useRoutes = ({ stage, emit }) => {
  /** The wire whose points are being dragged, with where they are now. */
  const routed = shallowRef(null);
  const tell = (id, points) => emit("route", { target: id, points: points.map(({ x, y }) => [x, y]) });

  return {
    routed,

    pressPoint(event, wire, place) {
      if (event.button !== 0) return;
      event.stopPropagation();
      const moved = (at) => {
        const { x, y } = pointOnCanvas(stage, at);
        return wire.points.map((point, index) => (index === place ? { x: Math.round(x), y: Math.round(y) } : point));
      };
      followPointer(event, {
        onFrame: (at) => (routed.value = { id: wire.id, points: moved(at) }),
        onEnd: (at, hasMoved) => {
          // It is drawn where it was let go until the server's word comes.
          if (hasMoved) tell(wire.id, moved(at));
          else routed.value = null;
        },
        onCancel: () => (routed.value = null),
      });
    },

    removePoint(wire, place) {
      tell(
        wire.id,
        wire.points.filter((_, index) => index !== place),
      );
    },

    addPoint(event, wire, source, target) {
      const { x, y } = pointOnCanvas(stage, event);
      const point = { x: Math.round(x), y: Math.round(y) };
      const place = placeOf(point, [source, ...wire.points, target]);
      tell(wire.id, wire.points.toSpliced(place, 0, point));
    },

    /** A wire that the server has spoken of is where it says. */
    settle(changes) {
      if (routed.value && routed.value.id in (changes.wires ?? {})) routed.value = null;
    },
  };
};

/** @returns {number} between which of the points of a way another lies */
export const placeOf = (point, way) => {
  const distances = way.slice(1).map((end, place) => distanceToLine(point, way[place], end));
  return distances.indexOf(Math.min(...distances));
};

const distanceToLine = (point, from, to) => {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = x * x + y * y;
  const share = length ? Math.max(0, Math.min(1, ((point.x - from.x) * x + (point.y - from.y) * y) / length)) : 0;
  return Math.hypot(point.x - from.x - share * x, point.y - from.y - share * y);
};
