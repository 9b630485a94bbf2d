/** The zoom tools in the corner of the canvas. */

import { h } from "vue";

import { strings } from "./strings.js";

const FIT_ICON = "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4";
const LAYOUT_ICON = "M3 8h4v4H3zM13 3h4v4h-4zM13 13h4v4h-4zM7 10h3M13 5h-3v10h3";

/** @param {{zoom: number, onZoom: (factor: number) => void, onActualSize: () => void, onFit: () => void,
 *   onLayout: () => void}} props */
export const Tools = ({ zoom, onZoom, onActualSize, onFit, onLayout }) =>
  h("div", { class: "gn-tools", role: "toolbar", "aria-label": strings.tools.name }, [
    button(strings.tools.zoomOut, () => onZoom(1 / 1.25), icon("M5 10h10")),
    button(`${strings.tools.percent(zoom)}, ${strings.tools.actualSize}`, onActualSize, strings.tools.percent(zoom), "gn-percent"),
    button(strings.tools.zoomIn, () => onZoom(1.25), icon("M5 10h10M10 5v10")),
    button(strings.tools.fit, onFit, icon(FIT_ICON)),
    button(strings.tools.layout, onLayout, icon(LAYOUT_ICON)),
  ]);
Tools.props = ["zoom", "onZoom", "onActualSize", "onFit", "onLayout"];

const button = (name, onClick, content, className) =>
  h("button", { type: "button", class: ["gn-tool", className], title: name, "aria-label": name, onClick }, content);

const icon = (path) => h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, h("path", { d: path }));
