/** The page as a place to drop a file on: says so while one is over it, and uploads what is dropped. */

import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";

import { zippedFolder } from "./folder-zip.js";
import { strings } from "./strings.js";

export const FileDrop = defineComponent({
  name: "GnFileDrop",
  props: ["url"],
  setup(props) {
    const isOver = ref(false);
    const underWay = ref("");
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
      if (underWay.value) return; // one after the other
      // Asked for at once: after the first wait the drop is over and tells no more.
      const { files, items } = event.dataTransfer;
      const [file, entry] = [files[0], items[0]?.webkitGetAsEntry?.()];
      if (files.length > 1) {
        failure.value = strings.files.several(files.length);
        return;
      }
      failure.value = "";
      const say = (words) => (underWay.value = words);
      const address = (window.path_prefix ?? "") + props.url;
      failure.value = await (entry?.isDirectory ? sendFolder(entry, address, say) : sendFile(file, address, say));
      underWay.value = "";
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
        h("div", { class: "gn-file-drop-under-way", role: "status" }, underWay.value || undefined),
        h("div", { class: "gn-file-drop-failure", role: "status" }, failure.value || undefined),
      ]);
  },
});

const bringsFiles = (event) => Boolean(event.dataTransfer?.types.includes("Files"));

/** @returns {Promise<string>} why it was not taken, or nothing */
const sendFolder = async (folder, url, say) => {
  let content;
  say(strings.files.looking(folder.name, 0));
  try {
    content = await zippedFolder(folder, (done, count) =>
      say(count ? strings.files.reading(folder.name, done, count) : strings.files.looking(folder.name, done)),
    );
  } catch {
    return strings.files.unreadable(folder.name);
  }
  if (content === null) return strings.files.tooLarge(folder.name);
  return sendFile(new File([content], `${folder.name}.zip`), url, say);
};

/** @returns {Promise<string>} why it was not taken, or nothing */
const sendFile = async (file, url, say) => {
  if (!file) return "";
  say(strings.files.sending(file.name));
  const body = new FormData();
  body.append("file", file, file.name);
  try {
    const answer = await fetch(url, { method: "POST", body });
    return answer.ok ? "" : strings.files.refused(file.name);
  } catch {
    return strings.files.lost(file.name);
  }
};
