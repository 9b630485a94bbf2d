/** How numbers are written at charts. Pure. */

/** @param {number|undefined} value @param {string} none @returns {string} three decimals, or what its size needs */
export const written = (value, none) => {
  if (value === undefined || value === null) return none;
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(2);
  return value.toFixed(size >= 100 ? 1 : 3);
};

/** @param {number[]} ticks @returns {string[]} with as many decimals as tell them apart */
export const tickTexts = (ticks) => {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
  const digits = [0, 1, 2, 3, 4, 5].find((count) => isWhole(step * 10 ** count)) ?? 6;
  return ticks.map((tick) => {
    if (tick === 0) return "0";
    return Math.abs(tick) >= 100_000 ? tick.toExponential(0) : tick.toFixed(digits);
  });
};

/** @param {(number|null)[]} ticks null where there is no room for one @returns {string[]} each with its own decimals */
export const logTickTexts = (ticks) =>
  ticks.map((tick) => (tick === null ? "" : tick < 0.001 || tick >= 100_000 ? tick.toExponential(0) : String(+tick.toPrecision(3))));

/** @param {number} value @returns {boolean} */
export const isWhole = (value) => Math.abs(value - Math.round(value)) < 1e-6;
