/**
 * What this browser remembers between visits, and what a tab remembers when it is loaded again.
 *
 * A browser that keeps nothing is a little less comfortable, and no more.
 */

const quietly = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

/** @param {string} key @returns {string|null} */
export const recall = (key) => quietly(() => localStorage.getItem(key));

/** @param {string} key @param {string} value */
export const remember = (key, value) => quietly(() => localStorage.setItem(key, value));

/** @param {string} key @returns {string|null} */
export const recallForTab = (key) => quietly(() => sessionStorage.getItem(key));

/** @param {string} key @param {string} value */
export const rememberForTab = (key, value) => quietly(() => sessionStorage.setItem(key, value));

/** @param {string} key */
export const forgetForTab = (key) => quietly(() => sessionStorage.removeItem(key));
