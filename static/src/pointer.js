/**
 * Follow a pressed pointer until it is let go.
 *
 * `onFrame` runs once a frame while the pointer has left the place where it was pressed, `onEnd` when it is let go
 * (with whether it had moved), `onCancel` when the gesture is called off: by Escape, by the browser, or by a
 * second finger. The listeners are on the window, so the pressed element may be drawn anew meanwhile.
 *
 * @typedef {{clientX: number, clientY: number, altKey: boolean}} ScreenPoint
 * @param {PointerEvent} pressed
 * @param {{onFrame: (at: ScreenPoint) => void, onEnd: (at: ScreenPoint, hasMoved: boolean) => void,
 *   onCancel?: () => void, threshold?: number}} gesture
 */
export const followPointer = (pressed, { onFrame, onEnd, onCancel = () => {}, threshold = 3 }) => {
  const start = { clientX: pressed.clientX, clientY: pressed.clientY, altKey: pressed.altKey };
  let at = start;
  let hasMoved = threshold === 0;
  let frame = null;

  const tick = () => {
    onFrame(at);
    frame = requestAnimationFrame(tick);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    listeners.abort();
  };
  const follow = (event) => {
    at = { clientX: event.clientX, clientY: event.clientY, altKey: event.altKey };
    hasMoved ||= Math.hypot(at.clientX - start.clientX, at.clientY - start.clientY) > threshold;
  };
  const onMove = (event) => {
    if (event.pointerId !== pressed.pointerId) return;
    follow(event);
    if (hasMoved && frame === null) tick();
  };
  const onUp = (event) => {
    if (event.pointerId !== pressed.pointerId) return;
    follow(event);
    stop();
    if (hasMoved) onFrame(at);
    onEnd(at, hasMoved);
  };
  const callOff = (event) => {
    if (event.type === "pointerdown" && event.pointerId === pressed.pointerId) return;
    if (event.type === "keydown" && event.key !== "Escape") return;
    if (event.type === "keydown") event.stopPropagation();
    stop();
    onCancel();
  };

  const listeners = new AbortController();
  const listen = (type, handler, options = {}) =>
    window.addEventListener(type, handler, { signal: listeners.signal, ...options });
  listen("pointermove", onMove);
  listen("pointerup", onUp);
  listen("pointercancel", callOff);
  listen("pointerdown", callOff);
  listen("keydown", callOff, { capture: true });
  if (hasMoved) tick();
};
