import assert from "node:assert/strict";
import { test } from "node:test";

import { foundCards } from "../src/find.js";
import { card } from "./builders.js";

const cards = [
  card("features", { type: "Conv2D", status: "fault" }),
  card("hidden"),
  card("digit", { title: "Which digit", state: "muted" }),
];
const found = (query) => foundCards(cards, query).map(({ id }) => id);

test("cards are found by name, title and type", () => {
  assert.deepEqual(found("hidd"), ["hidden"]);
  assert.deepEqual(found("which"), ["digit"]);
  assert.deepEqual(found("conv"), ["features"]);
  assert.deepEqual(found("dense").sort(), ["digit", "hidden"]);
});

test("cards are found by what they are, alone or besides a name", () => {
  assert.deepEqual(found("is:invalid"), ["features"]);
  assert.deepEqual(found("is:muted"), ["digit"]);
  assert.deepEqual(found("dense is:muted"), ["digit"]);
});

test("nothing asked for finds all, and what no card is finds none", () => {
  assert.equal(found("").length, 3);
  assert.deepEqual(found("is:red"), []);
  assert.deepEqual(found("zzz"), []);
});
