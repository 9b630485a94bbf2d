/** The title of a frame: drag it to move the frame with its cards, press it to select them, twice to rename. */

import { defineComponent, h, nextTick, ref } from "vue";

import { strings } from "./strings.js";
import { PALETTE_ICON, Swatches, TRASH_ICON, smallButton } from "./swatches.js";

export const FrameTitle = defineComponent({
  name: "GnFrameTitle",
  props: ["frame", "rect", "isSelected"],
  emits: ["press", "put", "remove"],
  setup(props, { emit }) {
    const field = ref(null);
    const isEdited = ref(false);
    const typed = ref("");
    const isColoured = ref(false);

    const edit = async () => {
      typed.value = props.frame.title;
      isEdited.value = true;
      await nextTick();
      field.value?.select();
    };
    const put = (change) => {
      const { nodes, title, colour } = { ...props.frame, ...change };
      emit("put", { nodes, title, colour });
    };
    const take = () => {
      if (!isEdited.value) return;
      isEdited.value = false;
      const title = typed.value.trim();
      if (title !== props.frame.title) put({ title });
    };
    const choose = (colour) => {
      isColoured.value = false;
      if (colour !== props.frame.colour) put({ colour });
    };
    const onFieldKey = (event) => {
      if (event.key === "Escape") isEdited.value = false;
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        event.target.blur();
      }
      event.stopPropagation();
    };
    const onKey = (event) => {
      if (event.target !== event.currentTarget) return;
      if (event.key === "Enter" || event.key === "F2") edit();
      else if (event.key === "Delete" || event.key === "Backspace") emit("remove");
      else return;
      event.preventDefault();
    };

    return () => {
      const { frame, rect } = props;
      return h(
        "div",
        {
          class: ["gn-frame-title", { "is-selected": props.isSelected }],
          "data-frame": frame.id,
          "data-colour": frame.colour,
          style: { transform: `translate(${rect.x}px, ${rect.y}px)`, width: `${rect.width}px` },
          tabindex: 0,
          role: "group",
          "aria-label": strings.drawing.frame(frame.title, frame.nodes.length),
          onPointerdown: (event) => event.target.closest("button, input") || emit("press", event),
          onDblclick: (event) => event.target.closest("button, input") || edit(),
          onKeydown: onKey,
        },
        [
          isEdited.value
            ? h("input", {
                ref: field,
                class: "gn-frame-field",
                value: typed.value, // which it keeps where the frame is moved meanwhile
                onInput: (event) => (typed.value = event.target.value),
                maxlength: 200,
                "aria-label": strings.drawing.title,
                onKeydown: onFieldKey,
                onBlur: take,
              })
            : h("span", { class: "gn-frame-words" }, frame.title || strings.drawing.untitled),
          h("span", { class: "gn-frame-buttons" }, [
            isColoured.value ? h(Swatches, { chosen: frame.colour, onChoose: choose }) : null,
            smallButton(strings.drawing.colour, PALETTE_ICON, () => (isColoured.value = !isColoured.value)),
            smallButton(strings.drawing.removeFrame, TRASH_ICON, () => emit("remove")),
          ]),
        ],
      );
    };
  },
});
