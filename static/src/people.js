/**
 * The others on this document: a ring in their colour around what they select, and their pointers with their names.
 *
 * Pointers come as a socket event of their own, some twenty a second; nothing of the document is sent with them.
 */

import { h, onBeforeUnmount, onMounted, shallowRef } from "vue";

import { overlap } from "./geometry.js";
import { toCanvas } from "./viewport.js";

const POINTER_EVENT = "graphnn_pointer";
const POINT_MILLISECONDS = 50;

/**
 * @typedef {{number: number, name: string, colour: string, selected: string[], elsewhere: boolean}} OtherPage
 */

/** @param {object} canvas its root, scene and view, the rectangle of a card, and what it tells the server */
export const usePeople = ({ root, scene, view, rectOf, emit }) => {
  const others = shallowRef(/** @type {OtherPage[]} */ ([]));
  const pointers = shallowRef(/** @type {Map<number, import("./scene.js").Point>} */ (new Map()));
  const tell = throttled((point) => emit("point", point), POINT_MILLISECONDS);
  const isWatched = () => others.value.some((page) => !page.elsewhere);

  const take = ([number, x, y]) => {
    const next = new Map(pointers.value);
    if (x === undefined) next.delete(number);
    else next.set(number, { x, y });
    pointers.value = next;
  };
  let socket = null;
  onMounted(() => setTimeout(listen));
  /** The page opens its socket once everything is mounted. */
  const listen = () => {
    socket = window.socket ?? null;
    socket?.on(POINTER_EVENT, take);
  };
  onBeforeUnmount(() => {
    tell.stop();
    socket?.off(POINTER_EVENT, take);
  });

  const ring = (page, card, isFirst) => {
    const { x, y, width, height } = rectOf(card);
    return h(
      "div",
      {
        key: `${page.number} ${card.id}`,
        class: "gn-other-ring",
        "data-colour": page.colour,
        style: { transform: `translate(${x}px, ${y}px)`, width: `${width}px`, height: `${height}px` },
      },
      isFirst ? [h("span", page.name)] : [],
    );
  };
  const rings = (page, seen) => {
    const cards = page.selected.map((id) => scene.value.cards.get(id)).filter(Boolean);
    return cards.filter((card) => overlap(rectOf(card), seen)).map((card) => ring(page, card, card === cards[0]));
  };
  const pointer = (page) => {
    const point = pointers.value.get(page.number);
    if (!point) return null;
    const style = { transform: `translate(${point.x}px, ${point.y}px) scale(calc(1 / var(--gn-zoom)))` };
    return h("div", { key: `pointer ${page.number}`, class: "gn-other-pointer", "data-colour": page.colour, style }, [
      h("svg", { viewBox: "0 0 16 18", width: 16, height: 18 }, [h("path", { d: "M1.5 1.5l5 14 2.4-5.7 6.1-1.9z" })]),
      h("span", page.name),
    ]);
  };

  return {
    /** @param {OtherPage[]} pages all but this one */
    meet(pages) {
      others.value = pages;
      const there = new Set(pages.filter((page) => !page.elsewhere).map((page) => page.number));
      pointers.value = new Map([...pointers.value].filter(([number]) => there.has(number)));
    },

    onPointermove(event) {
      if (!isWatched() || event.pointerType === "touch") return;
      const { left, top } = root.value.getBoundingClientRect();
      const { x, y } = toCanvas({ x: event.clientX - left, y: event.clientY - top }, view.viewport.value);
      tell({ x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 });
    },

    onPointerleave() {
      if (isWatched()) tell({ x: null, y: null });
    },

    layer() {
      if (others.value.length === 0) return null;
      const { x, y, zoom } = view.viewport.value;
      const style = { transform: `translate(${x}px, ${y}px) scale(${zoom})`, "--gn-zoom": zoom };
      return h("div", { class: "gn-others", style, "aria-hidden": "true" }, [
        ...others.value.flatMap((page) => rings(page, view.seen.value)),
        ...others.value.map(pointer),
      ]);
    },
  };
};

/** Call at once, and then no more often than every so many milliseconds, the last time with the last value. */
const throttled = (call, milliseconds) => {
  let timer = null;
  let waiting = null;
  const next = () => {
    timer = null;
    if (waiting === null) return;
    call(waiting);
    waiting = null;
    timer = setTimeout(next, milliseconds);
  };
  const throttledCall = (value) => {
    waiting = value;
    if (timer === null) next();
  };
  throttledCall.stop = () => clearTimeout(timer);
  return throttledCall;
};
