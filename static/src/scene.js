/**
 * The scene: what the server says lies on the canvas, and the positions that wait for its word.
 *
 * Pure: every function returns a new scene and touches no other. Cards and wires are kept by identity where
 * nothing changed, so the canvas redraws only what did.
 *
 * @typedef {{name: string, label: string|null, index: number|null, target: string}} InputPort
 * @typedef {{name: string, label: string|null, source: string}} OutputPort
 * @typedef {{
 *   id: string, title: string, type: string, category: string, dashed: boolean, x: number, y: number,
 *   inputs: InputPort[], outputs: OutputPort[], subtitle: string, chips: {name: string|null, value: string}[],
 *   left: string|null, right: string|null, status: "ok"|"fault"|"warning"|"unknown", message: string|null,
 *   cure: {label: string}|null, state: null|"bypassed"|"muted", thumbnails: string[],
 *   down: boolean, block: string|null, collapsed: boolean,
 * }} Card
 * @typedef {{
 *   id: string, source: string, target: string, status: "ok"|"refused", shape: string|null, points: Point[],
 *   down: boolean,
 * }} Wire
 * @typedef {{id: string, title: string, block: string|null}} Step
 * @typedef {{id: string, text: string, x: number, y: number, width: number, colour: string}} Note
 * @typedef {{
 *   cards: Map<string, Card>, wires: Map<string, Wire>, moved: Map<string, Point>,
 *   frames: Map<string, import("./frames.js").Frame>, notes: Map<string, Note>, way: Step[],
 *   hasData: boolean,
 * }} Scene
 * @typedef {{x: number, y: number}} Point
 */

/** @type {Scene} before one has come from the server */
export const emptyScene = {
  cards: new Map(),
  wires: new Map(),
  moved: new Map(),
  frames: new Map(),
  notes: new Map(),
  way: [],
  hasData: false,
};

/** Whether it came from the server: then the way to it names at least the network. @param {Scene} scene @returns {boolean} */
export const hasArrived = (scene) => scene.way.length > 0;

/** @param {string} port a reference such as "lstm.state_h" @returns {string} the id of its card */
export const cardOf = (port) => {
  const dot = port.indexOf(".");
  return dot < 0 ? port : port.slice(0, dot);
};

/** @param {{cards: Card[], wires: Wire[], way?: Step[]}} sent @returns {Scene} */
export const loadScene = (sent) => ({
  cards: new Map(sent.cards.map((card) => [card.id, card])),
  wires: new Map(sent.wires.map((wire) => [wire.id, wire])),
  moved: new Map(),
  frames: new Map((sent.frames ?? []).map((frame) => [frame.id, frame])),
  notes: new Map((sent.notes ?? []).map((note) => [note.id, note])),
  way: sent.way ?? [],
  hasData: sent.has_data ?? false,
});

/**
 * Take in what changed: a whole card or wire by id, or null where it is gone.
 *
 * The server's word on a card ends the wait of its moved position, whether it took the move or refused it;
 * a card in `held` is under the pointer right now and keeps its place there.
 *
 * @param {Scene} scene
 * @param {{cards?: Record<string, Card|null>, wires?: Record<string, Wire|null>, way?: Step[]}} changes
 * @param {ReadonlySet<string>} held
 * @returns {Scene}
 */
export const patchScene = (scene, changes, held = new Set()) => {
  const changedCards = Object.entries(changes.cards ?? {});
  const moved = new Map(scene.moved);
  for (const [id, card] of changedCards) if (card === null || !held.has(id)) moved.delete(id);
  return {
    cards: patched(scene.cards, changedCards),
    wires: patched(scene.wires, Object.entries(changes.wires ?? {})),
    moved,
    frames: patched(scene.frames, Object.entries(changes.frames ?? {})),
    notes: patched(scene.notes, Object.entries(changes.notes ?? {})),
    way: changes.way ?? scene.way,
    hasData: changes.has_data ?? scene.hasData,
  };
};

/** @param {Scene} scene @param {Iterable<[string, Point]>} positions @returns {Scene} */
export const moveCards = (scene, positions) => ({ ...scene, moved: new Map([...scene.moved, ...positions]) });

/** @param {Scene} scene @param {Iterable<string>} ids @returns {Scene} with these cards where the server has them */
export const dropMoves = (scene, ids) => {
  const moved = new Map(scene.moved);
  for (const id of ids) moved.delete(id);
  return { ...scene, moved };
};

/** @param {Scene} scene @param {Card} card @returns {Point} */
export const positionOf = (scene, card) => scene.moved.get(card.id) ?? card;

/** @param {Scene} scene @param {string} target @returns {Wire|null} the wire that ends at an input port */
export const wireInto = (scene, target) => {
  for (const wire of scene.wires.values()) if (wire.target === target) return wire;
  return null;
};

const patched = (entities, changes) => {
  if (changes.length === 0) return entities;
  const next = new Map(entities);
  for (const [id, entity] of changes) {
    if (entity === null) next.delete(id);
    else next.set(id, entity);
  }
  return next;
};
