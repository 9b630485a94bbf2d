import assert from "node:assert/strict";
import { test } from "node:test";

import { cardRect } from "../src/geometry.js";
import { freePlaces, placesAround, sideMostSeen, toldCard } from "../src/open-fault.js";
import { loadScene } from "../src/scene.js";
import { nothing, onlyNodes } from "../src/selection.js";
import { card } from "./builders.js";

const seen = { x: 0, y: 0, width: 1000, height: 600 };
const covered = { x: 838, y: 502, width: 150, height: 86 };
const faulty = (id, changes) =>
  card(id, { status: "fault", message: "It takes 10 numbers, 9 come.", cure: { label: "Set units to 10" }, ...changes });
const rectOf = (each) => cardRect(each, each);
const sideOf = (id, ...cards) => sideOfScaled(1, id, ...cards);
const sideOfScaled = (scale, id, ...cards) => {
  const scene = loadScene({ cards, wires: [] });
  return sideMostSeen(freePlaces(scene, scene.cards.get(id), rectOf, scale), seen, covered);
};

test("a message stands on the right of its card where there is room", () => {
  assert.equal(sideOf("one", faulty("one", { x: 400, y: 200 })), "right");
});

test("beside the edge of what is seen it stands on the left, or below where another card is", () => {
  const last = faulty("last", { x: 800, y: 200 });

  assert.equal(sideOf("last", last), "left");
  assert.equal(sideOf("last", last, card("before", { x: 560, y: 200 })), "below");
});

test("one that is drawn larger, as where cards are small, needs more room on each side", () => {
  const one = faulty("one", { x: 560, y: 200 });

  assert.equal(sideOf("one", one), "right");
  assert.equal(sideOfScaled(2, "one", one), "left");
});

test("over the overview in the lower corner it stands above", () => {
  const last = faulty("last", { x: 800, y: 360 });

  assert.equal(sideOf("last", last, card("before", { x: 560, y: 360 })), "above");
});

test("where other cards are on all sides no place is free, and what is asked for stands on the right", () => {
  const one = faulty("one", { x: 400, y: 200 });
  const around = [
    card("right", { x: 600, y: 200 }),
    card("left", { x: 160, y: 200 }),
    card("below", { x: 400, y: 300 }),
    card("above", { x: 400, y: 100 }),
  ];

  assert.deepEqual(freePlaces(loadScene({ cards: [one, ...around], wires: [] }), one, rectOf, 1), []);
  assert.equal(sideMostSeen(placesAround(one, rectOf(one), 1), seen, covered), "right");
});

test("told unasked is the selected fault, or the only one", () => {
  const scene = loadScene({ cards: [card("well"), faulty("one"), faulty("two")], wires: [] });

  assert.equal(toldCard(scene, nothing), null);
  assert.equal(toldCard(scene, onlyNodes(["two"])).id, "two");
  assert.equal(toldCard(loadScene({ cards: [card("well"), faulty("one")], wires: [] }), onlyNodes(["well"])).id, "one");
});
