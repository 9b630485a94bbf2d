/** Where on the canvas a menu or search-to-add opens: right click and long press, double click, a wire let go. */

import { pointOnCanvas } from "./gestures.js";
import { CARD_WIDTH, HEADER_HEIGHT } from "./geometry.js";
import { placeInView } from "./canvas-drop.js";
import { wireInto } from "./scene.js";
import { onlyNodes, onlyWires } from "./selection.js";

const LONG_PRESS_MILLISECONDS = 500;
const STILL_DISTANCE = 10;

/** @param {object} canvas its root, stage and floats, and what adding a layer needs to know */
export const useMenus = ({ root, stage, view, floats, rectOf, isPanning, emit }) => {
  const { scene, selection, select } = stage;
  let longPress = null;

  /** A menu acts on what is selected, so what it was opened on is selected first. */
  const openMenu = (target, at) => {
    if (floats.shown.value !== null) return;
    const card = target.closest("[data-card]")?.dataset.card;
    const wire = target.closest("[data-wire]")?.dataset.wire;
    if (card && !selection.value.nodes.has(card)) select(onlyNodes([card]));
    if (wire && !selection.value.wires.has(wire)) select(onlyWires([wire]));
    floats.open("menu", { place: card ? "node" : wire ? "wire" : "canvas", at });
  };
  const stopLongPress = () => {
    clearTimeout(longPress?.timer);
    longPress = null;
  };

  return {
    onContextmenu(event) {
      if (!isGraph(event.target)) return;
      event.preventDefault();
      stopLongPress();
      openMenu(event.target, pointOf(event));
    },

    /** Open the menu of the card that has the focus, or of the canvas, beside it. */
    openAtFocus() {
      const focused = document.activeElement?.closest("[data-card]") ?? root.value;
      const { left, top, width, height } = focused.getBoundingClientRect();
      const inset = focused === root.value ? { x: width / 2, y: height / 2 } : { x: 24, y: HEADER_HEIGHT };
      openMenu(focused, { clientX: left + inset.x, clientY: top + inset.y });
    },

    onDblclick(event) {
      if (isPane(event.target) && !isPanning.value) {
        floats.openSearch({ at: pointOf(event) });
      }
    },

    onPointerdownCapture(event) {
      stopLongPress();
      if (event.pointerType !== "touch" || !event.isPrimary || !isGraph(event.target)) return;
      const at = pointOf(event);
      const { target, pointerId } = event;
      const timer = setTimeout(() => {
        // Whatever has followed the finger lets go: from here on it is the menu's.
        window.dispatchEvent(new PointerEvent("pointercancel", { pointerId, pointerType: "touch" }));
        openMenu(target, at);
      }, LONG_PRESS_MILLISECONDS);
      longPress = { at, timer };
    },
    onPointermoveCapture(event) {
      if (longPress === null) return;
      const { at } = longPress;
      const distance = Math.hypot(event.clientX - at.clientX, event.clientY - at.clientY);
      if (!event.isPrimary || distance > STILL_DISTANCE) stopLongPress();
    },
    onPointerupCapture: stopLongPress,
    onPointercancelCapture: stopLongPress,

    /** A wire let go beside every port: onto a card it goes into its first free port, else it asks for a layer. */
    dropWire({ source, target, at }) {
      const under = document.elementFromPoint(at.clientX, at.clientY);
      const card = scene.value.cards.get(under?.closest("[data-card]")?.dataset.card);
      if (card && source) {
        const free = card.inputs.find((port) => wireInto(scene.value, port.target) === null) ?? card.inputs[0];
        if (free) emit("connect", { source, target: free.target });
      } else if (card && target) {
        if (card.outputs.length) emit("connect", { source: card.outputs[0].source, target });
      } else if (under && isPane(under)) {
        floats.openSearch({ at, source, target });
      }
    },

    /** @param {string} type @param {import("./canvas-floats.js").SearchPlace} place where it was asked for */
    add(type, { at, source, target, onto }) {
      const wiring = { source, target, onto };
      const isWired = source || target || onto;
      if (at) {
        const point = pointOnCanvas(stage, at);
        // The port that the wire leads to lies under the pointer.
        const x = point.x - (source ? 0 : target ? CARD_WIDTH : CARD_WIDTH / 2);
        emit("add", { type, x: Math.round(x), y: Math.round(point.y - HEADER_HEIGHT / 2), ...wiring });
      } else if (selection.value.nodes.size === 1 || isWired) {
        emit("add", { type, x: null, y: null, ...wiring });
      } else {
        const taken = [...scene.value.cards.values()].map(rectOf);
        emit("add", { type, ...placeInView(view.viewport.value, view.size.value, taken), ...wiring });
      }
    },
  };
};

const pointOf = ({ clientX, clientY }) => ({ clientX, clientY });

const isPane = (target) => target.classList.contains("vue-flow__pane");

const isGraph = (target) => isPane(target) || Boolean(target.closest("[data-card], [data-wire]"));
