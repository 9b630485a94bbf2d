/** Names and values that are written on the cards themselves. */

import { nextTick, shallowRef } from "vue";

/** @param {object} canvas its root, scene and view, and how it speaks to the server */
export const useWriting = ({ root, scene, view, emit }) => {
  /** @type {import("vue").ShallowRef<{id: string, name: string|null}|null>} the card, and its parameter or its name */
  const written = shallowRef(null);

  return {
    written,
    /** @type {import("vue").ShallowRef<Record<string, string[]>>} words that parameters are chosen from */
    vocabulary: shallowRef({}),

    open(id, name) {
      if (!scene.value.cards.has(id)) return;
      if (view.isFar.value) view.reveal(id);
      else view.revealIfHidden(id);
      written.value = { id, name };
    },

    /** @param {{id: string, name: string|null, text: string}|null} typed null where it was left */
    write(typed) {
      const { id } = written.value ?? {};
      written.value = null;
      if (typed) emit("write", typed);
      // The keys go back to the card, unless they went elsewhere by then.
      nextTick(() => {
        if (document.activeElement === document.body)
          root.value.querySelector(`[data-card="${id}"]`)?.focus({ preventScroll: true });
      });
    },
  };
};
