/**
 * How a network of one or two numbers is drawn: its curve or plane, and what its units draw over the input. Pure but for
 * the canvas that is given.
 *
 * @typedef {{low: number[], high: number[], side: number, answer: (number|null)[], unit_side: number,
 *   layers: {layer: string, count: number, units: (number|null)[][]}[], parts: (number|null)[][],
 *   weights: {node: string, name: string, shape: number[], values: number[]}[],
 *   epoch: number, step: number, error: number|null}} FitFrame
 * @typedef {{x: number[], y: number[], classes: number[]}} FitPoints
 */

const EDGE = 6;

/** @param {FitFrame} frame @returns {boolean} */
export const isCurve = (frame) => frame.low.length === 1;

/** @param {(number|null)[][]} lines @returns {[number, number]} the least and the greatest of all, never the same */
export const reach = (lines, margin = 0.1) => {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines)
    for (const value of line) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return [-1, 1];
  const more = Math.max((high - low) * margin, 1e-3);
  return [low - more, high + more];
};

const lineOf = (context, values, range, [width, height]) => {
  const [low, high] = range;
  context.beginPath();
  values.forEach((value, place) => {
    if (value === null) return;
    const x = EDGE + (place / (values.length - 1)) * (width - 2 * EDGE);
    const y = height - EDGE - ((value - low) / (high - low)) * (height - 2 * EDGE);
    if (place === 0 || values[place - 1] === null) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
};

/** Draw a level line at nothing, where it is in sight. */
const zeroLine = (context, [low, high], [width, height], color) => {
  if (low > 0 || high < 0) return;
  const y = height - EDGE - (-low / (high - low)) * (height - 2 * EDGE);
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(EDGE, y);
  context.lineTo(width - EDGE, y);
  context.stroke();
};

/** Draw the points to learn from and the curve through them. */
export const drawCurve = (context, size, frame, points, colors) => {
  const range = reach([points.y], 0.15);
  const [width, height] = size;
  zeroLine(context, range, size, colors.line);
  context.fillStyle = colors.points;
  const across = frame.high[0] - frame.low[0] || 1;
  points.x.forEach((x, place) => {
    const left = EDGE + ((x - frame.low[0]) / across) * (width - 2 * EDGE);
    const top = height - EDGE - ((points.y[place] - range[0]) / (range[1] - range[0])) * (height - 2 * EDGE);
    context.beginPath();
    context.arc(left, top, 1.6, 0, 2 * Math.PI);
    context.fill();
  });
  context.strokeStyle = colors.answer;
  context.lineWidth = 2;
  lineOf(context, frame.answer, range, size);
};

/** Draw what several units draw, all by one scale; strong ones stand out. */
export const drawLines = (context, size, lines, colors, total = null) => {
  const range = reach(total ? [...lines, total] : lines);
  zeroLine(context, range, size, colors.line);
  context.lineWidth = 1.3;
  lines.forEach((line, place) => {
    context.strokeStyle = colors.series[place % colors.series.length];
    lineOf(context, line, range, size);
  });
  if (!total) return;
  context.strokeStyle = colors.answer;
  context.lineWidth = 2;
  lineOf(context, total, range, size);
};

/** Draw values of the plane, row by row from the top: blue below nothing, orange above, the surer the more opaque. */
export const drawPlane = (context, [width, height], values, side, colors) => {
  const picture = new OffscreenCanvas(side, side);
  const inner = picture.getContext("2d");
  const pixels = inner.createImageData(side, side);
  const most = Math.max(1e-9, ...values.map((value) => Math.abs(value ?? 0)));
  values.forEach((value, place) => {
    const share = (value ?? 0) / most;
    pixels.data.set([...(share < 0 ? colors.negative : colors.positive), Math.round(200 * Math.abs(share) ** 0.8)], 4 * place);
  });
  inner.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(picture, 0, 0, width, height);
};

/** Draw samples over the plane, in the colours of their classes. */
export const drawPoints = (context, [width, height], frame, points, colors) => {
  points.x.forEach((x, place) => {
    const left = ((x - frame.low[0]) / (frame.high[0] - frame.low[0])) * width;
    const top = height - ((points.y[place] - frame.low[1]) / (frame.high[1] - frame.low[1])) * height;
    context.beginPath();
    context.arc(left, top, 2.4, 0, 2 * Math.PI);
    context.fillStyle = `rgb(${points.classes[place] ? colors.positive : colors.negative})`;
    context.fill();
    context.strokeStyle = colors.paper;
    context.lineWidth = 0.8;
    context.stroke();
  });
};
