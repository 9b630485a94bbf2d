import assert from "node:assert/strict";
import { test } from "node:test";

import { wireMiddle, wirePath } from "../src/wire-path.js";

const numbers = (path) => path.match(/-?\d+(\.\d+)?/g).map(Number);

test("a wire begins at its source and ends at its target", () => {
  for (const target of [{ x: 300, y: 40 }, { x: 20, y: 0 }, { x: -300, y: 200 }, { x: -300, y: 0 }]) {
    const path = numbers(wirePath({ x: 0, y: 0 }, target));

    assert.deepEqual(path.slice(0, 2), [0, 0]);
    assert.deepEqual(path.slice(-2), [target.x, target.y]);
  }
});

test("a wire leaves to the right and arrives from the left", () => {
  for (const target of [{ x: 300, y: 40 }, { x: 30, y: 400 }, { x: -40, y: 80 }, { x: -300, y: 200 }]) {
    const path = numbers(wirePath({ x: 0, y: 0 }, target));

    assert.ok(path[2] > 0 && path[3] === 0);
    assert.ok(path.at(-4) < target.x && path.at(-3) === target.y);
  }
});

test("a wire straight ahead is straight", () => {
  assert.deepEqual(numbers(wirePath({ x: 0, y: 9 }, { x: 52, y: 9 })).filter((_, place) => place % 2), [9, 9, 9, 9]);
});

test("a wire that runs back at one height passes below the cards", () => {
  assert.ok(wireMiddle({ x: 300, y: 0 }, { x: 0, y: 10 }).y > 100);
  assert.equal(wireMiddle({ x: 300, y: 0 }, { x: 0, y: 200 }).y, 100);
});
