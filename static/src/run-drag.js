/** Dragging a run that waits to the place of another: what their rows of the table listen to, and a grip for fingers. */

import { h, shallowRef } from "vue";

import { followPointer } from "./pointer.js";

const RUN_TYPE = "application/x-graphnn-run";
const CAN_MOVE = "move up";

/**
 * @param {(dragged: string, onto: string) => void} move
 * @returns {{rowOf: (row: import("./run-table.js").RunRow) => object, gripOf: (row: import("./run-table.js").RunRow) =>
 *   import("vue").VNode|null}} what a row is given, and what it is held by where a finger would scroll the table
 */
export const useRunDrag = (move) => {
  const dragged = shallowRef(null);
  const over = shallowRef(null);
  const end = () => (dragged.value = over.value = null);

  const gripOf = (row) => {
    if (!row.actions.includes(CAN_MOVE)) return null;
    return h("i", {
      class: "gn-run-grip",
      "aria-hidden": "true",
      onClick: (event) => event.stopPropagation(),
      onPointerdown: (event) => {
        if (event.pointerType === "mouse") return; // It drags the row.
        dragged.value = row.id;
        followPointer(event, {
          onFrame: (at) => (over.value = queuedAt(at)),
          onEnd: () => {
            if (over.value !== null && over.value !== row.id) move(row.id, over.value);
            end();
          },
          onCancel: end,
        });
      },
    });
  };
  const rowOf = (row) => {
    if (!row.actions.includes(CAN_MOVE)) return {};
    return {
      draggable: "true",
      class: { "is-dragged": dragged.value === row.id, "is-aimed-at": over.value === row.id && dragged.value !== row.id },
      onDragstart: (event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData(RUN_TYPE, row.id);
        dragged.value = row.id;
      },
      onDragover: (event) => {
        if (dragged.value === null) return;
        event.preventDefault();
        over.value = row.id;
      },
      onDrop: (event) => {
        if (dragged.value === null) return;
        event.preventDefault();
        if (dragged.value !== row.id) move(dragged.value, row.id);
        end();
      },
      onDragend: end,
    };
  };
  return { rowOf, gripOf };
};

/** @returns {string|null} the run that waits at a place of the screen */
const queuedAt = ({ clientX, clientY }) =>
  document.elementFromPoint(clientX, clientY)?.closest("tr[draggable]")?.dataset.run ?? null;
