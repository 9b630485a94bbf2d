import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { commandOf, commands, isPossible, keyCaps, menuOf } from "../src/commands.js";
import { nothing, onlyNodes, onlyWires } from "../src/selection.js";
import { strings } from "../src/strings.js";

const released = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const press = (key, held = {}) => commandOf({ key, ...released, ...held })?.id ?? null;
const control = { ctrlKey: true };
const shift = { shiftKey: true };

test("undo and redo answer to the keys people know, with Control or Command", () => {
  assert.equal(press("z", control), "undo");
  assert.equal(press("z", { metaKey: true }), "undo");
  assert.equal(press("Z", { ...control, ...shift }), "redo");
  assert.equal(press("y", control), "redo");
});

test("Delete removes, and with Control heals the wires", () => {
  assert.equal(press("Delete"), "remove");
  assert.equal(press("Backspace"), "remove");
  assert.equal(press("Delete", control), "heal");
});

test("a letter with Shift is another key, a sign is one however it is typed", () => {
  assert.equal(press("A", shift), "add");
  assert.equal(press("a"), null);
  assert.equal(press("?", shift), "keys");
  assert.equal(press("?"), "keys");
  assert.equal(press("F", shift), null);
});

test("copying means marked text where there is any, and pasting is left to the browser", () => {
  const named = (id) => commands.find((each) => each.id === id);
  assert.equal(press("c", control), "copy");
  assert.equal(press("x", control), "cut");
  assert.equal(press("V", { ...control, ...shift }), "paste-wired");
  assert.ok(named("copy").isForText && named("cut").isForText && !named("duplicate").isForText);
  assert.ok(named("paste").isNative && named("paste-wired").isNative && !named("copy").isNative);
});

test("other keys, and all keys with Alt, are left alone", () => {
  assert.equal(press("q"), null);
  assert.equal(press("z", { ...control, altKey: true }), null);
});

test("saving, opening and training are meant in a field too, deleting is not", () => {
  const meant = commands.filter((each) => each.isForTheDocument).map((each) => each.id);

  assert.deepEqual(meant, ["next-part", "part-before", "save", "open", "train"]);
});

test("no two commands share an id or a key, and each has its words and its deed", () => {
  const deeds = readFileSync(new URL("../src/canvas-commands.js", import.meta.url), "utf8");
  const ids = commands.map((each) => each.id);
  const keys = commands.flatMap((each) => each.keys);

  assert.equal(new Set(ids).size, ids.length);
  assert.equal(new Set(keys).size, keys.length);
  for (const { id, group, isAsked } of commands) {
    assert.ok(strings.commands[id], id);
    assert.ok(strings.commandGroups[group], group);
    assert.ok(isAsked || new RegExp(`^    "?${id}"?: \\(`, "m").test(deeds), id);
  }
});

test("a menu holds what belongs to its place, in groups", () => {
  const node = menuOf("node").map((group) => group.map((each) => each.id));

  assert.ok(node.some((group) => group.includes("bypass") && group.includes("mute")));
  assert.ok(node.at(-1).includes("remove"));
  assert.ok(!node.flat().includes("add"));
});

test("what needs a selection cannot be done without one", () => {
  const possible = (id, selection) =>
    isPossible(
      commands.find((each) => each.id === id),
      selection,
    );

  assert.ok(possible("undo", nothing));
  assert.ok(!possible("bypass", nothing) && possible("bypass", onlyNodes(["a"])));
  assert.ok(!possible("remove", nothing) && possible("remove", onlyWires(["a"])));
  assert.ok(!possible("insert", onlyNodes(["a"])) && possible("insert", onlyWires(["a"])));
});

test("keys are drawn as the person's own system names them", () => {
  assert.deepEqual(keyCaps("Mod+Shift+P"), ["Ctrl", "Shift", "P"]);
  assert.deepEqual(keyCaps("Mod+Shift+P", true), ["⌘", "⇧", "P"]);
  assert.deepEqual(keyCaps("+"), ["+"]);
  assert.deepEqual(keyCaps("Mod+ArrowLeft"), ["Ctrl", "←"]);
});
