/** Words of a document on the page: Markdown as elements, of which nothing can become a tag. */

import { defineComponent, h } from "vue";

import { markdown } from "./markdown.js";

export const Words = defineComponent({
  name: "GnWords",
  props: ["text"],
  setup: (props) => () => h("div", { class: "gn-words" }, markdown(props.text ?? "")),
});
