/**
 * The canvas: shows the scene the server sent, and tells the server what the person meant.
 *
 * It never changes the document itself. A dragged card shows its new place until the server's word on it comes;
 * selection and view are its own. Methods for the server: load, patch, select, fit, reveal, notice, place, offer,
 * refuse, narrow, advise, show, teach, handOver, say, trained.
 */

import { computed, defineComponent, h, nextTick, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { Advice } from "./advice.js";
import { useClipboard } from "./canvas-clipboard.js";
import { useCommands } from "./canvas-commands.js";
import { noGuides, useDrawing } from "./canvas-drawing.js";
import { useDrops, wireBelow } from "./canvas-drop.js";
import { useFaults } from "./canvas-faults.js";
import { useFingers } from "./canvas-fingers.js";
import { floatOf, nowhere, useFloats } from "./canvas-floats.js";
import { useLayout } from "./canvas-layout.js";
import { useLevels } from "./canvas-levels.js";
import { useKeys } from "./canvas-keys.js";
import { useMenus } from "./canvas-menus.js";
import { useMotion } from "./canvas-motion.js";
import { useNotice } from "./canvas-notice.js";
import { usePresses } from "./canvas-presses.js";
import { useRoutes } from "./canvas-routes.js";
import { useSpeech } from "./canvas-speech.js";
import { boxStyle, corners, dotsStyle, emptyHint } from "./canvas-surroundings.js";
import { useTaps } from "./canvas-taps.js";
import { useView } from "./canvas-view.js";
import { useWireKeys } from "./canvas-wire-keys.js";
import { useWires } from "./canvas-wires.js";
import { useWriting } from "./canvas-writing.js";
import { CardView } from "./card.js";
import { shareCanvas } from "./context.js";
import { Crumbs } from "./crumbs.js";
import { Flow } from "./flow.js";
import { cardRect } from "./geometry.js";
import { cardMover } from "./gestures.js";
import { usePeople } from "./people.js";
import { emptyScene, hasArrived, loadScene, positionOf } from "./scene.js";
import { itemsOf } from "./search.js";
import { Guide } from "./guide.js";
import { nothing, onlyNodes, pruned, sameSelection } from "./selection.js";
import { strings } from "./strings.js";
import { wireFault } from "./wire-fault.js";
import { PulledWireView, WireView } from "./wire.js";

const intents = [
  ...["ready", "select", "move", "connect", "disconnect", "rewire", "add", "remove"],
  ...["undo", "redo", "duplicate", "copy", "cut", "paste", "write", "cure", "save", "open", "ask", "train"],
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
    const rectOf = (card) => cardRect(card, positionOf(scene.value, card));
    const { announce, tell, region: speech } = useSpeech({ scene });

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
    const drops = useDrops({ root, stage, wireUnderDrop, emit });
    const wires = useWires({ emit });
    const floats = useFloats({ emit });
    const menus = useMenus({ root, stage, view, floats, rectOf, isPanning, emit });
    const fingers = useFingers({ root, view });
    const taps = useTaps({ scene, wires, dropWire: menus.dropWire, notice, emit });
    const wireKeys = useWireKeys({ scene, selection, rectOf, view, wires, taps, announce, notice });
    const presses = usePresses({ stage, mover, isPanning, box, isTapping: () => taps.waiting.value !== null });
    const people = usePeople({ root, scene, view, rectOf, emit });
    const motion = useMotion({ scene, held: mover.held });
    const layout = useLayout({ scene, selection, view, emit });
    const levels = useLevels({ scene, view, emit, beforeLeaving: mover.flushNudges });
    const writing = useWriting({ root, scene, view, emit });
    const clipboard = useClipboard({ root, stage, isPanning, notice, announce, emit });
    const commanded = { scene, selection, select, view, levels, layout, drawing, mover, rectOf, stage, floats };
    const run = useCommands({ ...commanded, menus, wireKeys, clipboard, writing, emit });
    const [learning, activity, isTrained] = [shallowRef({}), shallowRef({}), ref(false)];
    const keys = useKeys({ root, scene, selection, rectOf, isPanning, mover, select, view, announce, run });
    const cure = (id) => emit("cure", { id });
    const reveal = (id) => {
      view.reveal(id);
      select(onlyNodes([id]));
    };

    const shownSelection = computed(() =>
      box.value ? onlyNodes([...box.value.hits, ...selection.value.nodes]) : selection.value,
    );
    shareCanvas({
      scene,
      selection,
      shownSelection,
      seen: view.seen,
      isFar: view.isFar,
      isPanning,
      ...useFaults({ scene, selection, view, rectOf }),
      pickedWire,
      wireUnderDrop,
      pressCard: presses.pressCard,
      pressWire: presses.pressWire,
      keyOnCard: keys.onCard,
      focusCard: (event, id) => event.target.matches(":focus-visible") && view.revealIfHidden(id),
      rewire: wires.end,
      isCalledOff: wires.isCalledOff,
      cure,
      ...writing,
      enter: levels.enter,
      routes,
      refusalAt: wires.refusalAt,
      tapPort: taps.tapPort,
      tapped: taps.waiting,
      aimed: wireKeys.aimed,
      learning,
      activity,
      wayName: levels.wayName,
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
        tell(changes);
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
      say: announce,
      place: (type) => menus.add(type, nowhere),
      refuse: wires.refuse,
      show: view.revealIfHidden,
      narrow: floats.narrow,
      advise: (told) => (advice.value = told),
      showOthers: people.meet,
      learn: (marks) => (learning.value = marks),
      respond: (given) => (activity.value = given),
      trained: () => (isTrained.value = true),
      offer: (sections) => (layers.value = itemsOf(sections)),
    });
    announceReady(emit);
    onBeforeUnmount(mover.flushNudges);

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
          style: view.steppedSizes.value,
          role: "application",
          "aria-label": strings.canvas.name,
          "aria-busy": String(!hasArrived(scene.value)),
          onPointerdown: presses.pressPane,
          onClick: presses.click,
          onClickCapture: taps.onClick,
          // Focus and find-in-page scroll even what hides its overflow; only the view may move.
          onScroll: (event) => event.currentTarget.scrollTo(0, 0),
          onDblclick: menus.onDblclick,
          onContextmenu: menus.onContextmenu,
          onTouchstartCapture: fingers.onTouchstart,
          onPointerdownCapture: [fingers.onPointerdown, menus.onPointerdownCapture],
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
          hasArrived(scene.value) && scene.value.cards.size === 0 ? emptyHint() : null,
          levels.depth() ? h(Crumbs, { way: scene.value.way, onLeave: levels.leaveTo }) : null,
          ...corners({ view, layout, run, scene: scene.value, selection: shownSelection.value }),
          h("div", { class: "gn-notice", role: "status" }, note.value ? h("span", note.value) : null),
          wireFault({ scene: scene.value, selection: selection.value, view, cure }),
          taps.hint(),
          speech(),
          h(Guide, { scene: scene.value, isTrained: isTrained.value }),
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
