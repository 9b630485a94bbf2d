/** The page as a place to drop a file on: says so while one is over it, and uploads what is dropped. */

import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";

import { strings } from "./strings.js";

export const FileDrop = defineComponent({
  name: "GnFileDrop",
  props: ["url"],
  setup(props) {
    const isOver = ref(false);
    const failure = ref("");

    const drag = (event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      isOver.value = true;
    };
    /** It has left the page where it enters nothing else. */
    const leave = (event) => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    const drop = async (event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      isOver.value = false;
      const [file] = event.dataTransfer.files;
      if (file) failure.value = await sendFile(file, (window.path_prefix ?? "") + props.url);
    };

    const listeners = new AbortController();
    const listen = (type, handler) =>
      window.addEventListener(type, handler, { capture: true, signal: listeners.signal });
    onMounted(() => {
      listen("dragenter", drag);
      listen("dragover", drag);
      listen("dragleave", leave);
      listen("drop", drop);
    });
    onBeforeUnmount(() => listeners.abort());

    return () =>
      h("div", { class: "gn-file-drop" }, [
        isOver.value
          ? h("div", { class: "gn-file-drop-over" }, [
              h("div", [h("b", strings.files.drop), h("span", strings.files.kinds)]),
            ])
          : null,
        h("div", { class: "gn-file-drop-failure", role: "status" }, failure.value || undefined),
      ]);
  },
});

const bringsFiles = (event) => Boolean(event.dataTransfer?.types.includes("Files"));

/** @returns {Promise<string>} why it was not taken, or nothing */
const sendFile = async (file, url) => {
  const body = new FormData();
  body.append("file", file, file.name);
  try {
    const answer = await fetch(url, { method: "POST", body });
    return answer.ok ? "" : strings.files.refused(file.name);
  } catch {
    return strings.files.lost(file.name);
  }
};
