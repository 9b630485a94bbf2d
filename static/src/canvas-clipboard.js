/**
 * Copies by way of the system's clipboard, as the text of a graph file.
 *
 * The server knows what that text is. The browser takes it only while a key or button was just pressed, so it is
 * promised the text at once and handed it when the server's word comes. Pasting is the browser's own event, which
 * brings the text with no leave to be asked; only the menu has to ask for it.
 */

import { onBeforeUnmount, onMounted } from "vue";

import { pointOnCanvas } from "./gestures.js";
import { CARD_WIDTH, HEADER_HEIGHT } from "./geometry.js";
import { isField } from "./keys.js";
import { strings } from "./strings.js";

/** Longer texts than the server takes are not sent. */
const MOST_LETTERS = 900_000;

/** @param {object} canvas its root and stage, and how it speaks to the person and the server */
export const useClipboard = ({ root, stage, isPanning, notice, announce, emit }) => {
  /** Where the pointer rests on the canvas, if it does. */
  let pointer = null;
  let keepsWires = false;
  let handOver = null;

  const chosen = () => {
    const note = document.activeElement?.closest("[data-note]")?.dataset.note;
    return { nodes: [...stage.selection.value.nodes], notes: note ? [note] : [] };
  };

  const write = async (about) => {
    if (about.nodes.length + about.notes.length === 0) {
      notice(strings.clipboard.nothing);
      return false;
    }
    handOver?.reject(new Error("another copy was made"));
    const text = new Promise((resolve, reject) => (handOver = { resolve, reject }));
    emit("copy", about);
    try {
      await toClipboard(text);
    } catch {
      notice(strings.clipboard.refused);
      return false;
    }
    announce(strings.clipboard.copied(about.nodes.length + about.notes.length));
    return true;
  };

  const paste = (text, { keepsWires: keeps = false, at = pointer } = {}) => {
    if (text.length > MOST_LETTERS) return notice(strings.clipboard.tooLong);
    const point = at && pointOnCanvas(stage, at);
    const place = point
      ? { x: Math.round(point.x - CARD_WIDTH / 2), y: Math.round(point.y - HEADER_HEIGHT / 2) }
      : { x: null, y: null };
    emit("paste", { text, keepsWires: keeps, ...place });
  };
  const onPaste = (event) => {
    if (isField(event.target) || event.target.closest?.("[role=dialog]")) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"), { keepsWires });
  };
  const onKeyDown = (event) => (keepsWires = event.shiftKey);
  const onPointer = (event) => {
    const isHere = root.value.contains(event.target) && event.pointerType === "mouse" && !isPanning.value;
    pointer = isHere ? { clientX: event.clientX, clientY: event.clientY } : null;
  };

  const listeners = new AbortController();
  const listen = (type, handler) =>
    document.addEventListener(type, handler, { capture: true, passive: type !== "paste", signal: listeners.signal });
  onMounted(() => {
    listen("paste", onPaste);
    listen("keydown", onKeyDown);
    listen("pointermove", onPointer);
  });
  onBeforeUnmount(() => listeners.abort());

  return {
    /** @param {string} text what the server says is being copied */
    handOver: (text) => handOver?.resolve(text),

    copy: () => write(chosen()),

    async cut() {
      const about = chosen();
      if (await write(about)) emit("cut", about);
    },

    /** Paste by the menu or the list of commands. @param {import("./pointer.js").ScreenPoint|null} at */
    async ask(at, keeps) {
      try {
        paste(await navigator.clipboard.readText(), { keepsWires: keeps, at });
      } catch {
        notice(strings.clipboard.unread);
      }
    },
  };
};

/** Whether a text is marked on the page: copying then means that text. */
export const isTextMarked = () => !(window.getSelection()?.isCollapsed ?? true);

const toClipboard = async (text) => {
  if (navigator.clipboard?.write) {
    const blob = text.then((written) => new Blob([written], { type: "text/plain" }));
    return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  }
  // A page from another machine without TLS has no other way.
  const written = await text;
  const fill = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData("text/plain", written);
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", fill, { capture: true });
  if (!isDone) throw new Error("the browser did not copy");
};
