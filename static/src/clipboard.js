/** The clipboard as an element: copies what it is handed and says whether that went well. */

import { defineComponent, h } from "vue";

export const Clipboard = defineComponent({
  name: "GnClipboard",
  emits: ["copied"],
  setup(_props, { emit, expose }) {
    expose({
      /** @param {string} text */
      copy: async (text) => emit("copied", await copied(text)),
      /** @param {string} path of this server, with what stands behind its # */
      copyAddress: async (path) => emit("copied", await copied(location.origin + (window.path_prefix ?? "") + path)),
    });
    return () => h("span", { hidden: true });
  },
});

/** @returns {Promise<boolean>} whether the text is in the clipboard now */
const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text);
  }
};

/** The way of pages that the browser does not trust with its clipboard, as those over plain http from elsewhere. */
const copiedBySelection = (text) => {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  return isDone;
};
