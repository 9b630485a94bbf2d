/**
 * The canvas: shows the scene the server sent, and tells the server what the person meant.
 *
 * It never changes the document itself. A dragged card shows its new place until the server's word on it comes;
 * selection and view are its own. Methods for the server: load, patch, select, fit, reveal, notice, place, offer,
 * refuse, narrow, advise, show, teach, handOver.
 */

import { computed, defineComponent, h, nextTick, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { Advice } from "./advice.js";
import { useClipboard } from "./canvas-clipboard.js";
import { useCommands } from "./canvas-commands.js";
import { noGuides, useDrawing } from "./canvas-drawing.js";
import { useDrops, wireBelow } from "./canvas-drop.js";
import { floatOf, nowhere, useFloats } from "./canvas-floats.js";
import { useLayout } from "./canvas-layout.js";
import { useLevels } from "./canvas-levels.js";
import { useKeys } from "./canvas-keys.js";
import { useMenus } from "./canvas-menus.js";
import { useMotion } from "./canvas-motion.js";
import { useNotice } from "./canvas-notice.js";
import { usePresses } from "./canvas-presses.js";
import { useRoutes } from "./canvas-routes.js";
import { boxStyle, corners, dotsStyle, emptyHint } from "./canvas-surroundings.js";
import { useView } from "./canvas-view.js";
import { useWires } from "./canvas-wires.js";
import { useWriting } from "./canvas-writing.js";
import { CardView } from "./card.js";
import { shareCanvas } from "./context.js";
import { Crumbs } from "./crumbs.js";
import { Flow } from "./flow.js";
import { CARD_WIDTH, cardRect, overlap } from "./geometry.js";
import { cardMover } from "./gestures.js";
import { usePeople } from "./people.js";
import { emptyScene, loadScene, positionOf } from "./scene.js";
import { itemsOf } from "./search.js";
import { Guide } from "./guide.js";
import { nothing, onlyNodes, pruned, sameSelection } from "./selection.js";
import { strings } from "./strings.js";
import { PulledWireView, WireView } from "./wire.js";

const FAULT_BUBBLE = { left: CARD_WIDTH + 18, width: 246, height: 96 };

const intents = [
  ...["ready", "select", "move", "connect", "disconnect", "rewire", "add", "remove"],
  ...["undo", "redo", "duplicate", "copy", "cut", "paste", "write", "cure", "save", "open", "train"],
  ...["state", "reach", "pack", "unpack", "enter", "leave", "layout"],
  ...["point", "frame", "note", "route", "collapse"],
  ...["pull", "seek", "advice"],
];

export const Canvas = defineComponent({
  name: "GnCanvas",
  emits: intents,
  setup(_props, { emit, expose }) {
    const root = ref(null);
    const flow = ref(null);
    const scene = shallowRef(emptyScene);
    const selection = shallowRef(nothing);
    const isPanning = ref(false);
    const box = shallowRef(null);
    const pickedWire = ref(null);
    const wireUnderDrop = ref(null);
    const layers = shallowRef([]);
    const advice = shallowRef(null);
    const said = ref("");
    const rectOf = (card) => cardRect(card, positionOf(scene.value, card));
    const announce = (text) => (said.value = text);

    const { note, notice } = useNotice();
    const view = useView({ root, flow, scene, selection, rectOf });
    let hasLost = false;
    const select = (next) => {
      if (sameSelection(next, selection.value)) return;
      selection.value = next;
      emit("select", { nodes: [...next.nodes], wires: [...next.wires] });
    };
    const stage = {
      scene,
      selection,
      viewport: view.viewport,
      corner: () => root.value.getBoundingClientRect(),
      panBy: (delta) => flow.value.panBy(delta),
      select,
      guides: shallowRef(noGuides),
      hover: (ids, at) => (wireUnderDrop.value = wireBelow(scene.value, ids, at)),
      moved(ids) {
        tellMoves(scene.value, ids, { emit, announce, joins: drawing.joins, onto: wireUnderDrop.value });
        wireUnderDrop.value = null;
      },
    };
    const mover = cardMover(stage);
    const drawing = useDrawing({ root, stage, view, mover, guides: stage.guides, emit });
    const routes = useRoutes({ stage, emit });
    const presses = usePresses({ stage, mover, isPanning, box });
    const drops = useDrops({ root, stage, wireUnderDrop, emit });
    const wires = useWires({ emit });
    const floats = useFloats({ emit });
    const menus = useMenus({ stage, view, floats, rectOf, isPanning, emit });
    const people = usePeople({ root, scene, view, rectOf, emit });
    const motion = useMotion({ scene, held: mover.held });
    const layout = useLayout({ scene, selection, view, emit });
    const levels = useLevels({ scene, view, emit, beforeLeaving: mover.flushNudges });
    const writing = useWriting({ root, scene, view, emit });
    const clipboard = useClipboard({ root, stage, isPanning, notice, announce, emit });
    const commanded = { scene, selection, select, view, levels, layout, drawing, mover, rectOf, stage, floats };
    const run = useCommands({ ...commanded, clipboard, writing, emit });
    const learning = shallowRef({});
    const keys = useKeys({ root, scene, selection, isPanning, mover, select, view, announce, run });
    const reveal = (id) => {
      view.reveal(id);
      select(onlyNodes([id]));
    };

    shareCanvas({
      scene,
      selection,
      isFar: view.isFar,
      isPanning,
      openFault: computed(() => faultWithRoom(scene.value, selection.value, rectOf)),
      pickedWire,
      wireUnderDrop,
      pressCard: presses.pressCard,
      pressWire: presses.pressWire,
      keyOnCard: keys.onCard,
      focusCard: (event, id) => event.target.matches(":focus-visible") && view.revealIfHidden(id),
      rewire: wires.end,
      isCalledOff: wires.isCalledOff,
      cure: (id) => emit("cure", { id }),
      ...writing,
      enter: levels.enter,
      routes,
      refusalAt: wires.refusalAt,
      learning,
    });
    expose({
      load(sent) {
        motion.stop();
        levels.arrive(sent.way, (isElsewhere) => {
          scene.value = loadScene(sent);
          if (isElsewhere) selection.value = nothing;
          else select(pruned(selection.value, scene.value));
        });
      },
      patch(changes) {
        layout.answered(changes);
        routes.settle(changes);
        motion.patch(changes);
        const left = pruned(selection.value, scene.value);
        hasLost ||= !sameSelection(left, selection.value);
        select(left);
      },
      select(ids) {
        const next = pruned(onlyNodes(ids), scene.value);
        // The server may not have heard yet that what was selected is gone: by then it is to know what is instead.
        if (hasLost) select(next);
        else selection.value = next;
        hasLost = false;
      },
      fit: view.fit,
      reveal: view.reveal,
      teach: (words) => (writing.vocabulary.value = words),
      handOver: clipboard.handOver,
      notice,
      place: (type) => menus.add(type, nowhere),
      refuse: wires.refuse,
      show: view.revealIfHidden,
      narrow: floats.narrow,
      advise: (told) => (advice.value = told),
      showOthers: people.meet,
      learn: (marks) => (learning.value = marks),
      offer: (sections) => (layers.value = itemsOf(sections)),
    });
    announceReady(emit);
    onBeforeUnmount(mover.flushNudges);

    const shownSelection = computed(() =>
      box.value ? onlyNodes([...box.value.hits, ...selection.value.nodes]) : selection.value,
    );
    const classes = () => [
      "gn-canvas",
      wires.pulled.value && `is-wiring-${wires.pulled.value.end === "source" ? "in" : "out"}`,
      { "is-panning": isPanning.value, "is-far-view": view.isFar.value },
    ];
    return () =>
      h(
        "div",
        {
          ref: root,
          class: classes(),
          role: "application",
          "aria-label": strings.canvas.name,
          onPointerdown: presses.pressPane,
          onClick: presses.click,
          // Focus and find-in-page scroll even what hides its overflow; only the view may move.
          onScroll: (event) => event.currentTarget.scrollTo(0, 0),
          onDblclick: menus.onDblclick,
          onContextmenu: menus.onContextmenu,
          onPointerdownCapture: menus.onPointerdownCapture,
          onPointermoveCapture: menus.onPointermoveCapture,
          onPointerupCapture: menus.onPointerupCapture,
          onPointercancelCapture: menus.onPointercancelCapture,
          onPointermove: people.onPointermove,
          onPointerleave: people.onPointerleave,
          ...drops,
        },
        [
          h("div", { class: "gn-dots", style: dotsStyle(view.viewport.value) }),
          drawing.below(),
          h(Flow, {
            ref: flow,
            scene: scene.value,
            selection: shownSelection.value,
            isPanning: isPanning.value,
            cardView: CardView,
            wireView: WireView,
            pulledWireView: PulledWireView,
            onViewport: (next) => (view.viewport.value = next),
            onPull: wires.start,
            onLetGo: wires.stop,
            onConnect: (ends) => wires.end("connect", ends),
            onRewire: (ends) => wires.end("rewire", ends),
            onDisconnect: (end) => wires.end("disconnect", end),
            onDropped: (wire) => wires.isCalledOff.value || menus.dropWire(wire),
          }),
          drawing.above(),
          people.layer(),
          box.value ? h("div", { class: "gn-box", style: boxStyle(box.value.rect) }) : null,
          scene.value.cards.size === 0 ? emptyHint() : null,
          levels.depth() ? h(Crumbs, { way: scene.value.way, onLeave: levels.leaveTo }) : null,
          ...corners({ view, layout, run, scene: scene.value, selection: shownSelection.value }),
          h("div", { class: "gn-notice", role: "status" }, note.value ? h("span", note.value) : null),
          h("div", { class: "gn-said", "aria-live": "polite" }, said.value),
          h(Guide, {
            cardCount: scene.value.cards.size,
            wireCount: scene.value.wires.size,
            isLoaded: scene.value.way.length > 0,
          }),
          advice.value
            ? h(Advice, {
                advice: advice.value,
                onTake: (place) => emit("advice", { place }),
                onKeep: () => (advice.value = null),
              })
            : null,
          floatOf({ floats, layers, scene, selection, run, add: menus.add, reveal }),
        ],
      );
  },
});

/** Ask the server for the scene, once the canvas is there and whenever the connection was lost. */
const announceReady = (emit) => {
  const announce = () => emit("ready", {});
  let connection = null;
  onMounted(() => {
    announce();
    // The page opens its socket once everything is mounted.
    nextTick(() => {
      connection = window.socket?.io;
      connection?.on("reconnect", announce);
    });
  });
  onBeforeUnmount(() => connection?.off("reconnect", announce));
};

const tellMoves = (scene, ids, { emit, announce, joins, onto }) => {
  const moves = ids
    .map((id) => scene.cards.get(id))
    .filter(Boolean)
    .map((card) => ({ card, at: positionOf(scene, card) }))
    .filter(({ card, at }) => at.x !== card.x || at.y !== card.y);
  if (moves.length === 0) return;
  const [{ card, at }] = moves;
  announce(moves.length > 1 ? strings.canvas.movedMany(moves.length) : strings.canvas.movedOne(card.title, at.x, at.y));
  const positions = Object.fromEntries(moves.map((move) => [move.card.id, [move.at.x, move.at.y]]));
  emit("move", { positions, frames: joins(moves.map((move) => move.card.id)), onto });
};

/** The card whose fault is told unasked: the selected one, or the only one, and only where it covers no other. */
const faultWithRoom = (scene, selection, rectOf) => {
  const cards = [...scene.cards.values()];
  const selected = cards.find((card) => card.message && onlyNode(selection) === card.id);
  const faults = cards.filter((card) => card.message && card.status === "fault");
  const told = selected ?? (faults.length === 1 ? faults[0] : null);
  if (!told) return null;
  const { x, y } = rectOf(told);
  const bubble = { x: x + FAULT_BUBBLE.left, y, width: FAULT_BUBBLE.width, height: FAULT_BUBBLE.height };
  return cards.some((card) => card !== told && overlap(bubble, rectOf(card))) ? null : told.id;
};

const onlyNode = ({ nodes }) => (nodes.size === 1 ? [...nodes][0] : null);
