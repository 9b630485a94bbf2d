/** Where in the document the canvas is: the network, and the blocks on the way in; a press leads back out. */

import { h } from "vue";

import { strings } from "./strings.js";

/** @param {{way: import("./scene.js").Step[], onLeave: (depth: number) => void}} props */
export const Crumbs = ({ way, onLeave }) =>
  h("nav", { class: "gn-crumbs", "aria-label": strings.crumbs.name }, [
    h(
      "ol",
      way.map((step, depth) => {
        const isHere = depth === way.length - 1;
        const words = [h("span", { class: "gn-crumb-title" }, step.title), blockName(step)];
        return h("li", { key: step.id }, [
          isHere
            ? h("span", { class: "gn-crumb is-here", "aria-current": "location" }, words)
            : h("button", { type: "button", class: "gn-crumb", onClick: () => onLeave(depth) }, words),
        ]);
      }),
    ),
  ]);
Crumbs.props = ["way", "onLeave"];

const blockName = ({ title, block }) => (block && block !== title ? h("span", { class: "gn-crumb-block" }, block) : null);
