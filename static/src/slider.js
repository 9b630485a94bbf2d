/**
 * A slider over a range. Where it is moved to is its own until it is let go: what the server says meanwhile moves nothing.
 *
 * Emits `slide` with {value} while it is moved, and `settle` with {value, isLetGo} when the pointer lets it go or it is left,
 * and when a key moved it, which others may follow.
 */

import { defineComponent, h, ref, watch } from "vue";

export const Slider = defineComponent({
  name: "GnSlider",
  props: ["low", "high", "step", "value"],
  emits: ["slide", "settle"],
  setup(props, { emit }) {
    const at = ref(props.value);
    let byPointer = false;
    let isHeld = false; // by keys
    const settle = (isLetGo) => {
      isHeld = !isLetGo;
      emit("settle", { value: at.value, isLetGo });
    };
    watch(
      () => props.value,
      (value) => (at.value = value),
    );
    return () =>
      h("input", {
        type: "range",
        min: props.low,
        max: props.high,
        step: props.step,
        value: at.value,
        style: { "--share": (at.value - props.low) / (props.high - props.low) },
        onPointerdown: () => (byPointer = true),
        onKeydown: () => (byPointer = false),
        onInput: (event) => {
          at.value = Number(event.target.value);
          emit("slide", { value: at.value });
        },
        onChange: () => settle(byPointer),
        onBlur: () => isHeld && settle(true),
      });
  },
});
