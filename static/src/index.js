/** The browser part of graphnn, as one module. */

export { Canvas } from "./canvas.js";
export { Chart } from "./chart.js";
export { ChartTools } from "./chart-tools.js";
export { Clipboard } from "./clipboard.js";
export { Connection } from "./connection.js";
export { Divider } from "./divider.js";
export { FileDrop } from "./file-drop.js";
export { FitView } from "./fit-view.js";
export { Fragment } from "./fragment.js";
export { LayerTable } from "./layer-table.js";
export { Palette } from "./palette.js";
export { Region } from "./region.js";
export { RunTable } from "./run-table.js";
export { Sketch } from "./sketch.js";
export { Slider } from "./slider.js";
export { Theme } from "./theme.js";
export { ZoomPicture } from "./zoom-picture.js";
export { Words } from "./words.js";
