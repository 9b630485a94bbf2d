import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted, movedBy, zoomedAt } from "../src/zoom-view.js";

test("a picture is shown whole in the middle", () => {
  assert.deepEqual(fitted([100, 50], [400, 400]), { x: 0, y: 100, zoom: 4 });
});

test("what is under the pointer stays there when it is zoomed", () => {
  const view = zoomedAt({ x: 10, y: 20, zoom: 2 }, 3, [110, 70]);
  assert.equal(view.zoom, 6);
  assert.equal((110 - view.x) / view.zoom, (110 - 10) / 2);
  assert.equal((70 - view.y) / view.zoom, (70 - 20) / 2);
});

test("there is an end to zooming, and moving moves", () => {
  assert.equal(zoomedAt({ x: 0, y: 0, zoom: 20 }, 9, [0, 0]).zoom, 24);
  assert.deepEqual(movedBy({ x: 1, y: 2, zoom: 3 }, [4, 5]), { x: 5, y: 7, zoom: 3 });
});
