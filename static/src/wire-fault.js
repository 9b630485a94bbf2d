/** What is wrong with the wire that is chosen, and its cure as a button: beside the middle of the wire, over all cards. */

import { h } from "vue";

import { portPlaces, portReach } from "./geometry.js";
import { emphasized } from "./message.js";
import { cardOf, positionOf } from "./scene.js";
import { wireMiddle } from "./wire-path.js";

const GAP = 14;

/** @param {object} canvas its scene, selection, view, and how a cure is asked for @returns {import("vue").VNode|null} */
export const wireFault = ({ scene, selection, view, cure }) => {
  const wire = selection.wires.size === 1 ? scene.wires.get([...selection.wires][0]) : null;
  const [from, to] = wire?.status === "refused" ? [wire.source, wire.target].map((port) => scene.cards.get(cardOf(port))) : [];
  if (!from || !to?.message || view.isFar.value) return null;
  const ends = [placeOf(scene, from, wire.source, "out"), placeOf(scene, to, wire.target, "in")];
  const reaches = [portReach(from, wire.source, "out"), portReach(to, wire.target, "in")];
  const middle = wireMiddle(...ends, wire.points, wire.down, reaches);
  const { x, y, zoom } = view.viewport.value;
  // On the side away from the card that it speaks of, whose mark stays free.
  const isAbove = ends[1].y > middle.y;
  const top = `${middle.y * zoom + y + (isAbove ? -GAP : GAP)}px`;
  return h(
    "div",
    {
      class: "gn-wire-fault",
      role: "status",
      style: { transform: `translate(${middle.x * zoom + x}px, ${top}) translate(-50%, ${isAbove ? -100 : 0}%)` },
    },
    [
      h(
        "p",
        emphasized(to.message, (word) => scene.cards.has(word)).map(({ text, isName }) => (isName ? h("b", text) : text)),
      ),
      to.cure ? h("button", { class: "gn-cure", type: "button", onClick: () => cure(to.id) }, to.cure.label) : null,
    ],
  );
};

const placeOf = (scene, card, reference, side) => {
  const port = portPlaces(card).find((each) => each.reference === reference && each.side === side);
  const at = positionOf(scene, card);
  return { x: at.x + (port?.x ?? 0), y: at.y + (port?.y ?? 0) };
};
