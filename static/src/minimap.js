/** The overview in the corner: every card as a box, and a frame around what is seen. Click or drag moves the view. */

import { computed, defineComponent, h } from "vue";

import { boundsOf, cardRect } from "./geometry.js";
import { followPointer } from "./pointer.js";
import { positionOf } from "./scene.js";
import { strings } from "./strings.js";
import { overviewOf, seenRect } from "./viewport.js";

const LEAST_BOX = 1.5;
const SIZE = { width: 150, height: 86 };

export const Minimap = defineComponent({
  name: "GnMinimap",
  props: ["scene", "selection", "viewport", "size"],
  emits: ["centre"],
  setup(props, { emit }) {
    const boxes = computed(() =>
      [...props.scene.cards.values()].map((card) => ({
        look: props.selection.nodes.has(card.id) ? "selected" : card.status,
        rect: cardRect(card, positionOf(props.scene, card)),
      })),
    );
    const seen = computed(() => seenRect(props.viewport, props.size));
    const cardBounds = computed(() => boundsOf(boxes.value.map((box) => box.rect)));
    const overview = computed(() => overviewOf(boundsOf([cardBounds.value, seen.value].filter(Boolean)), SIZE));

    const press = (event) => {
      event.stopPropagation();
      const corner = event.currentTarget.getBoundingClientRect();
      // The scale of the moment it was pressed: it must not change under the pointer.
      const { scale, x, y } = overview.value;
      const centre = (at) =>
        emit("centre", { x: (at.clientX - corner.left - x) / scale, y: (at.clientY - corner.top - y) / scale });
      followPointer(event, { onFrame: centre, onEnd: () => {}, threshold: 0 });
    };

    return () => {
      const { scale, x, y } = overview.value;
      const placed = (rect) => ({
        x: rect.x * scale + x,
        y: rect.y * scale + y,
        width: rect.width * scale,
        height: rect.height * scale,
      });
      const frame = placed(seen.value);
      return h(
        "svg",
        {
          class: "gn-minimap",
          viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
          role: "img",
          "aria-label": strings.tools.minimap,
          onPointerdown: press,
        },
        [
          // One path for all boxes of a look: thousands of elements would cost more than the canvas itself.
          ...["ok", "unknown", "warning", "fault", "selected"].map((look) =>
            h("path", {
              key: look,
              class: `is-${look}`,
              d: boxes.value
                .filter((box) => box.look === look)
                .map((box) => boxPath(placed(box.rect)))
                .join(""),
            }),
          ),
          h("rect", { class: "gn-seen", ...frame, rx: 4 }),
        ],
      );
    };
  },
});

const boxPath = ({ x, y, width, height }) => {
  const [across, down] = [width, height].map((length) => Math.max(length, LEAST_BOX).toFixed(1));
  return `M${x.toFixed(1)} ${y.toFixed(1)}h${across}v${down}h-${across}z`;
};
