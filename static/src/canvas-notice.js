/** A short word on the canvas that goes away by itself. */

import { onBeforeUnmount, ref } from "vue";

const SHOWN_MILLISECONDS = 5000;

export const useNotice = () => {
  const note = ref(null);
  let timer = null;
  const notice = (text) => {
    clearTimeout(timer);
    note.value = text;
    timer = setTimeout(() => (note.value = null), SHOWN_MILLISECONDS);
  };
  onBeforeUnmount(() => clearTimeout(timer));
  return { note, notice };
};
