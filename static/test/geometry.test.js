import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, cardSize, chipRows, freePlace, overlap, portPlaces, portRowCount } from "../src/geometry.js";
import { card } from "./builders.js";

const chips = (...values) => values.map((value) => ({ name: null, value }));

test("a single port on either side lies at the height of the title", () => {
  const [input, output] = portPlaces(card("a"));

  assert.deepEqual([input.side, input.x, input.y], ["in", 0, 19]);
  assert.deepEqual([output.side, output.x, output.y], ["out", 176, 19]);
});

test("several ports of one side have a row each, inside the card", () => {
  const inputs = [0, 1, 2].map((index) => ({ name: "inputs", label: null, index, target: `a.inputs.${index}` }));
  const join = card("a", { inputs });

  const places = portPlaces(join).filter((place) => place.side === "in");

  assert.deepEqual(places.map((place) => place.label), ["1", "2", "3"]);
  assert.deepEqual(places.map((place) => place.y - places[0].y), [0, 20, 40]);
  assert.ok(places.at(-1).y < cardSize(join).height);
  assert.equal(portPlaces(join).at(-1).y, 19);
});

test("every part of a card adds to its height", () => {
  const bare = card("a", { left: null, right: null });
  const heights = [
    bare,
    { ...bare, left: "10" },
    { ...bare, left: "10", chips: chips("relu") },
    { ...bare, left: "10", chips: chips("relu"), thumbnails: ["data:,"] },
  ].map((each) => cardSize(each).height);

  assert.deepEqual(heights, [...heights].sort((left, right) => left - right));
  assert.equal(new Set(heights).size, heights.length);
});

test("a card of unknown shape keeps its footer, so that nothing jumps when it is known", () => {
  const known = cardSize(card("a"));

  assert.deepEqual(cardSize(card("a", { left: null, right: null, status: "unknown" })), known);
});

test("pictures make a card wider", () => {
  assert.equal(cardSize(card("a", { thumbnails: ["data:,"] })).width, 200);
});

test("chips fill rows and none is lost: those that fit nowhere are counted", () => {
  const many = chips(..."abcdefghijklmnopqrstuvwxyz".split("").map((letter) => letter.repeat(8)));

  const { rows, hidden } = chipRows(many, 154);

  assert.equal(rows.length, 2);
  assert.equal(rows.flat().length + hidden, many.length);
  assert.deepEqual(chipRows([], 154), { rows: [], hidden: 0 });
});

test("a chip wider than the card still gets a row", () => {
  assert.equal(chipRows(chips("x".repeat(200)), 154).rows.length, 1);
});

test("rectangles that only touch do not overlap", () => {
  const square = { x: 0, y: 0, width: 10, height: 10 };

  assert.ok(!overlap(square, { ...square, x: 10 }));
  assert.ok(overlap(square, { ...square, x: 9 }));
});

test("bounds hold every rectangle, and nothing has none", () => {
  const bounds = boundsOf([
    { x: -5, y: 0, width: 10, height: 10 },
    { x: 20, y: 5, width: 10, height: 10 },
  ]);

  assert.deepEqual(bounds, { x: -5, y: 0, width: 35, height: 15 });
  assert.equal(boundsOf([]), null);
});

test("a free place covers no card", () => {
  const wanted = { x: 0, y: 0, width: 100, height: 100 };
  const others = [wanted, { ...wanted, x: 60, y: 60 }];

  const place = freePlace(wanted, others);

  assert.ok(!others.some((other) => overlap({ ...wanted, ...place }, other)));
});

test("ports lie above and below a card whose wires run down, side by side", () => {
  const inputs = ["a", "b"].map((name) => ({ name, label: name, index: null, target: `join.${name}` }));
  const down = card("join", { inputs, down: true });

  const places = portPlaces(down);

  assert.deepEqual(places.map(({ side, x, y }) => [side, Math.round(x), y]), [
    ["in", 59, 0], ["in", 117, 0], ["out", 88, cardSize(down).height],
  ]);
  assert.equal(portRowCount(down), 0);
});
