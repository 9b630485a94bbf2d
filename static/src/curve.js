/**
 * The points of a training curve, few enough to draw at any length of run. Pure.
 *
 * A curve keeps every point until it holds too many; then it keeps one of two, then one of four, evenly over the
 * whole run. Of each group the point that sticks out most is kept, so a spike never disappears.
 *
 * A point bears its place on other axes, too: `at` is {epoch, step, seconds}; `x` is the one by which points are in order.
 *
 * @typedef {{x: number, y: number, at?: Object<string, number>}} CurvePoint
 * @typedef {{points: CurvePoint[], stride: number, waiting: CurvePoint[], latest: CurvePoint|null}} Curve
 */

export const MOST_POINTS = 1000;

/** With fewer points than these nothing is out of the common. */
const FEW_POINTS = 20;

/** @type {Curve} */
export const emptyCurve = { points: [], stride: 1, waiting: [], latest: null };

/** @param {Curve} curve @param {CurvePoint} latest @returns {Curve} */
export const appended = (curve, latest, most = MOST_POINTS) => {
  if (!Number.isFinite(latest.x) || !Number.isFinite(latest.y)) return curve;
  const waiting = [...curve.waiting, latest];
  if (waiting.length < curve.stride) return { ...curve, waiting, latest };
  const points = [...curve.points, outstanding(curve.points.at(-1) ?? waiting[0], waiting, latest)];
  if (points.length < most) return { ...curve, points, waiting: [], latest };
  return { points: downsampled(points, Math.ceil(most / 2)), stride: curve.stride * 2, waiting: [], latest };
};

/** @param {CurvePoint[]} points @returns {Curve} */
export const curveOf = (points, most = MOST_POINTS) => {
  const finite = points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  let stride = 1;
  while (finite.length / stride >= most) stride *= 2;
  const kept = downsampled(finite, Math.ceil(finite.length / stride));
  return { points: kept, stride, waiting: [], latest: finite.at(-1) ?? null };
};

/** @param {Curve} curve @returns {CurvePoint[]} what to draw: the latest point is always among it */
export const drawnPoints = ({ points, latest }) =>
  latest === null || points.at(-1)?.x === latest.x ? points : [...points, latest];

/**
 * A curve without its noise: the mean of what came before, in which older points count ever less.
 *
 * The weights of a mean that has only begun are made up for, so the curve begins where its points do.
 *
 * @param {CurvePoint[]} points @param {number} weight of what came before, from 0 up to but not including 1
 * @returns {CurvePoint[]}
 */
export const smoothed = (points, weight) => {
  let mean = 0;
  let known = 0;
  return points.map((point) => {
    mean = weight * mean + (1 - weight) * point.y;
    known = weight * known + (1 - weight);
    return { ...point, y: mean / known };
  });
};

/**
 * Keep `most` points that show the same shape: largest triangle, three buckets.
 *
 * Source: Steinarsson, 2013, Downsampling Time Series for Visual Representation, https://hdl.handle.net/1946/15343
 *
 * @param {CurvePoint[]} points @param {number} most @returns {CurvePoint[]}
 */
export const downsampled = (points, most) => {
  if (points.length <= most) return points;
  if (most < 3) return [points[0], points.at(-1)].slice(-most);
  const kept = [points[0]];
  const bucketSize = (points.length - 2) / (most - 2);
  const bucket = (place) => points.slice(1 + Math.floor(place * bucketSize), 1 + Math.floor((place + 1) * bucketSize));
  for (let place = 0; place < most - 2; place += 1) {
    const next = place === most - 3 ? [points.at(-1)] : bucket(place + 1);
    kept.push(outstanding(kept.at(-1), bucket(place), average(next)));
  }
  return [...kept, points.at(-1)];
};

/**
 * The scale of a chart's values: from zero where the values come near it, never past 1 for what stays below it.
 *
 * @param {number} least @param {number} most @returns {[number, number]}
 */
export const valueRange = (least, most) => {
  if (!Number.isFinite(least) || !Number.isFinite(most)) return [0, 1];
  const spread = most - least || Math.abs(most) * 0.1 || 1;
  const low = least >= 0 && least <= most * 0.4 ? 0 : least - spread * 0.08;
  const high = most + spread * 0.08;
  return [least >= 0 ? Math.max(0, low) : low, least >= 0 && most <= 1 && high > 1 ? 1 : high];
};

/** The same on a logarithmic scale, which has no room for zero. @returns {[number, number]} */
export const logRange = (least, most) => (least > 0 && most > 0 ? [least / 1.15, most * 1.15] : [0.1, 1]);

/**
 * The least and greatest value to show. The first steps of a run, far from all that follows, may leave the chart, so
 * that what follows can be read; what came last never does.
 *
 * @param {(number|null)[][]} lines the values of each line, in order
 * @returns {[number, number]} NaN where there is none
 */
export const shownEnds = (lines) => {
  const finite = lines.map((line) => line.filter(Number.isFinite));
  const sorted = finite.flat().sort((one, other) => one - other);
  const [least, most] = [sorted[0] ?? NaN, sorted.at(-1) ?? NaN];
  if (sorted.length < FEW_POINTS) return [least, most];
  const low = sorted[Math.round(0.1 * (sorted.length - 1))];
  const high = sorted[Math.round(0.9 * (sorted.length - 1))];
  const reach = 1.5 * (high - low);
  const latest = finite.filter((line) => line.length).map((line) => line.at(-1));
  return [Math.min(Math.max(least, low - reach), ...latest), Math.max(Math.min(most, high + reach), ...latest)];
};

const outstanding = (before, candidates, after) => {
  let best = candidates[0];
  let largest = -1;
  for (const point of candidates) {
    const area = Math.abs((before.x - after.x) * (point.y - before.y) - (before.x - point.x) * (after.y - before.y));
    if (area > largest) {
      largest = area;
      best = point;
    }
  }
  return best;
};

const average = (points) => ({
  x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
  y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
});
