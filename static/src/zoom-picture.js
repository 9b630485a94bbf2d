/** A picture to look into: the wheel or + and − zoom, dragging or the arrows move; 0 shows all of it. */

import { defineComponent, h, onMounted, ref } from "vue";

import { strings } from "./strings.js";
import { fitted, movedBy, zoomedAt } from "./zoom-view.js";

const WHEEL = 0.0016;
const STEP = 1.4;
const MOVE = 48;

export const ZoomPicture = defineComponent({
  name: "GnZoomPicture",
  props: ["picture", "label"],
  setup(props) {
    const box = ref(null);
    const size = ref([1, 1]);
    const view = ref({ x: 0, y: 0, zoom: 1 });
    let from = null;
    const room = () => [box.value.clientWidth, box.value.clientHeight];
    const fit = () => (view.value = fitted(size.value, room()));
    const zoom = (factor, at = room().map((each) => each / 2)) => (view.value = zoomedAt(view.value, factor, at));
    const move = (by) => (view.value = movedBy(view.value, by));
    const placeOf = (event) => {
      const { left, top } = box.value.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const keys = {
      "+": () => zoom(STEP),
      "=": () => zoom(STEP),
      "-": () => zoom(1 / STEP),
      0: fit,
      ArrowLeft: () => move([MOVE, 0]),
      ArrowRight: () => move([-MOVE, 0]),
      ArrowUp: () => move([0, MOVE]),
      ArrowDown: () => move([0, -MOVE]),
    };
    onMounted(() => box.value.focus());
    return () =>
      h(
        "div",
        {
          ref: box,
          class: "gn-zoom",
          role: "img",
          tabindex: 0,
          "aria-label": `${props.label}. ${strings.zoom}`,
          onWheel: (event) => {
            event.preventDefault();
            zoom(Math.exp(-event.deltaY * WHEEL), placeOf(event));
          },
          onPointerdown: (event) => {
            from = placeOf(event);
            box.value.setPointerCapture(event.pointerId);
          },
          onPointermove: (event) => {
            if (!from) return;
            const to = placeOf(event);
            move([to[0] - from[0], to[1] - from[1]]);
            from = to;
          },
          onPointerup: () => (from = null),
          onPointercancel: () => (from = null),
          onKeydown: (event) => {
            if (!keys[event.key]) return;
            event.preventDefault();
            keys[event.key]();
          },
        },
        [
          h("img", {
            src: props.picture,
            alt: "",
            draggable: false,
            style: {
              transform: `translate(${view.value.x}px, ${view.value.y}px) scale(${view.value.zoom})`,
            },
            onLoad: (event) => {
              size.value = [event.target.naturalWidth, event.target.naturalHeight];
              fit();
            },
          }),
        ],
      );
  },
});
