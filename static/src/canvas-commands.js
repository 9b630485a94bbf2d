/** What the commands of commands.js do, whichever key, menu or list they were chosen from. */

import { aligned, distributed } from "./alignment.js";
import { commandById, isPossible } from "./commands.js";
import { fold } from "./divider.js";
import { stepRegion } from "./regions.js";
import { moveCards } from "./scene.js";
import { nothing, onlyNodes } from "./selection.js";

const ZOOM_STEP = 1.25;

/** @param {object} canvas the parts of the canvas that commands act on, and the lists that float over it */
export const useCommands = ({ scene, selection, select, view, levels, layout, drawing, stage, rectOf, mover, floats, menus, wireKeys, clipboard, writing, emit }) => {
  const nodes = () => [...selection.value.nodes];
  const wires = () => [...selection.value.wires];
  const zoom = (factor) => view.zoomTo(view.viewport.value.zoom * factor);

  /** Put what is selected where a rule says, as one move. */
  const place = (rule) => {
    const rects = nodes().map((id) => [id, rectOf(scene.value.cards.get(id))]);
    scene.value = moveCards(scene.value, rule(rects));
    stage.moved(nodes());
  };
  const align = (line) => place((rects) => aligned(rects, line));

  const actions = {
    undo: () => emit("undo", {}),
    redo: () => emit("redo", {}),
    save: () => emit("save", {}),
    open: () => emit("open", {}),
    train: () => emit("train", {}),
    add: (at) => floats.openSearch({ at }),
    insert: (at) => floats.openSearch({ at, onto: wires()[0] }),
    copy: () => clipboard.copy(),
    cut: () => clipboard.cut(),
    paste: (at) => clipboard.ask(at, false),
    "paste-wired": (at) => clipboard.ask(at, true),
    duplicate: () => emit("duplicate", { nodes: nodes() }),
    bypass: () => emit("state", { nodes: nodes(), state: "bypassed" }),
    mute: () => emit("state", { nodes: nodes(), state: "muted" }),
    remove: () => emit("remove", { nodes: nodes(), wires: wires(), heal: false }),
    heal: () => emit("remove", { nodes: nodes(), wires: wires(), heal: true }),
    "select-all": () => select(onlyNodes(scene.value.cards.keys())),
    "select-upstream": () => emit("reach", { nodes: nodes(), direction: "upstream" }),
    "select-downstream": () => emit("reach", { nodes: nodes(), direction: "downstream" }),
    clear: () => (nodes().length + wires().length ? select(nothing) : levels.leaveTo(levels.depth() - 1)),
    pack: () => emit("pack", { nodes: nodes() }),
    unpack: () => emit("unpack", { nodes: nodes() }),
    layout: () => layout.ask(),
    "layout-across": () => layout.ask("left-to-right"),
    "layout-down": () => layout.ask("top-to-bottom"),
    frame: () => emit("frame", { id: null, frame: { nodes: nodes() } }),
    note: (at) => drawing.addNote(at),
    rename: () => writing.open(nodes()[0], null),
    wire: () => wireKeys.begin(),
    collapse: () => emit("collapse", { nodes: nodes() }),
    "align-left": () => align("left"),
    "align-centre": () => align("centre"),
    "align-right": () => align("right"),
    "align-top": () => align("top"),
    "align-middle": () => align("middle"),
    "align-bottom": () => align("bottom"),
    "distribute-across": () => place((rects) => distributed(rects, "x")),
    "distribute-down": () => place((rects) => distributed(rects, "y")),
    enter: () => levels.enter(nodes()[0]),
    find: () => floats.open("find"),
    fit: () => view.fit(),
    "zoom-in": () => zoom(ZOOM_STEP),
    "zoom-out": () => zoom(1 / ZOOM_STEP),
    "actual-size": () => view.zoomTo(1),
    "fold-left": () => fold("left"),
    "fold-right": () => fold("right"),
    "fold-bottom": () => fold("bottom"),
    "next-part": () => stepRegion(1),
    "part-before": () => stepRegion(-1),
    menu: () => menus.openAtFocus(),
    palette: () => floats.open("palette"),
    keys: () => floats.open("keys"),
  };

  /** @param {string} id @param {import("./pointer.js").ScreenPoint} [at] where on the screen it was asked for */
  return (id, at = null) => {
    const command = commandById(id);
    if (!isPossible(command, selection.value)) return;
    mover.flushNudges();
    if (command.isAsked) emit("ask", { what: command.id });
    else actions[command.id](at);
  };
};
