/** How moments and durations of runs are written. Pure. */

const DAY_MILLISECONDS = 86_400_000;

/** @param {number|null} seconds since the Unix epoch @param {Date} [now] @returns {string} the time, and the day where it was another */
export const beganText = (seconds, now = new Date()) => {
  if (seconds === null) return "–";
  const began = new Date(seconds * 1000);
  const time = began.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  if (began.toDateString() === now.toDateString()) return time;
  const isLongAgo = now - began > 300 * DAY_MILLISECONDS;
  const day = began.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(isLongAgo ? { year: "numeric" } : {}) });
  return `${day}, ${time.slice(0, 5)}`;
};

/** @param {number} seconds @returns {string} */
export const durationText = (seconds) => {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
