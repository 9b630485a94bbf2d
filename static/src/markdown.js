/**
 * A small part of Markdown, as data and as elements: headings, lists, bold, italic, code, links. Pure.
 *
 * It makes no HTML: what is not understood stays the text that it is, so nothing in a document can become a tag.
 *
 * @typedef {{kind: "text"|"bold"|"italic"|"code", text: string}|{kind: "link", text: string, address: string}} Span
 * @typedef {{kind: "heading", level: number, spans: Span[]}|{kind: "paragraph", spans: Span[]}
 *   |{kind: "list", items: Span[][]}} Block
 */

import { h } from "vue";

const HEADING = /^(#{1,3})\s+(.*)$/;
const ITEM = /^\s*[-*]\s+(.*)$/;
const SPAN = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** @param {string} text @returns {Block[]} */
export const blocksOf = (text) => {
  const blocks = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    const last = blocks.at(-1);
    if (heading) blocks.push({ kind: "heading", level: heading[1].length, spans: spansOf(heading[2]) });
    else if (item && isOpen && last.kind === "list") last.items.push(spansOf(item[1]));
    else if (item) blocks.push({ kind: "list", items: [spansOf(item[1])] });
    else if (!line.trim()) isOpen = false;
    else if (isOpen && last.kind === "paragraph") last.spans.push({ kind: "text", text: "\n" }, ...spansOf(line));
    else blocks.push({ kind: "paragraph", spans: spansOf(line) });
    if (line.trim()) isOpen = !heading;
  }
  return blocks;
};

/** @param {string} line @returns {Span[]} */
export const spansOf = (line) => {
  const spans = [];
  let end = 0;
  for (const match of line.matchAll(SPAN)) {
    if (match.index > end) spans.push({ kind: "text", text: line.slice(end, match.index) });
    const [whole, bold, italic, code, text, address] = match;
    if (bold) spans.push({ kind: "bold", text: bold });
    else if (italic) spans.push({ kind: "italic", text: italic });
    else if (code) spans.push({ kind: "code", text: code });
    else spans.push({ kind: "link", text, address });
    end = match.index + whole.length;
  }
  if (end < line.length) spans.push({ kind: "text", text: line.slice(end) });
  return spans;
};

/** @param {string} text @returns {import("vue").VNode[]} */
export const markdown = (text) => blocksOf(text).map(elementOf);

const elementOf = (block) => {
  switch (block.kind) {
    case "heading":
      return h("p", { class: `gn-md-heading is-${block.level}`, role: "heading", "aria-level": block.level + 2 }, inline(block));
    case "list":
      return h(
        "ul",
        block.items.map((spans) => h("li", inline({ spans }))),
      );
    default:
      return h("p", inline(block));
  }
};

const inline = ({ spans }) =>
  spans.map((span) => {
    switch (span.kind) {
      case "bold":
        return h("b", span.text);
      case "italic":
        return h("i", span.text);
      case "code":
        return h("code", span.text);
      case "link":
        return h("a", { href: span.address, target: "_blank", rel: "noopener noreferrer nofollow" }, span.text);
      default:
        return span.text;
    }
  });
