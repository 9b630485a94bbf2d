/** What is said of faulty cards: whose words are told unasked, and where they stand as the view moves. */

import { computed } from "vue";

import { rectBelow } from "./minimap.js";
import { freePlaces, placesAround, sideMostSeen, toldCard } from "./open-fault.js";
import { messageScale } from "./viewport.js";

/** @param {object} canvas its scene, selection and view, and the rectangle of a card */
export const useFaults = ({ scene, selection, view, rectOf }) => {
  const scale = computed(() => messageScale(view.viewport.value.zoom));
  const covered = computed(() => rectBelow(view.seen.value, view.viewport.value.zoom));
  const told = computed(() => {
    const card = toldCard(scene.value, selection.value);
    const places = card ? freePlaces(scene.value, card, rectOf, scale.value) : [];
    return { id: places.length ? card.id : null, places };
  });
  const openFault = computed(() => told.value.id);

  return {
    openFault,
    /** The side on which the words of a card stand: those that are asked for may cover others meanwhile. */
    messageSide(card) {
      const places = openFault.value === card.id ? told.value.places : placesAround(card, rectOf(card), scale.value);
      return sideMostSeen(places, view.seen.value, covered.value);
    },
  };
};
