/**
 * The wire that is being pulled: from which port, and what the server says of where it may end.
 *
 * @typedef {{reference: string, end: "source"|"target"}} Pulled a port, and which end of the wire is plugged there
 * @typedef {{reference: string, nodes: Record<string, string>, ports: Record<string, string>}} Refusals
 */

import { onBeforeUnmount, ref, shallowRef } from "vue";

import { reasonAgainst } from "./refusals.js";

/** @param {{emit: (event: string, intent: object) => void}} canvas */
export const useWires = ({ emit }) => {
  /** @type {import("vue").ShallowRef<Pulled|null>} */
  const pulled = shallowRef(null);
  /** @type {import("vue").ShallowRef<Refusals|null>} */
  const refusals = shallowRef(null);

  /** Whether Escape was pressed: what the pointer does until it is let go means nothing any more. */
  const isCalledOff = ref(false);

  const callOff = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    isCalledOff.value = true;
    stop();
  };
  const stop = () => {
    pulled.value = null;
    refusals.value = null;
    window.removeEventListener("keydown", callOff, { capture: true });
  };
  onBeforeUnmount(stop);

  return {
    pulled,
    isCalledOff,
    stop,

    /** @param {Pulled} wire */
    start(wire) {
      pulled.value = wire;
      refusals.value = null;
      isCalledOff.value = false;
      window.addEventListener("keydown", callOff, { capture: true });
      emit("pull", wire);
    },
    /** Tell the server what became of the wire. */
    end: (event, intent) => (isCalledOff.value ? undefined : emit(event, intent)),
    /** @param {Refusals} told a word on a wire that was let go meanwhile is none on this one */
    refuse(told) {
      if (told.reference === pulled.value?.reference) refusals.value = told;
    },
    /** @param {string} reference of a port @param {"in"|"out"} side @returns {string|null} why the wire may not end there */
    refusalAt(reference, side) {
      const end = side === "in" ? "source" : "target";
      return pulled.value?.end === end ? reasonAgainst(refusals.value, reference) : null;
    },
  };
};
