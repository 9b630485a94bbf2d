import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbour, portsInReach } from "../src/along-wires.js";
import { cardRect } from "../src/geometry.js";
import { loadScene } from "../src/scene.js";
import { card, wire } from "./builders.js";

const cards = [card("a"), card("up", { x: 300, y: -100 }), card("low", { x: 300, y: 100 }), card("end", { x: 600 }), card("far", { x: -900 })];
const scene = loadScene({ cards, wires: [wire("a", "up"), wire("a", "low"), wire("up", "end")] });
const rectOf = (each) => cardRect(each, each);
const from = (id, way) => neighbour(scene, id, way, rectOf);

test("arrows lead along the wires, and between cards that share a neighbour", () => {
  assert.equal(from("a", "downstream"), "up");
  assert.equal(from("up", "after"), "low");
  assert.equal(from("low", "before"), "up");
  assert.equal(from("low", "upstream"), "a");
  assert.equal(from("up", "downstream"), "end");
});

test("where there is no wire, there is no way", () => {
  assert.equal(from("a", "upstream"), null);
  assert.equal(from("end", "downstream"), null);
  assert.equal(from("far", "after"), null);
});

test("a wire reaches free ports first, and the nearest ahead before one behind", () => {
  const inputs = portsInReach(scene, cards[2], "source", rectOf).map(({ reference }) => reference);
  const outputs = portsInReach(scene, cards[4], "target", rectOf).map(({ reference }) => reference);

  assert.deepEqual(inputs, ["a", "far", "up", "end"]);
  assert.deepEqual(outputs, ["a", "up", "low", "end"]);
});
