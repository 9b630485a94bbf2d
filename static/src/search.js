/**
 * Search in the palette: a query matches where its letters occur in order, the best match first. Pure.
 *
 * @typedef {{type: string, title: string, doc: string, category: string}} Item
 * @typedef {{title: string, items: Item[]}} Section
 */

/**
 * How well a title matches: lower is better, null is no match. Prefixes rank first, then starts of words
 * (capitals count, so "mp" finds MaxPooling2D), then a run of letters, then letters apart.
 *
 * @param {string} query @param {string} title @returns {number|null}
 */
export const rank = (query, title) => {
  const wanted = query.replace(/\s+/g, "").toLowerCase();
  const text = title.toLowerCase();
  if (text.startsWith(wanted)) return text.length / 1000;
  const initials = title.replace(/[^A-Z0-9]/g, "").toLowerCase();
  if (initials.startsWith(wanted)) return 1 + text.length / 1000;
  const start = text.indexOf(wanted);
  if (start >= 0) return 2 + start / 100 + text.length / 1000;
  const span = subsequenceSpan(wanted, text);
  return span === null ? null : 3 + span / 100 + text.length / 1000;
};

/** @param {Section[]} sections @param {string} query @returns {Item[]} best first, each item once */
export const matches = (sections, query) => {
  const ranked = [];
  const seen = new Set();
  for (const item of sections.flatMap((section) => section.items)) {
    const score = rank(query, item.title);
    if (score === null || seen.has(item.type)) continue;
    seen.add(item.type);
    ranked.push({ item, score });
  }
  return ranked.sort((left, right) => left.score - right.score).map(({ item }) => item);
};

const subsequenceSpan = (wanted, text) => {
  let first = -1;
  let place = -1;
  for (const letter of wanted) {
    place = text.indexOf(letter, place + 1);
    if (place < 0) return null;
    if (first < 0) first = place;
  }
  return place - first;
};
