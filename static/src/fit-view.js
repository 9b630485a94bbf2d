/**
 * The anatomy of a fit: the curve or plane of a network, what its units draw, and their weighted sum, moment by moment
 * while it learns; and weights that are set by hand. Emits `ready`, and `weigh` {weights} as a slider is moved. Methods
 * for the server: begin, push, move.
 */

import { computed, defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";

import { drawCurve, drawLines, drawPlane, drawPoints, isCurve } from "./fit-drawing.js";
import { strings } from "./strings.js";
import { watchTheme } from "./theme-watch.js";

const words = strings.fit;
const KEPT = 240;
const FRAME_MILLISECONDS = 70;
const REACH_BY_HAND = 4;
const SERIES = ["--k-core", "--k-reg", "--k-norm", "--k-attn", "--k-conv", "--k-rnn", "--k-shape", "--k-pool"];

const colorsOf = (element) => {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(name).trim();
  return {
    line: color("--line-2"),
    points: color("--edge"),
    paper: color("--panel"),
    answer: color("--accent"),
    series: SERIES.map(color),
    negative: [76, 86, 214],
    positive: [217, 107, 18],
  };
};

/** A picture that is drawn anew when what it shows, its size or the theme changes. */
const Drawn = defineComponent({
  name: "GnDrawn",
  props: ["draw", "label", "shown"],
  setup(props) {
    const canvas = ref(null);
    const redraw = () => {
      const { clientWidth: width, clientHeight: height } = canvas.value ?? {};
      if (!width || !height) return;
      canvas.value.width = width * devicePixelRatio;
      canvas.value.height = height * devicePixelRatio;
      const context = canvas.value.getContext("2d");
      context.scale(devicePixelRatio, devicePixelRatio);
      context.lineJoin = "round";
      props.draw(context, [width, height], colorsOf(canvas.value));
    };
    const resizing = new ResizeObserver(redraw);
    let stopWatchingTheme = () => {};
    onMounted(() => {
      resizing.observe(canvas.value);
      stopWatchingTheme = watchTheme(redraw);
    });
    onBeforeUnmount(() => {
      resizing.disconnect();
      stopWatchingTheme();
    });
    watch(() => props.shown, redraw, { flush: "post" });
    return () => h("canvas", { ref: canvas, role: "img", "aria-label": props.label });
  },
});

export const FitView = defineComponent({
  name: "GnFitView",
  emits: ["ready", "weigh"],
  setup(_props, { emit, expose }) {
    const frames = shallowRef([]);
    const points = shallowRef({ x: [], y: [], classes: [] });
    const place = ref(0);
    const byHand = shallowRef(null);
    let playing = null;
    const frame = computed(() => byHand.value ?? frames.value[place.value] ?? null);

    const stop = () => {
      clearInterval(playing);
      playing = null;
    };
    const go = (number) => {
      byHand.value = null;
      place.value = Math.min(Math.max(number, 0), frames.value.length - 1);
    };
    const play = () => {
      stop();
      go(0);
      playing = setInterval(() => {
        if (place.value >= frames.value.length - 1) stop();
        else go(place.value + 1);
      }, FRAME_MILLISECONDS);
    };
    onMounted(() => emit("ready", {}));
    onBeforeUnmount(stop);
    expose({
      begin: (newFrames, newPoints) => {
        stop();
        frames.value = newFrames;
        points.value = newPoints;
        byHand.value = null;
        place.value = Math.max(0, newFrames.length - 1);
      },
      push: (more) => {
        const wasLast = place.value >= frames.value.length - 1;
        const all = [...frames.value, ...more];
        frames.value = all.length > KEPT ? all.filter((_, number) => number % 2 === 1 || number === all.length - 1) : all;
        if (wasLast && !byHand.value) place.value = frames.value.length - 1;
      },
      move: (moved) => {
        stop();
        byHand.value = moved;
      },
    });

    const weigh = (node, name, number, value) => {
      const weights = frame.value.weights.map((each) =>
        each.node === node && each.name === name
          ? { ...each, values: each.values.map((old, index) => (index === number ? value : old)) }
          : each,
      );
      byHand.value = { ...frame.value, weights };
      emit("weigh", { weights });
    };
    const slider = (each, number) => {
      const title = `${each.node} ${each.name}${each.values.length > 1 ? ` ${number + 1}` : ""}`;
      const value = each.values[number];
      const far = Math.max(REACH_BY_HAND, Math.ceil(Math.abs(value)));
      return h("label", { key: title, class: "gn-fit-slider" }, [
        h("span", title),
        h("input", {
          type: "range",
          "aria-label": title,
          min: -far,
          max: far,
          step: 0.05,
          value,
          style: { "--share": (value + far) / (2 * far) },
          onInput: (event) => weigh(each.node, each.name, number, Number(event.target.value)),
        }),
        h("span", { class: "gn-number" }, value.toFixed(2)),
      ]);
    };
    const plot = (title, about, draw, label, className = "") =>
      h("figure", { key: title, class: ["gn-fit-plot", className] }, [
        h("figcaption", [h("b", title), h("span", { class: "gn-faint" }, about)]),
        h(Drawn, { draw, label, shown: [frame.value, points.value] }),
      ]);
    const units = (layer) => {
      const shown = layer.units.length === layer.count ? words.units(layer.count) : words.some(layer.units.length, layer.count);
      const title = words.features(layer.layer);
      if (isCurve(frame.value)) return plot(title, shown, (...on) => drawLines(on[0], on[1], layer.units, on[2]), title);
      return h("figure", { key: title, class: "gn-fit-plot" }, [
        h("figcaption", [h("b", title), h("span", { class: "gn-faint" }, shown)]),
        h(
          "div",
          { class: "gn-fit-tiles" },
          layer.units.map((values, number) =>
            h(Drawn, {
              key: number,
              shown: [frame.value],
              label: words.unit(number),
              draw: (context, size, colors) => drawPlane(context, size, values, frame.value.unit_side, colors),
            }),
          ),
        ),
      ]);
    };
    const answer = () => {
      const off = frame.value.error === null ? "" : words.error(frame.value.error);
      if (isCurve(frame.value))
        return plot(
          words.answer,
          off,
          (context, size, colors) => drawCurve(context, size, frame.value, points.value, colors),
          words.answer,
          "gn-fit-main",
        );
      return plot(
        words.surface,
        "",
        (context, size, colors) => {
          drawPlane(context, size, frame.value.answer, frame.value.side, colors);
          drawPoints(context, size, frame.value, points.value, colors);
        },
        words.surface,
        "gn-fit-square",
      );
    };
    const tools = () =>
      h("div", { class: "gn-fit-tools" }, [
        h("button", { type: "button", class: "gn-fit-play", disabled: frames.value.length < 2, onClick: play }, words.play),
        h("input", {
          type: "range",
          "aria-label": words.moment,
          min: 0,
          max: Math.max(0, frames.value.length - 1),
          value: place.value,
          style: { "--share": place.value / Math.max(1, frames.value.length - 1) },
          disabled: frames.value.length < 2,
          onInput: (event) => {
            stop();
            go(Number(event.target.value));
          },
        }),
        h(
          "span",
          { class: "gn-soft gn-number" },
          byHand.value ? words.byHand : frame.value.epoch ? words.epoch(frame.value.epoch) : words.fresh,
        ),
      ]);
    return () =>
      frame.value === null
        ? h("p", { class: "gn-soft" }, words.empty)
        : h("section", { class: "gn-fit", "aria-label": words.name }, [
            tools(),
            h("div", { class: "gn-fit-plots" }, [
              answer(),
              frame.value.weights.length
                ? h("fieldset", { key: "hand", class: "gn-fit-hand" }, [
                    h("legend", words.hand),
                    ...frame.value.weights.flatMap((each) => each.values.map((_, number) => slider(each, number))),
                  ])
                : null,
              frame.value.parts.length
                ? plot(
                    words.sum,
                    words.sumHint,
                    (context, size, colors) => drawLines(context, size, frame.value.parts, colors, frame.value.answer),
                    words.sum,
                  )
                : null,
              ...[...frame.value.layers].reverse().map(units),
            ]),
          ]);
  },
});
