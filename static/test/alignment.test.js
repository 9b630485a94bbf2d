import assert from "node:assert/strict";
import { test } from "node:test";

import { aligned, distributed, snapper } from "../src/alignment.js";

const rects = [
  ["a", { x: 0, y: 0, width: 100, height: 40 }],
  ["b", { x: 300, y: 30, width: 50, height: 60 }],
  ["c", { x: 120, y: 500, width: 80, height: 20 }],
];
const places = (moved) => Object.fromEntries([...moved].map(([id, { x, y }]) => [id, [x, y]]));

test("cards are aligned at each of six lines", () => {
  assert.deepEqual(places(aligned(rects, "left")), { a: [0, 0], b: [0, 30], c: [0, 500] });
  assert.deepEqual(places(aligned(rects, "right")), { a: [250, 0], b: [300, 30], c: [270, 500] });
  assert.deepEqual(places(aligned(rects, "centre")), { a: [125, 0], b: [150, 30], c: [135, 500] });
  assert.deepEqual(places(aligned(rects, "top")), { a: [0, 0], b: [300, 0], c: [120, 0] });
  assert.deepEqual(places(aligned(rects, "bottom")), { a: [0, 480], b: [300, 460], c: [120, 500] });
  assert.deepEqual(places(aligned(rects, "middle")), { a: [0, 240], b: [300, 230], c: [120, 250] });
});

test("cards are shared out with the same room between each, the outermost where they are", () => {
  assert.deepEqual(places(distributed(rects, "x")), { a: [0, 0], c: [160, 500], b: [300, 30] });
  assert.deepEqual(places(distributed(rects, "y")), { a: [0, 0], b: [300, 240], c: [120, 500] });
});

test("what is dragged is drawn to the nearest line in reach, and to the grid elsewhere", () => {
  const snap = snapper(rects.map(([, rect]) => rect));

  const near = snap({ x: 304, y: 203, width: 70, height: 30 }, 6);
  assert.deepEqual(near.shift, { x: -4, y: -3 });
  assert.deepEqual(near.guides, { x: { at: 300, from: 30, to: 230 }, y: null });
  assert.deepEqual(snap({ x: 713, y: 218, width: 70, height: 30 }, 6).shift, { x: -3, y: 2 });
});

test("nothing to be drawn to leaves the grid", () => {
  assert.deepEqual(snapper([])({ x: 4, y: 6, width: 1, height: 1 }, 6).guides, { x: null, y: null });
});
