/**
 * The one place that knows Vue Flow: it draws cards and wires, moves the view, and lets wires be pulled.
 *
 * Dragging cards, selecting and keys are ours: in 2.0.0-next.0 a touch drag ends after one step, because its
 * drag handler is set up anew whenever the card moves, and its keys prevent what other parts of the page do.
 * Cards are given with sizes and ports, and their wrappers have no size of their own, so it measures nothing.
 */

import { ConnectionMode, Handle, Position, VueFlow, useHandle } from "@xyflow/vue";
import { computed, defineComponent, h, markRaw, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";

import { useCanvas } from "./context.js";
import { cardSize, portPlaces, portReach } from "./geometry.js";
import { mostNewCards, nearFinder, nearRect, portionOf } from "./near.js";
import { cardOf, positionOf, wireInto } from "./scene.js";
import { strings } from "./strings.js";
import { LEAST_ZOOM, MOST_ZOOM } from "./viewport.js";

const CONNECT_DISTANCE = 28;
const REWIRE_DISTANCE = 10;
/** Below, a press on a port is a tap. */
const PULL_DISTANCE = 5;
const noSize = { width: "0px", height: "0px" };

/**
 * The stage of the canvas. Emits `viewport` (where the view is), `pull` (a wire is being pulled: from which port) and
 * `let-go`, and what the person meant: `connect`, `rewire`, `disconnect`, and `dropped` where a wire was let go beside
 * every port: from which `source` or `target`, and at which point of the screen.
 */
export const Flow = defineComponent({
  name: "GnFlow",
  props: ["isPanning", "cardView", "wireView", "pulledWireView"],
  emits: ["viewport", "pull", "letGo", "connect", "rewire", "disconnect", "dropped"],
  setup(props, { emit, expose }) {
    const flow = ref(null);
    const { scene, shownSelection, seen, isFar, pickedWire } = useCanvas();
    const pulledCards = shallowRef(new Set());
    const toNodes = nodeMaker();
    const toEdges = edgeMaker();
    const rewiring = rewirer(pickedWire, emit);

    const find = nearFinder();
    const near = computed((before) => nearRect(seen.value, before ?? null));
    const drawn = { nodes: [], edges: [] };
    let waiting = 0;
    const draw = () => {
      cancelAnimationFrame(waiting);
      const found = find(scene.value, near.value, pulledCards.value);
      const { cards, wires, isWhole } = portionOf(found, drawn.nodes, mostNewCards(isFar.value, drawn.nodes.length > 0));
      const [nodes, edges] = [toNodes(scene.value, cards, shownSelection.value), toEdges(scene.value, wires)];
      if (!isSame(nodes, drawn.nodes)) flow.value.setNodes((drawn.nodes = nodes).slice());
      if (!isSame(edges, drawn.edges)) flow.value.setEdges((drawn.edges = edges).slice());
      // Two frames on, so that the one between is seen.
      if (!isWhole) waiting = requestAnimationFrame(() => (waiting = requestAnimationFrame(draw)));
    };
    onBeforeUnmount(() => cancelAnimationFrame(waiting));
    onMounted(() => watch([scene, shownSelection, near, pulledCards], draw, { immediate: true, flush: "post" }));

    let awaited = null;
    /** Until it has measured itself, Vue Flow takes no word of where the view is: it is told then. */
    const setViewport = (viewport, duration = 0) => {
      awaited = flow.value.viewportInitialized ? null : viewport;
      if (awaited === null) flow.value.setViewport(viewport, { duration });
    };
    expose({ setViewport, panBy: (delta) => flow.value.panBy(delta) });

    const nodeTypes = { card: markRaw(props.cardView) };
    const edgeTypes = { wire: markRaw(props.wireView) };
    return () =>
      h(
        VueFlow,
        {
          ref: flow,
          nodeTypes,
          edgeTypes,
          autoApplyChanges: false,
          minZoom: LEAST_ZOOM,
          maxZoom: MOST_ZOOM,
          panOnDrag: props.isPanning ? true : [1],
          zoomOnDoubleClick: false,
          elementsSelectable: false,
          nodesDraggable: false,
          nodesFocusable: false,
          edgesFocusable: false,
          edgesReconnectable: true,
          reconnectRadius: REWIRE_DISTANCE,
          connectionMode: ConnectionMode.Strict,
          connectionRadius: CONNECT_DISTANCE,
          connectOnClick: false,
          connectionDragThreshold: PULL_DISTANCE,
          isValidConnection: (connection) => connection.source !== connection.target,
          disableKeyboardA11y: true,
          deleteKeyCode: null,
          selectionKeyCode: null,
          multiSelectionKeyCode: null,
          panActivationKeyCode: null,
          zoomActivationKeyCode: null,
          onInit: () => awaited && setViewport(awaited),
          onViewportChange: (viewport) => emit("viewport", viewport),
          onConnectStart: ({ handleId, handleType }) => {
            pulledCards.value = new Set([cardOf(handleId)]);
            emit("pull", { reference: handleId, end: handleType });
          },
          onConnectEnd: ({ event, connectionState }) => {
            pulledCards.value = new Set();
            emit("letGo");
            const dropped = droppedWire(event, connectionState);
            if (dropped && pickedWire.value === null) emit("dropped", dropped);
          },
          onConnect: (connection) => emit("connect", wireEnds(connection)),
          onReconnectStart: ({ edge }) => rewiring.start(edge.data),
          onReconnect: ({ connection }) => rewiring.plug(connection),
          onReconnectEnd: ({ connectionState }) => rewiring.end(connectionState),
        },
        { "connection-line": (line) => h(props.pulledWireView, pulledEnds(line)) },
      );
  },
});

/** One port of a card. A wire that ends at it comes off when the port is dragged. */
export const Port = defineComponent({
  name: "GnPort",
  props: ["place", "down"],
  setup(props) {
    const { scene, pickedWire, rewire, refusalAt, tapPort, tapped, aimed } = useCanvas();
    const pluggedWire = () => (props.place.side === "in" ? wireInto(scene.value, props.place.reference) : null);
    const rewiring = rewirer(pickedWire, rewire);
    const nodeId = shallowRef("");
    const handleId = shallowRef(null);
    const { handlePointerDown } = useHandle({
      nodeId,
      handleId,
      type: "source",
      reconnectHandleType: "source",
      onReconnectStart: () => rewiring.start(pluggedWire()),
      onReconnect: (_event, connection) => rewiring.plug(connection),
      onReconnectEnd: (_event, state) => rewiring.end(state),
    });
    const takeOff = (event) => {
      const wire = event.button ? null : pluggedWire();
      if (wire === null || !scene.value.cards.has(cardOf(wire.source))) return;
      event.stopImmediatePropagation();
      nodeId.value = cardOf(wire.source);
      handleId.value = wire.source;
      handlePointerDown(event);
    };
    return () => {
      const { reference, side, name, x, y } = props.place;
      const position = sidePosition(side, props.down);
      return h(Handle, {
        id: reference,
        type: side === "in" ? "target" : "source",
        position,
        class: [
          "gn-port",
          { "is-refused": refusalAt(reference, side) !== null, "is-tapped": isTapped(tapped.value, props.place) },
          { "is-aimed": aimed.value?.reference === reference && aimed.value.side === side },
        ],
        style: props.down ? { left: `${x - 1}px` } : { top: `${y - 1}px` },
        "data-port": reference,
        "data-side": side,
        role: "img",
        "aria-label": side === "in" ? strings.canvas.inputPort(name) : strings.canvas.outputPort(name),
        onMousedownCapture: takeOff,
        onTouchstartCapture: takeOff,
        onClick: () => tapPort(props.place),
      });
    };
  },
});

const isTapped = (tapped, { reference, side }) =>
  tapped?.reference === reference && (tapped.end === "target") === (side === "in");

const sidePosition = (side, isDown) => {
  if (isDown) return side === "in" ? Position.Top : Position.Bottom;
  return side === "in" ? Position.Left : Position.Right;
};

/** Follow one wire's end from where it was plugged to where it is let go. */
const rewirer = (pickedWire, emit) => {
  let wire = null;
  let isPlugged = false;
  return {
    start(picked) {
      wire = picked;
      isPlugged = false;
      pickedWire.value = picked.id;
    },
    plug(connection) {
      isPlugged = true;
      const ends = wireEnds(connection);
      if (ends.source === wire.source && ends.target === wire.target) return;
      emit("rewire", { from: wire.target, ...ends });
    },
    end(connectionState) {
      pickedWire.value = null;
      if (wire && !isPlugged && !connectionState?.toHandle) emit("disconnect", { target: wire.target });
      wire = null;
    },
  };
};

/** Where a wire was let go that reached no port; null for one that did. */
const droppedWire = (event, connectionState) => {
  const { fromHandle, toHandle } = connectionState ?? {};
  if (!fromHandle || toHandle) return null;
  const { clientX, clientY } = event.changedTouches?.[0] ?? event;
  const isSource = fromHandle.type === "source";
  return {
    source: isSource ? fromHandle.id : null,
    target: isSource ? null : fromHandle.id,
    at: { clientX, clientY },
  };
};

const wireEnds = (connection) => ({ source: connection.sourceHandle, target: connection.targetHandle });

const pulledEnds = ({ fromX, fromY, toX, toY, fromPosition, toHandle }) => {
  const from = { x: fromX, y: fromY };
  const to = { x: toX, y: toY };
  const runsDown = fromPosition === Position.Bottom || fromPosition === Position.Top;
  const isFromSource = fromPosition === Position.Right || fromPosition === Position.Bottom;
  const over = toHandle && { reference: toHandle.id, side: toHandle.type === "target" ? "in" : "out" };
  return { ...(isFromSource ? { source: from, target: to } : { source: to, target: from }), runsDown, over };
};

/** Make Vue Flow's nodes; a card that did not change keeps its node, by which the library knows to skip it. */
const nodeMaker = () => {
  let made = new Map();
  const nodeOf = (card, position, isSelected) => {
    const before = made.get(card.id);
    if (before?.data.card === card && before.selected === isSelected && before.position === position) return before;
    const size = cardSize(card);
    return {
      id: card.id,
      type: "card",
      position,
      selected: isSelected,
      measured: size,
      style: noSize,
      data: { card, size },
      handles: portPlaces(card).map((place) => ({
        id: place.reference,
        type: place.side === "in" ? "target" : "source",
        position: sidePosition(place.side, card.down),
        x: place.x,
        y: place.y,
        width: 0,
        height: 0,
      })),
    };
  };
  const placeOf = (scene, card) => {
    const { x, y } = positionOf(scene, card);
    const before = made.get(card.id)?.position;
    return before?.x === x && before?.y === y ? before : { x, y };
  };
  return (scene, cards, selection) => {
    const nodes = cards.map((card) => nodeOf(card, placeOf(scene, card), selection.nodes.has(card.id)));
    made = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  };
};

/** Make Vue Flow's edges; what they are given is the wire, and how far the cards at its ends reach around its ports. */
const edgeMaker = () => {
  let made = new Map();
  const edgeOf = (wire, source, target) => {
    const before = made.get(wire.id);
    if (before?.wire === wire && before.source === source && before.target === target) return before;
    const cards = [portReach(source, wire.source, "out"), portReach(target, wire.target, "in")];
    const edge =
      before?.wire === wire && cards.every((reach, end) => isAlike(reach, before.edge.data.cards[end]))
        ? before.edge
        : {
            id: wire.id,
            type: "wire",
            source: source.id,
            sourceHandle: wire.source,
            target: target.id,
            targetHandle: wire.target,
            ariaLabel: strings.canvas.wire(wire.source, wire.target),
            data: { ...wire, cards },
          };
    return { wire, source, target, edge };
  };
  return ({ cards }, wires) => {
    const all = wires.map((wire) => edgeOf(wire, cards.get(cardOf(wire.source)), cards.get(cardOf(wire.target))));
    made = new Map(all.map((each) => [each.wire.id, each]));
    return all.map(({ edge }) => edge);
  };
};

const isAlike = (one, other) => one.before === other.before && one.after === other.after;

const isSame = (left, right) => left.length === right.length && left.every((each, place) => each === right[place]);
