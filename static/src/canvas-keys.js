/** What keys do on the canvas: Space pans while held, Tab walks the cards, the rest are commands of commands.js. */

import { nextTick, onBeforeUnmount, onMounted } from "vue";

import { neighbour } from "./along-wires.js";
import { isTextMarked } from "./canvas-clipboard.js";
import { commandOf } from "./commands.js";
import { isField, nudgeOf } from "./keys.js";
import { onlyNodes, toggleNode } from "./selection.js";
import { strings } from "./strings.js";

const WAYS = { ArrowLeft: "upstream", ArrowRight: "downstream", ArrowUp: "before", ArrowDown: "after" };

/** @param {object} canvas the parts of the canvas that keys act on */
export const useKeys = ({ root, scene, selection, rectOf, isPanning, mover, select, view, announce, run }) => {
  /** Whether the hand was last at the canvas with the pointer; Tab then adds, else it leads along the cards. */
  let isPointedAt = false;

  const isTaken = (event) =>
    event.defaultPrevented || isField(event.target) || event.target.closest?.("[role=dialog], [role=menu]");
  /** Space and arrows mean something to whatever else has the focus: a tab, a switch, a slider. */
  const isHere = (event) => event.target.contains?.(root.value) || root.value.contains(event.target);
  const isButton = (event) => event.target.nodeName === "BUTTON";
  const isMeant = (event, command) =>
    command.id !== "add" || event.key !== "Tab" || (isPointedAt && isHere(event) && !isButton(event));

  const onKeyDown = (event) => {
    const command = commandOf(event);
    if (command?.isForTheDocument) {
      event.preventDefault();
      if (command.keepsFocus) return run(command.id);
      // What was typed is taken first: a field says so a moment after it has lost the focus.
      document.activeElement?.blur();
      setTimeout(() => run(command.id));
      return;
    }
    if (isTaken(event) || command?.isNative || (command?.isForText && isTextMarked())) return;
    if (event.key === " " && isHere(event) && !isButton(event)) {
      event.preventDefault();
      isPanning.value = true;
      return;
    }
    const step = isHere(event) ? nudgeOf(event) : null;
    if (step !== null) mover.nudge(selection.value.nodes, step);
    else if (command === null || !isMeant(event, command)) return;
    event.preventDefault();
    if (step === null) run(command.id);
  };
  const stopPanning = (event) => {
    if (event.type === "blur" || event.key === " ") isPanning.value = false;
  };
  const onPointer = (event) => (isPointedAt = root.value.contains(event.target));

  const focus = async (id) => {
    view.revealIfHidden(id);
    await nextTick();
    // A card outside the view is drawn once the view has moved there.
    requestAnimationFrame(() => root.value.querySelector(`[data-card="${id}"]`)?.focus({ preventScroll: true }));
  };
  const onCard = (event, id) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      const next = event.key in WAYS ? neighbour(scene.value, id, WAYS[event.key], rectOf) : null;
      if (event.key in WAYS) event.preventDefault();
      if (next !== null) focus(next);
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      const next = event.shiftKey ? toggleNode(selection.value, id) : onlyNodes([id]);
      select(next);
      announce(
        next.nodes.size === 1
          ? strings.canvas.selectedOne(scene.value.cards.get([...next.nodes][0])?.title)
          : strings.canvas.selectedMany(next.nodes.size),
      );
    } else if (event.key === "Tab" && (event.shiftKey || !isPointedAt)) {
      const order = [...scene.value.cards.keys()];
      const next = order[order.indexOf(id) + (event.shiftKey ? -1 : 1)];
      if (next === undefined) return;
      event.preventDefault();
      isPointedAt = false;
      focus(next);
    }
  };

  onMounted(() => {
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("keyup", stopPanning);
    document.addEventListener("pointerdown", onPointer, { capture: true });
    window.addEventListener("blur", stopPanning);
  });
  onBeforeUnmount(() => {
    document.removeEventListener("keydown", onKeyDown);
    document.removeEventListener("keyup", stopPanning);
    document.removeEventListener("pointerdown", onPointer, { capture: true });
    window.removeEventListener("blur", stopPanning);
  });
  return { onCard };
};
