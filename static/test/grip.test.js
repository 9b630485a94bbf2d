import assert from "node:assert/strict";
import { test } from "node:test";

import { gripped } from "../src/grip.js";
import { MOST_ZOOM, toCanvas } from "../src/viewport.js";

const viewport = { x: 30, y: -10, zoom: 0.8 };
const near = (left, right) => Math.hypot(left.x - right.x, left.y - right.y) < 1e-6;

test("one finger takes the view along and does not zoom", () => {
  assert.deepEqual(gripped({ at: [{ x: 10, y: 10 }], viewport }, [{ x: 25, y: 4 }]), { x: 45, y: -16, zoom: 0.8 });
});

test("what lies under two fingers stays under them", () => {
  const at = [{ x: 100, y: 100 }, { x: 200, y: 100 }];
  const now = [{ x: 60, y: 140 }, { x: 260, y: 140 }];
  const next = gripped({ at, viewport }, now);

  assert.equal(next.zoom, 1.6);
  for (const finger of [0, 1]) assert.ok(near(toCanvas(at[finger], viewport), toCanvas(now[finger], next)));
});

test("beyond the largest zoom the middle between the fingers stays", () => {
  const next = gripped({ at: [{ x: 100, y: 0 }, { x: 110, y: 0 }], viewport }, [{ x: 0, y: 0 }, { x: 210, y: 0 }]);

  assert.equal(next.zoom, MOST_ZOOM);
  assert.ok(near(toCanvas({ x: 105, y: 0 }, viewport), toCanvas({ x: 105, y: 0 }, next)));
});

test("two fingers on one point move the view and leave its zoom", () => {
  assert.equal(gripped({ at: [{ x: 5, y: 5 }, { x: 5, y: 5 }], viewport }, [{ x: 0, y: 5 }, { x: 9, y: 5 }]).zoom, 0.8);
});
