/** When the page turns light or dark: what is drawn on a bitmap has its colours from the theme. */

const isDark = () => document.body.classList.contains("body--dark");

/**
 * Quasar writes the body's class anew with every update of the page, most of the time as it was.
 *
 * @param {() => void} changed @returns {() => void} stops watching
 */
export const watchTheme = (changed) => {
  let was = isDark();
  const observer = new MutationObserver(() => {
    if (was === isDark()) return;
    was = !was;
    changed();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
};
