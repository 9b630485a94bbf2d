import assert from "node:assert/strict";
import { test } from "node:test";

import { blocksOf, markdown, spansOf } from "../src/markdown.js";

test("headings, lists and paragraphs are told apart", () => {
  assert.deepEqual(
    blocksOf("# Why\nfirst\nsecond\n\n- one\n- two\n\nlast").map((block) => block.kind),
    ["heading", "paragraph", "list", "paragraph"],
  );
  assert.equal(blocksOf("- one\n- two")[0].items.length, 2);
});

test("bold, italic, code and links are spans", () => {
  assert.deepEqual(
    spansOf("a **b** *c* `d` [e](https://example.org)").map(({ kind, text }) => [kind, text]),
    [
      ["text", "a "],
      ["bold", "b"],
      ["text", " "],
      ["italic", "c"],
      ["text", " "],
      ["code", "d"],
      ["text", " "],
      ["link", "e"],
    ],
  );
});

test("markup and addresses that run code stay text", () => {
  const hostile = '<img src=x onerror="alert(1)"> [x](javascript:alert(1))';

  assert.deepEqual(spansOf(hostile), [{ kind: "text", text: hostile }]);
  const [paragraph] = markdown(hostile);
  assert.equal(paragraph.type, "p");
  assert.ok(paragraph.children.every((child) => typeof child === "string" || child.type.toString() === "Symbol(v-txt)"));
});
