import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST_ZOOM, centredOn, edgePan, farWireWidth, isInside, messageScale, overviewOf } from "../src/viewport.js";
import { touchReach } from "../src/viewport.js";
import { seenRect, toCanvas, viewportClear, viewportShowing } from "../src/viewport.js";

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

test("a port is as large as a finger needs, and little more", () => {
  for (const zoom of [0.36, 0.5, 0.8, 1, 1.4, 2]) {
    const pixels = (2 * touchReach(zoom) + 6) * zoom;

    assert.ok(pixels >= 24 && pixels < 29);
  }
});

test("a wire seen from afar is about a pixel wide, in steps", () => {
  for (const zoom of [0.05, 0.1, 0.2, 0.34]) {
    const pixels = farWireWidth(zoom) * zoom;

    assert.ok(pixels > 0.7 && pixels < 1.5);
  }
  assert.equal(farWireWidth(0.1), farWireWidth(0.11));
});

test("a card that would lie under the overview is shown clear of it, and others as large as they may be", () => {
  const size = { width: 900, height: 600 };
  const wide = { x: 0, y: 0, width: 836, height: 500 };
  const [upper, lower] = [{ x: 660, y: 0, width: 176, height: 90 }, { x: 660, y: 410, width: 176, height: 90 }];

  assert.deepEqual(viewportClear([upper], wide, size), viewportShowing(wide, size));
  const { x, y, zoom } = viewportClear([lower], wide, size);

  assert.ok((lower.y + lower.height) * zoom + y <= size.height - 100);
  assert.ok(zoom < viewportShowing(wide, size).zoom && x > 0);
});

test("a message is read at any zoom: of about its full size where cards are small, with them where they are large", () => {
  for (const zoom of [0.36, 0.5, 0.57, 0.8, 0.95]) {
    const drawn = zoom * messageScale(zoom);
    assert.ok(drawn > 0.9 && drawn < 1.1, `${zoom}: ${drawn}`);
  }
  for (const zoom of [1, 1.6]) assert.equal(messageScale(zoom), 1);
});
