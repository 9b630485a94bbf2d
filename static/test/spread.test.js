import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsOf, reachOf } from "../src/spread.js";

const histogram = (high) => ({ low: -high, high, counts: [1, 2] });

test("a long run is drawn in evenly chosen columns, the last look among them", () => {
  const looks = Array.from({ length: 100 }, (_, place) => histogram(place + 1));
  const columns = columnsOf([null, ...looks], 10);

  assert.equal(columns.length, 10);
  assert.equal(columns.at(-1), looks.at(-1));
  assert.deepEqual(columnsOf([null, looks[0]], 10), [looks[0]]);
});

test("one outlier does not press all the others into a line", () => {
  const columns = [...Array.from({ length: 60 }, () => histogram(1)), histogram(1000)];

  assert.equal(reachOf(columns), 1);
  assert.equal(reachOf([]), 1);
});
