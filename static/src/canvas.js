/**
 * The canvas: shows the scene the server sent, and tells the server what the person meant.
 *
 * It never changes the document itself. A dragged card shows its new place until the server's word on it comes;
 * selection and view are its own. Methods for the server: load, patch, select, fit, reveal, notice, place.
 */

import { computed, defineComponent, h, nextTick, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { useKeys } from "./canvas-keys.js";
import { CardView } from "./card.js";
import { shareCanvas } from "./context.js";
import { Flow } from "./flow.js";
import { CARD_WIDTH, HEADER_HEIGHT, boundsOf, cardRect, freePlace, overlap } from "./geometry.js";
import { cardMover, drawBox, pointOnCanvas } from "./gestures.js";
import { Minimap } from "./minimap.js";
import { emptyScene, loadScene, patchScene, positionOf } from "./scene.js";
import { nothing, onlyNodes, onlyWires, pruned, sameSelection, toggleNode, toggleWire } from "./selection.js";
import { strings } from "./strings.js";
import { Tools } from "./tools.js";
import { FAR_ZOOM, LEAST_ZOOM, MOST_ZOOM, centredOn, clamp, isInside, seenRect, viewportShowing } from "./viewport.js";
import { PulledWireView, WireView } from "./wire.js";

export const DRAG_TYPE = "application/x-graphnn-type";

const NOTICE_MILLISECONDS = 5000;
const VIEW_MILLISECONDS = 160;
const DOT_GAP = 20;
const LEAST_DOT_GAP = 14;
const FAULT_BUBBLE = { x: CARD_WIDTH + 18, y: 0, width: 246, height: 96 };
const NEW_CARD = { width: CARD_WIDTH, height: 96 };

const intents = [
  ...["ready", "select", "move", "connect", "disconnect", "rewire", "add", "remove"],
  ...["undo", "redo", "duplicate", "cure"],
];

export const Canvas = defineComponent({
  name: "GnCanvas",
  emits: intents,
  setup(_props, { emit, expose }) {
    const root = ref(null);
    const flow = ref(null);
    const scene = shallowRef(emptyScene);
    const selection = shallowRef(nothing);
    const viewport = shallowRef({ x: 0, y: 0, zoom: 1 });
    const size = shallowRef({ width: 1, height: 1 });
    const isPanning = ref(false);
    const box = shallowRef(null);
    const wiring = ref(null);
    const pickedWire = ref(null);
    const wireUnderDrop = ref(null);
    const said = ref("");
    const note = ref(null);

    const isFar = computed(() => viewport.value.zoom < FAR_ZOOM);
    const rectOf = (card) => cardRect(card, positionOf(scene.value, card));
    const corner = () => root.value.getBoundingClientRect();
    const chosen = () => [...selection.value.nodes];

    const show = (next, duration = VIEW_MILLISECONDS) =>
      flow.value.setViewport(next, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : duration);
    const zoomTo = (zoom) => {
      const seen = seenRect(viewport.value, size.value);
      const middle = { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
      show(centredOn(middle, clamp(zoom, LEAST_ZOOM, MOST_ZOOM), size.value));
    };
    const fit = (duration = VIEW_MILLISECONDS) => {
      const cards = selection.value.nodes.size > 0 ? chosen().map((id) => scene.value.cards.get(id)) : [...scene.value.cards.values()];
      const bounds = boundsOf(cards.map(rectOf));
      if (bounds) show(viewportShowing(bounds, size.value), duration);
    };
    const reveal = (id, isAlways = true) => {
      const card = scene.value.cards.get(id);
      if (!card) return;
      const rect = rectOf(card);
      if (!isAlways && isInside(rect, seenRect(viewport.value, size.value))) return;
      const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
      show(centredOn(middle, Math.max(viewport.value.zoom, 0.6), size.value));
    };

    const setSelection = (next, isToldToServer = true) => {
      if (sameSelection(next, selection.value)) return;
      selection.value = next;
      if (isToldToServer) emit("select", { nodes: [...next.nodes], wires: [...next.wires] });
    };
    const moved = (ids) => {
      const cards = ids.map((id) => scene.value.cards.get(id)).filter(Boolean);
      const positions = cards.map((card) => [card, positionOf(scene.value, card)]);
      const changed = positions.filter(([card, at]) => at.x !== card.x || at.y !== card.y);
      if (changed.length === 0) return;
      const [[first, at]] = changed;
      said.value =
        changed.length === 1
          ? strings.canvas.movedOne(first.title, at.x, at.y)
          : strings.canvas.movedMany(changed.length);
      emit("move", { positions: Object.fromEntries(changed.map(([card, { x, y }]) => [card.id, [x, y]])) });
    };

    const stage = {
      scene,
      selection,
      viewport,
      corner,
      select: setSelection,
      moved,
      panBy: (delta) => flow.value.panBy(delta),
    };
    const mover = cardMover(stage);

    const isAdding = (event) => event.shiftKey || event.ctrlKey || event.metaKey;
    const pressCard = (event, id) => {
      if (event.button !== 0 || isPanning.value || event.target.closest(".nodrag")) return;
      const begin = () => {
        if (!selection.value.nodes.has(id)) setSelection(isAdding(event) ? toggleNode(selection.value, id) : onlyNodes([id]));
        return selection.value.nodes;
      };
      const click = () => setSelection(isAdding(event) ? toggleNode(selection.value, id) : onlyNodes([id]));
      mover.drag(event, begin, click);
    };
    const pressWire = (event, id) => {
      if (event.button !== 0 || isPanning.value) return;
      setSelection(isAdding(event) ? toggleWire(selection.value, id) : onlyWires([id]));
    };
    const pressPane = (event) => {
      if (!isPane(event.target) || event.button !== 0 || isPanning.value) return;
      document.activeElement?.blur?.();
      if (event.pointerType !== "touch") drawBox(stage, event, box);
    };
    const click = (event) => {
      // A finger that only taps empty canvas; dragging with it moves the view.
      if (isPane(event.target) && event.pointerType === "touch") setSelection(nothing);
      // A button pressed with the pointer gives the keys back to the canvas, or Space would press it again.
      if (event.detail > 0) event.target.closest("button")?.blur();
    };

    const soleFault = computed(() => {
      const faults = [...scene.value.cards.values()].filter((card) => card.status === "fault" && card.message);
      if (faults.length !== 1) return null;
      const [fault] = faults;
      const at = positionOf(scene.value, fault);
      const bubble = { ...FAULT_BUBBLE, x: at.x + FAULT_BUBBLE.x, y: at.y };
      const isFree = ![...scene.value.cards.values()].some((card) => card !== fault && overlap(bubble, rectOf(card)));
      return isFree ? fault.id : null;
    });

    const keys = useKeys({
      root,
      scene,
      selection,
      isPanning,
      mover,
      select: setSelection,
      fit,
      reveal,
      announce: (text) => (said.value = text),
      emit,
    });
    shareCanvas({
      scene,
      selection,
      isFar,
      isPanning,
      openFault: soleFault,
      pickedWire,
      wireUnderDrop,
      pressCard,
      pressWire,
      keyOnCard: keys.onCard,
      focusCard: (event, id) => event.target.matches(":focus-visible") && reveal(id, false),
      rewire: (name, intent) => emit(name, intent),
      cure: (id) => emit("cure", { id }),
    });

    const dropAt = (event) => {
      const at = pointOnCanvas(stage, event);
      return { x: Math.round(at.x - CARD_WIDTH / 2), y: Math.round(at.y - HEADER_HEIGHT / 2) };
    };
    const isLayer = (event) => event.dataTransfer?.types.includes(DRAG_TYPE);
    const dragOver = (event) => {
      if (!isLayer(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      wireUnderDrop.value = event.target.closest("[data-wire]")?.dataset.wire ?? null;
    };
    const dragLeave = (event) => {
      if (!root.value.contains(event.relatedTarget)) wireUnderDrop.value = null;
    };
    const drop = (event) => {
      if (!isLayer(event)) return;
      event.preventDefault();
      emit("add", { type: event.dataTransfer.getData(DRAG_TYPE), ...dropAt(event), onto: wireUnderDrop.value });
      wireUnderDrop.value = null;
    };

    let noticeTimer = null;
    const notice = (text) => {
      clearTimeout(noticeTimer);
      note.value = text;
      noticeTimer = setTimeout(() => (note.value = null), NOTICE_MILLISECONDS);
    };
    const load = (sent) => {
      const wasEmpty = scene.value.cards.size === 0;
      scene.value = loadScene(sent);
      setSelection(pruned(selection.value, scene.value));
      if (wasEmpty) nextTick(() => fit(0));
    };
    const patch = (changes) => {
      scene.value = patchScene(scene.value, changes, mover.held);
      setSelection(pruned(selection.value, scene.value));
    };
    const place = (type) => {
      const seen = seenRect(viewport.value, size.value);
      const wanted = {
        x: seen.x + (seen.width - NEW_CARD.width) / 2,
        y: seen.y + (seen.height - NEW_CARD.height) / 2,
        ...NEW_CARD,
      };
      const { x, y } = freePlace(wanted, [...scene.value.cards.values()].map(rectOf));
      emit("add", { type, x: Math.round(x), y: Math.round(y), onto: null });
    };
    expose({
      load,
      patch,
      select: (ids) => setSelection(pruned(onlyNodes(ids), scene.value), false),
      fit: () => fit(),
      reveal: (id) => reveal(id),
      notice,
      place,
    });

    const observer = new ResizeObserver(() => {
      size.value = { width: root.value.clientWidth, height: root.value.clientHeight };
    });
    const announceReady = () => emit("ready", {});
    let connection = null;
    onMounted(() => {
      size.value = { width: root.value.clientWidth, height: root.value.clientHeight };
      observer.observe(root.value);
      announceReady();
      nextTick(() => {
        // The page opens its socket once everything is mounted.
        connection = window.socket?.io;
        connection?.on("reconnect", announceReady);
      });
    });
    onBeforeUnmount(() => {
      observer.disconnect();
      connection?.off("reconnect", announceReady);
      clearTimeout(noticeTimer);
      mover.flushNudges();
    });

    const shownSelection = computed(() =>
      box.value ? onlyNodes([...box.value.hits, ...selection.value.nodes]) : selection.value,
    );
    return () =>
      h(
        "div",
        {
          ref: root,
          class: ["gn-canvas", wiring.value && `is-wiring-${wiring.value}`, { "is-panning": isPanning.value, "is-far-view": isFar.value }],
          role: "application",
          "aria-label": strings.canvas.name,
          onPointerdown: pressPane,
          onClick: click,
          onDragover: dragOver,
          onDragleave: dragLeave,
          onDrop: drop,
          onScroll: (event) => event.currentTarget.scrollTo(0, 0),
        },
        [
          h("div", { class: "gn-dots", style: dotsStyle(viewport.value) }),
          h(Flow, {
            ref: flow,
            scene: scene.value,
            selection: shownSelection.value,
            isPanning: isPanning.value,
            cardView: CardView,
            wireView: WireView,
            pulledWireView: PulledWireView,
            onViewport: (next) => (viewport.value = next),
            onWiring: (side) => (wiring.value = side),
            onConnect: (ends) => emit("connect", ends),
            onRewire: (ends) => emit("rewire", ends),
            onDisconnect: (end) => emit("disconnect", end),
          }),
          box.value ? h("div", { class: "gn-box", style: boxStyle(box.value.rect) }) : null,
          scene.value.cards.size === 0 ? emptyHint() : null,
          h(Tools, {
            zoom: viewport.value.zoom,
            onZoom: (factor) => zoomTo(viewport.value.zoom * factor),
            onActualSize: () => zoomTo(1),
            onFit: () => fit(),
          }),
          h(Minimap, {
            scene: scene.value,
            selection: shownSelection.value,
            viewport: viewport.value,
            size: size.value,
            onCentre: (point) => show(centredOn(point, viewport.value.zoom, size.value), 0),
          }),
          h("div", { class: "gn-notice", role: "status" }, note.value ? h("span", note.value) : null),
          h("div", { class: "gn-said", "aria-live": "polite" }, said.value),
        ],
      );
  },
});

const isPane = (target) => target.classList.contains("vue-flow__pane");

const emptyHint = () =>
  h("div", { class: "gn-empty" }, [h("b", strings.canvas.empty), h("span", strings.canvas.emptyHint)]);

const boxStyle = ({ x, y, width, height }) => ({
  transform: `translate(${x}px, ${y}px)`,
  width: `${width}px`,
  height: `${height}px`,
});

const dotsStyle = ({ x, y, zoom }) => {
  let gap = DOT_GAP * zoom;
  while (gap < LEAST_DOT_GAP) gap *= 2;
  return { backgroundPosition: `${x}px ${y}px`, backgroundSize: `${gap}px ${gap}px` };
};
