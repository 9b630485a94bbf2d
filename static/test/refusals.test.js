import assert from "node:assert/strict";
import { test } from "node:test";

import { reasonAgainst } from "../src/refusals.js";

const refusals = { reference: "scale", nodes: { image: "a circle" }, ports: { "attention.value": "another size" } };

test("a port is refused for itself or for its node, and otherwise not", () => {
  assert.equal(reasonAgainst(refusals, "attention.value"), "another size");
  assert.equal(reasonAgainst(refusals, "attention.query"), null);
  assert.equal(reasonAgainst(refusals, "image"), "a circle");
  assert.equal(reasonAgainst(refusals, "image.other"), "a circle");
  assert.equal(reasonAgainst(null, "image"), null);
});
