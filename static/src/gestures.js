/** The gestures on the canvas: dragging cards, nudging them by key, and drawing a box around them. */

import { snapper } from "./alignment.js";
import { boundsOf, cardRect, overlap } from "./geometry.js";
import { followPointer } from "./pointer.js";
import { dropMoves, moveCards, positionOf } from "./scene.js";
import { addNodes, nothing } from "./selection.js";
import { edgePan, toCanvas } from "./viewport.js";

const NUDGE_PAUSE_MILLISECONDS = 350;
const SNAP_DISTANCE = 6;

/**
 * @typedef {{
 *   scene: import("vue").ShallowRef<import("./scene.js").Scene>,
 *   selection: import("vue").ShallowRef<import("./selection.js").Selection>,
 *   viewport: import("vue").ShallowRef<import("./viewport.js").Viewport>,
 *   corner: () => DOMRect,
 *   panBy: (delta: import("./scene.js").Point) => void,
 *   select: (selection: import("./selection.js").Selection) => void,
 *   moved: (ids: string[]) => void,
 *   hover: (ids: Iterable<string>, at: import("./pointer.js").ScreenPoint|null) => void, where cards are held
 *   guides: import("vue").ShallowRef<{x: object|null, y: object|null}>,
 * }} Stage
 */

/** @param {Stage} stage */
export const cardMover = (stage) => {
  /** @type {Set<string>} cards whose place is the person's until they let go */
  const held = new Set();
  let nudgeTimer = null;

  const place = (origins, delta) => {
    const positions = [...origins].map(([id, at]) => [
      id,
      { x: Math.round(at.x + delta.x), y: Math.round(at.y + delta.y) },
    ]);
    stage.scene.value = moveCards(stage.scene.value, positions);
  };
  const originsOf = (ids) => {
    const scene = stage.scene.value;
    const there = [...ids].filter((id) => scene.cards.has(id));
    return new Map(there.map((id) => [id, positionOf(scene, scene.cards.get(id))]));
  };
  const release = (ids) => {
    for (const id of ids) held.delete(id);
  };

  /** End a series of nudges: however many keys were pressed, they were one move. */
  const flushNudges = () => {
    if (nudgeTimer === null) return;
    clearTimeout(nudgeTimer);
    nudgeTimer = null;
    const ids = [...held];
    release(ids);
    stage.moved(ids);
  };

  return {
    held,
    flushNudges,

    /** @param {PointerEvent} event @param {() => string[]} begin chooses what is dragged @param {() => void} onClick */
    drag(event, begin, onClick) {
      flushNudges();
      const start = pointOnCanvas(stage, event);
      let origins = null;
      let snap = null;
      const onFrame = (at) => {
        if (origins === null) {
          origins = originsOf(begin());
          for (const id of origins.keys()) held.add(id);
          snap = snapperFor(stage, origins);
        }
        panAtEdge(stage, at);
        const now = pointOnCanvas(stage, at);
        const delta = { x: now.x - start.x, y: now.y - start.y };
        const { shift, guides } = at.altKey ? freely : snap(delta);
        stage.guides.value = guides;
        stage.hover(origins.keys(), at);
        place(origins, { x: delta.x + shift.x, y: delta.y + shift.y });
      };
      const onEnd = (_at, hasMoved) => {
        stage.guides.value = freely.guides;
        if (!hasMoved) return onClick();
        release(origins.keys());
        stage.moved([...origins.keys()]);
      };
      const onCancel = () => {
        stage.guides.value = freely.guides;
        if (origins === null) return;
        stage.hover(origins.keys(), null);
        release(origins.keys());
        stage.scene.value = dropMoves(stage.scene.value, origins.keys());
      };
      followPointer(event, { onFrame, onEnd, onCancel, threshold: event.pointerType === "touch" ? 8 : 3 });
    },

    /** @param {Iterable<string>} ids @param {import("./scene.js").Point} delta */
    nudge(ids, delta) {
      const origins = originsOf(ids);
      if (origins.size === 0) return;
      for (const id of origins.keys()) held.add(id);
      place(origins, delta);
      clearTimeout(nudgeTimer);
      nudgeTimer = setTimeout(flushNudges, NUDGE_PAUSE_MILLISECONDS);
    },
  };
};

const freely = { shift: { x: 0, y: 0 }, guides: { x: null, y: null } };

/** Prepare to draw cards to the lines of those that stay, as near on the screen whatever the zoom. */
const snapperFor = (stage, origins) => {
  const scene = stage.scene.value;
  const rects = [...scene.cards.values()].map((card) => [card.id, cardRect(card, positionOf(scene, card))]);
  const moving = boundsOf(rects.filter(([id]) => origins.has(id)).map(([, rect]) => rect));
  if (moving === null) return () => freely;
  const snap = snapper(rects.filter(([id]) => !origins.has(id)).map(([, rect]) => rect));
  return (delta) =>
    snap({ ...moving, x: moving.x + delta.x, y: moving.y + delta.y }, SNAP_DISTANCE / stage.viewport.value.zoom);
};

/**
 * Draw a box on empty canvas and select what it touches.
 *
 * @param {Stage} stage @param {PointerEvent} event @param {import("vue").Ref} box what is drawn, in screen units
 */
export const drawBox = (stage, event, box) => {
  const start = pointOnCanvas(stage, event);
  const before = event.shiftKey || event.ctrlKey || event.metaKey ? stage.selection.value : nothing;
  const rects = [...stage.scene.value.cards.values()].map((card) => [
    card.id,
    cardRect(card, positionOf(stage.scene.value, card)),
  ]);
  let touched = before;
  const onFrame = (at) => {
    panAtEdge(stage, at);
    const now = pointOnCanvas(stage, at);
    const drawn = between(start, now);
    const { x, y, zoom } = stage.viewport.value;
    box.value = {
      rect: { x: drawn.x * zoom + x, y: drawn.y * zoom + y, width: drawn.width * zoom, height: drawn.height * zoom },
      hits: rects.filter(([, rect]) => overlap(rect, drawn)).map(([id]) => id),
    };
    touched = addNodes(before, box.value.hits);
  };
  const onEnd = () => {
    box.value = null;
    stage.select(touched);
  };
  followPointer(event, { onFrame, onEnd, onCancel: () => (box.value = null) });
};

/** @param {Stage} stage @param {import("./pointer.js").ScreenPoint} at @returns {import("./scene.js").Point} */
export const pointOnCanvas = (stage, at) => {
  const corner = stage.corner();
  return toCanvas({ x: at.clientX - corner.left, y: at.clientY - corner.top }, stage.viewport.value);
};

const panAtEdge = (stage, at) => {
  const corner = stage.corner();
  const delta = edgePan({ x: at.clientX - corner.left, y: at.clientY - corner.top }, corner);
  if (delta.x || delta.y) stage.panBy(delta);
};

const between = (start, end) => ({
  x: Math.min(start.x, end.x),
  y: Math.min(start.y, end.y),
  width: Math.abs(end.x - start.x),
  height: Math.abs(end.y - start.y),
});
