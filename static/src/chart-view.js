/**
 * How a person wants charts to be drawn: against what, on which scale, how smooth. All charts of the page follow it,
 * and the browser remembers it.
 */

import { reactive, watch } from "vue";

import { isWhole } from "./tick-texts.js";

const KEPT_AS = "graphnn-charts";

/** What charts can be drawn against; a point says its place on each. */
export const AXES = ["epoch", "step", "seconds"];

export const SMOOTHEST = 0.98;

const WHOLE_STEPS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].flatMap((scale) => [scale, 2 * scale, 5 * scale]);
const SECONDS_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200];

const remembered = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS)) ?? {};
  } catch {
    return {}; // Forbidden, or written by something else: charts are drawn as at first.
  }
};

/** @returns {{axis: string, isLog: boolean, smoothing: number}} */
const asKept = ({ axis, isLog, smoothing }) => ({
  axis: AXES.includes(axis) ? axis : AXES[0],
  isLog: isLog === true,
  smoothing: Number.isFinite(smoothing) ? Math.min(Math.max(smoothing, 0), SMOOTHEST) : 0,
});

export const chartView = reactive(asKept(globalThis.localStorage ? remembered() : {}));

watch(chartView, (view) => {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(view));
  } catch {
    // Forbidden or full: it holds for this page.
  }
});

/** @param {string} axis @returns {number[]} the steps between its ticks */
export const stepsOf = (axis) => (axis === "seconds" ? SECONDS_STEPS : WHOLE_STEPS);

/** @param {number} value @param {string} axis @returns {string} a place as a tick names it */
export const placeText = (value, axis) => {
  if (axis !== "seconds") return Math.round(value).toLocaleString("en");
  if (value < 60) return `${isWhole(value) ? value : value.toFixed(1)} s`;
  if (value < 3600) return isWhole(value / 60) ? `${Math.round(value / 60)} min` : `${(value / 60).toFixed(1)} min`;
  return `${isWhole(value / 3600) ? Math.round(value / 3600) : (value / 3600).toFixed(1)} h`;
};
