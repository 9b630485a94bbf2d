/** A panel that floats over the page until Escape or a press beside it: at a point, or in the upper middle. */

import { Teleport, defineComponent, h, nextTick, onBeforeUnmount, onMounted, ref } from "vue";

const MARGIN = 8;
const STOPS = "button:not(:disabled), input, select, textarea, a[href], [tabindex='0']";

export const Float = defineComponent({
  name: "GnFloat",
  inheritAttrs: false,
  props: ["at", "label", "role"],
  emits: ["close"],
  setup(props, { emit, slots, attrs }) {
    const box = ref(null);
    const before = document.activeElement;

    /** Keep what opens at a point inside the window, with room to grow for a list that fills later. */
    const place = () => {
      if (!props.at) return;
      const { offsetWidth: width, offsetHeight: height } = box.value;
      box.value.style.left = `${Math.max(MARGIN, Math.min(props.at.clientX, innerWidth - width - MARGIN))}px`;
      box.value.style.top = `${Math.max(MARGIN, Math.min(props.at.clientY, innerHeight - height - MARGIN))}px`;
    };
    /** The focus stays in what is open: from its last stop Tab leads to the first. */
    const keepFocus = (event) => {
      const stops = [...box.value.querySelectorAll(STOPS)].filter((each) => each.offsetParent !== null);
      const end = event.shiftKey ? stops[0] : stops.at(-1);
      if (stops.length > 0 && document.activeElement !== end && document.activeElement !== box.value) return;
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
    };
    const onKey = (event) => {
      if (event.key === "Tab" && !event.defaultPrevented) keepFocus(event);
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      emit("close");
    };
    const pressBeside = (event) => {
      if (event.target !== event.currentTarget) return;
      event.preventDefault();
      emit("close");
    };
    onMounted(() => {
      place();
      nextTick(() => (box.value?.querySelector("[data-first]") ?? box.value)?.focus({ preventScroll: true }));
    });
    onBeforeUnmount(() => {
      // Whoever had the keys gets them back, unless they went elsewhere meanwhile.
      if (box.value.contains(document.activeElement)) before?.focus?.({ preventScroll: true });
    });

    return () =>
      h(Teleport, { to: "body" }, [
        h(
          "div",
          {
            class: ["gn-scrim", { "is-centred": !props.at }],
            onPointerdown: pressBeside,
            onContextmenu: (event) => event.preventDefault(),
            onWheel: (event) => event.target === event.currentTarget && emit("close"),
          },
          h(
            "div",
            {
              ref: box,
              class: ["gn-float", attrs.class],
              role: props.role ?? "dialog",
              "aria-label": props.label,
              "aria-modal": (props.role ?? "dialog") === "dialog" ? "true" : undefined,
              tabindex: -1,
              onKeydown: onKey,
            },
            slots.default(),
          ),
        ),
      ]);
  },
});
