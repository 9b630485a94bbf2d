/** What uPlot is told to draw: the lines of a chart, their shadows, the axes, and the mark of the best epoch. */

import uPlot from "uplot";

import { placeText, stepsOf } from "./chart-view.js";
import { drawnPoints, logRange, shownEnds, smoothed, valueRange } from "./curve.js";
import { strings } from "./strings.js";
import { logTickTexts, tickTexts } from "./tick-texts.js";

const AXIS_FONT = '10.5px "Inter Variable", system-ui, sans-serif';
const LEAST_END = 20;
const LOGARITHMIC = 3;
const SHADOW_OPACITY = "59";
/** More points than these are a line, not dots. */
const MOST_DOTS = 60;

/** @param {string} name of a token of the theme, or a colour @returns {string} */
const color = (name) =>
  name.startsWith("--") ? getComputedStyle(document.body).getPropertyValue(name).trim() : name;

/**
 * The points to draw of a line: by the axis that was chosen, smooth, with the raw ones where smoothing hides them.
 *
 * @param {object} line with its curve @param {{axis: string, smoothing: number}} view
 * @returns {{points: object[], raw: object[]|null}}
 */
export const pointsOf = (line, view) => {
  const placed = drawnPoints(line.curve).map((point) => ({ ...point, x: point.at?.[view.axis] ?? point.x }));
  return view.smoothing > 0 ? { points: smoothed(placed, view.smoothing), raw: placed } : { points: placed, raw: null };
};

/** One row of x for all lines, as uPlot wants it; where a line has no value of its own it is led across. */
export const uPlotData = (lines, view) => {
  const drawn = lines.map((line) => pointsOf(line, view));
  const curves = drawn.flatMap(({ points, raw }) => (raw ? [raw, points] : [points]));
  const xs = [...new Set(curves.flat().map((point) => point.x))].sort((left, right) => left - right);
  const rows = curves.map((points) => {
    const values = new Map(points.map((point) => [point.x, view.isLog && point.y <= 0 ? null : point.y]));
    return xs.map((x) => values.get(x) ?? null);
  });
  return [xs, ...rows];
};

/**
 * @param {{width: number, height: number, lines: object[], view: object, end: () => number|null,
 *   mark: () => object|null, onHover: (x: number|null) => void}} chart
 */
export const uPlotOptions = ({ width, height, lines, view, end, mark, onHover }) => {
  const axis = { stroke: color("--faint"), font: AXIS_FONT, ticks: { show: false } };
  return {
    width,
    height,
    padding: [8, (plot) => Math.ceil(widthOf(plot, placeText(plot.scales.x.max ?? 0, view.axis)) / 2), 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7, width: 2, fill: color("--panel") },
    },
    scales: {
      x: { time: false, range: (_plot, _least, most) => [0, Math.max(end() ?? 0, most ?? 0) || 1] },
      y: {
        distr: view.isLog ? LOGARITHMIC : 1,
        range: (plot) => (view.isLog ? logRange : valueRange)(...shownEnds(plot.data.slice(1))),
      },
    },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 4,
        space: 60,
        grid: { show: false },
        incrs: stepsOf(view.axis),
        values: (_plot, ticks) => ticks.map((tick) => placeText(tick, view.axis)),
      },
      {
        ...axis,
        size: 42,
        gap: 8,
        space: 32,
        grid: { stroke: color("--line"), width: 1 },
        values: (_plot, ticks) => (view.isLog ? logTickTexts : tickTexts)(ticks),
      },
    ],
    series: [{}, ...lines.flatMap((line) => (view.smoothing > 0 ? [shadow(line), series(line)] : [series(line)]))],
    hooks: {
      draw: [(plot) => drawMark(plot, mark())],
      setCursor: [
        (plot) => {
          const { left } = plot.cursor;
          onHover(left === null || left < 0 ? null : plot.posToVal(left, "x"));
        },
      ],
    },
  };
};

/** Whether the points of a line are dots: of a few, and of a single one, which no line goes through. */
export const isDotted = ({ curve, hasDots = false }) => {
  const { length } = drawnPoints(curve);
  return hasDots ? length <= MOST_DOTS : length === 1;
};

const series = (line) => {
  const stroke = color(line.color);
  return {
    label: line.label,
    stroke,
    width: 2,
    dash: line.isDashed ? [5, 4] : undefined,
    spanGaps: true,
    paths: uPlot.paths.spline(),
    points: {
      show: () => isDotted(line),
      size: 6,
      width: 2,
      stroke,
      fill: color("--panel"),
    },
  };
};

/** The raw curve behind a smooth one. */
const shadow = (line) => ({
  stroke: `${color(line.color)}${SHADOW_OPACITY}`,
  width: 1.2,
  spanGaps: true,
  points: { show: false },
});

/** The room that a text of an axis takes, so that the last tick is written whole. @returns {number} CSS pixels */
const widthOf = ({ ctx }, text) => {
  ctx.save();
  ctx.font = AXIS_FONT;
  const { width } = ctx.measureText(text);
  ctx.restore();
  return Math.max(width, LEAST_END);
};

const endsHigh = (plot) => {
  const last = plot.data[1]?.findLast((value) => value !== null);
  return last !== undefined && plot.valToPos(last, "y", true) < plot.bbox.top + plot.bbox.height / 2;
};

/** A thin line down through the best epoch, named at its top. */
const drawMark = (plot, mark) => {
  if (mark === null || !Number.isFinite(mark.x)) return;
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const x = Math.round(plot.valToPos(mark.x, "x", true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = color("--ok");
  ctx.fillStyle = color("--ok");
  ctx.lineWidth = scale;
  ctx.setLineDash([2 * scale, 3 * scale]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = AXIS_FONT.replace("10.5px", `${10.5 * scale}px`);
  // Where the curves end above the middle, their way there has left room at the bottom.
  const isLow = endsHigh(plot);
  ctx.textBaseline = isLow ? "bottom" : "top";
  const text = strings.chart.best(mark.epoch);
  const isLeft = x + ctx.measureText(text).width + 6 * scale > bbox.left + bbox.width;
  ctx.textAlign = isLeft ? "right" : "left";
  ctx.fillText(text, x + (isLeft ? -5 : 5) * scale, isLow ? bbox.top + bbox.height - 3 * scale : bbox.top);
  ctx.restore();
};
