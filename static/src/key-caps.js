/** Keys as the caps of a keyboard, as the person's own system names them. */

import { h } from "vue";

import { keyCaps } from "./commands.js";

const isMac = () => /mac|iphone|ipad/i.test(navigator.platform);

/** @param {{keys: string}} props keys as in the table of commands */
export const KeyCaps = ({ keys }) =>
  h(
    "span",
    { class: "gn-keys" },
    keyCaps(keys, isMac()).map((cap) => h("kbd", { key: cap }, cap)),
  );
KeyCaps.props = ["keys"];
