/** A card: one layer, op, Input or Output of the graph, drawn to the measures of geometry.js. */

import { computed, defineComponent, h } from "vue";

import { useAsking } from "./asking.js";
import { CardField } from "./card-field.js";
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
    /** What is written on this card: a parameter, or its name, which is null; undefined if nothing is. */
    const written = computed(() => (canvas.written.value?.id === props.id ? canvas.written.value.name : undefined));
    const pen = cardPen(props, canvas, written);
    const isTold = computed(() => canvas.openFault.value === props.id);
    const side = computed(() => (props.data.card.message ? canvas.messageSide(props.data.card) : null));
    const asking = useAsking();

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
              "is-asked": asking.isAsked.value,
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
          onDblclick: (event) => event.target.closest(".nodrag, .gn-title") || canvas.enter(card.id),
          onFocus: (event) => canvas.focusCard(event, card.id),
        },
        isFar
          ? []
          : [
              ...nearParts(card, places.value, pen),
              ...activityParts(card, canvas),
              ...learningParts(card, canvas),
              ...messageParts(card, side, canvas, asking),
            ],
      );
    };
  },
});

/** How a card is written on: a second press on a value opens it, for the first one selects. */
const cardPen = (props, canvas, written) => {
  let wasSelected = false;
  const field = (name, text, label, choices = null) =>
    h(CardField, {
      text,
      label,
      choices,
      onTake: (taken) => canvas.write({ id: props.id, name, text: taken }),
      onLeave: () => canvas.write(null),
    });
  return {
    title(card) {
      const isWritten = written.value === null;
      return h(
        "b",
        {
          class: ["gn-title", { "is-written": isWritten }],
          title: strings.canvas.named(card),
          onDblclick: () => (card.block ? canvas.enter(card.id) : canvas.open(card.id, null)),
        },
        isWritten ? field(null, card.title, strings.canvas.rename(card.title)) : card.title,
      );
    },
    chip({ name, value, parameter, text, choices }, place) {
      const isWritten = Boolean(parameter) && written.value === parameter;
      const words = typeof choices === "string" ? canvas.vocabulary.value[choices] : choices;
      return h(
        "span",
        {
          class: ["gn-chip", { "is-open": parameter, "is-written": isWritten }],
          key: place,
          title: name ? `${name} ${value}` : value,
          "data-parameter": parameter,
          onPointerdown: () => (wasSelected = props.selected),
          onClick: () => parameter && wasSelected && !isWritten && canvas.open(props.id, parameter),
        },
        [
          name ? `${name} ` : null,
          isWritten ? field(parameter, text, parameter.replaceAll("_", " "), words) : h("b", value),
        ],
      );
    },
  };
};

const nearParts = (card, places, pen) => [
  card.state === "bypassed" ? h("span", { class: "gn-through" }) : null,
  h("div", { class: "gn-head" }, [
    h("i", { class: "gn-kind" }),
    pen.title(card),
    h("span", { class: "gn-subtitle" }, card.subtitle),
  ]),
  portRowCount(card) ? portRows(card, places) : null,
  card.thumbnails?.length && !card.collapsed
    ? h(
        "div",
        { class: "gn-thumbnails" },
        card.thumbnails
          .slice(0, 5)
          // An empty one is still being made, and holds its room.
          .map((source, place) =>
            source ? h("img", { src: source, alt: "", key: place, draggable: false }) : h("span", { key: place }),
          ),
      )
    : null,
  card.chips?.length && !card.collapsed ? chips(card, pen) : null,
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

const chips = (card, pen) => {
  const { rows, hidden } = chipRows(card.chips, cardWidth(card) - TEXT_MARGIN);
  return h(
    "div",
    { class: "gn-chips" },
    rows.map((row, place) =>
      h("div", { class: "gn-chip-row", key: place }, [
        ...row.map(pen.chip),
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

/** What the node gives to a sample, below the card; inside a block it is called after the way there. */
const activityParts = (card, canvas) => {
  const given = canvas.activity.value[canvas.wayName.value + card.id];
  if (given === undefined) return [];
  const { picture, text, words } = given;
  if (picture) return [h("img", { class: "gn-activity", src: picture, alt: words, title: words, draggable: false })];
  return [h("span", { class: "gn-activity is-text", title: words, role: "img", "aria-label": words }, text)];
};

/** How the layer learns: a line below in a colour, and words where something is the matter. */
const learningParts = (card, canvas) => {
  const mark = canvas.learning.value[canvas.wayName.value + card.id];
  if (mark === undefined) return [];
  const shown = { class: `gn-learns is-${mark.tone}`, title: mark.hint, role: "img", "aria-label": mark.hint };
  return [h("span", shown, mark.text)];
};

const messageParts = (card, side, canvas, asking) => {
  if (card.status !== "fault" && card.status !== "warning") return [];
  const label = card.status === "fault" ? strings.canvas.faultMark : strings.canvas.warningMark;
  const parts = [h("span", { class: "gn-mark", role: "img", "aria-label": label, ...asking.mark }, "!")];
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
    h("div", { class: `gn-message nodrag is-${side.value}`, ...asking.answer }, [
      h(
        "p",
        words.map(({ text, isName }) => (isName ? h("b", text) : text)),
      ),
      cure,
    ]),
  );
  return parts;
};
