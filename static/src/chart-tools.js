/** The tools above charts: what they are drawn against, the scale, the smoothing. They hold for all charts. */

import { defineComponent, h } from "vue";

import { AXES, SMOOTHEST, chartView } from "./chart-view.js";
import { strings } from "./strings.js";

export const ChartTools = defineComponent({
  name: "GnChartTools",
  setup() {
    const choice = (axis) =>
      h(
        "button",
        {
          type: "button",
          role: "radio",
          key: axis,
          "aria-checked": chartView.axis === axis,
          onClick: () => (chartView.axis = axis),
        },
        strings.chart.axes[axis],
      );
    return () =>
      h("div", { class: "gn-chart-tools", role: "group", "aria-label": strings.chart.tools }, [
        h("div", { class: "gn-choice", role: "radiogroup", "aria-label": strings.chart.against }, AXES.map(choice)),
        h(
          "button",
          {
            type: "button",
            class: "gn-toggle",
            "aria-pressed": chartView.isLog,
            title: strings.chart.logHint,
            onClick: () => (chartView.isLog = !chartView.isLog),
          },
          strings.chart.log,
        ),
        h("label", { class: "gn-smooth", title: strings.chart.smoothHint }, [
          h("span", strings.chart.smooth),
          h("input", {
            type: "range",
            min: 0,
            max: SMOOTHEST,
            step: 0.02,
            value: chartView.smoothing,
            style: { "--share": chartView.smoothing / SMOOTHEST },
            onInput: (event) => (chartView.smoothing = Number(event.target.value)),
          }),
        ]),
      ]);
  },
});
