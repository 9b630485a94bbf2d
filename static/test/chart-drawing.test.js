import assert from "node:assert/strict";
import { test } from "node:test";

import { isDotted } from "../src/chart-drawing.js";
import { curveOf } from "../src/curve.js";

const line = (count, hasDots) => ({
  curve: curveOf(Array.from({ length: count }, (_, place) => ({ x: place, y: 1 }))),
  hasDots,
});

test("a single point is a dot, for no line goes through it", () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => isDotted(line(count))),
    [false, true, false],
  );
});

test("a line with dots has them while they are few", () => {
  assert.deepEqual(
    [1, 60, 61].map((count) => isDotted(line(count, true))),
    [true, true, false],
  );
});
