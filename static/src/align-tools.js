/** The tools that line several selected cards up; they show where there is something to line up. */

import { h } from "vue";

import { strings } from "./strings.js";

const ICONS = {
  left: "M3 3v14M6 6h10M6 13h6",
  centre: "M10 3v2M10 8v3M10 15v2M4 5.5h12v2.5H4zM6.500 11h7v3.500h-7z",
  right: "M17 3v14M4 6h10M8 13h6",
  top: "M3 3h14M6 6v10M13 6v6",
  middle: "M3 10h2M8 10h3M15 10h2M5.500 4H8v12H5.500zM11 6.500h3.500v7H11z",
  bottom: "M3 17h14M6 4v10M13 8v6",
  across: "M3 3v14M17 3v14M8.500 6h3v8h-3z",
  down: "M3 3h14M3 17h14M6 8.500h8v3H6z",
};

/** @param {{count: number, onAlign: (line: string) => void, onDistribute: (axis: "x"|"y") => void}} props */
export const AlignTools = ({ count, onAlign, onDistribute }) =>
  h("div", { class: "gn-tools gn-align", role: "toolbar", "aria-label": strings.align.name }, [
    ...["left", "centre", "right"].map((line) => tool(line, () => onAlign(line))),
    h("i"),
    ...["top", "middle", "bottom"].map((line) => tool(line, () => onAlign(line))),
    count > 2 ? [h("i"), tool("across", () => onDistribute("x")), tool("down", () => onDistribute("y"))] : null,
  ]);
AlignTools.props = ["count", "onAlign", "onDistribute"];

const tool = (name, onClick) =>
  h(
    "button",
    { type: "button", key: name, class: "gn-tool", title: strings.align[name], "aria-label": strings.align[name], onClick },
    h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, h("path", { d: ICONS[name] })),
  );
