/** What is said once of a wire just drawn, with a button for each cure: a strip over the canvas. */

import { h } from "vue";

import { strings } from "./strings.js";

/** @param {{advice: {message: string, cures: string[]}}} props emits `take` with the place of a cure, and `keep` */
export const Advice = ({ advice }, { emit }) =>
  h("div", { class: "gn-advice", role: "status" }, [
    h("p", advice.message),
    ...advice.cures.map((label, place) =>
      h("button", { key: label, type: "button", class: "gn-advice-cure", onClick: () => emit("take", place) }, label),
    ),
    h("button", { type: "button", class: "gn-plain", onClick: () => emit("keep") }, strings.advice),
  ]);
Advice.props = ["advice"];
Advice.emits = ["take", "keep"];
