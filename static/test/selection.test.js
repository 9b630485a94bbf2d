import assert from "node:assert/strict";
import { test } from "node:test";

import { loadScene } from "../src/scene.js";
import { addNodes, nothing, onlyNodes, onlyWires, pruned } from "../src/selection.js";
import { sameSelection, toggleNode, toggleWire } from "../src/selection.js";
import { card, wire } from "./builders.js";

test("toggling a card twice changes nothing", () => {
  const selection = onlyNodes(["a", "b"]);

  assert.ok(sameSelection(toggleNode(toggleNode(selection, "b"), "b"), selection));
  assert.ok(!sameSelection(toggleNode(selection, "b"), selection));
});

test("wires and cards of one name are told apart", () => {
  assert.ok(!sameSelection(onlyNodes(["hidden"]), onlyWires(["hidden"])));
  assert.deepEqual([...toggleWire(onlyNodes(["hidden"]), "hidden").nodes], ["hidden"]);
});

test("adding keeps what was selected", () => {
  assert.deepEqual([...addNodes(onlyNodes(["a"]), ["b", "a"]).nodes], ["a", "b"]);
});

test("what is gone from the scene is no longer selected", () => {
  const scene = loadScene({ cards: [card("a")], wires: [wire("a", "b")] });

  const selection = pruned({ nodes: new Set(["a", "b"]), wires: new Set(["b", "c"]) }, scene);

  assert.deepEqual([...selection.nodes], ["a"]);
  assert.deepEqual([...selection.wires], ["b"]);
  assert.ok(sameSelection(pruned(nothing, scene), nothing));
});
