/** What stands around the graph on the canvas: its tools and overview, the hint where it is empty, dots and box. */

import { h } from "vue";

import { AlignTools } from "./align-tools.js";
import { Minimap } from "./minimap.js";
import { strings } from "./strings.js";
import { Tools } from "./tools.js";

const DOT_GAP = 20;
const LEAST_DOT_GAP = 14;

export const corners = ({ view, layout, run, scene, selection }) => [
  selection.nodes.size > 1
    ? h(AlignTools, {
        count: selection.nodes.size,
        onAlign: (line) => run(`align-${line}`),
        onDistribute: (axis) => run(axis === "x" ? "distribute-across" : "distribute-down"),
      })
    : null,
  h(Tools, {
    zoom: view.viewport.value.zoom,
    onZoom: (factor) => view.zoomTo(view.viewport.value.zoom * factor),
    onActualSize: () => view.zoomTo(1),
    onFit: () => view.fit(),
    onLayout: () => layout.ask(),
  }),
  h(Minimap, {
    scene,
    selection,
    seen: view.seen.value,
    onCentre: view.centre,
  }),
];

export const emptyHint = () =>
  h("div", { class: "gn-empty" }, [h("b", strings.canvas.empty), h("span", strings.canvas.emptyHint)]);

export const boxStyle = ({ x, y, width, height }) => ({
  transform: `translate(${x}px, ${y}px)`,
  width: `${width}px`,
  height: `${height}px`,
});

export const dotsStyle = ({ x, y, zoom }) => {
  let gap = DOT_GAP * zoom;
  while (gap < LEAST_DOT_GAP) gap *= 2;
  return { backgroundPosition: `${x}px ${y}px`, backgroundSize: `${gap}px ${gap}px` };
};
