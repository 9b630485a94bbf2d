/**
 * The course of a wire: smooth, leaving to the right, arriving from the left, through its way-points. Pure.
 *
 * A wire is a chain of cubic pieces. It passes a way-point level where it bends there, so it does not swing out beyond
 * the points that lead it between cards. Where wires run down, everything is turned about the diagonal.
 * graphnn/web/picture/wire_path.py draws the same for pictures made without a browser; a test compares the two.
 *
 * @typedef {import("./scene.js").Point} Point
 * @typedef {{x: number, y: number}} Heading  x is -1, 0 or 1; y is the slope, or the sign where x is 0
 * @typedef {[Point, Point, Point]} Piece  two controls and the end
 */

const LEAST_RUN = -64;
const LEAST_BEND = 28;
const MOST_TURN = 76;
const LOOP_REACH = 76;
const LOOP_SHOULDER = 36;
const LEAST_RISE = 120;
const DETOUR = 116;
const SAME = 0.5;
/** @type {Heading} */
const ONWARDS = { x: 1, y: 0 };

/**
 * @param {Point} source @param {Point} target  canvas units
 * @param {Point[]} points  the way-points, in order
 * @param {boolean} runsDown  whether the wire leaves below and arrives above
 * @returns {string} an SVG path
 */
export const wirePath = (source, target, points = [], runsDown = false) => {
  const turn = runsDown ? turned : (point) => point;
  const pieces = piecesOf([source, ...points, target].map(turn));
  const written = pieces.map((piece) => `C${piece.map((point) => pair(turn(point))).join(" ")}`);
  return `M${pair(source)}${written.join("")}`;
};

/**
 * @param {Point} source @param {Point} target @param {Point[]} points @param {boolean} runsDown
 * @returns {Point} the point half way along, where its label stands
 */
export const wireMiddle = (source, target, points = [], runsDown = false) => {
  const turn = runsDown ? turned : (point) => point;
  const way = withoutRepeats([source, ...points, target].map(turn));
  const lengths = way.slice(1).map((point, place) => Math.hypot(point.x - way[place].x, point.y - way[place].y));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  let place = 0;
  while (place < lengths.length - 1 && left > lengths[place]) left -= lengths[place++];
  const [from, to] = [way[place], way[place + 1] ?? way[place]];
  if (way.length === 2) return turn(middleOf(from, to));
  const share = lengths[place] ? left / lengths[place] : 0;
  return turn({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
};

const piecesOf = (given) => {
  const way = withoutRepeats(given);
  const last = way.length - 1;
  const headings = way.map((_, place) => (place === 0 || place === last ? ONWARDS : headingAt(way, place)));
  return way.slice(1).flatMap((to, place) => piecesBetween(way[place], to, headings[place], headings[place + 1]));
};

/** @returns {Point[]} the way without points that lie on the one before; its two ends always stay */
const withoutRepeats = (way) => {
  const [first, ...rest] = way;
  const end = rest.pop();
  const kept = [first];
  for (const point of rest) if (!isSame(point, kept.at(-1)) && !isSame(point, end)) kept.push(point);
  return [...kept, end];
};

/** @returns {Heading} which way a wire passes a way-point: on, back, or across where it turns around */
const headingAt = (way, place) => {
  const [before, at, after] = [way[place - 1], way[place], way[place + 1]];
  const [inX, inY, outX, outY] = [at.x - before.x, at.y - before.y, after.x - at.x, after.y - at.y];
  if (inX * outX < 0 || (inX === 0 && outX === 0)) return { x: 0, y: Math.sign(inY + outY) || 1 };
  const x = Math.sign(inX || outX);
  if (inX === 0 || outX === 0) return { x, y: 0 };
  const [slopeIn, slopeOut] = [inY / inX, outY / outX];
  return { x, y: slopeIn * slopeOut > 0 ? (2 * slopeIn * slopeOut) / (slopeIn + slopeOut) : 0 };
};

/** @returns {Piece[]} */
const piecesBetween = (from, to, leaving, arriving) => {
  const run = to.x - from.x;
  const rise = Math.abs(to.y - from.y);
  if (leaving.x && leaving.x === arriving.x) {
    const ahead = run * leaving.x;
    if (ahead < LEAST_RUN) return loopBetween(from, to, leaving.x);
    const bend = Math.max(ahead / 2, Math.min(rise / 2, 48), ahead < LEAST_BEND ? LEAST_BEND : 0);
    return [
      [
        leaving.y ? along(from, leaving, ahead / 3) : along(from, leaving, bend),
        arriving.y ? along(to, arriving, -ahead / 3) : along(to, arriving, -bend),
        to,
      ],
    ];
  }
  if (leaving.x && arriving.x) {
    const turn = Math.max(LEAST_BEND, Math.min(rise * 0.55, MOST_TURN));
    const ahead = run * leaving.x;
    const out = along(from, { x: leaving.x, y: 0 }, turn + Math.max(0, ahead));
    return [[out, along(to, { x: arriving.x, y: 0 }, -turn - Math.max(0, -ahead)), to]];
  }
  const [alongRun, alongRise] = [Math.abs(run) / 2, rise / 2];
  const reach = (heading) => (heading.x ? alongRun : alongRise);
  return [[along(from, leaving, reach(leaving)), along(to, arriving, -reach(arriving)), to]];
};

/** A wire that runs back between two ports passes below, or between, what they belong to. */
const loopBetween = (from, to, sign) => {
  const middle = middleOf(from, to, sign);
  const shifted = (point, x) => ({ x: point.x + sign * x, y: point.y });
  return [
    [shifted(from, LOOP_REACH), shifted({ x: from.x, y: middle.y }, LOOP_SHOULDER), middle],
    [shifted({ x: to.x, y: middle.y }, -LOOP_SHOULDER), shifted(to, -LOOP_REACH), to],
  ];
};

const middleOf = (from, to, sign = 1) => {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  if ((to.x - from.x) * sign >= LEAST_RUN) return middle;
  // Between ports of about one height it would cross their cards, so it passes below them.
  if (Math.abs(to.y - from.y) < LEAST_RISE) middle.y = Math.max(from.y, to.y) + DETOUR;
  return middle;
};

const along = (point, heading, length) =>
  heading.x
    ? { x: point.x + heading.x * length, y: point.y + heading.x * heading.y * length }
    : { x: point.x, y: point.y + heading.y * length };

const isSame = (left, right) => Math.abs(left.x - right.x) < SAME && Math.abs(left.y - right.y) < SAME;

const turned = ({ x, y }) => ({ x: y, y: x });

const pair = ({ x, y }) => `${x} ${y}`;
