/** What the canvas says to who hears it: one polite region, into which everything is written that happens on it. */

import { h, ref } from "vue";

import { changesInWords } from "./spoken.js";

/** A space that is not seen makes the same words new, so that they are read again. */
const AGAIN = "\u00a0";

/** @param {{scene: import("vue").ShallowRef<import("./scene.js").Scene>}} canvas */
export const useSpeech = ({ scene }) => {
  const said = ref("");
  const announce = (text) => (said.value = text === said.value ? text + AGAIN : text);
  return {
    announce,
    /** Say what the server's changes do to the scene, before they are taken in. */
    tell(changes) {
      const words = changesInWords(scene.value, changes);
      if (words) announce(words);
    },
    region: () => h("div", { class: "gn-said", "aria-live": "polite" }, said.value),
  };
};
