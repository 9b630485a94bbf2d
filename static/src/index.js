/** The browser part of graphnn, as one module. */

export { Canvas } from "./canvas.js";
export { Chart } from "./chart.js";
export { ChartTools } from "./chart-tools.js";
export { Clipboard } from "./clipboard.js";
export { FileDrop } from "./file-drop.js";
export { Fragment } from "./fragment.js";
export { LayerTable } from "./layer-table.js";
export { Palette } from "./palette.js";
export { RunTable } from "./run-table.js";
export { Sketch } from "./sketch.js";
export { Words } from "./words.js";
