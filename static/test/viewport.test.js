import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST_ZOOM, centredOn, edgePan, isInside, overviewOf } from "../src/viewport.js";
import { seenRect, toCanvas, viewportShowing } from "../src/viewport.js";

const size = { width: 900, height: 600 };

test("what is to be shown is seen whole, and never larger than natural", () => {
  for (const rect of [
    { x: 0, y: 0, width: 100, height: 50 },
    { x: -400, y: 80, width: 3000, height: 200 },
    { x: 10, y: -900, width: 40, height: 5000 },
  ]) {
    const viewport = viewportShowing(rect, size);

    assert.ok(viewport.zoom <= 1);
    assert.ok(isInside(rect, seenRect(viewport, size)));
  }
});

test("a graph too large for the smallest zoom is shown at the smallest zoom", () => {
  assert.equal(viewportShowing({ x: 0, y: 0, width: 1e6, height: 1e6 }, size).zoom, LEAST_ZOOM);
});

test("the middle of the screen is the point it is centred on", () => {
  assert.deepEqual(toCanvas({ x: 450, y: 300 }, centredOn({ x: 70, y: -20 }, 0.5, size)), { x: 70, y: -20 });
});

test("the view moves only while the pointer is near an edge, and towards it", () => {
  assert.deepEqual(edgePan({ x: 450, y: 300 }, size), { x: 0, y: 0 });
  assert.ok(edgePan({ x: 2, y: 300 }, size).x > 0);
  assert.ok(edgePan({ x: 450, y: 599 }, size).y < 0);
});

test("the overview holds all it is given", () => {
  const bounds = { x: -100, y: 40, width: 4000, height: 300 };

  const { scale, x, y } = overviewOf(bounds, { width: 150, height: 86 });

  assert.ok(bounds.x * scale + x >= 0 && (bounds.x + bounds.width) * scale + x <= 150);
  assert.ok(bounds.y * scale + y >= 0 && (bounds.y + bounds.height) * scale + y <= 86);
});
