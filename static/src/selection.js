/**
 * What is selected: ids of cards, and ids of wires. Pure.
 *
 * @typedef {{nodes: ReadonlySet<string>, wires: ReadonlySet<string>}} Selection
 */

/** @type {Selection} */
export const nothing = { nodes: new Set(), wires: new Set() };

/** @param {Iterable<string>} nodes @returns {Selection} */
export const onlyNodes = (nodes) => ({ nodes: new Set(nodes), wires: new Set() });

/** @param {Iterable<string>} wires @returns {Selection} */
export const onlyWires = (wires) => ({ nodes: new Set(), wires: new Set(wires) });

/** @param {Selection} selection @param {string} id @returns {Selection} */
export const toggleNode = (selection, id) => ({ ...selection, nodes: toggled(selection.nodes, id) });

/** @param {Selection} selection @param {string} id @returns {Selection} */
export const toggleWire = (selection, id) => ({ ...selection, wires: toggled(selection.wires, id) });

/** @param {Selection} selection @param {Iterable<string>} ids @returns {Selection} */
export const addNodes = (selection, ids) => ({ ...selection, nodes: new Set([...selection.nodes, ...ids]) });

/** @param {Selection} selection @param {import("./scene.js").Scene} scene @returns {Selection} what still exists */
export const pruned = (selection, scene) => ({
  nodes: new Set([...selection.nodes].filter((id) => scene.cards.has(id))),
  wires: new Set([...selection.wires].filter((id) => scene.wires.has(id))),
});

/** @param {Selection} left @param {Selection} right */
export const sameSelection = (left, right) => sameSet(left.nodes, right.nodes) && sameSet(left.wires, right.wires);

const toggled = (ids, id) => {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
};

const sameSet = (left, right) => left.size === right.size && [...left].every((id) => right.has(id));
