/**
 * A field whose text is its own while somebody types in it: what is drawn anew around it, as numbers are while a network
 * learns, does not take it back. Emits `take` with the text.
 */

import { defineComponent, h, ref } from "vue";

export const TypedField = defineComponent({
  name: "GnTypedField",
  props: ["value"],
  emits: ["take"],
  setup(props, { emit }) {
    const typed = ref(null);
    const leave = () => (typed.value = null);
    const take = (event) => {
      leave();
      emit("take", event.target.value);
    };
    return () =>
      h("input", {
        value: typed.value ?? props.value,
        onInput: (event) => (typed.value = event.target.value),
        onChange: take,
        onBlur: leave,
      });
  },
});
