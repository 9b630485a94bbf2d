/**
 * Frames: rectangles around their cards, wherever those are. Pure.
 *
 * @typedef {import("./geometry.js").Rect} Rect
 * @typedef {{id: string, nodes: string[], title: string, colour: string}} Frame
 */

import { boundsOf } from "./geometry.js";

export const FRAME_PADDING = 20;
export const FRAME_HEAD = 30;

/** @type {string[]} what a frame or note can be coloured */
export const colours = ["grey", "iris", "blue", "teal", "green", "amber", "red", "pink"];

/**
 * @param {Frame} frame @param {(id: string) => Rect|null} rectOf of a card, null where it is not on the canvas
 * @param {ReadonlySet<string>} held cards under the pointer: the frame waits for the others' sake where it stays
 * @returns {Rect|null}
 */
export const frameRect = (frame, rectOf, held = new Set()) => {
  const staying = frame.nodes.filter((id) => !held.has(id));
  const bounds = boundsOf((staying.length ? staying : frame.nodes).map(rectOf).filter(Boolean));
  return (
    bounds && {
      x: bounds.x - FRAME_PADDING,
      y: bounds.y - FRAME_PADDING - FRAME_HEAD,
      width: bounds.width + 2 * FRAME_PADDING,
      height: bounds.height + 2 * FRAME_PADDING + FRAME_HEAD,
    }
  );
};

/**
 * Which frames cards are in after they were let go: those whose middle lies in a frame join it, those that touch
 * theirs no more leave it.
 *
 * @param {Iterable<Frame>} frames @param {string[]} moved @param {(id: string) => Rect|null} rectOf
 * @returns {Record<string, string|null>} the frame by card, null for none; only of cards for which that changes
 */
export const joinsAfterMove = (frames, moved, rectOf) => {
  const held = new Set(moved);
  const all = [...frames];
  const places = all.map((frame) => ({ frame, rect: frameRect(frame, rectOf, held) })).filter(({ rect }) => rect);
  const joins = {};
  for (const id of moved) {
    const rect = rectOf(id);
    if (!rect) continue;
    const own = all.find((frame) => frame.nodes.includes(id));
    // A frame all of whose cards move goes with them.
    if (own && own.nodes.every((each) => held.has(each))) continue;
    const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    const onto = places.find((place) => contains(place.rect, middle) && !place.frame.nodes.every((each) => held.has(each)));
    if (onto && onto.frame !== own) joins[id] = onto.frame.id;
    else if (!onto && own && !touches(places.find(({ frame }) => frame === own).rect, rect)) joins[id] = null;
  }
  return joins;
};

const contains = (rect, { x, y }) =>
  x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height;

const touches = (left, right) =>
  left.x < right.x + right.width &&
  right.x < left.x + left.width &&
  left.y < right.y + right.height &&
  right.y < left.y + left.height;
