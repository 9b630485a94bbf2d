/** A card: one layer, op, Input or Output of the graph, drawn to the measures of geometry.js. */

import { computed, defineComponent, h } from "vue";

import { useCanvas } from "./context.js";
import { Port } from "./flow.js";
import { cardWidth, chipRows, hasFooter, portPlaces, portRowCount } from "./geometry.js";
import { emphasized } from "./message.js";
import { strings } from "./strings.js";

const TEXT_MARGIN = 22;

export const CardView = defineComponent({
  name: "GnCard",
  inheritAttrs: false,
  props: ["id", "data", "selected"],
  setup(props) {
    const canvas = useCanvas();
    const places = computed(() => portPlaces(props.data.card));
    const isTold = computed(() => canvas.openFault.value === props.id);

    return () => {
      const { card, size } = props.data;
      const isFar = canvas.isFar.value;
      return h(
        "div",
        {
          class: [
            "gn-card",
            `is-${card.status}`,
            card.state && `is-${card.state}`,
            {
              nopan: !canvas.isPanning.value,
              "is-dashed": card.dashed,
              "is-block": card.block,
              "is-collapsed": card.collapsed,
              "is-selected": props.selected,
              "is-far": isFar,
              "is-told": isTold.value,
            },
          ],
          style: { width: `${size.width}px`, height: `${size.height}px` },
          "data-category": card.category,
          tabindex: 0,
          role: "group",
          "aria-label": strings.canvas.card(card),
          "data-card": card.id,
          onPointerdown: (event) => canvas.pressCard(event, card.id),
          onKeydown: (event) => canvas.keyOnCard(event, card.id),
          onDblclick: (event) => event.target.closest(".nodrag") || canvas.enter(card.id),
          onFocus: (event) => canvas.focusCard(event, card.id),
        },
        isFar ? [] : [...nearParts(card, places.value), ...messageParts(card, canvas)],
      );
    };
  },
});

const nearParts = (card, places) => [
  card.state === "bypassed" ? h("span", { class: "gn-through" }) : null,
  h("div", { class: "gn-head" }, [
    h("i", { class: "gn-kind" }),
    h("b", { class: "gn-title", title: card.title }, card.title),
    h("span", { class: "gn-subtitle" }, card.subtitle),
  ]),
  portRowCount(card) ? portRows(card, places) : null,
  card.thumbnails?.length && !card.collapsed
    ? h(
        "div",
        { class: "gn-thumbnails" },
        card.thumbnails
          .slice(0, 5)
          .map((source, place) => h("img", { src: source, alt: "", key: place, draggable: false })),
      )
    : null,
  card.chips?.length && !card.collapsed ? chips(card) : null,
  hasFooter(card) ? footer(card) : null,
  ...places.map((place) => h(Port, { key: `${place.side} ${place.reference}`, place, down: card.down })),
];

const portRows = (card, places) => {
  const named = (side, ports) =>
    h(
      "div",
      { class: `gn-port-names is-${side}` },
      ports.length > 1
        ? places.filter((place) => place.side === side).map((place) => h("span", { key: place.reference }, place.label))
        : [],
    );
  return h("div", { class: "gn-port-rows" }, [named("in", card.inputs), named("out", card.outputs)]);
};

const chips = (card) => {
  const { rows, hidden } = chipRows(card.chips, cardWidth(card) - TEXT_MARGIN);
  const chip = ({ name, value }, place) =>
    h("span", { class: "gn-chip", key: place, title: name ? `${name} ${value}` : value }, [
      name ? `${name} ` : null,
      h("b", value),
    ]);
  return h(
    "div",
    { class: "gn-chips" },
    rows.map((row, place) =>
      h("div", { class: "gn-chip-row", key: place }, [
        ...row.map(chip),
        hidden && place === rows.length - 1 ? h("span", { class: "gn-more" }, strings.canvas.more(hidden)) : null,
      ]),
    ),
  );
};

const footer = (card) => {
  const isUnknown = card.status === "unknown";
  return h("div", { class: "gn-foot" }, [
    h("span", isUnknown ? strings.canvas.unknown : card.left),
    h("span", isUnknown ? null : card.right),
  ]);
};

const messageParts = (card, canvas) => {
  if (card.status !== "fault" && card.status !== "warning") return [];
  const label = card.status === "fault" ? strings.canvas.faultMark : strings.canvas.warningMark;
  const parts = [h("span", { class: "gn-mark", role: "img", "aria-label": label }, "!")];
  if (!card.message) return parts;
  const words = emphasized(card.message, (word) => canvas.scene.value.cards.has(word));
  const cure = card.cure
    ? h(
        "button",
        {
          class: "gn-cure",
          type: "button",
          onClick: () => canvas.cure(card.id),
        },
        card.cure.label,
      )
    : null;
  parts.push(
    h("div", { class: "gn-message nodrag" }, [
      h(
        "p",
        words.map(({ text, isName }) => (isName ? h("b", text) : text)),
      ),
      cure,
    ]),
  );
  return parts;
};
