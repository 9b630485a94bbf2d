/** A small picture of a layer: its inputs on the left, its outputs on the right, in the colour of its kind. */

import { h } from "vue";

const WIDTH = 30;
const HEIGHT = 20;
const BODY = { x: 6, y: 2, width: 18, height: 16, rx: 4 };
const MOST_PORTS = 4;

/** @param {{inputs: ("one"|"list"|"optional")[], outputs: number}} props */
export const PortPicture = ({ inputs, outputs }) =>
  h("svg", { class: "gn-port-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, [
    h("rect", { class: "gn-port-picture-body", ...BODY }),
    ...inputs.slice(0, MOST_PORTS).map((kind, place) => port(BODY.x, place, inputs.length, kind)),
    ...Array.from({ length: Math.min(outputs, MOST_PORTS) }, (_, place) =>
      port(BODY.x + BODY.width, place, outputs, "one"),
    ),
  ]);
PortPicture.props = ["inputs", "outputs"];

const port = (x, place, count, kind) => {
  const y = BODY.y + (BODY.height * (place + 0.5)) / Math.min(count, MOST_PORTS);
  return kind === "list"
    ? h("rect", { x: x - 2.5, y: y - 5, width: 5, height: 10, rx: 2.5 })
    : h("circle", { class: { "is-optional": kind === "optional" }, cx: x, cy: y, r: 2.3 });
};
