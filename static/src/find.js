/** Which cards a query means: by letters of their name or type, and by what they are, as in "is:invalid". Pure. */

import { rank } from "./search.js";

const STATES = {
  invalid: (card) => card.status === "fault",
  warning: (card) => card.status === "warning",
  unknown: (card) => card.status === "unknown",
  bypassed: (card) => card.state === "bypassed",
  muted: (card) => card.state === "muted",
};

/**
 * @param {import("./scene.js").Card[]} cards @param {string} query words, of which each has to match
 * @returns {import("./scene.js").Card[]} best first
 */
export const foundCards = (cards, query) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = [];
  for (const card of cards) {
    const scores = words.map((word) => score(card, word));
    if (!scores.includes(null)) scored.push({ card, score: scores.reduce((sum, each) => sum + each, 0) });
  }
  return scored.sort((left, right) => left.score - right.score).map(({ card }) => card);
};

const score = (card, word) => {
  if (word.startsWith("is:")) {
    const wanted = Object.entries(STATES).filter(([name]) => name.startsWith(word.slice(3)));
    return wanted.some(([, holds]) => holds(card)) ? 0 : null;
  }
  const scores = [card.title, card.id, card.type].map((text) => rank(word, text)).filter((each) => each !== null);
  return scores.length ? Math.min(...scores) : null;
};
