/** A part of the page that is drawn by itself: what lies in its slot is read here, so its changes reach no further. */

import { defineComponent, h } from "vue";

export const Region = defineComponent({
  name: "GnRegion",
  props: ["tag"],
  setup: (props, { slots }) => () => h(props.tag, slots.default?.()),
});
