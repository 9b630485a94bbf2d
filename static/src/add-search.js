/** Search-to-add: every layer with its kind, ports and one line of what it does; of a wire, only what it fits. */

import { defineComponent, h } from "vue";

import { Picker } from "./picker.js";
import { PortPicture } from "./port-picture.js";
import { ranked } from "./search.js";
import { strings } from "./strings.js";

export const AddSearch = defineComponent({
  name: "GnAddSearch",
  props: ["layers", "place", "behind"],
  emits: ["choose", "close"],
  setup(props, { emit }) {
    const fitting = () => props.layers.filter((layer) => fits(layer, props.place));
    const find = (query) => ranked(fitting(), query).map((layer) => ({ ...layer, id: layer.type }));
    const row = (layer) => [
      h(PortPicture, { inputs: layer.inputs, outputs: layer.outputs, "data-category": layer.category }),
      h("b", layer.title),
      h("span", { class: "gn-pick-doc" }, layer.doc),
    ];
    return () =>
      h(Picker, {
        at: props.place.at,
        label: strings.add.name,
        placeholder: strings.add.search,
        hint: hintOf(props),
        find,
        row,
        empty: strings.palette.empty,
        onClose: () => emit("close"),
        onChoose: (layer) => emit("choose", layer.type),
      });
  },
});

/** Whether a layer takes the wire that was let go, or has both ports for the one it goes into. */
const fits = ({ type, inputs, outputs }, { source, target, onto, refused }) =>
  !(type in refused) &&
  (!(source || onto) || inputs.length > 0) && (!(target || onto) || outputs > 0);

const hintOf = ({ place: { source, target, onto }, behind }) => {
  if (source) return strings.add.after(source);
  if (target) return strings.add.before(target);
  if (onto) return strings.add.into(onto);
  return behind?.outputs.length ? strings.add.after(behind.title) : null;
};
