/** What a change of the scene is read aloud as. Pure. */

import { cardOf } from "./scene.js";
import { strings } from "./strings.js";

/**
 * Say what came, went and was wired; nothing where cards only moved, or show other values.
 *
 * @param {import("./scene.js").Scene} scene as it was before
 * @param {{cards?: Record<string, import("./scene.js").Card|null>, wires?: Record<string, import("./scene.js").Wire|null>}} changes
 * @returns {string}
 */
export const changesInWords = (scene, { cards = {}, wires = {} }) => {
  const added = Object.values(cards).filter((card) => card !== null && !scene.cards.has(card.id));
  const gone = Object.keys(cards).flatMap((id) => (cards[id] === null ? (scene.cards.get(id) ?? []) : []));
  if (isRenaming(added, gone)) return strings.spoken.renamed(gone[0].title, added[0].title);
  const titleOf = (port) => (cards[cardOf(port)] ?? scene.cards.get(cardOf(port)))?.title ?? cardOf(port);
  const ends = ({ source, target }) => [titleOf(source), titleOf(target)];
  const connected = Object.values(wires).filter((wire) => wire !== null && isNew(scene, wire));
  const cut = Object.keys(wires).flatMap((id) => (wires[id] === null ? (scene.wires.get(id) ?? []) : []));
  return [
    ...counted(added, strings.spoken.added, strings.spoken.addedMany),
    ...counted(gone, strings.spoken.deleted, strings.spoken.deletedMany),
    ...(connected.length > 1 || gone.length ? [] : connected.map((wire) => strings.spoken.connected(...ends(wire)))),
    ...(connected.length > 1 && !gone.length ? [strings.spoken.connectedMany(connected.length)] : []),
    // A card that is gone took its wires along; a wire in the place of another says enough.
    ...(gone.length || connected.length ? [] : cut.map((wire) => strings.spoken.disconnected(...ends(wire)))),
  ].join(". ");
};

const counted = (cards, one, many) => {
  if (cards.length === 0) return [];
  return [cards.length === 1 ? one(cards[0].title) : many(cards.length)];
};

const isRenaming = (added, gone) =>
  added.length === 1 && gone.length === 1 && added[0].type === gone[0].type && added[0].title !== gone[0].title;

const isNew = (scene, { id, source, target }) => {
  const before = scene.wires.get(id);
  return before?.source !== source || before?.target !== target;
};
