import assert from "node:assert/strict";
import { test } from "node:test";

import { beganText, durationText } from "../src/run-words.js";

const NOW = new Date(2026, 5, 15, 12, 0, 0);
const at = (...parts) => new Date(...parts) / 1000;

test("a run of today is named by its time, an older one by its day", () => {
  assert.equal(beganText(at(2026, 5, 15, 9, 5, 7), NOW), "09:05:07");
  assert.equal(beganText(at(2026, 5, 14, 9, 5, 7), NOW), "14 Jun, 09:05");
  assert.equal(beganText(at(2024, 5, 14, 9, 5, 7), NOW), "14 Jun 2024, 09:05");
  assert.equal(beganText(null, NOW), "–");
});

test("a duration is as exact as it is short", () => {
  assert.deepEqual([0, 12.34, 75, 7300].map(durationText), ["0.0 s", "12.3 s", "1 min 15 s", "2 h 1 min"]);
});
