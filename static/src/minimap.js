/** The overview in the corner: every card as a box, and a frame around what is seen. Click or drag moves the view. */

import { computed, defineComponent, h } from "vue";

import { boundsOf, cardRect } from "./geometry.js";
import { followPointer } from "./pointer.js";
import { positionOf } from "./scene.js";
import { strings } from "./strings.js";
import { overviewOf } from "./viewport.js";

const SIZE = { width: 150, height: 86 };
const MARGIN = 12;
const LOOKS = ["ok", "unknown", "warning", "fault", "selected"];

export const Minimap = defineComponent({
  name: "GnMinimap",
  props: ["scene", "selection", "seen"],
  emits: ["centre"],
  setup(props, { emit }) {
    const cards = computed(() => props.scene.cards);
    const selected = computed(() => props.selection.nodes);
    // Cards that are being moved are drawn apart: a frame of a drag then costs no more than those.
    const movedIds = computed((before) => {
      const ids = new Set(props.scene.moved.keys());
      return before?.size === ids.size && [...ids].every((id) => before.has(id)) ? before : ids;
    });
    const still = computed(() => boxesOf([...cards.value.values()].filter((card) => !movedIds.value.has(card.id))));
    const moving = computed(() =>
      boxesOf(
        [...movedIds.value].map((id) => cards.value.get(id)).filter(Boolean),
        (card) => positionOf(props.scene, card),
      ),
    );
    const layers = [
      { key: "still", paths: computed(() => pathsOf(still.value, selected.value)) },
      { key: "moving", paths: computed(() => pathsOf(moving.value, selected.value)) },
    ];
    const stillBounds = computed(() => boundsOf(still.value.map((box) => box.rect)));
    const movingBounds = computed(() => boundsOf(moving.value.map((box) => box.rect)));
    const overview = computed(() =>
      overviewOf(boundsOf([stillBounds.value, movingBounds.value, props.seen].filter(Boolean)), SIZE),
    );

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
          h("g", { transform: `translate(${x} ${y}) scale(${scale})` }, [
            // One path for all boxes of a look: thousands of elements would cost more than the canvas itself.
            ...layers.flatMap(({ key, paths }) =>
              LOOKS.map((look) => h("path", { key: `${key} ${look}`, class: `is-${look}`, d: paths.value[look] ?? "" })),
            ),
            h("rect", { key: "seen", class: "gn-seen", ...props.seen, rx: Math.min(4 / scale, props.seen.height / 6) }),
          ]),
        ],
      );
    };
  },
});

/** @param {import("./geometry.js").Rect} seen @param {number} zoom @returns {import("./geometry.js").Rect} what of it lies below the overview */
export const rectBelow = (seen, zoom) => {
  const [width, height, margin] = [SIZE.width, SIZE.height, MARGIN].map((pixels) => pixels / zoom);
  return { x: seen.x + seen.width - margin - width, y: seen.y + seen.height - margin - height, width, height };
};

const boxesOf = (cards, placeOf = (card) => card) => cards.map((card) => ({ card, rect: cardRect(card, placeOf(card)) }));

/** @returns {Record<string, string>} the boxes of each look, as one path */
const pathsOf = (boxes, selected) => {
  const paths = {};
  for (const { card, rect } of boxes) {
    const look = selected.has(card.id) ? "selected" : card.status;
    paths[look] = (paths[look] ?? "") + `M${rect.x} ${rect.y}h${rect.width}v${rect.height}h-${rect.width}z`;
  }
  return paths;
};
