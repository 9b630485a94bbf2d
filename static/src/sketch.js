/**
 * A sheet to draw on: ink on nothing, by any pointer.
 *
 * Emits `draw` with the picture as a PNG data URL, at most every 150 ms while drawing and at the end of each stroke;
 * an empty sheet is "". Methods for the server: clear.
 */

import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";

import { strings } from "./strings.js";

const SIDE = 280;
const PEN = 22;
const PAUSE_MILLISECONDS = 150;

export const Sketch = defineComponent({
  name: "GnSketch",
  emits: ["draw"],
  setup(_props, { emit, expose }) {
    const sheet = ref(null);
    const isEmpty = ref(true);
    let pen = null;
    let last = null;
    let sent = 0;

    const place = (event) => {
      const box = sheet.value.getBoundingClientRect();
      return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
    };
    const send = () => {
      sent = Date.now();
      emit("draw", { picture: isEmpty.value ? "" : sheet.value.toDataURL("image/png") });
    };
    const line = (from, to) => {
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
      isEmpty.value = false;
    };
    const begin = (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      sheet.value.setPointerCapture(event.pointerId);
      prepare();
      last = place(event);
      line(last, last);
    };
    const move = (event) => {
      if (last === null) return;
      for (const step of event.getCoalescedEvents?.() ?? [event]) {
        const next = place(step);
        line(last, next);
        last = next;
      }
      if (Date.now() - sent > PAUSE_MILLISECONDS) send();
    };
    const end = () => {
      if (last === null) return;
      last = null;
      send();
    };
    const prepare = () => {
      Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
      pen.strokeStyle = getComputedStyle(sheet.value).color;
    };
    const clear = () => {
      pen.clearRect(0, 0, SIDE, SIDE);
      isEmpty.value = true;
      send();
    };
    expose({ clear });

    onMounted(() => {
      pen = sheet.value.getContext("2d");
    });
    onBeforeUnmount(() => {
      last = null;
    });

    return () =>
      h("div", { class: "gn-sketch" }, [
        h("canvas", {
          ref: sheet,
          width: SIDE,
          height: SIDE,
          role: "img",
          "aria-label": strings.sketch.name,
          onPointerdown: begin,
          onPointermove: move,
          onPointerup: end,
          onPointercancel: end,
        }),
        isEmpty.value ? h("p", { class: "gn-sketch-hint" }, strings.sketch.hint) : null,
      ]);
  },
});
