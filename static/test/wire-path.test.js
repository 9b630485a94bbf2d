import assert from "node:assert/strict";
import { test } from "node:test";

import { wireMiddle, wirePath } from "../src/wire-path.js";

const numbers = (path) => path.match(/-?\d+(\.\d+)?/g).map(Number);

test("a wire begins at its source and ends at its target", () => {
  for (const target of [{ x: 300, y: 40 }, { x: 20, y: 0 }, { x: -300, y: 200 }, { x: -300, y: 0 }]) {
    const path = numbers(wirePath({ x: 0, y: 0 }, target));

    assert.deepEqual(path.slice(0, 2), [0, 0]);
    assert.deepEqual(path.slice(-2), [target.x, target.y]);
  }
});

test("a wire leaves to the right and arrives from the left", () => {
  for (const target of [{ x: 300, y: 40 }, { x: 30, y: 400 }, { x: -40, y: 80 }, { x: -300, y: 200 }]) {
    const path = numbers(wirePath({ x: 0, y: 0 }, target));

    assert.ok(path[2] > 0 && path[3] === 0);
    assert.ok(path.at(-4) < target.x && path.at(-3) === target.y);
  }
});

test("a wire straight ahead is straight", () => {
  assert.deepEqual(numbers(wirePath({ x: 0, y: 9 }, { x: 52, y: 9 })).filter((_, place) => place % 2), [9, 9, 9, 9]);
});

test("a wire that runs back at one height passes below the cards", () => {
  assert.ok(wireMiddle({ x: 300, y: 0 }, { x: 0, y: 10 }).y > 100);
  assert.equal(wireMiddle({ x: 300, y: 0 }, { x: 0, y: 200 }).y, 148);
});

test("a wire from row to row lies clear of the cards at its ends", () => {
  const [source, target] = [{ x: 640, y: 20 }, { x: 0, y: 200 }];
  const cards = [{ x: 464, y: 0 }, { x: 0, y: 180 }]; // each with its port at its upper right, or left

  for (const { x, y } of along(wirePath(source, target)).slice(1, -1)) {
    for (const card of cards) assert.ok(!(x > card.x && x < card.x + 176 && y > card.y && y < card.y + 120), `${x} ${y}`);
  }
});

test("a wire that runs back lies clear of tall cards, between them where there is room and else below both", () => {
  const width = 176;
  for (const [sourceHeight, targetHeight, rise] of [[240, 100, 0], [100, 300, 40], [200, 100, 260], [260, 120, 180]]) {
    const source = { x: 640, y: 20 };
    const target = { x: 0, y: 20 + rise };
    const [left, right] = [
      { x: source.x - width, y: source.y - 19, height: sourceHeight },
      { x: target.x, y: target.y - 19, height: targetHeight },
    ];
    const reaches = [left, right].map(({ height }) => ({ before: 19, after: height - 19 }));

    for (const { x, y } of along(wirePath(source, target, [], false, reaches)).slice(1, -1)) {
      for (const card of [left, right]) {
        const isBehind = x > card.x && x < card.x + width && y > card.y && y < card.y + card.height;
        assert.ok(!isBehind, `${sourceHeight} ${targetHeight} ${rise}: ${x} ${y}`);
      }
    }
  }
});

/** Points along a path of cubic pieces. */
const along = (path) => {
  const [startX, startY, ...rest] = numbers(path);
  let from = [startX, startY];
  return Array.from({ length: rest.length / 6 }, (_, piece) => rest.slice(6 * piece, 6 * piece + 6)).flatMap((piece) => {
    const points = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map((share) => {
      const at = (axis) =>
        (1 - share) ** 3 * from[axis] + 3 * (1 - share) ** 2 * share * piece[axis] +
        3 * (1 - share) * share ** 2 * piece[2 + axis] + share ** 3 * piece[4 + axis];
      return { x: at(0), y: at(1) };
    });
    from = piece.slice(4);
    return points;
  });
};

const ends = (path) => {
  const [x, y, ...rest] = numbers(path);
  return [{ x, y }, ...rest.flatMap((_, place) => (place % 6 === 4 ? [{ x: rest[place], y: rest[place + 1] }] : []))];
};

test("a wire passes its way-points in order, and one on top of another once", () => {
  const points = [{ x: 100, y: 80 }, { x: 100.1, y: 80 }, { x: 300, y: 80 }];

  const path = wirePath({ x: 0, y: 0 }, { x: 400, y: 0 }, points);

  assert.deepEqual(ends(path), [{ x: 0, y: 0 }, points[0], points[2], { x: 400, y: 0 }]);
});

test("a wire led past cards is straight between its way-points and swings out beyond none", () => {
  const heights = numbers(wirePath({ x: 0, y: 0 }, { x: 400, y: 0 }, [{ x: 72, y: 80 }, { x: 328, y: 80 }]))
    .filter((_, place) => place % 2);

  assert.deepEqual(heights, [0, 0, 80, 80, 80, 80, 80, 80, 0, 0]);
});

test("a wire turns around where its way-points lead back", () => {
  const path = numbers(wirePath({ x: 500, y: 0 }, { x: 0, y: 200 }, [
    { x: 500, y: 0 }, { x: 500, y: 100 }, { x: 0, y: 100 }, { x: 0, y: 200 },
  ]));

  assert.ok(Math.max(...path.filter((_, place) => place % 2 === 0)) > 510);
  assert.ok(Math.min(...path.filter((_, place) => place % 2 === 0)) < -10);
  assert.ok(Math.max(...path.filter((_, place) => place % 2)) === 200);
});

test("a wire that turns around beside its source arrives level where it goes on level, without a corner", () => {
  const path = numbers(wirePath({ x: 0, y: 0 }, { x: -300, y: 240 }, [{ x: 24, y: 200 }, { x: -300, y: 200 }]));
  const [arrivingX, arrivingY, x, y, leavingX, leavingY] = path.slice(4, 10);

  assert.deepEqual([x, y], [24, 200]);
  assert.deepEqual([arrivingY, leavingY], [200, 200]);
  assert.ok(arrivingX > x && leavingX < x);
});

test("a wire that runs down is one that runs right, turned about the diagonal", () => {
  const across = numbers(wirePath({ x: 0, y: 10 }, { x: 300, y: 50 }, [{ x: 90, y: 90 }]));
  const down = numbers(wirePath({ x: 10, y: 0 }, { x: 50, y: 300 }, [{ x: 90, y: 90 }], true));

  assert.deepEqual(down, across.flatMap((_, place) => (place % 2 ? [across[place], across[place - 1]] : [])));
});

test("the label of a wire stands half way along its way-points", () => {
  assert.deepEqual(wireMiddle({ x: 0, y: 0 }, { x: 100, y: 100 }, [{ x: 100, y: 0 }]), { x: 100, y: 0 });
});

test("a wire between two rows lies clear of the tall cards above and of those below, however far apart they are", () => {
  for (const rise of [120, 174, 231, 400]) {
    const middle = wireMiddle({ x: 900, y: 0 }, { x: 100, y: rise }, []).y;

    assert.ok(middle <= rise - 38, `${rise}: ${middle}`);
    assert.ok(middle >= Math.min(rise - 38, rise / 2 + 48), `${rise}: ${middle}`);
  }
});
