import assert from "node:assert/strict";
import { test } from "node:test";

import { isField, nudgeOf } from "../src/keys.js";

const released = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test("arrows nudge, farther with Shift, and with Control are left to commands", () => {
  const { x, y } = nudgeOf({ ...released, key: "ArrowLeft" });

  assert.ok(x < 0 && y === 0);
  assert.ok(nudgeOf({ ...released, key: "ArrowDown", shiftKey: true }).y > nudgeOf({ ...released, key: "ArrowDown" }).y);
  assert.equal(nudgeOf({ ...released, key: "ArrowDown", ctrlKey: true }), null);
  assert.equal(nudgeOf({ ...released, key: "d" }), null);
});

test("what is typed into a field is text", () => {
  assert.ok(isField({ nodeName: "INPUT" }));
  assert.ok(isField({ nodeName: "DIV", isContentEditable: true }));
  assert.ok(!isField({ nodeName: "DIV" }));
  assert.ok(!isField(null));
});
