/** A note on the canvas: Markdown to read, text to write after a double click. */

import { defineComponent, h, nextTick, ref } from "vue";

import { markdown } from "./markdown.js";
import { followPointer } from "./pointer.js";
import { strings } from "./strings.js";
import { PALETTE_ICON, Swatches, TRASH_ICON, smallButton } from "./swatches.js";

const LEAST_WIDTH = 120;
const MOST_WIDTH = 800;
const STEP = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const NoteView = defineComponent({
  name: "GnNote",
  props: ["note", "zoom", "isFresh"],
  emits: ["put", "remove", "written"],
  setup(props, { emit }) {
    const field = ref(null);
    const isEdited = ref(false);
    const typed = ref("");
    const isColoured = ref(false);
    /** Where it is dragged to, until the server's word on it comes. */
    const dragged = ref(null);

    const put = (change) => {
      const { text, x, y, width, colour } = { ...props.note, ...change };
      emit("put", { text, position: [x, y], width, colour });
    };
    const edit = async () => {
      typed.value = props.note.text;
      isEdited.value = true;
      await nextTick();
      field.value?.focus();
      field.value?.select();
    };
    if (props.isFresh) nextTick(edit);
    const take = () => {
      if (!isEdited.value) return;
      isEdited.value = false;
      emit("written");
      if (typed.value !== props.note.text) put({ text: typed.value });
    };
    const choose = (colour) => {
      isColoured.value = false;
      if (colour !== props.note.colour) put({ colour });
    };

    /** Follow the pointer with a place, or with the width, and tell it once it is let go. */
    const drag = (event, changeOf) => {
      if (event.button !== 0 || event.target.closest("button, textarea, a")) return;
      event.stopPropagation();
      const change = (at) =>
        changeOf((at.clientX - event.clientX) / props.zoom, (at.clientY - event.clientY) / props.zoom);
      followPointer(event, {
        onFrame: (at) => (dragged.value = change(at)),
        onEnd: (at, hasMoved) => {
          if (hasMoved) put(change(at));
          dragged.value = null;
        },
        onCancel: () => (dragged.value = null),
      });
    };
    const move = (event) =>
      drag(event, (x, y) => ({ x: Math.round(props.note.x + x), y: Math.round(props.note.y + y) }));
    const widen = (event) =>
      drag(event, (x) => ({
        width: Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, props.note.width + x))),
      }));

    const onFieldKey = (event) => {
      if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        event.target.blur();
      }
      event.stopPropagation();
    };
    const onKey = (event) => {
      if (event.target !== event.currentTarget) return;
      if (event.key === "Enter" || event.key === "F2") edit();
      else if (event.key === "Delete" || event.key === "Backspace") emit("remove");
      else if (event.key in ARROWS) {
        const [x, y] = ARROWS[event.key];
        put({ x: props.note.x + x * STEP, y: props.note.y + y * STEP });
      } else return;
      event.preventDefault();
    };

    return () => {
      const note = { ...props.note, ...dragged.value };
      return h(
        "div",
        {
          class: "gn-note",
          "data-note": note.id,
          "data-colour": note.colour,
          style: { transform: `translate(${note.x}px, ${note.y}px)`, width: `${note.width}px` },
          tabindex: 0,
          role: "note",
          "aria-label": strings.drawing.note,
          onPointerdown: move,
          onDblclick: (event) => event.target.closest("button, textarea, a") || edit(),
          onKeydown: onKey,
        },
        [
          isEdited.value
            ? h("textarea", {
                ref: field,
                class: "gn-note-field",
                value: typed.value, // which it keeps while the canvas is zoomed
                onInput: (event) => (typed.value = event.target.value),
                maxlength: 10_000,
                rows: Math.max(3, typed.value.split("\n").length + 1),
                placeholder: strings.drawing.writing,
                "aria-label": strings.drawing.note,
                onKeydown: onFieldKey,
                onBlur: take,
              })
            : h("div", { class: "gn-note-text" }, note.text ? markdown(note.text) : strings.drawing.emptyNote),
          h("span", { class: "gn-note-buttons" }, [
            isColoured.value ? h(Swatches, { chosen: note.colour, onChoose: choose }) : null,
            smallButton(strings.drawing.colour, PALETTE_ICON, () => (isColoured.value = !isColoured.value)),
            smallButton(strings.drawing.removeNote, TRASH_ICON, () => emit("remove")),
          ]),
          h("i", { class: "gn-note-edge", onPointerdown: widen }),
        ],
      );
    };
  },
});
