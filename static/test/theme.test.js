import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../src/theme.css", import.meta.url), "utf8");
const tokens = (selector) => {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0];
  const found = [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)];
  return Object.fromEntries(found.map(([, name, value]) => [name, value]));
};
const luminance = (hex) => {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (left, right) => {
  const [dark, light] = [luminance(left), luminance(right)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
};

const light = tokens("body");
const dark = { ...light, ...tokens("body.body--dark") };
const readable = [
  ...["text", "soft", "faint"].flatMap((ink) => ["bg", "panel", "raise", "field"].map((paper) => [ink, paper])),
  ["accent", "panel"],
  ["accent", "accent-soft"],
  ["on-accent", "accent"],
  ["ok", "ok-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["bad", "panel"],
  ["raise", "bad"],
  ["raise", "warn"],
];

for (const [theme, colors] of Object.entries({ light, dark })) {
  for (const [ink, paper] of readable) {
    test(`${ink} on ${paper} can be read in the ${theme} theme`, () => {
      assert.ok(contrast(colors[ink], colors[paper]) >= 4.5, contrast(colors[ink], colors[paper]).toFixed(2));
    });
  }
}

test("both themes set the same tokens", () => {
  assert.deepEqual(Object.keys(tokens("body.body--dark")).sort(), Object.keys(light).sort());
});
