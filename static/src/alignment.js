/**
 * Cards in line: aligned, evenly apart, and drawn to the lines of their neighbours while they are dragged. Pure.
 *
 * @typedef {import("./geometry.js").Rect} Rect
 * @typedef {import("./scene.js").Point} Point
 * @typedef {"left"|"centre"|"right"|"top"|"middle"|"bottom"} Line
 * @typedef {{at: number, from: number, to: number}} Guide a helper line: where, and from where to where it is drawn
 */

import { boundsOf } from "./geometry.js";

const GRID = 10;

/** How far along a rectangle each line is, and across which axis it lies. */
const LINES = {
  left: ["x", 0],
  centre: ["x", 0.5],
  right: ["x", 1],
  top: ["y", 0],
  middle: ["y", 0.5],
  bottom: ["y", 1],
};
const LENGTH = { x: "width", y: "height" };

/** @param {[string, Rect][]} rects by card @param {Line} line @returns {Map<string, Point>} where the cards go */
export const aligned = (rects, line) => {
  const [axis, share] = LINES[line];
  const bounds = boundsOf(rects.map(([, rect]) => rect));
  const at = bounds[axis] + share * bounds[LENGTH[axis]];
  return new Map(
    rects.map(([id, rect]) => [
      id,
      { x: rect.x, y: rect.y, [axis]: Math.round(at - share * rect[LENGTH[axis]]) },
    ]),
  );
};

/**
 * Share the room between the two outermost cards out evenly.
 *
 * @param {[string, Rect][]} rects @param {"x"|"y"} axis @returns {Map<string, Point>}
 */
export const distributed = (rects, axis) => {
  const length = LENGTH[axis];
  const inOrder = [...rects].sort(([, left], [, right]) => left[axis] - right[axis]);
  const bounds = boundsOf(rects.map(([, rect]) => rect));
  const taken = rects.reduce((sum, [, rect]) => sum + rect[length], 0);
  const gap = (bounds[length] - taken) / Math.max(1, rects.length - 1);
  let at = bounds[axis];
  return new Map(
    inOrder.map(([id, rect]) => {
      const place = { x: rect.x, y: rect.y, [axis]: Math.round(at) };
      at += rect[length] + gap;
      return [id, place];
    }),
  );
};

/**
 * Prepare to draw what is dragged to the lines of those that stay.
 *
 * @param {Rect[]} others @returns {(moving: Rect, reach: number) => {shift: Point, guides: {x: Guide|null, y: Guide|null}}}
 */
export const snapper = (others) => {
  const lines = { x: linesOf(others, "x"), y: linesOf(others, "y") };
  return (moving, reach) => {
    const x = snapped(moving, lines.x, "x", reach);
    const y = snapped(moving, lines.y, "y", reach);
    const shift = { x: x.shift, y: y.shift };
    const at = { ...moving, x: moving.x + shift.x, y: moving.y + shift.y };
    return { shift, guides: { x: guideOf(at, x.line, "y"), y: guideOf(at, y.line, "x") } };
  };
};

/** @returns {{at: number, rect: Rect}[]} the lines of all rectangles along an axis, in order */
const linesOf = (rects, axis) =>
  rects
    .flatMap((rect) => [0, 0.5, 1].map((share) => ({ at: rect[axis] + share * rect[LENGTH[axis]], rect })))
    .sort((left, right) => left.at - right.at);

const snapped = (moving, lines, axis, reach) => {
  let best = null;
  for (const share of [0, 0.5, 1]) {
    const at = moving[axis] + share * moving[LENGTH[axis]];
    for (let place = firstFrom(lines, at - reach); place < lines.length && lines[place].at <= at + reach; place += 1) {
      const distance = Math.abs(lines[place].at - at);
      const isNearer = best === null || distance < best.distance;
      // Of lines equally near, that of the nearest neighbour is the one meant.
      const isCloser = best && distance === best.distance && apart(lines[place].rect, moving) < apart(best.line.rect, moving);
      if (isNearer || isCloser) best = { distance, line: lines[place], shift: lines[place].at - at };
    }
  }
  if (best) return best;
  return { shift: Math.round(moving[axis] / GRID) * GRID - moving[axis], line: null };
};

/** @returns {number} the first of the lines, which are in order, that is not before a place */
const firstFrom = (lines, at) => {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].at < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const apart = (left, right) => Math.abs(left.x - right.x) + Math.abs(left.y - right.y);

const guideOf = (moving, line, across) => {
  if (line === null) return null;
  const { rect, at } = line;
  const length = LENGTH[across];
  return {
    at,
    from: Math.min(moving[across], rect[across]),
    to: Math.max(moving[across] + moving[length], rect[across] + rect[length]),
  };
};
