import assert from "node:assert/strict";
import { test } from "node:test";

import { loadScene } from "../src/scene.js";
import { changesInWords } from "../src/spoken.js";
import { card, wire } from "./builders.js";

const scene = loadScene({ cards: [card("a"), card("b"), card("c")], wires: [wire("a", "b")] });

for (const [what, changes, words] of [
  ["a new card", { cards: { d: card("d") } }, "Added d"],
  ["a new card with its wire", { cards: { d: card("d") }, wires: { d: wire("b", "d") } }, "Added d. Connected b to d"],
  ["several", { cards: { d: card("d"), e: card("e") } }, "Added 2 layers"],
  ["a card gone with its wires", { cards: { b: null }, wires: { b: null } }, "Deleted b"],
  ["a wire", { wires: { c: wire("b", "c") } }, "Connected b to c"],
  ["a wire from elsewhere", { wires: { b: wire("c", "b") } }, "Connected c to b"],
  ["a wire gone", { wires: { b: null } }, "Took the wire from a to b away"],
  ["another name", { cards: { b: null, x: card("x") }, wires: { b: null, x: wire("a", "x") } }, "Renamed b to x"],
  ["other values", { cards: { b: card("b", { left: "7" }) }, wires: { b: { ...wire("a", "b"), shape: "7" } } }, ""],
  ["a move", { cards: { b: card("b", { x: 9 }) } }, ""],
]) {
  test(`${what} is read aloud as “${words}”`, () => {
    assert.equal(changesInWords(scene, changes), words);
  });
}
