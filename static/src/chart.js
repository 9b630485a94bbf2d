/**
 * The live training chart: the one place that knows uPlot.
 *
 * The points stay in the browser and come one at a time. Emits `ready`. Methods for the server: reset, push, load.
 */

import uPlot from "uplot";
import { computed, defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef, triggerRef } from "vue";

import { appended, curveOf, drawnPoints, emptyCurve, shownEnds, valueRange } from "./curve.js";
import { strings } from "./strings.js";

const COLORS = { training: "--accent", validation: "--k-reg" };
const EPOCH_STEPS = [1, 10, 100, 1000, 10_000].flatMap((scale) => [scale, 2 * scale, 5 * scale]);
const AXIS_FONT = '10.5px "Inter Variable", system-ui, sans-serif';

export const Chart = defineComponent({
  name: "GnChart",
  emits: ["ready"],
  setup(_props, { emit, expose }) {
    const frame = ref(null);
    const title = ref("");
    const lines = shallowRef([]);
    const hovered = ref(null);
    let epochs = null;
    let plot = null;
    let drawRequest = null;

    const isEmpty = computed(() => lines.value.every((line) => line.curve.latest === null));
    const shownValues = computed(() =>
      lines.value.map((line) => (hovered.value === null ? latest(line) : nearest(line, hovered.value))),
    );

    const build = () => {
      plot?.destroy();
      const { clientWidth: width, clientHeight: height } = frame.value;
      const drawn = options({ width, height, lines: lines.value, epochs: () => epochs, hovered });
      plot = new uPlot(drawn, uPlotData(lines.value), frame.value);
    };
    const draw = () => {
      triggerRef(lines);
      if (drawRequest !== null) return;
      drawRequest = requestAnimationFrame(() => {
        drawRequest = null;
        plot?.setData(uPlotData(lines.value));
      });
    };

    const reset = (newTitle, series, epochCount = null) => {
      title.value = newTitle;
      epochs = epochCount;
      hovered.value = null;
      lines.value = series.map((line) => ({ ...line, curve: emptyCurve }));
      build();
    };
    const push = (x, values) => {
      for (const line of lines.value) if (line.name in values) line.curve = appended(line.curve, x, values[line.name]);
      draw();
    };
    const load = (points) => {
      for (const line of lines.value) {
        line.curve = curveOf(points.map(([x, values]) => ({ x, y: values[line.name] ?? NaN })));
      }
      draw();
    };
    expose({ reset, push, load });

    const resizing = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = frame.value;
      if (width && height) plot?.setSize({ width, height });
    });
    const themes = new MutationObserver(build);
    onMounted(() => {
      build();
      resizing.observe(frame.value);
      themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
      emit("ready", {});
    });
    onBeforeUnmount(() => {
      resizing.disconnect();
      themes.disconnect();
      cancelAnimationFrame(drawRequest);
      plot?.destroy();
    });

    return () =>
      h("figure", { class: "gn-chart", "aria-label": title.value }, [
        h("figcaption", { class: "gn-chart-head" }, [
          h("b", title.value),
          h("span", { class: "gn-at" }, hovered.value === null ? null : strings.chart.epoch(hovered.value.toFixed(2))),
          ...lines.value.map((line, place) =>
            h("span", { class: "gn-legend", key: line.name }, [
              h("i", { style: { background: `var(${COLORS[line.color]})` } }),
              line.label,
              h("b", written(shownValues.value[place])),
            ]),
          ),
        ]),
        h("div", { class: "gn-plot" }, [
          h("div", { ref: frame, class: "gn-plot-frame" }),
          isEmpty.value ? h("p", { class: "gn-chart-empty" }, strings.chart.empty) : null,
        ]),
      ]);
  },
});

const options = ({ width, height, lines, epochs, hovered }) => {
  const color = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  const axis = { stroke: color("--faint"), font: AXIS_FONT, ticks: { show: false } };
  return {
    width,
    height,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7, width: 2, fill: color("--panel") },
    },
    scales: {
      x: { time: false, range: (_plot, _least, most) => [0, epochs() ?? Math.max(1, Math.ceil(most ?? 1))] },
      y: { range: (plot) => valueRange(...shownEnds(plot.data.slice(1))) },
    },
    axes: [
      { ...axis, size: 20, gap: 4, space: 60, grid: { show: false }, incrs: EPOCH_STEPS },
      {
        ...axis,
        size: 42,
        gap: 8,
        space: 32,
        grid: { stroke: color("--line"), width: 1 },
        values: (_plot, ticks) => tickTexts(ticks),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: color(COLORS[line.color]),
        width: 2,
        spanGaps: true,
        paths: uPlot.paths.spline(),
        points:
          line.color === "validation"
            ? { show: true, size: 6, width: 2, stroke: color(COLORS[line.color]), fill: color("--panel") }
            : { show: false },
      })),
    ],
    hooks: {
      setCursor: [
        (plot) => {
          const { left } = plot.cursor;
          hovered.value = left === null || left < 0 ? null : plot.posToVal(left, "x");
        },
      ],
    },
  };
};

/** One row of x for all lines, as uPlot wants it; where a line has no value of its own it is led across. */
const uPlotData = (lines) => {
  const curves = lines.map((line) => drawnPoints(line.curve));
  const xs = [...new Set(curves.flat().map((point) => point.x))].sort((left, right) => left - right);
  const rows = curves.map((points) => {
    const values = new Map(points.map((point) => [point.x, point.y]));
    return xs.map((x) => values.get(x) ?? null);
  });
  return [xs, ...rows];
};

const latest = (line) => line.curve.latest?.y;

const nearest = (line, x) => {
  let best;
  for (const point of drawnPoints(line.curve)) {
    if (best === undefined || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point;
  }
  return best?.y;
};

/** @param {number|undefined} value @returns {string} three decimals, or what a very small or large value needs */
const written = (value) => {
  if (value === undefined) return strings.chart.none;
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(2);
  return value.toFixed(size >= 100 ? 1 : 3);
};

const tickTexts = (ticks) => {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
  const digits = [0, 1, 2, 3, 4, 5].find((count) => isWhole(step * 10 ** count)) ?? 6;
  return ticks.map((tick) => {
    if (tick === 0) return "0";
    return Math.abs(tick) >= 100_000 ? tick.toExponential(0) : tick.toFixed(digits);
  });
};

const isWhole = (value) => Math.abs(value - Math.round(value)) < 1e-6;
