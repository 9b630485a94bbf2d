/**
 * The course of a wire between two ports: smooth, leaving to the right and arriving from the left. Pure.
 *
 * @typedef {import("./scene.js").Point} Point
 */

const LEAST_RUN = -64;
const LEAST_BEND = 28;
const LOOP_REACH = 76;
const LOOP_SHOULDER = 36;
const LEAST_RISE = 120;
const DETOUR = 116;

/** @param {Point} source @param {Point} target  canvas units @returns {string} an SVG path */
export const wirePath = (source, target) => {
  if (target.x - source.x >= LEAST_RUN) {
    const bend = bendOf(source, target);
    return (
      `M${source.x} ${source.y}` +
      `C${source.x + bend} ${source.y} ${target.x - bend} ${target.y} ${target.x} ${target.y}`
    );
  }
  const middle = wireMiddle(source, target);
  return (
    `M${source.x} ${source.y}` +
    `C${source.x + LOOP_REACH} ${source.y} ${source.x + LOOP_SHOULDER} ${middle.y} ${middle.x} ${middle.y}` +
    `C${target.x - LOOP_SHOULDER} ${middle.y} ${target.x - LOOP_REACH} ${target.y} ${target.x} ${target.y}`
  );
};

/** @param {Point} source @param {Point} target @returns {Point} the point half way along, where its label stands */
export const wireMiddle = (source, target) => {
  const middle = { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 };
  if (target.x - source.x >= LEAST_RUN) return middle;
  // A wire that runs back between ports of about one height would cross their cards, so it passes below them.
  if (Math.abs(target.y - source.y) < LEAST_RISE) middle.y = Math.max(source.y, target.y) + DETOUR;
  return middle;
};

const bendOf = (source, target) => {
  const run = target.x - source.x;
  const rise = Math.abs(target.y - source.y);
  return Math.max(run / 2, Math.min(rise / 2, 48), run < LEAST_BEND ? LEAST_BEND : 0);
};
