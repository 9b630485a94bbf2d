/**
 * The edge of a panel, by which it is made larger, smaller or folded; this browser remembers how it was.
 *
 * Sizes are properties of the page (`--left`, `--right`, `--bottom`), set before anything is drawn.
 */

import { computed, defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { recall, remember } from "./memory.js";
import { boundsOf, dragged, fitted, isUpright, pressed, read, written } from "./panels.js";
import { followPointer } from "./pointer.js";
import { strings } from "./strings.js";

const KEY = "graphnn-panels";
const FOLD_EVENT = "gn-fold";
const PANELS = { left: ".gn-left", right: ".gn-right", bottom: ".gn-drawer" };

/** Fold a panel, or unfold it, from elsewhere on the page. @param {import("./panels.js").Side} side */
export const fold = (side) => window.dispatchEvent(new CustomEvent(FOLD_EVENT, { detail: { side, isToShow: false } }));

/** Unfold a panel, if it is folded. @param {import("./panels.js").Side} side */
export const unfold = (side) => window.dispatchEvent(new CustomEvent(FOLD_EVENT, { detail: { side, isToShow: true } }));

export const Divider = defineComponent({
  name: "GnDivider",
  props: ["side"],
  setup({ side }, { expose }) {
    const root = ref(null);
    const panel = shallowRef(read(recall(KEY))[side]);
    const room = shallowRef(roomNow());
    const shown = ref(0);
    const isDragged = ref(false);
    const bounds = computed(() => boundsOf(side, room.value));

    const show = () => {
      const { size, isFolded } = panel.value;
      const { style, classList } = document.documentElement;
      classList.toggle(`gn-folded-${side}`, isFolded);
      if (isFolded) style.setProperty(`--${side}`, "0px");
      else if (size === null) style.removeProperty(`--${side}`);
      else style.setProperty(`--${side}`, `${fitted(size, bounds.value)}px`);
    };
    const change = (next) => {
      panel.value = next;
      show();
    };
    const settle = (next) => {
      change(next);
      remember(KEY, written({ ...read(recall(KEY)), [side]: next }));
      if (next.isFolded && panelElement().contains(document.activeElement)) root.value.focus();
    };
    const toggle = () => settle({ ...panel.value, isFolded: !panel.value.isFolded });

    const panelElement = () => root.value.parentElement.querySelector(`:scope > ${PANELS[side]}`);
    const measured = () => {
      const { width, height } = panelElement().getBoundingClientRect();
      return Math.round(isUpright(side) ? width : height);
    };
    /** The size that it has once it has moved there. */
    const settled = () => {
      const { size, isFolded } = panel.value;
      if (isFolded) return 0;
      return size === null ? measured() : fitted(size, bounds.value);
    };
    const isGrip = (event) => event.target.closest(".gn-divider-grip") !== null;

    const press = (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const before = panel.value;
      const size = settled();
      const isOnGrip = isGrip(event);
      const at = (point) => ({ x: point.clientX - event.clientX, y: point.clientY - event.clientY });
      const end = () => (isDragged.value = false);
      root.value.focus({ preventScroll: true });
      followPointer(event, {
        onFrame(point) {
          isDragged.value = true;
          change(dragged(side, before, size, at(point), bounds.value));
        },
        onEnd(_point, hasMoved) {
          end();
          if (hasMoved) settle(panel.value);
          else if (isOnGrip) toggle();
        },
        onCancel() {
          end();
          change(before);
        },
      });
    };
    const onKeydown = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = pressed(side, panel.value, settled(), event, bounds.value);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      settle(next);
    };

    const watching = new ResizeObserver(() => (shown.value = measured()));
    const onResize = () => {
      room.value = roomNow();
      show();
    };
    const unfoldIt = () => panel.value.isFolded && toggle();
    const onFold = ({ detail }) => detail.side === side && (detail.isToShow ? unfoldIt() : toggle());
    show();
    onMounted(() => {
      watching.observe(panelElement());
      window.addEventListener("resize", onResize);
      window.addEventListener(FOLD_EVENT, onFold);
    });
    onBeforeUnmount(() => {
      watching.disconnect();
      window.removeEventListener("resize", onResize);
      window.removeEventListener(FOLD_EVENT, onFold);
    });
    expose({ unfold: unfoldIt });

    const words = strings.panels[side];
    return () =>
      h(
        "div",
        {
          ref: root,
          class: ["gn-divider", { "is-dragged": isDragged.value, "is-folded": panel.value.isFolded }],
          "data-side": side,
          role: "separator",
          tabindex: 0,
          title: strings.panels.hint(words.key),
          "aria-label": words.name,
          "aria-orientation": isUpright(side) ? "vertical" : "horizontal",
          "aria-valuemin": 0,
          "aria-valuemax": bounds.value.most,
          "aria-valuenow": Math.min(shown.value, bounds.value.most),
          "aria-valuetext": panel.value.isFolded ? strings.panels.folded : strings.panels.pixels(shown.value),
          onPointerdown: press,
          onDblclick: (event) => isGrip(event) || toggle(),
          onKeydown,
        },
        [h("span", { class: "gn-divider-grip" }, [chevron()])],
      );
  },
});

const roomNow = () => ({ width: innerWidth, height: innerHeight });

const chevron = () =>
  h("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" }, [h("path", { d: "M6.5 2L3.5 5l3 3" })]);
