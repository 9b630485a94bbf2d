import assert from "node:assert/strict";
import { test } from "node:test";

import { commandOf, isField, isForTheDocument } from "../src/keys.js";

const released = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const press = (key, held = {}) => commandOf({ key, ...released, ...held });
const control = { ctrlKey: true };

test("undo and redo answer to the keys people know, with Control or Command", () => {
  assert.equal(press("z", control).command, "undo");
  assert.equal(press("z", { metaKey: true }).command, "undo");
  assert.equal(press("Z", { ...control, shiftKey: true }).command, "redo");
  assert.equal(press("y", control).command, "redo");
});

test("Delete removes, and with Control heals the wires", () => {
  assert.equal(press("Delete").command, "remove");
  assert.equal(press("Backspace").command, "remove");
  assert.equal(press("Delete", control).command, "heal");
});

test("arrows nudge, farther with Shift", () => {
  const { x, y } = press("ArrowLeft");

  assert.ok(x < 0 && y === 0);
  assert.ok(press("ArrowDown", { shiftKey: true }).y > press("ArrowDown").y);
});

test("other keys, and all keys with Alt, are left alone", () => {
  assert.equal(press("q"), null);
  assert.equal(press("f", control), null);
  assert.equal(press("z", { ...control, altKey: true }), null);
});

test("what is typed into a field is text", () => {
  assert.ok(isField({ nodeName: "INPUT" }));
  assert.ok(isField({ nodeName: "DIV", isContentEditable: true }));
  assert.ok(!isField({ nodeName: "DIV" }));
  assert.ok(!isField(null));
});

test("saving, opening and training are meant in a field too, deleting is not", () => {
  const meant = ["s", "o", "Enter"].map((key) => press(key, control));

  assert.deepEqual(
    meant.map(({ command }) => command),
    ["save", "open", "train"],
  );
  assert.ok(meant.every(isForTheDocument));
  assert.ok(!isForTheDocument(press("Delete")));
  assert.ok(!isForTheDocument(press("x")));
});
