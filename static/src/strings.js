/** All text the browser part shows or reads aloud, in one place. */

import { commandStrings } from "./strings-commands.js";
import { runStrings } from "./strings-runs.js";

export const strings = {
  ...commandStrings,
  ...runStrings,
  canvas: {
    name: "Graph",
    empty: "Drag a layer here to begin",
    emptyHint: "or double-click one in the list",
    unknown: "–",
    more: (count) => `+${count}`,
    /** @param {import("./scene.js").Card} card */
    card: (card) =>
      [
        card.title,
        card.type,
        card.left && `output ${card.left}`,
        card.right && (/^[\d,]+$/.test(card.right) ? `${card.right} parameters` : card.right),
        card.state,
        card.message,
      ]
        .filter(Boolean)
        .join(", "),
    rename: (title) => `New name of ${title}`,
    inputPort: (name) => `Input ${name}`,
    outputPort: (name) => `Output ${name}`,
    wire: (source, target) => `Wire from ${source} to ${target}`,
    faultMark: "Problem",
    warningMark: "Warning",
    movedOne: (title, x, y) => `Moved ${title} to ${x}, ${y}`,
    movedMany: (count) => `Moved ${count} layers`,
    selectedOne: (title) => `Selected ${title}`,
    selectedMany: (count) => `Selected ${count} layers`,
  },
  drawing: {
    colour: "Colour",
    colours: {
      grey: "Grey",
      iris: "Iris",
      blue: "Blue",
      teal: "Teal",
      green: "Green",
      amber: "Amber",
      red: "Red",
      pink: "Pink",
    },
    frame: (title, count) => `Frame ${title || "without a title"}, ${count} ${count === 1 ? "layer" : "layers"}`,
    title: "Title of the frame",
    untitled: "Untitled",
    removeFrame: "Take the frame away, and leave its layers",
    note: "Note",
    removeNote: "Delete the note",
    emptyNote: "Double-click to write",
    writing: "Write here: **bold**, *italic*, `code`, - lists",
    waypoint: "Point of the wire: drag it, or double-click to take it away",
  },
  align: {
    name: "Line up the selection",
    left: "Align left edges",
    centre: "Align centres across",
    right: "Align right edges",
    top: "Align top edges",
    middle: "Align centres down",
    bottom: "Align bottom edges",
    across: "Same room between, across",
    down: "Same room between, down",
  },
  crumbs: {
    name: "Where you are",
  },
  tools: {
    name: "Zoom",
    zoomOut: "Zoom out",
    zoomIn: "Zoom in",
    actualSize: "Zoom to 100%",
    fit: "Fit the selection or the whole graph (F)",
    layout: "Lay out the selection or the whole graph (L)",
    percent: (zoom) => `${Math.round(zoom * 100)}%`,
    minimap: "Overview: click or drag to move the view",
  },
  palette: {
    name: "Layers",
    search: "Search layers",
    shortcut: "/",
    clear: "Clear the search",
    empty: (query) => `No layer matches “${query}”`,
  },
  files: {
    drop: "Drop to open",
    kinds: "A graph, a Keras model, a picture saved by graphnn, or a CSV file to learn from",
    refused: (name) => `${name} was not taken: it is larger than the server allows.`,
    lost: (name) => `${name} was not taken: the server does not answer.`,
  },
  sketch: {
    name: "Sheet to draw on",
    hint: "Draw here",
  },
  chart: {
    empty: "The curve appears here while the network trains",
    none: "–",
    best: (epoch) => `best, epoch ${epoch}`,
    at: {
      epoch: (x) => `epoch ${x.toFixed(2)}`,
      step: (x) => `step ${Math.round(x).toLocaleString("en")}`,
      seconds: (x) => `after ${x.toFixed(1)} s`,
    },
    tools: "How charts are drawn",
    against: "Across",
    axes: { epoch: "Epochs", step: "Steps", seconds: "Time" },
    log: "Log",
    logHint: "Logarithmic scale",
    smooth: "Smooth",
    smoothHint: "Smooth the curves; what they were stays as a shadow",
  },
};
