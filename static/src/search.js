/**
 * Search in lists: a query matches where its letters occur in order, the best match first. Pure.
 *
 * @typedef {{type: string, title: string, doc: string, category: string,
 *   inputs: ("one"|"list"|"optional")[], outputs: number}} Item
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
export const matches = (sections, query) => ranked(itemsOf(sections), query);

/** @param {Section[]} sections @returns {Item[]} each once, whatever number of headings it stands under */
export const itemsOf = (sections) => [
  ...new Map(sections.flatMap((section) => section.items).map((item) => [item.type, item])).values(),
];

/**
 * The items a query means, best first; those whose title does not match, but whose kind or words do, come last.
 *
 * @template {{title: string, doc?: string, category?: string}} Entry
 * @param {Entry[]} items @param {string} query @returns {Entry[]}
 */
export const ranked = (items, query) => {
  if (!query.trim()) return items;
  return items
    .map((item) => ({ item, score: rank(query, item.title) ?? rankOfWords(query, item) }))
    .filter(({ score }) => score !== null)
    .sort((left, right) => left.score - right.score)
    .map(({ item }) => item);
};

const LEAST_RANK_OF_WORDS = 10;

const rankOfWords = (query, { category = "", doc = "" }) => {
  const wanted = query.trim().toLowerCase();
  if (wanted.length < 3) return null;
  const start = `${category} ${doc}`.toLowerCase().indexOf(wanted);
  return start < 0 ? null : LEAST_RANK_OF_WORDS + start / 1000;
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
