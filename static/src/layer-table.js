/**
 * What goes on in each layer while the network learns: how it stands now, and how its weights and gradients were spread
 * over time; and what is settable of looks at them. Emits `ready`, `reveal` {name}, `share` {share} and `thumbnails`
 * {is_on, sample, share}. Method for the server: show.
 *
 * @typedef {{low: number, high: number, counts: number[]}} Histogram
 * @typedef {{name: string, title: string, numbers: {key: string, text: string, tone: string, hint: string}[],
 *   weights: (Histogram|null)[], gradients: (Histogram|null)[]}} LayerRow
 */

import { defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { columnsOf, reachOf } from "./spread.js";
import { strings } from "./strings.js";
import { watchTheme } from "./theme-watch.js";
import { TypedField } from "./typed-field.js";

const words = strings.inside;
const HEIGHT = 30;
/** What may be chosen to be spent on looks: shares of the time of training. */
const SHARES = [0, 0.01, 0.02, 0.05, 0.1];

/** A picture of how values were spread over time: time across, values down, the more the darker. */
const Spread = defineComponent({
  name: "GnSpread",
  props: ["looks", "label"],
  setup(props) {
    const canvas = ref(null);
    const draw = () => {
      const { clientWidth: width, clientHeight: height } = canvas.value;
      const scale = devicePixelRatio;
      canvas.value.width = width * scale;
      canvas.value.height = height * scale;
      const context = canvas.value.getContext("2d");
      const style = getComputedStyle(canvas.value);
      context.fillStyle = style.color;
      const columns = columnsOf(props.looks, Math.max(1, Math.floor(width / 3)));
      const reach = reachOf(columns);
      columns.forEach((histogram, place) => {
        const most = Math.max(...histogram.counts);
        const left = Math.floor((place * canvas.value.width) / columns.length);
        const right = Math.floor(((place + 1) * canvas.value.width) / columns.length);
        histogram.counts.forEach((count, bar) => {
          if (count === 0) return;
          const low = histogram.low + (bar * (histogram.high - histogram.low)) / histogram.counts.length;
          const high = low + (histogram.high - histogram.low) / histogram.counts.length;
          // In whole pixels: what two bars share of one would be seen as a stripe.
          const top = Math.round(((reach - high) / (2 * reach)) * canvas.value.height);
          const bottom = Math.round(((reach - low) / (2 * reach)) * canvas.value.height);
          context.globalAlpha = 0.12 + 0.88 * Math.sqrt(count / most);
          context.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
        });
      });
    };
    const resizing = new ResizeObserver(draw);
    let stopWatchingTheme = () => {};
    onMounted(() => {
      resizing.observe(canvas.value);
      stopWatchingTheme = watchTheme(draw);
    });
    onBeforeUnmount(() => {
      resizing.disconnect();
      stopWatchingTheme();
    });
    return () => {
      const { looks } = props;
      if (canvas.value && looks) requestAnimationFrame(draw);
      return h("canvas", { ref: canvas, class: "gn-spread", role: "img", "aria-label": props.label, style: { height: `${HEIGHT}px` } });
    };
  },
});

export const LayerTable = defineComponent({
  name: "GnLayerTable",
  emits: ["ready", "reveal", "share", "thumbnails"],
  setup(_props, { emit, expose }) {
    const rows = shallowRef([]);
    const share = ref(0.02);
    const thumbnails = shallowRef({ is_on: true, sample: 0, share: 0.02 });
    /** What pictures on cards have taken of the training; null where there are none. */
    const cost = ref(null);
    onMounted(() => emit("ready", {}));
    expose({
      show: (layers, newShare, newThumbnails, newCost) => {
        rows.value = layers;
        share.value = newShare;
        thumbnails.value = newThumbnails;
        cost.value = newCost;
      },
    });
    const choose = (chosen) => {
      thumbnails.value = { ...thumbnails.value, ...chosen };
      emit("thumbnails", thumbnails.value);
    };
    /** Whether cards show what their nodes give, to which sample, counted from 1 as people do, and how often. */
    const thumbnailFields = () =>
      h("div", { class: "gn-at-a-time" }, [
        h("label", { class: "gn-at-a-time", title: words.thumbnailsHint }, [
          h("span", words.thumbnails),
          h(
            "select",
            {
              value: thumbnails.value.is_on ? "on" : "off",
              onChange: (event) => choose({ is_on: event.target.value === "on" }),
            },
            Object.entries(words.thumbnailChoices).map(([key, text]) => h("option", { key, value: key }, text)),
          ),
        ]),
        h(TypedField, {
          type: "number",
          min: 1,
          step: 1,
          "aria-label": words.sample,
          title: words.sampleHint,
          value: thumbnails.value.sample + 1,
          disabled: !thumbnails.value.is_on,
          onTake: (text) => {
            const number = Math.floor(Number(text));
            if (number >= 1) choose({ sample: number - 1 });
          },
        }),
        h(
          "select",
          {
            "aria-label": words.thumbnailShare,
            title: words.thumbnailShareHint,
            value: thumbnails.value.share,
            disabled: !thumbnails.value.is_on,
            onChange: (event) => choose({ share: Number(event.target.value) }),
          },
          SHARES.map((value) => h("option", { key: value, value }, words.thumbnailShares(value))),
        ),
        cost.value // nothing before the first is paid for
          ? h("span", { class: "gn-faint gn-number", title: words.thumbnailCostHint }, words.thumbnailCost(cost.value))
          : null,
      ]);
    const number = (layer, key) => {
      const found = layer.numbers.find((each) => each.key === key);
      return h(
        "td",
        { key, class: ["gn-figure-cell", found && `is-${found.tone}`], title: found?.hint },
        found?.text ?? strings.chart.none,
      );
    };
    const row = (layer) =>
      h("tr", { key: layer.name, "data-layer-inside": layer.name, onClick: () => emit("reveal", { name: layer.name }) }, [
        h("td", { class: "gn-layer-name" }, [
          h("button", { type: "button", class: "gn-layer-reveal", title: words.reveal }, layer.title),
        ]),
        ...Object.keys(words.numbers).map((key) => number(layer, key)),
        h("td", { class: "gn-spread-cell" }, [h(Spread, { looks: layer.weights, label: words.weightsOf(layer.title) })]),
        h("td", { class: "gn-spread-cell is-gradient" }, [
          h(Spread, { looks: layer.gradients, label: words.gradientsOf(layer.title) }),
        ]),
      ]);
    const heading = (text, title, className) => h("th", { scope: "col", title, class: className }, text);
    return () =>
      h("section", { class: "gn-inside", "aria-label": words.name }, [
        h("div", { class: "gn-inside-tools" }, [
          rows.value.length
            ? h("span", { class: "gn-faint gn-inside-hint" }, words.hint)
            : h("span", { class: "gn-faint" }, words.empty),
          h("div", { class: "gn-inside-settings" }, [
            thumbnailFields(),
            h("label", { class: "gn-at-a-time", title: words.shareHint }, [
              h("span", words.share),
              h(
                "select",
                { value: share.value, onChange: (event) => emit("share", { share: Number(event.target.value) }) },
                SHARES.map((value) => h("option", { key: value, value }, words.shares(value))),
              ),
            ]),
          ]),
        ]),
        rows.value.length
          ? h("div", { class: "gn-runs-scroll" }, [
              h("table", { class: "gn-runs-table gn-layers-table" }, [
                h("thead", [
                  h("tr", [
                    heading(words.layer),
                    ...Object.entries(words.numbers).map(([, { label, hint }]) => heading(label, hint, "gn-figure-cell")),
                    heading(words.weights, words.spreadHint),
                    heading(words.gradients, words.spreadHint),
                  ]),
                ]),
                h("tbody", rows.value.map(row)),
              ]),
            ])
          : null,
      ]);
  },
});
