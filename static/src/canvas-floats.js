/**
 * The lists and menus that float over the page: search-to-add, menus, command palette, find, key list. One at a time.
 *
 * `open` shows one, `close` takes it away; what is chosen in it goes to `run` (a command) or up as an intent.
 */

import { h, shallowRef } from "vue";

import { AddSearch } from "./add-search.js";
import { CommandPalette } from "./command-palette.js";
import { FindSearch } from "./find-search.js";
import { KeyList } from "./key-list.js";
import { ContextMenu } from "./context-menu.js";
import { isPossible } from "./commands.js";

/**
 * @typedef {{at: import("./pointer.js").ScreenPoint|null, source: string|null, target: string|null,
 *   onto: string|null}} SearchPlace where a layer is to be added: a point of the screen, and the port it is wired to
 */

/** @type {SearchPlace} */
export const nowhere = { at: null, source: null, target: null, onto: null };

/** @returns what is open, and how to open and close it */
export const useFloats = ({ emit }) => {
  const shown = shallowRef(null);
  return {
    shown,
    open: (kind, about = {}) => (shown.value = { kind, ...about }),
    /** @param {Partial<SearchPlace>} place */
    openSearch(place) {
      shown.value = { kind: "add", ...nowhere, ...place, refused: {} };
      if (place.source) emit("seek", { source: place.source });
    },
    /** @param {string} source @param {Record<string, string>} refused layers that its wire does not fit */
    narrow(source, refused) {
      if (shown.value?.source === source) shown.value = { ...shown.value, refused };
    },
    close: () => (shown.value = null),
  };
};

/** @param {object} canvas what the lists show and act on @returns {import("vue").VNode|null} */
export const floatOf = ({ floats, layers, scene, selection, run, add, reveal }) => {
  const shown = floats.shown.value;
  if (shown === null) return null;
  const onClose = floats.close;
  const onRun = (id) => {
    floats.close();
    run(id, shown.at);
  };
  switch (shown.kind) {
    case "add":
      return h(AddSearch, {
        layers: layers.value,
        place: shown,
        behind: shown.at === null ? onlyCard(scene.value, selection.value) : null,
        onClose,
        onChoose: (type) => add(type, shown),
      });
    case "menu":
      return h(ContextMenu, {
        at: shown.at,
        place: shown.place,
        isPossible: (command) => isPossible(command, selection.value),
        onClose,
        onRun,
      });
    case "palette":
      return h(CommandPalette, { isPossible: (command) => isPossible(command, selection.value), onClose, onRun });
    case "find":
      return h(FindSearch, { cards: [...scene.value.cards.values()], onClose, onChoose: reveal });
    case "keys":
      return h(KeyList, { onClose });
  }
};

/** The card that a layer without a place is to be wired to. */
const onlyCard = (scene, { nodes }) => (nodes.size === 1 ? scene.cards.get([...nodes][0]) : null);
