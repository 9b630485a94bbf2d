import assert from "node:assert/strict";
import { test } from "node:test";

import { FRAME_HEAD, FRAME_PADDING, frameRect, joinsAfterMove } from "../src/frames.js";

const rects = {
  a: { x: 0, y: 0, width: 100, height: 50 },
  b: { x: 200, y: 0, width: 100, height: 50 },
  c: { x: 600, y: 0, width: 100, height: 50 },
};
const at = (moved = {}) => (id) => (rects[id] ? { ...rects[id], ...moved[id] } : null);
const pair = { id: "pair", nodes: ["a", "b"], title: "", colour: "grey" };

test("a frame is around its cards, with room for its title", () => {
  assert.deepEqual(frameRect(pair, at()), {
    x: -FRAME_PADDING,
    y: -FRAME_PADDING - FRAME_HEAD,
    width: 300 + 2 * FRAME_PADDING,
    height: 50 + 2 * FRAME_PADDING + FRAME_HEAD,
  });
  assert.equal(frameRect({ ...pair, nodes: ["gone"] }, at()), null);
});

test("a frame stays where its other cards are while one is dragged, and goes with all of them", () => {
  const moved = at({ b: { x: 900 } });

  assert.equal(frameRect(pair, moved, new Set(["b"])).width, 100 + 2 * FRAME_PADDING);
  assert.equal(frameRect(pair, moved, new Set(["a", "b"])).width, 1000 + 2 * FRAME_PADDING);
});

test("a card let go over a frame joins it, and one let go away from its own leaves it", () => {
  assert.deepEqual(joinsAfterMove([pair], ["c"], at({ c: { x: 100, y: 10 } })), { c: "pair" });
  assert.deepEqual(joinsAfterMove([pair], ["b"], at({ b: { x: 900 } })), { b: null });
});

test("a card that stays in touch with its frame stays in it, and so do all that move together", () => {
  assert.deepEqual(joinsAfterMove([pair], ["b"], at({ b: { x: 110 } })), {});
  assert.deepEqual(joinsAfterMove([pair], ["a", "b"], at({ a: { x: 900 }, b: { x: 1100 } })), {});
});
