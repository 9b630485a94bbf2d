/**
 * The live training chart.
 *
 * The points stay in the browser and come one at a time, each with its place on every axis: [epoch, step, seconds].
 * Emits `ready`. Methods for the server: reset, push, load, markBest.
 */

import uPlot from "uplot";
import { computed, defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef, triggerRef, watch } from "vue";

import { pointsOf, uPlotData, uPlotOptions } from "./chart-drawing.js";
import { AXES, chartView } from "./chart-view.js";
import { appended, curveOf, emptyCurve } from "./curve.js";
import { strings } from "./strings.js";
import { watchTheme } from "./theme-watch.js";
import { written } from "./tick-texts.js";

export const Chart = defineComponent({
  name: "GnChart",
  emits: ["ready"],
  setup(_props, { emit, expose }) {
    const frame = ref(null);
    const title = ref("");
    const lines = shallowRef([]);
    const hovered = ref(null);
    let ends = {};
    let best = null;
    let plot = null;
    let drawRequest = null;

    const isEmpty = computed(() => lines.value.every((line) => line.curve.latest === null));
    const shownValues = computed(() =>
      lines.value.map((line) => (hovered.value === null ? latest(line) : nearest(line, hovered.value))),
    );

    const build = () => {
      plot?.destroy();
      const { clientWidth: width, clientHeight: height } = frame.value;
      const view = { ...chartView };
      const drawn = uPlotOptions({
        width,
        height,
        lines: lines.value,
        view,
        end: () => ends[view.axis] ?? null,
        mark: () => best && { x: best[view.axis], epoch: best.epoch },
        onHover: (x) => (hovered.value = x),
      });
      plot = new uPlot(drawn, uPlotData(lines.value, view), frame.value);
    };
    const draw = () => {
      triggerRef(lines);
      if (drawRequest !== null) return;
      drawRequest = requestAnimationFrame(() => {
        drawRequest = null;
        plot?.setData(uPlotData(lines.value, chartView));
      });
    };

    const reset = (newTitle, series, newEnds = []) => {
      title.value = newTitle;
      ends = placeOf(newEnds);
      best = null;
      hovered.value = null;
      lines.value = series.map((line) => ({ ...line, curve: emptyCurve }));
      build();
    };
    const push = (points) => {
      for (const [place, values] of points) {
        for (const line of lines.value) {
          if (line.name in values) line.curve = appended(line.curve, pointAt(place, values[line.name]));
        }
      }
      draw();
    };
    const load = (points) => {
      for (const line of lines.value) {
        line.curve = curveOf(points.map(([place, values]) => pointAt(place, values[line.name] ?? NaN)));
      }
      draw();
    };
    const markBest = (place) => {
      best = place && placeOf(place);
      draw();
    };
    const finish = () => {
      ends = placeOf([]);
      draw();
    };
    expose({ reset, push, load, markBest, finish });

    const resizing = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = frame.value;
      if (width && height) plot?.setSize({ width, height });
    });
    let stopWatchingTheme = () => {};
    watch(chartView, () => {
      hovered.value = null;
      build();
    });
    onMounted(() => {
      build();
      resizing.observe(frame.value);
      stopWatchingTheme = watchTheme(build);
      emit("ready", {});
    });
    onBeforeUnmount(() => {
      resizing.disconnect();
      stopWatchingTheme();
      cancelAnimationFrame(drawRequest);
      plot?.destroy();
    });

    return () =>
      h("figure", { class: "gn-chart", "aria-label": title.value }, [
        h("figcaption", { class: "gn-chart-head" }, [
          h("b", title.value),
          h(
            "span",
            { class: "gn-at" },
            hovered.value === null ? null : strings.chart.at[chartView.axis](hovered.value),
          ),
          ...lines.value.map((line, place) =>
            h("span", { class: "gn-legend", key: line.name, title: line.label }, [
              h("i", { class: { "is-dashed": line.isDashed }, style: { "--c": `var(${line.color})` } }),
              h("span", line.label),
              h("b", written(shownValues.value[place], strings.chart.none)),
            ]),
          ),
        ]),
        h("div", { class: "gn-plot" }, [
          h("div", { ref: frame, class: "gn-plot-frame" }),
          isEmpty.value ? h("p", { class: "gn-chart-empty" }, h("span", strings.chart.empty)) : null,
        ]),
      ]);
  },
});

/** @param {(number|null)[]} place in the order of the axes */
const placeOf = (place) => Object.fromEntries(AXES.map((axis, rank) => [axis, place[rank]]));

const pointAt = (place, y) => ({ x: place[0], y, at: placeOf(place) });

const latest = (line) => line.curve.latest?.y;

const nearest = (line, x) => {
  let best;
  for (const point of pointsOf(line, { axis: chartView.axis, smoothing: 0 }).points) {
    if (best === undefined || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point;
  }
  return best?.y;
};
