/**
 * Wires by keys: one begins at the port of a card, arrows lead along the ports where it fits, Enter plugs it there.
 *
 * What a wire may do is said as it is to a hand that pulls one: see canvas-taps.js, which holds it meanwhile.
 */

import { onBeforeUnmount, shallowRef, watch } from "vue";

import { portsInReach } from "./along-wires.js";
import { strings } from "./strings.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, Tab: 1, ArrowLeft: -1, ArrowUp: -1 };

/** @param {object} canvas its scene, selection and view, the wires and taps, and how it speaks */
export const useWireKeys = ({ scene, selection, rectOf, view, wires, taps, announce, notice }) => {
  /** The port that Enter would plug the wire into. */
  const aimed = shallowRef(null);
  /** The card whose wire it is, and which of its ports; null while no wire is held by keys. */
  let held = null;

  const ownPorts = (card) => [
    ...card.outputs.map(({ source, name }) => ({ reference: source, side: "out", name })),
    ...card.inputs.map(({ target, name }) => ({ reference: target, side: "in", name })),
  ];
  const inReach = () => {
    const { card, port } = held;
    const ports = portsInReach(scene.value, card, port.side === "out" ? "source" : "target", rectOf);
    return ports.filter(({ reference, side }) => wires.refusalAt(reference, side) === null);
  };
  const take = (card, port) => {
    held = null;
    wires.stop();
    taps.tapPort(port);
    held = { card, port };
    window.addEventListener("keydown", onKey, { capture: true });
    announce(strings.wiring.begun(card.title, port.name, inReach().length));
    step(1);
  };
  const step = (by) => {
    const ports = inReach();
    const place = ports.findIndex(({ reference }) => reference === aimed.value?.reference);
    const next = ports[place < 0 ? (by > 0 ? 0 : ports.length - 1) : (place + by + ports.length) % ports.length];
    aimed.value = next ?? null;
    if (next === undefined) return announce(strings.wiring.nothingFits);
    view.revealIfHidden(next.card.id);
    announce(strings.wiring.aimed(next.card.title, next.name));
  };
  const onKey = (event) => {
    if (held === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) step(event.shiftKey ? -STEPS[event.key] : STEPS[event.key]);
    else if (event.key === "Enter") plug();
    else if (event.key.toUpperCase() === "W") begin(held.card);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const plug = () => {
    if (aimed.value !== null) taps.tapPort(aimed.value);
  };
  const begin = (card) => {
    const ports = ownPorts(card);
    const place = held?.card.id === card.id ? ports.findIndex(({ reference, side }) => reference === held.port.reference && side === held.port.side) : -1;
    const next = ports[(place + 1) % ports.length];
    aimed.value = null;
    if (next) take(card, next);
  };
  const end = () => {
    if (held === null) return;
    held = null;
    if (wires.isCalledOff.value) announce(strings.wiring.calledOff);
    aimed.value = null;
    window.removeEventListener("keydown", onKey, { capture: true });
  };
  // What only the server knows of a port may come after it was aimed at.
  watch(
    () => aimed.value !== null && wires.refusalAt(aimed.value.reference, aimed.value.side),
    (reason) => reason && held !== null && step(1),
  );
  watch(taps.waiting, (port) => port === null && end(), { flush: "sync" });
  onBeforeUnmount(end);

  return {
    aimed,
    /** Begin a wire at the card that has the focus, or else is selected; again, at its next port. */
    begin() {
      const { nodes } = selection.value;
      const id = document.activeElement?.closest("[data-card]")?.dataset.card ?? (nodes.size === 1 ? [...nodes][0] : null);
      const card = scene.value.cards.get(id);
      if (card) begin(card);
      else notice(strings.wiring.selectOne);
    },
  };
};
