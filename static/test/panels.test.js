import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, dragged, fitted, pressed, read, untouched, written } from "../src/panels.js";

const SMALL = { width: 1024, height: 768 };
const still = { shiftKey: false };

test("the largest panels leave the canvas room in the smallest window", () => {
  const sides = boundsOf("left", SMALL).most + boundsOf("right", SMALL).most;

  assert.ok(SMALL.width - sides > 280);
  assert.ok(SMALL.height - 48 - boundsOf("bottom", SMALL).most > 140);
});

test("an edge follows the pointer, to the panel's bounds and no farther", () => {
  const bounds = { least: 100, most: 300 };

  assert.deepEqual(dragged("left", untouched, 200, { x: 30, y: 99 }, bounds), { size: 230, isFolded: false });
  assert.deepEqual(dragged("right", untouched, 200, { x: 30, y: 99 }, bounds), { size: 170, isFolded: false });
  assert.deepEqual(dragged("bottom", untouched, 200, { x: 99, y: -30 }, bounds), { size: 230, isFolded: false });
  assert.equal(dragged("left", untouched, 200, { x: 999, y: 0 }, bounds).size, 300);
  assert.equal(dragged("left", untouched, 200, { x: -120, y: 0 }, bounds).size, 100);
});

test("dragged far below its least size a panel folds, and keeps the size it had", () => {
  const before = { size: 200, isFolded: false };

  assert.deepEqual(dragged("left", before, 200, { x: -180, y: 0 }, { least: 100, most: 300 }), {
    size: 200,
    isFolded: true,
  });
});

test("arrows move an edge the way they point, Enter folds and unfolds, Home folds, End is the largest", () => {
  const bounds = { least: 100, most: 300 };
  const before = { size: 200, isFolded: false };
  const folded = { size: 200, isFolded: true };
  const press = (side, panel, size, key, held = still) => pressed(side, panel, size, { key, ...held }, bounds);

  assert.equal(press("left", before, 200, "ArrowRight").size, 216);
  assert.equal(press("right", before, 200, "ArrowRight").size, 184);
  assert.equal(press("bottom", before, 200, "ArrowUp", { shiftKey: true }).size, 264);
  assert.equal(press("left", before, 200, "ArrowUp"), null);
  assert.deepEqual(press("left", before, 200, "Enter"), folded);
  assert.deepEqual(press("left", folded, 0, "Enter"), before);
  assert.deepEqual(press("left", folded, 0, "ArrowRight"), before);
  assert.deepEqual(press("left", folded, 0, "ArrowLeft"), folded);
  assert.deepEqual(press("left", before, 200, "Home"), folded);
  assert.equal(press("left", before, 200, "End").size, 300);
});

test("what is remembered comes back, and nonsense is forgotten", () => {
  const panels = { ...read(null), left: { size: 250, isFolded: true } };

  assert.deepEqual(read(written(panels)), panels);
  assert.deepEqual(read(null).right, untouched);
  assert.deepEqual(read("no JSON").left, untouched);
  assert.deepEqual(read('{"left": {"size": "wide", "isFolded": 1}}').left, untouched);
  assert.equal(fitted(9999, boundsOf("bottom", SMALL)), boundsOf("bottom", SMALL).most);
});
