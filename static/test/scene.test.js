import assert from "node:assert/strict";
import { test } from "node:test";

import { cardOf, dropMoves, loadScene } from "../src/scene.js";
import { moveCards, patchScene, positionOf, wireInto } from "../src/scene.js";
import { card, wire } from "./builders.js";

const chain = () => loadScene({ cards: [card("a"), card("b", { x: 200 })], wires: [wire("a", "b")] });

test("a port's card is what stands before the first dot", () => {
  assert.equal(cardOf("lstm.state_h"), "lstm");
  assert.equal(cardOf("join.inputs.1"), "join");
  assert.equal(cardOf("hidden"), "hidden");
});

test("a patch replaces, adds and removes whole cards and wires", () => {
  const changed = card("a", { title: "first" });

  const scene = patchScene(chain(), { cards: { a: changed, b: null, c: card("c") }, wires: { b: null } });

  assert.deepEqual([...scene.cards.keys()], ["a", "c"]);
  assert.equal(scene.cards.get("a"), changed);
  assert.equal(scene.wires.size, 0);
});

test("a patch leaves the scene before it as it was, and keeps what did not change", () => {
  const before = chain();

  const after = patchScene(before, { cards: { a: null } });

  assert.equal(before.cards.size, 2);
  assert.equal(after.cards.get("b"), before.cards.get("b"));
  assert.equal(after.wires, before.wires);
});

test("a moved card stays where it was put until the server's word on it", () => {
  const moved = moveCards(chain(), [["a", { x: 40, y: 50 }]]);
  assert.deepEqual(positionOf(moved, moved.cards.get("a")), { x: 40, y: 50 });

  const elsewhere = patchScene(moved, { cards: { b: card("b") } });
  assert.deepEqual(positionOf(elsewhere, elsewhere.cards.get("a")), { x: 40, y: 50 });

  const refused = patchScene(moved, { cards: { a: card("a") } });
  assert.equal(positionOf(refused, refused.cards.get("a")).x, 0);
});

test("a card under the pointer keeps its place through a patch", () => {
  const moved = moveCards(chain(), [["a", { x: 40, y: 50 }]]);

  const scene = patchScene(moved, { cards: { a: card("a", { right: "7" }) } }, new Set(["a"]));

  assert.equal(scene.cards.get("a").right, "7");
  assert.equal(positionOf(scene, scene.cards.get("a")).x, 40);
});

test("a move that is called off leaves cards where the server has them", () => {
  const scene = dropMoves(moveCards(chain(), [["a", { x: 40, y: 50 }]]), ["a"]);

  assert.equal(positionOf(scene, scene.cards.get("a")).x, 0);
});

test("the wire into a port is found by the port", () => {
  assert.equal(wireInto(chain(), "b").source, "a");
  assert.equal(wireInto(chain(), "a"), null);
});
