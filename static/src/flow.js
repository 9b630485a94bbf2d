/**
 * The one place that knows Vue Flow: it draws cards and wires, moves the view, and lets wires be pulled.
 *
 * Dragging cards, selecting and keys are ours: in 2.0.0-next.0 a touch drag ends after one step, because its
 * drag handler is set up anew whenever the card moves, and its keys prevent what other parts of the page do.
 * Cards are given with sizes and ports, and their wrappers have no size of their own, so it measures nothing.
 */

import { ConnectionMode, Handle, Position, VueFlow, useHandle } from "@xyflow/vue";
import { defineComponent, h, markRaw, onMounted, ref, shallowRef, watch } from "vue";

import { useCanvas } from "./context.js";
import { cardSize, portPlaces } from "./geometry.js";
import { cardOf, drawableWires, positionOf, wireInto } from "./scene.js";
import { strings } from "./strings.js";
import { LEAST_ZOOM, MOST_ZOOM } from "./viewport.js";

const CONNECT_DISTANCE = 28;
const REWIRE_DISTANCE = 10;
const noSize = { width: "0px", height: "0px" };

/**
 * The stage of the canvas. Emits `viewport` (where the view is), `pull` (a wire is being pulled: from which port) and
 * `let-go`, and what the person meant: `connect`, `rewire`, `disconnect`, and `dropped` where a wire was let go beside
 * every port: from which `source` or `target`, and at which point of the screen.
 */
export const Flow = defineComponent({
  name: "GnFlow",
  props: ["scene", "selection", "isPanning", "cardView", "wireView", "pulledWireView"],
  emits: ["viewport", "pull", "letGo", "connect", "rewire", "disconnect", "dropped"],
  setup(props, { emit, expose }) {
    const flow = ref(null);
    const { pickedWire } = useCanvas();
    const toNodes = nodeMaker();
    const toEdges = edgeMaker();
    const rewiring = rewirer(pickedWire, emit);

    const draw = ([scene], [before] = []) => {
      flow.value.setNodes(toNodes(scene, props.selection));
      if (scene.wires !== before?.wires || scene.cards !== before?.cards) flow.value.setEdges(toEdges(scene));
    };
    onMounted(() => watch([() => props.scene, () => props.selection], draw, { immediate: true, flush: "post" }));

    expose({
      setViewport: (viewport, duration = 0) => flow.value.setViewport(viewport, { duration }),
      panBy: (delta) => flow.value.panBy(delta),
    });

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
          onlyRenderVisibleElements: true,
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
          isValidConnection: (connection) => connection.source !== connection.target,
          disableKeyboardA11y: true,
          deleteKeyCode: null,
          selectionKeyCode: null,
          multiSelectionKeyCode: null,
          panActivationKeyCode: null,
          zoomActivationKeyCode: null,
          onViewportChange: (viewport) => emit("viewport", viewport),
          onConnectStart: ({ handleId, handleType }) => emit("pull", { reference: handleId, end: handleType }),
          onConnectEnd: ({ event, connectionState }) => {
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
    const { scene, pickedWire, rewire, refusalAt } = useCanvas();
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
        class: ["gn-port", { "is-refused": refusalAt(reference, side) !== null }],
        style: props.down ? { left: `${x - 1}px` } : { top: `${y - 1}px` },
        "data-port": reference,
        "data-side": side,
        "aria-label": side === "in" ? strings.canvas.inputPort(name) : strings.canvas.outputPort(name),
        onMousedownCapture: takeOff,
        onTouchstartCapture: takeOff,
      });
    };
  },
});

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
  return (scene, selection) => {
    const nodes = [...scene.cards.values()].map((card) =>
      nodeOf(card, placeOf(scene, card), selection.nodes.has(card.id)),
    );
    made = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  };
};

const edgeMaker = () => {
  let made = new Map();
  return (scene) => {
    const edges = drawableWires(scene).map((wire) => {
      const before = made.get(wire.id);
      if (before?.data === wire) return before;
      return {
        id: wire.id,
        type: "wire",
        source: cardOf(wire.source),
        sourceHandle: wire.source,
        target: cardOf(wire.target),
        targetHandle: wire.target,
        ariaLabel: strings.canvas.wire(wire.source, wire.target),
        data: wire,
      };
    });
    made = new Map(edges.map((edge) => [edge.id, edge]));
    return edges;
  };
};
