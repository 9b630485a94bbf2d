/** The parts of the page, and how one key leads from each to the next: header, layers, graph, inspector, drawer. */

const REGIONS = [".gn-header", ".gn-left", ".gn-canvas", ".gn-right", ".gn-drawer"];
const STOPS = "button:not(:disabled), input:not([type=hidden]), textarea, a[href], [tabindex='0']";

/** @param {1|-1} by the next part that is shown, or the one before */
export const stepRegion = (by) => {
  const shown = REGIONS.map((selector) => document.querySelector(selector)).filter((each) => firstStop(each));
  const now = shown.findIndex((region) => region.contains(document.activeElement));
  const next = shown[now < 0 ? (by > 0 ? 0 : shown.length - 1) : (now + by + shown.length) % shown.length];
  firstStop(next)?.focus();
};

const firstStop = (region) => {
  if (region === null) return null;
  const stops = [...region.querySelectorAll(STOPS)].filter(isSeen);
  return stops.find((stop) => stop.matches(".is-selected")) ?? stops[0] ?? null;
};

const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
