/** The colours that a frame or note can have, as a row of dots to press. */

import { h } from "vue";

import { colours } from "./frames.js";
import { strings } from "./strings.js";

/** @param {{chosen: string, onChoose: (colour: string) => void}} props */
export const Swatches = ({ chosen, onChoose }) =>
  h(
    "div",
    { class: "gn-swatches", role: "radiogroup", "aria-label": strings.drawing.colour },
    colours.map((colour) =>
      h("button", {
        key: colour,
        type: "button",
        class: "gn-swatch",
        role: "radio",
        "data-colour": colour,
        "aria-checked": String(colour === chosen),
        "aria-label": strings.drawing.colours[colour],
        title: strings.drawing.colours[colour],
        onClick: () => onChoose(colour),
      }),
    ),
  );
Swatches.props = ["chosen", "onChoose"];

/** @param {string} name @param {string} path @param {() => void} onClick @param {string} [className] */
export const smallButton = (name, path, onClick, className) =>
  h(
    "button",
    { type: "button", class: ["gn-small-button", className], title: name, "aria-label": name, onClick },
    h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, h("path", { d: path })),
  );

export const TRASH_ICON = "M4 6h12M8 6V4h4v2M6 6l1 10h6l1-10";
export const PALETTE_ICON = "M10 3a7 7 0 100 14c1.5 0 1.6-1.2 1-2-.7-1 0-2 1.3-2H15a2 2 0 002-2 7 7 0 00-7-8zM7 8h.01M10 6.5h.01M13 8h.01";
