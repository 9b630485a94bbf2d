import assert from "node:assert/strict";
import { test } from "node:test";

import { matches, rank } from "../src/search.js";

const titles = "Input Dense Conv2D SeparableConv2D MaxPooling2D Dropout Embedding GlobalMaxPooling2D".split(" ");
const sections = [{ title: "All", items: titles.map((title) => ({ type: title, title, doc: "", category: "Core" })) }];
const found = (query) => matches(sections, query).map((item) => item.title);

test("a prefix ranks before initials, initials before a run of letters, a run before letters apart", () => {
  assert.ok(rank("den", "Dense") < rank("mp", "MaxPooling2D"));
  assert.ok(rank("mp", "MaxPooling2D") < rank("pool", "MaxPooling2D"));
  assert.ok(rank("pool", "MaxPooling2D") < rank("mxp", "MaxPooling2D"));
});

test("of two matches of one kind the shorter name comes first", () => {
  assert.deepEqual(found("conv"), ["Conv2D", "SeparableConv2D"]);
  assert.equal(found("d")[0], "Dense");
});

test("letters in order are enough, in any case and with spaces", () => {
  assert.ok(found("MAX pool").includes("MaxPooling2D"));
  assert.ok(found("dpt").includes("Dropout"));
});

test("letters out of order match nothing", () => {
  assert.deepEqual(found("tuopord"), []);
});

test("a layer listed under two headings is found once", () => {
  assert.equal(matches([...sections, ...sections], "dense").length, 1);
});
