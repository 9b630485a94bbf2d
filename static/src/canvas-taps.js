/** Wires by two taps or clicks: on a port, and then on the port or layer where its wire is to end. */

import { computed, h, shallowRef } from "vue";

import { cardOf } from "./scene.js";
import { strings } from "./strings.js";

/** @param {object} canvas its scene and wires, what takes a wire let go beside every port, and how it speaks */
export const useTaps = ({ scene, wires, dropWire, notice, emit }) => {
  const tapped = shallowRef(null);
  /** The port whose wire waits for its other end; pulling a wire, or Escape, ends that. */
  const waiting = computed(() => (tapped.value !== null && wires.pulled.value === tapped.value ? tapped.value : null));

  const begin = (port) => {
    tapped.value = port;
    wires.start(port);
  };
  const plug = (from, { reference, side }) => {
    const reason = wires.refusalAt(reference, side);
    if (reason) return notice(reason);
    wires.stop();
    emit("connect", side === "in" ? { source: from.reference, target: reference } : { source: reference, target: from.reference });
  };

  return {
    waiting,

    /** @param {{reference: string, side: "in"|"out"}} port */
    tapPort(port) {
      const from = waiting.value;
      const end = port.side === "in" ? "target" : "source";
      if (from?.reference === port.reference && from.end === end) wires.stop();
      else if (from === null || from.end === end) begin({ reference: port.reference, end });
      else plug(from, port);
    },

    /** A tap beside every port: on a layer the wire finds its port itself, on empty canvas it is let go. */
    onClick(event) {
      const from = waiting.value;
      if (from === null || event.target.closest(".gn-port")) return;
      const { clientX, clientY } = event;
      if (event.target.closest("[data-card]")) {
        event.stopPropagation();
        wires.stop();
        dropWire({ [from.end]: from.reference, at: { clientX, clientY } });
      } else if (event.target.closest(".vue-flow")) {
        wires.stop();
      }
    },

    hint() {
      const from = waiting.value;
      if (from === null) return null;
      const title = scene.value.cards.get(cardOf(from.reference))?.title;
      return h("div", { class: "gn-hint", role: "status" }, strings.canvas.tapNext[from.end](title));
    },
  };
};
