/**
 * The connection of the page to its server: says quietly when it is lost, and lets nothing be lost meanwhile.
 *
 * What was told before it broke is told again. A moment later the page takes no more changes, so that nobody goes on
 * working on what may not be kept; when the server answers, they go on where they were.
 */

import { Teleport, defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";

import { commandOf } from "./commands.js";
import { forgetForTab, recallForTab, rememberForTab } from "./memory.js";
import { strings } from "./strings.js";
import { keepUnheard } from "./unheard.js";

const LOST_KEY = "graphnn-unheard";
/** So long a break goes unnoticed. */
const GRACE_MILLISECONDS = 1000;
/** From then on an event that nobody has heard is worth a word. */
const SLOW_MILLISECONDS = 2500;
const RETRY_MILLISECONDS = { first: 300, most: 3000 };
/** So long it is said after a reload that something may be missing. */
const LOST_MILLISECONDS = 12_000;

export const Connection = defineComponent({
  name: "GnConnection",
  setup() {
    const root = ref(null);
    const words = ref("");
    const stillness = holdStill(() => root.value);
    let socket = null;
    let unheard = null;
    let timer = null;

    const after = (milliseconds, act) => {
      clearTimeout(timer);
      timer = setTimeout(act, milliseconds);
    };
    const say = (said) => (words.value = said);
    const lose = () =>
      after(GRACE_MILLISECONDS, () => {
        say(strings.connection.lost);
        stillness.begin();
      });
    const regain = () => {
      clearTimeout(timer);
      say("");
      stillness.end();
    };
    const notice = (count) => {
      if (!socket.connected) return;
      if (count === 0) regain();
      else if (count === 1) after(SLOW_MILLISECONDS, () => say(strings.connection.slow));
    };
    /** A field says what was typed when it loses the focus; before the page goes there is just time for that. */
    const onBeforeunload = () => document.activeElement?.blur();
    const onPagehide = () => {
      if (unheard?.count() && !socket.connected) rememberForTab(LOST_KEY, "yes");
    };

    const listen = () => {
      socket = window.socket;
      unheard = keepUnheard(socket, notice);
      socket.io.reconnectionDelay(RETRY_MILLISECONDS.first);
      socket.io.reconnectionDelayMax(RETRY_MILLISECONDS.most);
      keepTrying(socket);
      socket.on("disconnect", lose);
      socket.on("connect", regain);
    };
    onMounted(() => {
      // The page opens its socket once everything is mounted.
      setTimeout(listen);
      window.addEventListener("pagehide", onPagehide);
      window.addEventListener("beforeunload", onBeforeunload);
      if (recallForTab(LOST_KEY) === null) return;
      forgetForTab(LOST_KEY);
      say(strings.connection.unheard);
      after(LOST_MILLISECONDS, () => say(""));
    });
    onBeforeUnmount(() => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", onPagehide);
      window.removeEventListener("beforeunload", onBeforeunload);
      socket?.off("disconnect", lose);
      socket?.off("connect", regain);
      stillness.end();
    });

    return () =>
      h(Teleport, { to: "body" }, [
        h("div", { ref: root, class: "gn-connection", role: "status" }, words.value ? h("span", words.value) : null),
      ]);
  },
});

/** NiceGUI reloads a page that waited in vain for an answer; once it was there, that would only lose what it shows. */
const keepTrying = (socket) => {
  const listeners = socket.listeners("connect_error");
  let hasBeenThere = socket.connected;
  socket.on("connect", () => (hasBeenThere = true));
  socket.off("connect_error");
  socket.on("connect_error", (error) => {
    if (error.message !== "timeout" || !hasBeenThere) listeners.forEach((listener) => listener(error));
  });
};

/** Keep the page as it is: no pointer and no key reaches anything but the mark, until it ends. */
const holdStill = (mark) => {
  let held = null;
  const stop = (event) => {
    event.stopImmediatePropagation();
    if (event.type !== "keydown" || commandOf(event)) event.preventDefault();
  };
  return {
    begin() {
      if (held) return;
      const elements = [...document.body.children].filter((each) => each !== mark() && !each.inert);
      held = { elements, focused: document.activeElement, listeners: new AbortController() };
      elements.forEach((each) => (each.inert = true));
      for (const type of ["keydown", "cut", "paste", "drop"])
        window.addEventListener(type, stop, { capture: true, signal: held.listeners.signal });
      document.body.classList.add("gn-is-away");
    },
    end() {
      if (!held) return;
      const { elements, focused, listeners } = held;
      held = null;
      listeners.abort();
      elements.forEach((each) => (each.inert = false));
      document.body.classList.remove("gn-is-away");
      if (focused?.isConnected && document.activeElement === document.body) focused.focus({ preventScroll: true });
    },
  };
};
