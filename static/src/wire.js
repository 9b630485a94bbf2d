/** Wires: those of the graph, and the one that is being pulled. */

import { computed, defineComponent, h, ref } from "vue";

import { useCanvas } from "./context.js";
import { textWidth } from "./geometry.js";
import { cardOf } from "./scene.js";
import { strings } from "./strings.js";
import { wireMiddle, wirePath } from "./wire-path.js";

const LABEL_FONT_SIZE = 11;
const LABEL_HEIGHT = 20;
const WAYPOINT_RADIUS = 6;

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
      const { down, cards } = props.data;
      const routed = canvas.routes.routed.value;
      const points = routed?.id === props.id ? routed.points : props.data.points;
      const path = wirePath(source, target, points, down, cards);
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
          onDblclick: (event) => canvas.routes.addPoint(event, props.data, source, target),
          onPointerenter: () => (isHovered.value = true),
          onPointerleave: () => (isHovered.value = false),
        },
        [
          canvas.isFar.value ? null : h("path", { class: "gn-wire-hit", d: path }),
          h("path", { class: "gn-wire-line", d: path }),
          props.data.shape && (isHovered.value || isChosen)
            ? label(props.data.shape, wireMiddle(source, target, points, down, cards))
            : null,
          ...(isChosen && !canvas.isFar.value ? waypoints(canvas.routes, { ...props.data, points }) : []),
        ],
      );
    };
  },
});

/** The points that lead a wire, to drag. */
const waypoints = (routes, wire) =>
  wire.points.map(({ x, y }, place) =>
    h(
      "circle",
      {
        key: place,
        class: "gn-waypoint",
        cx: x,
        cy: y,
        r: WAYPOINT_RADIUS,
        onPointerdown: (event) => routes.pressPoint(event, wire, place),
        onDblclick: (event) => {
          event.stopPropagation();
          routes.removePoint(wire, place);
        },
      },
      h("title", strings.drawing.waypoint),
    ),
  );

export const PulledWireView = defineComponent({
  name: "GnPulledWire",
  props: ["source", "target", "runsDown", "over"],
  setup(props) {
    const canvas = useCanvas();
    return () => {
      if (canvas.isCalledOff.value) return null;
      const { source, target, runsDown, over } = props;
      const reason = over && canvas.refusalAt(over.reference, over.side);
      return h("g", { class: { "is-refused": reason } }, [
        h("path", { class: "gn-pulled-wire", d: wirePath(source, target, [], runsDown) }),
        reason ? reasonBeside(reason, over.side === "out" ? source : target, over.side) : null,
      ]);
    };
  },
});

const REASON_WIDTH = 260;

/** The reason lies over the card whose port it is about, so that it is seen wherever that is. */
const reasonBeside = (reason, { x, y }, side) =>
  h(
    "foreignObject",
    {
      class: ["gn-wire-reason", `is-${side}`],
      x: side === "in" ? x - 8 : x + 8 - REASON_WIDTH,
      y: y + 16,
      width: REASON_WIDTH,
      height: 1,
    },
    h("div", { role: "status" }, reason),
  );

const label = (text, at) => {
  const width = textWidth(text, LABEL_FONT_SIZE) + 16;
  return h("g", { class: "gn-wire-label" }, [
    h("rect", { x: at.x - width / 2, y: at.y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT, rx: 6 }),
    h("text", { x: at.x, y: at.y + 4, "text-anchor": "middle" }, text),
  ]);
};
