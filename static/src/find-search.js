/** Find in the graph: cards by name or type, or by their state, as in "is:invalid". */

import { defineComponent, h } from "vue";

import { foundCards } from "./find.js";
import { Picker } from "./picker.js";
import { strings } from "./strings.js";

export const FindSearch = defineComponent({
  name: "GnFindSearch",
  props: ["cards"],
  emits: ["choose", "close"],
  setup(props, { emit }) {
    const row = (card) => [
      h("i", { class: "gn-kind", "data-category": card.category }),
      h("b", card.title),
      h("span", { class: "gn-pick-doc" }, card.message ?? card.subtitle),
    ];
    return () =>
      h(Picker, {
        label: strings.find.name,
        placeholder: strings.find.search,
        find: (query) => foundCards(props.cards, query),
        row,
        empty: strings.find.empty,
        onClose: () => emit("close"),
        onChoose: (card) => emit("choose", card.id),
      });
  },
});
