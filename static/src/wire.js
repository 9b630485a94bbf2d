/** Wires: those of the graph, and the one that is being pulled. */

import { computed, defineComponent, h, ref } from "vue";

import { useCanvas } from "./context.js";
import { textWidth } from "./geometry.js";
import { cardOf } from "./scene.js";
import { wireMiddle, wirePath } from "./wire-path.js";

const LABEL_FONT_SIZE = 11;
const LABEL_HEIGHT = 20;

export const WireView = defineComponent({
  name: "GnWire",
  inheritAttrs: false,
  props: ["id", "data", "sourceX", "sourceY", "targetX", "targetY"],
  setup(props) {
    const canvas = useCanvas();
    const isHovered = ref(false);
    const isLit = computed(() => {
      const { nodes, wires } = canvas.selection.value;
      return wires.has(props.id) || nodes.has(cardOf(props.data.source)) || nodes.has(cardOf(props.data.target));
    });

    return () => {
      const source = { x: props.sourceX, y: props.sourceY };
      const target = { x: props.targetX, y: props.targetY };
      const { points, down } = props.data;
      const path = wirePath(source, target, points, down);
      const isChosen = canvas.selection.value.wires.has(props.id);
      return h(
        "g",
        {
          class: [
            "gn-wire",
            `is-${props.data.status}`,
            {
              "is-lit": isLit.value,
              "is-chosen": isChosen,
              "is-picked": canvas.pickedWire.value === props.id,
              "is-under-drop": canvas.wireUnderDrop.value === props.id,
            },
          ],
          "data-wire": props.id,
          onPointerdown: (event) => canvas.pressWire(event, props.id),
          onPointerenter: () => (isHovered.value = true),
          onPointerleave: () => (isHovered.value = false),
        },
        [
          canvas.isFar.value ? null : h("path", { class: "gn-wire-hit", d: path }),
          h("path", { class: "gn-wire-line", d: path }),
          props.data.shape && (isHovered.value || isChosen)
            ? label(props.data.shape, wireMiddle(source, target, points, down))
            : null,
        ],
      );
    };
  },
});

export const PulledWireView = defineComponent({
  name: "GnPulledWire",
  props: ["source", "target", "runsDown"],
  setup: (props) => () =>
    h("path", { class: "gn-pulled-wire", d: wirePath(props.source, props.target, [], props.runsDown) }),
});

const label = (text, at) => {
  const width = textWidth(text, LABEL_FONT_SIZE) + 16;
  return h("g", { class: "gn-wire-label" }, [
    h("rect", { x: at.x - width / 2, y: at.y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT, rx: 6 }),
    h("text", { x: at.x, y: at.y + 4, "text-anchor": "middle" }, text),
  ]);
};
