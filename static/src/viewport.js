/**
 * The part of the canvas that is seen, and the overview's map of all of it. Pure.
 *
 * A viewport says where the canvas' origin lies on the screen and how large a unit is: screen = unit · zoom + (x, y).
 *
 * @typedef {{x: number, y: number, zoom: number}} Viewport
 * @typedef {import("./geometry.js").Rect} Rect
 * @typedef {import("./scene.js").Point} Point
 * @typedef {{width: number, height: number}} Size
 */

export const LEAST_ZOOM = 0.05;
export const MOST_ZOOM = 2;
export const FAR_ZOOM = 0.35;
/** What the overview takes of the canvas, with the space around it. */
const OVERVIEW_ROOM = { width: 174, height: 110 };
const FAR_WIRE_PIXELS = 1;
const LEAST_TARGET_PIXELS = 24;
const PORT_INNER_RADIUS = 3;

/**
 * The view that shows a rectangle whole, at no more than its natural size.
 *
 * @param {Rect} rect @param {Size} size @param {number} bottom room for what floats over the lower corners
 * @returns {Viewport}
 */
export const viewportShowing = (rect, size, { padding = 32, bottom = 64, mostZoom = 1 } = {}) => {
  const room = { width: size.width - 2 * padding, height: size.height - padding - bottom };
  const zoom = clamp(
    Math.min(room.width / Math.max(rect.width, 1), room.height / Math.max(rect.height, 1)),
    LEAST_ZOOM,
    mostZoom,
  );
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  return centredOn(middle, zoom, { width: size.width, height: size.height + padding - bottom });
};

/**
 * The view that shows rectangles whole, none of them under the overview in the lower right corner.
 *
 * @param {Rect[]} rects @param {Rect} bounds of them all @param {Size} size @returns {Viewport}
 */
export const viewportClear = (rects, bounds, size) => {
  const viewport = viewportShowing(bounds, size);
  const corner = toCanvas({ x: size.width - OVERVIEW_ROOM.width, y: size.height - OVERVIEW_ROOM.height }, viewport);
  const isUnder = rects.some(({ x, y, width, height }) => x + width > corner.x && y + height > corner.y);
  return isUnder ? viewportShowing(bounds, size, { bottom: OVERVIEW_ROOM.height }) : viewport;
};

/** @param {Point} point @param {number} zoom @param {Size} size @returns {Viewport} */
export const centredOn = (point, zoom, size) => ({
  x: size.width / 2 - point.x * zoom,
  y: size.height / 2 - point.y * zoom,
  zoom,
});

/** @param {Viewport} viewport @param {Size} size @returns {Rect} what is seen, in canvas units */
export const seenRect = (viewport, size) => ({
  x: -viewport.x / viewport.zoom,
  y: -viewport.y / viewport.zoom,
  width: size.width / viewport.zoom,
  height: size.height / viewport.zoom,
});

/** @param {Rect} rect @param {Rect} seen @returns {boolean} */
export const isInside = (rect, seen) =>
  rect.x >= seen.x &&
  rect.y >= seen.y &&
  rect.x + rect.width <= seen.x + seen.width &&
  rect.y + rect.height <= seen.y + seen.height;

/**
 * How wide a wire is drawn from afar, so that it is a good pixel on the screen. In steps of two: each is a new look for
 * every wire there is.
 *
 * @param {number} zoom @returns {number} canvas units
 */
export const farWireWidth = (zoom) => 2 ** Math.round(Math.log2(FAR_WIRE_PIXELS / zoom));

/**
 * How far around a port a finger finds it, so that it is as large on the screen as a finger needs, and little more: the
 * browser itself gives a finger some ten pixels. In steps, as above.
 *
 * @param {number} zoom @returns {number} canvas units
 */
export const touchReach = (zoom) =>
  (LEAST_TARGET_PIXELS / 2) * 2 ** (Math.ceil(4 * Math.log2(1 / zoom)) / 4) - PORT_INNER_RADIUS;

/**
 * How much larger than the card it stands beside a message is drawn, so that it is read where cards are small. In steps,
 * as above.
 *
 * @param {number} zoom @returns {number}
 */
export const messageScale = (zoom) => Math.max(1, 2 ** (Math.round(4 * Math.log2(1 / zoom)) / 4));

/** @param {Point} pointer on the screen, from the canvas' corner @param {Viewport} viewport @returns {Point} */
export const toCanvas = (pointer, viewport) => ({
  x: (pointer.x - viewport.x) / viewport.zoom,
  y: (pointer.y - viewport.y) / viewport.zoom,
});

/**
 * How far the view moves in one frame while something is dragged near its edge.
 *
 * @param {Point} pointer @param {Size} size @returns {Point} screen units; (0, 0) away from the edges
 */
export const edgePan = (pointer, size, { margin = 36, speed = 12 } = {}) => {
  const along = (value, length) => {
    if (value < margin) return speed * Math.min(1, (margin - value) / margin);
    if (value > length - margin) return -speed * Math.min(1, (value - length + margin) / margin);
    return 0;
  };
  return { x: along(pointer.x, size.width), y: along(pointer.y, size.height) };
};

/**
 * Fit rectangles into the overview.
 *
 * @param {Rect} bounds of all that is drawn there @param {Size} size @returns {{scale: number, x: number, y: number}}
 */
export const overviewOf = (bounds, size, padding = 8) => {
  const scale = Math.min(
    (size.width - 2 * padding) / Math.max(bounds.width, 1),
    (size.height - 2 * padding) / Math.max(bounds.height, 1),
  );
  return {
    scale,
    x: size.width / 2 - (bounds.x + bounds.width / 2) * scale,
    y: size.height / 2 - (bounds.y + bounds.height / 2) * scale,
  };
};

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
