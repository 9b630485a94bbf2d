/**
 * Where a picture lies in a box, and how large. Pure.
 *
 * @typedef {{x: number, y: number, zoom: number}} ZoomView its upper left corner, in pixels of the box, and its scale
 */

const LEAST = 0.2;
const MOST = 24;

/** @param {[number, number]} size of the picture @param {[number, number]} room of the box @returns {ZoomView} all of it, in the middle */
export const fitted = ([width, height], [across, down]) => {
  const zoom = Math.min(MOST, Math.max(LEAST, Math.min(across / width, down / height)));
  return { x: (across - width * zoom) / 2, y: (down - height * zoom) / 2, zoom };
};

/** @param {ZoomView} view @param {number} factor @param {[number, number]} at the place in the box that stays @returns {ZoomView} */
export const zoomedAt = ({ x, y, zoom }, factor, [across, down]) => {
  const next = Math.min(MOST, Math.max(LEAST, zoom * factor));
  const by = next / zoom;
  return { x: across - (across - x) * by, y: down - (down - y) * by, zoom: next };
};

/** @param {ZoomView} view @param {[number, number]} by @returns {ZoomView} */
export const movedBy = ({ x, y, zoom }, [across, down]) => ({ x: x + across, y: y + down, zoom });
