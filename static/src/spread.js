/** Histograms over time, as columns of a picture. Pure. */

/**
 * @param {(import("./layer-table.js").Histogram|null)[]} looks in order @param {number} most
 * @returns {import("./layer-table.js").Histogram[]} evenly chosen ones, the last among them
 */
export const columnsOf = (looks, most) => {
  const known = looks.filter(Boolean);
  if (known.length <= most) return known;
  return Array.from({ length: most }, (_, place) => known[Math.round(((place + 1) * known.length) / most) - 1]);
};

/** @param {import("./layer-table.js").Histogram[]} columns @returns {number} how far from zero the picture reaches */
export const reachOf = (columns) => {
  const ends = columns.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]).sort((one, other) => one - other);
  // A single outlier would press all the others into a line.
  return ends[Math.floor(0.95 * (ends.length - 1))] || 1;
};
