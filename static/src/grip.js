/** Where the view goes when fingers that hold the canvas move: what lay under them lies under them still. Pure. */

import { LEAST_ZOOM, MOST_ZOOM, clamp } from "./viewport.js";

/**
 * @typedef {import("./scene.js").Point} Point
 * @param {{at: Point[], viewport: import("./viewport.js").Viewport}} grip where one or two fingers took hold, and of what view
 * @param {Point[]} now where they are, on the screen from the canvas' corner
 * @returns {import("./viewport.js").Viewport}
 */
export const gripped = ({ at, viewport }, now) => {
  const [from, to] = [middleOf(at), middleOf(now)];
  const spread = spreadOf(at);
  const zoom = clamp(viewport.zoom * (spread ? spreadOf(now) / spread : 1), LEAST_ZOOM, MOST_ZOOM);
  const scale = zoom / viewport.zoom;
  return { x: to.x - (from.x - viewport.x) * scale, y: to.y - (from.y - viewport.y) * scale, zoom };
};

const middleOf = (points) => ({
  x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
  y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
});

const spreadOf = ([one, two]) => (two ? Math.hypot(two.x - one.x, two.y - one.y) : 0);
