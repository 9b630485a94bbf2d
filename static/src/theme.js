/**
 * Whether the page is light or dark, or as the system has it: false, true or null.
 *
 * NiceGUI's own element says so again with every update of the page, and each time the browser styles everything anew.
 */

import { defineComponent, watch } from "vue";

export const Theme = defineComponent({
  name: "GnTheme",
  props: { value: { type: Boolean, default: null } },
  setup(props) {
    watch(() => props.value, (value) => window.setDark(value), { immediate: true });
    return () => null;
  },
});
