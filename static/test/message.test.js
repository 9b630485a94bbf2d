import assert from "node:assert/strict";
import { test } from "node:test";

import { emphasized } from "../src/message.js";

const isName = (word) => ["features", "scale"].includes(word);

test("names of cards stand out, and the text stays whole", () => {
  const message = "features needs height × width × channels; scale gives 28 × 28.";

  const parts = emphasized(message, isName);

  assert.equal(parts.map((part) => part.text).join(""), message);
  assert.deepEqual(parts.filter((part) => part.isName).map((part) => part.text), ["features", "scale"]);
});

test("a name inside another word does not stand out", () => {
  assert.ok(emphasized("scale_2 rescales scales.", isName).every((part) => !part.isName));
});

test("an empty message has no parts", () => {
  assert.deepEqual(emphasized("", isName), []);
});
