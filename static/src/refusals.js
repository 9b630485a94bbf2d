/** Why a wire may not end at a port, by what the server said. Pure. */

import { cardOf } from "./scene.js";

/** @param {import("./canvas-wires.js").Refusals|null} refusals @param {string} reference @returns {string|null} */
export const reasonAgainst = (refusals, reference) =>
  refusals?.ports[reference] ?? refusals?.nodes[cardOf(reference)] ?? null;
