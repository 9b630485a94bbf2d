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
 * @typedef {{before: number, after: number}} Reach  how far a card reaches above and below its port; left and right of
 *   one where wires run down
 */

const LEAST_RUN = -64;
const LEAST_BEND = 28;
const MOST_TURN = 76;
const LOOP_REACH = 42;
const LEAST_RISE = 120;
const DETOUR = 116;
/** How far from the cards at its ends a wire that runs back passes, where they are taller than it would think. */
const CLEARANCE = 16;
/**
 * Cards reach farther below their ports than above: a wire between two rows lies lower than half way, but never nearer
 * above the lower ports than where their cards begin, and a gap.
 */
const HANG = 48;
const ABOVE_CARDS = 38;
const SAME = 0.5;
/** @type {Heading} */
const ONWARDS = { x: 1, y: 0 };
/** @type {Reach} of a point that no card lies around */
const NO_REACH = { before: 0, after: 0 };
const NO_CARDS = [NO_REACH, NO_REACH];

/**
 * @param {Point} source @param {Point} target  canvas units
 * @param {Point[]} points  the way-points, in order
 * @param {boolean} runsDown  whether the wire leaves below and arrives above
 * @param {[Reach, Reach]} cards  of the cards at its ends
 * @returns {string} an SVG path
 */
export const wirePath = (source, target, points = [], runsDown = false, cards = NO_CARDS) => {
  const turn = runsDown ? turned : (point) => point;
  const pieces = piecesOf([source, ...points, target].map(turn), hangOf(runsDown), cards);
  const written = pieces.map((piece) => `C${piece.map((point) => pair(turn(point))).join(" ")}`);
  return `M${pair(source)}${written.join("")}`;
};

/**
 * @param {Point} source @param {Point} target @param {Point[]} points @param {boolean} runsDown @param {[Reach, Reach]} cards
 * @returns {Point} the point half way along, where its label stands
 */
export const wireMiddle = (source, target, points = [], runsDown = false, cards = NO_CARDS) => {
  const turn = runsDown ? turned : (point) => point;
  const way = withoutRepeats([source, ...points, target].map(turn));
  const lengths = way.slice(1).map((point, place) => Math.hypot(point.x - way[place].x, point.y - way[place].y));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  let place = 0;
  while (place < lengths.length - 1 && left > lengths[place]) left -= lengths[place++];
  const [from, to] = [way[place], way[place + 1] ?? way[place]];
  if (way.length === 2) return turn(middleOf(from, to, hangOf(runsDown), cards));
  const share = lengths[place] ? left / lengths[place] : 0;
  return turn({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
};

const hangOf = (runsDown) => (runsDown ? 0 : HANG);

const piecesOf = (given, hang, [source, target]) => {
  const way = withoutRepeats(given);
  const last = way.length - 1;
  const headings = way.map((_, place) => (place === 0 || place === last ? ONWARDS : headingAt(way, place)));
  return way.slice(1).flatMap((to, place) => {
    const cards = [place === 0 ? source : NO_REACH, place === last - 1 ? target : NO_REACH];
    return piecesBetween([way[place], to], [headings[place], headings[place + 1]], hang, cards);
  });
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
  if (inX * outX < 0 || (inX === 0 && outX === 0)) {
    const [isLevelIn, isLevelOut] = [inY, outY].map((rise) => Math.abs(rise) < SAME);
    // It turns around on the side where it is not level.
    if (isLevelIn !== isLevelOut) return { x: Math.sign(isLevelIn ? inX : outX), y: 0 };
    return { x: 0, y: Math.sign(inY + outY) || 1 };
  }
  const x = Math.sign(inX || outX);
  if (inX === 0 || outX === 0) return { x, y: 0 };
  const [slopeIn, slopeOut] = [inY / inX, outY / outX];
  return { x, y: slopeIn * slopeOut > 0 ? (2 * slopeIn * slopeOut) / (slopeIn + slopeOut) : 0 };
};

/** @returns {Piece[]} */
const piecesBetween = ([from, to], [leaving, arriving], hang, cards) => {
  const run = to.x - from.x;
  const rise = Math.abs(to.y - from.y);
  if (leaving.x && leaving.x === arriving.x) {
    const ahead = run * leaving.x;
    if (ahead < LEAST_RUN) return loopBetween(from, to, hang, cards, leaving.x);
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
const loopBetween = (from, to, hang, cards, sign) => {
  const middle = middleOf(from, to, hang, cards, sign);
  const [below, above] = [from, to].map(({ x }) => ({ x, y: middle.y }));
  const reach = (end) => sign * Math.min(LOOP_REACH, (Math.abs(middle.y - end.y) * 2) / 3);
  const shifted = (point, x) => ({ x: point.x + x, y: point.y });
  // Each end turns around beside its card, so that the way back between them lies clear of both.
  return [
    [shifted(from, reach(from)), shifted(below, reach(from)), below],
    [below, above, above],
    [shifted(above, -reach(to)), shifted(to, -reach(to)), to],
  ];
};

const middleOf = (from, to, hang, cards, sign = 1) => {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  if ((to.x - from.x) * sign >= LEAST_RUN) return middle;
  const [upper, lower] = [from, to]
    .map(({ y }, end) => ({ y, top: y - cards[end].before, bottom: y + cards[end].after }))
    .sort((one, other) => one.y - other.y);
  const rise = lower.y - upper.y;
  const sunk = middle.y + Math.max(0, Math.min(hang, rise / 2 - ABOVE_CARDS));
  if (rise >= LEAST_RISE && lower.top - upper.bottom >= 2 * CLEARANCE) {
    middle.y = Math.min(Math.max(sunk, upper.bottom + CLEARANCE), lower.top - CLEARANCE);
  } else {
    // Between ports of about one height, or cards with no room between, it passes below both.
    const least = rise < LEAST_RISE ? lower.y + DETOUR : sunk;
    middle.y = Math.max(upper.bottom + CLEARANCE, lower.bottom + CLEARANCE, least);
  }
  return middle;
};

const along = (point, heading, length) =>
  heading.x
    ? { x: point.x + heading.x * length, y: point.y + heading.x * heading.y * length }
    : { x: point.x, y: point.y + heading.y * length };

const isSame = (left, right) => Math.abs(left.x - right.x) < SAME && Math.abs(left.y - right.y) < SAME;

const turned = ({ x, y }) => ({ x: y, y: x });

const pair = ({ x, y }) => `${x} ${y}`;
