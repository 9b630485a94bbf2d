/**
 * Fingers on the canvas: one on empty canvas moves the view, two move and zoom it, wherever they lie.
 *
 * Vue Flow counts no finger that lies on a card, so of touches it is only shown those on ports, from which it pulls
 * wires. One finger on a card is the card's own affair, until another comes down.
 */

import { onBeforeUnmount } from "vue";

import { gripped } from "./grip.js";

const STILL_DISTANCE = 8;
const ELSEWHERE = ".gn-port, .gn-waypoint, button, input, select, textarea, a, .gn-minimap, .gn-tools";

/** @param {object} canvas its root and view */
export const useFingers = ({ root, view }) => {
  /** @type {Map<number, import("./scene.js").Point>} where each finger is, from the canvas' corner */
  const fingers = new Map();
  let grip = null;
  /** Whether one finger may move the view: it lies on empty canvas, or is the one that is left of two. */
  let isFree = false;
  let isMoving = false;
  let frame = null;
  let listeners = null;

  const pointOf = ({ clientX, clientY }) => {
    const { left, top } = root.value.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  /** Take hold of the canvas anew where the fingers are now. */
  const hold = () => {
    grip = { at: [...fingers.values()].slice(0, 2), viewport: view.viewport.value };
    isMoving = fingers.size > 1;
  };
  const move = () => {
    frame = null;
    if (isMoving) view.show(gripped(grip, [...fingers.values()].slice(0, 2)), 0);
  };
  const onMove = (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, pointOf(event));
    const [from] = grip.at;
    const [to] = fingers.values();
    isMoving ||= isFree && Math.hypot(to.x - from.x, to.y - from.y) > STILL_DISTANCE;
    if (isMoving) frame ??= requestAnimationFrame(move);
  };
  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (frame !== null) {
      cancelAnimationFrame(frame);
      frame = null;
    }
    if (fingers.size > 0) hold();
    else listeners?.abort();
  };
  const listen = () => {
    listeners = new AbortController();
    const { signal } = listeners;
    window.addEventListener("pointermove", onMove, { signal });
    window.addEventListener("pointerup", lift, { signal });
    window.addEventListener("pointercancel", lift, { signal });
  };
  onBeforeUnmount(() => listeners?.abort());

  return {
    /** @param {PointerEvent} event one that nothing else has seen yet */
    onPointerdown(event) {
      if (event.pointerType !== "touch" || event.target.closest(ELSEWHERE)) return;
      if (fingers.size === 0) listen();
      isFree = fingers.size > 0 || event.target.classList.contains("vue-flow__pane");
      fingers.set(event.pointerId, pointOf(event));
      hold();
    },

    /** @param {TouchEvent} event */
    onTouchstart(event) {
      if (!event.target.closest(".gn-port")) event.stopPropagation();
    },
  };
};
