/** What is drawn around the cards: frames below them, and titles, notes and helper lines above. */

import { computed, h, shallowRef } from "vue";

import { FrameTitle } from "./frame-title.js";
import { frameRect, joinsAfterMove } from "./frames.js";
import { cardRect, freePlace } from "./geometry.js";
import { pointOnCanvas } from "./gestures.js";
import { NoteView } from "./note.js";
import { positionOf } from "./scene.js";
import { addNodes, onlyNodes } from "./selection.js";

const NOTE_SIZE = { width: 240, height: 120 };
export const noGuides = { x: null, y: null };

/** @param {object} canvas its stage, view and mover, and what it tells the server */
export const useDrawing = ({ root, stage, view, mover, guides, emit }) => {
  const { scene, selection, select } = stage;
  /** Notes there were when one was asked for: the one that is not among them is to be written at once. */
  const known = shallowRef(null);

  const rectOf = (id) => {
    const card = scene.value.cards.get(id);
    return card ? cardRect(card, positionOf(scene.value, card)) : null;
  };
  const frames = computed(() =>
    [...scene.value.frames.values()]
      .map((frame) => ({ frame, rect: frameRect(frame, rectOf, mover.held) }))
      .filter(({ rect }) => rect !== null),
  );
  const isSelected = (frame) => frame.nodes.every((id) => selection.value.nodes.has(id));

  const pressFrame = (event, frame) => {
    if (event.button !== 0) return;
    const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
    const choose = () => select(isAdding ? addNodes(selection.value, frame.nodes) : onlyNodes(frame.nodes));
    const begin = () => {
      if (!isSelected(frame)) choose();
      return frame.nodes;
    };
    mover.drag(event, begin, choose);
  };
  /** Over what is drawn above the canvas the wheel zooms as it does beside it. */
  const passWheel = (event) => {
    event.preventDefault();
    root.value.querySelector(".vue-flow__pane")?.dispatchEvent(new WheelEvent(event.type, event));
  };

  const transform = () => {
    const { x, y, zoom } = view.viewport.value;
    return { transform: `translate(${x}px, ${y}px) scale(${zoom})`, "--gn-zoom": zoom };
  };

  return {

    /** @param {string[]} moved @returns {Record<string, string|null>} which of these cards came into a frame, or left it */
    joins: (moved) => joinsAfterMove(scene.value.frames.values(), moved, rectOf),

    /** @param {import("./pointer.js").ScreenPoint|null} at */
    addNote(at) {
      const seen = view.seen.value;
      const middle = { x: seen.x + (seen.width - NOTE_SIZE.width) / 2, y: seen.y + seen.height / 3 };
      const taken = [...scene.value.cards.keys()].map(rectOf);
      const place = at ? pointOnCanvas(stage, at) : freePlace({ ...middle, ...NOTE_SIZE }, taken);
      known.value = new Set(scene.value.notes.keys());
      const position = [Math.round(place.x), Math.round(place.y)];
      emit("note", { id: null, note: { text: "", position, width: NOTE_SIZE.width, colour: "amber" } });
    },

    below: () =>
      frames.value.length
        ? h(
            "div",
            { class: "gn-drawn is-below", style: transform() },
            frames.value.map(({ frame, rect }) =>
              h("div", {
                key: frame.id,
                class: ["gn-frame", { "is-selected": isSelected(frame) }],
                "data-colour": frame.colour,
                style: {
                  transform: `translate(${rect.x}px, ${rect.y}px)`,
                  width: `${rect.width}px`,
                  height: `${rect.height}px`,
                },
              }),
            ),
          )
        : null,

    above: () => {
      const { zoom } = view.viewport.value;
      const lines = [line("x", guides.value.x, zoom), line("y", guides.value.y, zoom)].filter(Boolean);
      if (frames.value.length + scene.value.notes.size + lines.length === 0) return null;
      return h("div", { class: "gn-drawn is-above", style: transform(), onWheel: passWheel }, [
        ...frames.value.map(({ frame, rect }) =>
          h(FrameTitle, {
            key: `frame ${frame.id}`,
            frame,
            rect,
            isSelected: isSelected(frame),
            onPress: (event) => pressFrame(event, frame),
            onPut: (changed) => emit("frame", { id: frame.id, frame: changed }),
            onRemove: () => emit("frame", { id: frame.id, frame: null }),
          }),
        ),
        ...[...scene.value.notes.values()].map((note) =>
          h(NoteView, {
            key: `note ${note.id}`,
            note,
            zoom,
            isFresh: known.value !== null && !known.value.has(note.id),
            onPut: (changed) => emit("note", { id: note.id, note: changed }),
            onRemove: () => emit("note", { id: note.id, note: null }),
            onWritten: () => (known.value = null),
          }),
        ),
        ...lines,
      ]);
    },
  };
};

/** A helper line, one pixel thick on the screen whatever the zoom. */
const line = (axis, guide, zoom) => {
  if (guide === null) return null;
  const length = guide.to - guide.from;
  return h("i", {
    key: `line ${axis}`,
    class: "gn-guide",
    style:
      axis === "x"
        ? { transform: `translate(${guide.at}px, ${guide.from}px)`, width: `${1 / zoom}px`, height: `${length}px` }
        : { transform: `translate(${guide.from}px, ${guide.at}px)`, width: `${length}px`, height: `${1 / zoom}px` },
  });
};
