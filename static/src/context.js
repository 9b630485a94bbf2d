/** What the canvas shares with the cards and wires drawn on it. */

import { inject, provide } from "vue";

/**
 * @typedef {{
 *   scene: import("vue").ShallowRef<import("./scene.js").Scene>,
 *   selection: import("vue").ShallowRef<import("./selection.js").Selection>,
 *   shownSelection: import("vue").ComputedRef<import("./selection.js").Selection>, with what a box being drawn touches
 *   seen: import("vue").ComputedRef<import("./geometry.js").Rect>, the part of the canvas that is seen
 *   isFar: import("vue").ComputedRef<boolean>,
 *   isPanning: import("vue").Ref<boolean>,
 *   openFault: import("vue").ComputedRef<string|null>,
 *   messageSide: (card: import("./scene.js").Card) => string, where what is said of a card stands
 *   pickedWire: import("vue").Ref<string|null>,
 *   wireUnderDrop: import("vue").Ref<string|null>,
 *   pressCard: (event: PointerEvent, id: string) => void,
 *   pressWire: (event: PointerEvent, id: string) => void,
 *   keyOnCard: (event: KeyboardEvent, id: string) => void,
 *   focusCard: (event: FocusEvent, id: string) => void,
 *   rewire: (event: "rewire"|"disconnect", intent: object) => void,
 *   cure: (id: string) => void,
 *   enter: (id: string) => void,
 *   written: import("vue").ShallowRef<{id: string, name: string|null}|null>,
 *   open: (id: string, name: string|null) => void, lets a name or value of a card be written
 *   write: (written: {id: string, name: string|null, text: string}|null) => void,
 *   vocabulary: import("vue").ShallowRef<Record<string, string[]>>,
 *   routes: ReturnType<typeof import("./canvas-routes.js").useRoutes>,
 *   aimed: import("vue").ShallowRef<{reference: string, side: "in"|"out"}|null>, where keys would plug a wire in
 *   isCalledOff: import("vue").Ref<boolean>,
 *   refusalAt: (reference: string, side: "in"|"out") => string|null,
 *   tapPort: (port: {reference: string, side: "in"|"out"}) => void,
 *   tapped: import("vue").ComputedRef<import("./canvas-wires.js").Pulled|null>, the port whose wire waits for its other end
 *   wayName: import("vue").ComputedRef<string>, what the ways to nodes begin with where the canvas is, as "encoder/"
 *   activity: import("vue").ShallowRef<Object<string, {picture: string|null, text: string|null, words: string}>>,
 *     what nodes give to a sample, by the way to each
 *   learning: import("vue").ShallowRef<Object<string, {tone: string, text: string, hint: string}>>,
 * }} CanvasContext
 */

const key = Symbol("graphnn canvas");

/** @param {CanvasContext} context */
export const shareCanvas = (context) => provide(key, context);

/** @returns {CanvasContext} */
export const useCanvas = () => inject(key);
