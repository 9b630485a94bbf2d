/**
 * The way into the editor for whoever is here for the first time: three steps, each done by doing it.
 *
 * It comes with the first empty network, goes when it is skipped or done, or when a network has been trained, and does
 * not return in this browser.
 */

import { defineComponent, h, ref, watch } from "vue";

import { recall, remember } from "./memory.js";
import { hasArrived } from "./scene.js";
import { strings } from "./strings.js";

const KEY = "graphnn-guide";

export const Guide = defineComponent({
  name: "GnGuide",
  props: ["scene", "isTrained"],
  setup(props) {
    /** The step that is shown; null before it begins and after it has ended. */
    const step = ref(null);
    watch(
      () => hasArrived(props.scene),
      (isLoaded) => {
        if (isLoaded && props.scene.cards.size === 0 && recall(KEY) === null) step.value = 0;
      },
      { immediate: true },
    );
    watch(
      () => [props.scene.cards.size > 1, props.scene.wires.size > 0],
      ([hasCards, hasWires]) => {
        if (step.value === null) return;
        step.value = Math.max(step.value, hasWires ? 2 : hasCards ? 1 : 0);
      },
    );
    const end = () => {
      step.value = null;
      remember(KEY, "seen");
    };
    watch(
      () => props.isTrained,
      () => step.value !== null && end(), // the last step is done
    );
    const next = () => (step.value === strings.guide.steps.length - 1 ? end() : (step.value += 1));

    return () => {
      if (step.value === null) return null;
      const { steps, name, skip, next: nextWord, done, place } = strings.guide;
      const [title, words, wordsWithData = words] = steps[step.value];
      const isLast = step.value === steps.length - 1;
      return h("section", { class: "gn-steps", "aria-label": name }, [
        h("span", { class: "gn-steps-place" }, place(step.value + 1, steps.length)),
        h("p", { role: "status" }, [h("b", title), props.scene.hasData ? wordsWithData : words]),
        isLast ? null : h("button", { type: "button", class: "gn-plain", onClick: end }, skip),
        h("button", { type: "button", class: "gn-steps-next", onClick: next }, isLast ? done : nextWord),
      ]);
    };
  },
});
