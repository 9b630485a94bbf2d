import assert from "node:assert/strict";
import { test } from "node:test";

import { isCurve, reach } from "../src/fit-drawing.js";

test("the reach of lines leaves room above and below and is never empty", () => {
  assert.deepEqual(reach([[0, 10], [5]], 0.1), [-1, 11]);
  const [low, high] = reach([[2, 2]]);
  assert.ok(low < 2 && high > 2);
  assert.deepEqual(reach([[null]]), [-1, 1]);
});

test("a frame over one number is a curve, over two a plane", () => {
  assert.ok(isCurve({ low: [0] }));
  assert.ok(!isCurve({ low: [0, 0] }));
});
