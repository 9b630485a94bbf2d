/** What keys do on the canvas: Space pans while held, Tab walks the cards, the rest are commands of keys.js. */

import { nextTick, onBeforeUnmount, onMounted } from "vue";

import { commandOf, isField, isForTheDocument } from "./keys.js";
import { nothing, onlyNodes, toggleNode } from "./selection.js";
import { strings } from "./strings.js";

/** @param {object} canvas the parts of the canvas that keys act on */
export const useKeys = ({ root, scene, selection, isPanning, mover, select, view, announce, emit }) => {
  const ids = () => [...scene.value.cards.keys()];

  const run = (command) => {
    const nodes = [...selection.value.nodes];
    const wires = [...selection.value.wires];
    if (command.command !== "nudge") mover.flushNudges();
    switch (command.command) {
      case "undo":
        return emit("undo", {});
      case "redo":
        return emit("redo", {});
      case "save":
      case "open":
      case "train":
        return emit(command.command, {});
      case "duplicate":
        return nodes.length ? emit("duplicate", { nodes }) : undefined;
      case "remove":
      case "heal":
        return nodes.length || wires.length
          ? emit("remove", { nodes, wires, heal: command.command === "heal" })
          : undefined;
      case "select-all":
        return select(onlyNodes(ids()));
      case "fit":
        return view.fit();
      case "clear":
        return select(nothing);
      case "nudge":
        return mover.nudge(nodes, command);
    }
  };

  const isTaken = (event) =>
    event.defaultPrevented || isField(event.target) || event.target.closest?.("[role=dialog], [role=menu]");
  /** Space and arrows mean something to whatever else has the focus: a tab, a switch, a slider. */
  const isHere = (event) => event.target.contains?.(root.value) || root.value.contains(event.target);
  const isButton = (event) => event.target.nodeName === "BUTTON";

  const onKeyDown = (event) => {
    const command = commandOf(event);
    if (isForTheDocument(command)) {
      event.preventDefault();
      // What was typed is taken first: a field says so a moment after it has lost the focus.
      document.activeElement?.blur();
      setTimeout(() => run(command));
      return;
    }
    if (isTaken(event)) return;
    if (event.key === " " && isHere(event) && !isButton(event)) {
      event.preventDefault();
      isPanning.value = true;
      return;
    }
    if (command === null || (command.command === "nudge" && !isHere(event))) return;
    event.preventDefault();
    run(command);
  };
  const stopPanning = (event) => {
    if (event.type === "blur" || event.key === " ") isPanning.value = false;
  };

  const focus = async (id) => {
    view.revealIfHidden(id);
    await nextTick();
    // A card outside the view is drawn once the view has moved there.
    requestAnimationFrame(() => root.value.querySelector(`[data-card="${id}"]`)?.focus({ preventScroll: true }));
  };
  const onCard = (event, id) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const next = event.shiftKey || event.ctrlKey ? toggleNode(selection.value, id) : onlyNodes([id]);
      select(next);
      announce(
        next.nodes.size === 1
          ? strings.canvas.selectedOne(scene.value.cards.get([...next.nodes][0])?.title)
          : strings.canvas.selectedMany(next.nodes.size),
      );
    } else if (event.key === "Tab") {
      const order = ids();
      const next = order[order.indexOf(id) + (event.shiftKey ? -1 : 1)];
      if (next === undefined) return;
      event.preventDefault();
      focus(next);
    }
  };

  onMounted(() => {
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("keyup", stopPanning);
    window.addEventListener("blur", stopPanning);
  });
  onBeforeUnmount(() => {
    document.removeEventListener("keydown", onKeyDown);
    document.removeEventListener("keyup", stopPanning);
    window.removeEventListener("blur", stopPanning);
  });
  return { onCard };
};
