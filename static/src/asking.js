/** What is wrong with a card, asked for by its mark: told while the pointer is there or in the answer, and on the way. */

import { onBeforeUnmount, ref } from "vue";

const WAY_MILLISECONDS = 500;

/** @returns {{isAsked: import("vue").Ref<boolean>, mark: object, answer: object}} what the elements listen to */
export const useAsking = () => {
  const isAsked = ref(false);
  let timer;
  const stay = () => clearTimeout(timer);
  const leave = () => {
    stay();
    timer = setTimeout(() => (isAsked.value = false), WAY_MILLISECONDS);
  };
  const ask = () => {
    stay();
    isAsked.value = true;
  };
  onBeforeUnmount(stay);
  return {
    isAsked,
    mark: { onPointerenter: ask, onPointerleave: leave },
    // An answer that fades is not asked for again by a pointer that happens to rest there.
    answer: { onPointerenter: stay, onPointerleave: leave },
  };
};
