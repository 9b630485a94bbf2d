/** The field on a card that a name or a value is typed in: Enter takes it, Escape leaves it, so does a press beside. */

import { defineComponent, h, onMounted, ref } from "vue";

/** Emits `take` with the text, once, or `leave`. */
export const CardField = defineComponent({
  name: "GnCardField",
  props: ["text", "label", "choices"],
  emits: ["take", "leave"],
  setup(props, { emit }) {
    const field = ref(null);
    let isDone = false;
    /** Arrow keys go through the choices of a closed list: only Enter takes one then. */
    let isByKeys = false;

    const end = (text) => {
      if (isDone) return;
      isDone = true;
      if (text === null || text === props.text) emit("leave");
      else emit("take", text);
    };
    const onKeydown = (event) => {
      event.stopPropagation();
      isByKeys = true;
      if (event.key === "Escape") end(null);
      else if (event.key === "Enter") end(event.target.value);
      else return;
      event.preventDefault();
    };
    onMounted(() => {
      field.value.focus({ preventScroll: true });
      field.value.select?.();
    });

    return () => {
      const { text, label, choices } = props;
      const shared = {
        ref: field,
        class: "gn-card-field nodrag",
        "aria-label": label,
        onKeydown,
        onPointerdown(event) {
          event.stopPropagation();
          isByKeys = false;
        },
        onDblclick: (event) => event.stopPropagation(),
        onBlur: (event) => end(event.target.value),
      };
      if (!choices) {
        const size = Math.max(4, Math.min(18, text.length + 1));
        return h("input", { ...shared, type: "text", value: text, size, autocomplete: "off", spellcheck: "false" });
      }
      const words = choices.includes(text) ? choices : [text, ...choices];
      return h(
        "select",
        { ...shared, onChange: (event) => isByKeys || end(event.target.value) },
        words.map((word) => h("option", { key: word, value: word, selected: word === text }, word)),
      );
    };
  },
});
