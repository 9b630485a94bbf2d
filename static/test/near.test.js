import assert from "node:assert/strict";
import { test } from "node:test";

import { mostNewCards, nearFinder, nearRect, portionOf } from "../src/near.js";
import { loadScene, moveCards } from "../src/scene.js";
import { isInside } from "../src/viewport.js";
import { card, wire } from "./builders.js";

const seen = { x: 0, y: 0, width: 800, height: 600 };
const ids = ({ cards, wires }) => [cards.map((each) => each.id).join(" "), wires.map((each) => each.id).join(" ")];

test("near stays as it is while what is seen moves a little, and follows it then", () => {
  const near = nearRect(seen, null);

  assert.ok(isInside(seen, near));
  assert.equal(nearRect({ ...seen, x: 150 }, near), near);
  assert.ok(isInside({ ...seen, x: 5000 }, nearRect({ ...seen, x: 5000 }, near)));
  assert.ok(nearRect({ ...seen, width: 80, height: 60 }, near).width < 800);
});

test("cards far away are left out, but for the ends of wires that pass", () => {
  const scene = loadScene({
    cards: [card("far", { x: -9000 }), card("here", { x: 100 }), card("off", { x: 9000 }), card("alone", { x: 9000, y: 9000 })],
    wires: [wire("far", "off"), wire("off", "alone")],
  });

  assert.deepEqual(ids(nearFinder()(scene, seen)), ["far here off", "off"]);
});

test("a wire that only its points lead through the view is there", () => {
  const scene = loadScene({
    cards: [card("one", { x: 0, y: 2000 }), card("two", { x: 600, y: 2000 })],
    wires: [{ ...wire("one", "two"), points: [{ x: 300, y: 300 }] }],
  });

  assert.deepEqual(ids(nearFinder()(scene, seen)), ["one two", "two"]);
});

test("cards and wires are found where they are being moved to", () => {
  const scene = loadScene({
    cards: [card("one", { x: 5000 }), card("two", { x: 6000 })],
    wires: [wire("one", "two")],
  });
  const find = nearFinder();

  assert.deepEqual(ids(find(scene, seen)), ["", ""]);
  assert.deepEqual(ids(find(moveCards(scene, [["one", { x: 10, y: 10 }]]), seen)), ["one two", "two"]);
  assert.deepEqual(ids(find(scene, seen)), ["", ""]);
});

test("a card that is to be kept stays, however far the view goes", () => {
  const scene = loadScene({ cards: [card("held", { x: 9000 }), card("other", { x: 9900 })], wires: [] });

  assert.deepEqual(ids(nearFinder()(scene, seen, new Set(["held"]))), ["held", ""]);
});

test("a wire is drawn only between cards that are there", () => {
  const scene = loadScene({ cards: [card("a")], wires: [wire("a", "gone"), wire("gone", "a")] });

  assert.deepEqual(nearFinder()(scene, seen).wires, []);
});

test("many new cards come in portions, and a wire once both its cards are there", () => {
  const scene = loadScene({
    cards: [card("a"), card("b"), card("c"), card("d")],
    wires: [wire("a", "b"), wire("b", "c"), wire("c", "d")],
  });
  const found = nearFinder()(scene, seen);

  const first = portionOf(found, [], 2);
  assert.deepEqual([...ids(first), first.isWhole], ["a b", "b", false]);
  const next = portionOf(found, first.cards, 2);
  assert.deepEqual([...ids(next), next.isWhole], ["a b c d", "b c d", true]);
});

test("the first cards are few, so that something is seen soon, and more come at once where they are plain", () => {
  assert.equal(mostNewCards(true, false), mostNewCards(false, false));
  assert.equal(mostNewCards(false, true), mostNewCards(false, false));
  assert.ok(mostNewCards(true, true) > mostNewCards(true, false));
});
