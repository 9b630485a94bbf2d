/** Cards and wires for tests: what a test does not say is as plain as can be. */

export const card = (id, changes = {}) => ({
  id,
  title: id,
  type: "Dense",
  category: "Core",
  dashed: false,
  x: 0,
  y: 0,
  inputs: [{ name: "inputs", label: null, index: null, target: id }],
  outputs: [{ name: "output", label: null, source: id }],
  subtitle: "Dense",
  chips: [],
  left: "512",
  right: "401,920",
  status: "ok",
  message: null,
  cure: null,
  state: null,
  thumbnails: [],
  down: false,
  ...changes,
});

export const wire = (source, target) => ({ id: target, source, target, status: "ok", shape: null, points: [], down: false });
