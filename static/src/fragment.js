/** What stands behind the # in the address, read out to the page's own server over its socket. */

import { defineComponent, h, onBeforeUnmount, onMounted } from "vue";

export const Fragment = defineComponent({
  name: "GnFragment",
  props: ["limit"],
  emits: ["read"],
  setup(props, { emit }) {
    const read = () => emit("read", location.hash.slice(1, 1 + props.limit));
    onMounted(() => {
      read();
      window.addEventListener("hashchange", read);
    });
    onBeforeUnmount(() => window.removeEventListener("hashchange", read));
    return () => h("span", { hidden: true });
  },
});
