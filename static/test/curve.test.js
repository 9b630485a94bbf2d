import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MOST_POINTS,
  appended,
  curveOf,
  downsampled,
  drawnPoints,
  emptyCurve,
  logRange,
  shownEnds,
  smoothed,
  valueRange,
} from "../src/curve.js";

const line = (count, value = (x) => x) => Array.from({ length: count }, (_, x) => ({ x, y: value(x) }));
const grown = (points) => points.reduce((curve, point) => appended(curve, point), emptyCurve);

test("a short curve keeps every point", () => {
  const points = line(MOST_POINTS - 1);

  assert.deepEqual(drawnPoints(grown(points)), points);
  assert.deepEqual(drawnPoints(curveOf(points)), points);
});

test("a curve never holds more points than a chart draws, however long the run", () => {
  for (const count of [999, 1000, 1001, 5000, 20_000]) {
    assert.ok(drawnPoints(grown(line(count))).length <= MOST_POINTS, `grown ${count}`);
    assert.ok(drawnPoints(curveOf(line(count))).length <= MOST_POINTS, `loaded ${count}`);
  }
});

test("the latest point is always drawn", () => {
  for (const count of [1, 2, 1500, 2001, 7777]) assert.equal(drawnPoints(grown(line(count))).at(-1).x, count - 1);
});

test("a spike survives thinning", () => {
  const points = line(10_000, (x) => (x === 4321 ? 100 : Math.sin(x / 500)));

  assert.ok(drawnPoints(grown(points)).some((point) => point.y === 100));
  assert.ok(drawnPoints(curveOf(points)).some((point) => point.y === 100));
});

test("thinning is even: the start of a long run is drawn as finely as its end", () => {
  const points = drawnPoints(grown(line(50_000)));
  const count = (from, to) => points.filter((point) => point.x >= from && point.x < to).length;

  assert.ok(count(0, 25_000) > 0.7 * count(25_000, 50_000));
  assert.ok(count(25_000, 50_000) > 0.7 * count(0, 25_000));
});

test("values that are missing or not finite leave no trace", () => {
  const curve = [NaN, null, undefined, Infinity].reduce((before, y, x) => appended(before, { x, y }), emptyCurve);

  assert.deepEqual(drawnPoints(curve), []);
  assert.deepEqual(drawnPoints(curveOf([{ x: 0, y: NaN }, { x: 1, y: 2 }])), [{ x: 1, y: 2 }]);
});

test("down-sampling keeps both ends, the order, and the number asked for", () => {
  const points = line(1000, Math.sin);

  const kept = downsampled(points, 100);

  assert.equal(kept.length, 100);
  assert.equal(kept[0], points[0]);
  assert.equal(kept.at(-1), points.at(-1));
  assert.ok(kept.every((point, place) => place === 0 || point.x > kept[place - 1].x));
});

test("the scale starts at zero where values come near it, and stays below one for shares", () => {
  assert.equal(valueRange(0.03, 0.4)[0], 0);
  const [low, high] = valueRange(0.9, 0.99);
  assert.ok(low > 0.8 && low < 0.9 && high <= 1);
  assert.ok(valueRange(0.2, 7)[1] > 7);
});

test("the scale of nothing, and of a single value, has a height", () => {
  for (const [least, most] of [[NaN, NaN], [0, 0], [0.5, 0.5], [-3, -3]]) {
    const [low, high] = valueRange(least, most);
    assert.ok(high > low);
  }
});

test("the first steps, far above all others, may leave the chart, the latest never", () => {
  const settled = [2.4, 1.1, ...Array.from({ length: 60 }, (_, step) => 0.3 - step * 0.002)];

  const [least, most] = shownEnds([settled]);
  const [, mostWithSpike] = shownEnds([[...settled, 9]]);

  assert.equal(least, Math.min(...settled));
  assert.ok(most < 1, `${most}`);
  assert.equal(mostWithSpike, 9);
});

test("a short curve shows all its values, and none has no ends", () => {
  assert.deepEqual(shownEnds([[2.4, 0.3, null], [0.2]]), [0.2, 2.4]);
  assert.deepEqual(shownEnds([[], []]), [NaN, NaN]);
});

test("smoothing begins where the points do, follows them, and keeps their places", () => {
  const noisy = line(200, (x) => 5 + (x % 2 ? 1 : -1));
  const curve = smoothed(noisy, 0.9);

  assert.equal(curve[0].y, noisy[0].y);
  assert.ok(curve.slice(50).every((point) => Math.abs(point.y - 5) < 0.2));
  assert.deepEqual(curve.map((point) => point.x), noisy.map((point) => point.x));
  assert.deepEqual(smoothed(noisy, 0), noisy);
});

test("a logarithmic scale holds all values and never zero", () => {
  const [low, high] = logRange(0.01, 2);

  assert.ok(low > 0 && low < 0.01 && high > 2);
  assert.deepEqual(logRange(0, 2), [0.1, 1]);
});
