/**
 * The table of runs: what each had changed, what it came to, and what can be done with it.
 *
 * Emits `ready`, `choose` {ids} for what the charts show, and `act` {action, ids, value}. Method for the server: show.
 *
 * @typedef {{id: string, began: number|null, network: string, status: string, message: string, changes: string[],
 *   epochs: [number, number], parameters: number|null, best: number|null, metrics: Object<string, number|null>,
 *   seconds: number, note: string, tags: string[], color: string|null, isShown: boolean, actions: string[]}} RunRow
 */

import { computed, defineComponent, h, onMounted, ref, shallowRef } from "vue";

import { useRunDrag } from "./run-drag.js";
import { RunMenu } from "./run-menu.js";
import { beganText, durationText } from "./run-words.js";
import { strings } from "./strings.js";
import { written } from "./tick-texts.js";

const words = strings.runs;

/** A metric whose name has more letters than this stands in two lines, with room for both. */
const LONG = 12;

export const RunTable = defineComponent({
  name: "GnRunTable",
  emits: ["ready", "choose", "act"],
  setup(_props, { emit, expose }) {
    const shown = shallowRef({ rows: [], metrics: [], against: "now", isOfAll: false, atATime: 1, hasOthers: false });
    const chosen = ref([]);
    const menu = ref(null);

    const rows = computed(() => shown.value.rows);
    const act = (action, ids, value = null) => emit("act", { action, ids, value });
    const choose = (ids) => {
      chosen.value = ids;
      emit("choose", { ids });
    };
    const toggle = (id) =>
      choose(chosen.value.includes(id) ? chosen.value.filter((other) => other !== id) : [...chosen.value, id]);
    const drag = useRunDrag((dragged, onto) => act("move to", [dragged, onto]));
    const openMenu = (row, at) => (menu.value = { row, at });
    const runAction = (action) => {
      const { row } = menu.value;
      menu.value = null;
      act(action, [row.id]);
    };
    const onRowKey = (event, row) => {
      if (event.target !== event.currentTarget) return;
      if (event.key === "Enter" || event.key === " ") toggle(row.id);
      else if (event.key === "ArrowDown") event.currentTarget.nextElementSibling?.focus();
      else if (event.key === "ArrowUp") event.currentTarget.previousElementSibling?.focus();
      else return;
      event.preventDefault();
    };
    onMounted(() => emit("ready", {}));
    expose({
      show: (next) => {
        shown.value = next;
        chosen.value = next.rows.filter((row) => row.color).map((row) => row.id);
      },
    });

    const cells = (row) => [
      h("td", { class: "gn-run-mark" }, [
        h("input", {
          type: "checkbox",
          checked: chosen.value.includes(row.id),
          "aria-label": words.choose(beganText(row.began)),
          style: row.color ? { "--c": `var(${row.color})` } : undefined,
          onClick: (event) => event.stopPropagation(),
          onChange: () => toggle(row.id),
        }),
      ]),
      h("td", { class: "gn-run-name" }, [
        h("div", [
          drag.gripOf(row),
          h("b", row.began === null ? words.waiting : beganText(row.began)),
          row.isShown ? h("span", { class: "gn-run-shown", title: words.shownHint }, words.shown) : null,
          ...row.tags.map((tag) => h("span", { class: "gn-tag", key: tag }, tag)),
        ]),
        shown.value.isOfAll ? h("div", { class: "gn-faint" }, row.network) : null,
        row.note ? h("div", { class: "gn-run-note", title: row.note }, row.note) : null,
      ]),
      h(
        "td",
        { class: "gn-run-changes", title: row.changes.join("\n") },
        row.changes.length
          ? row.changes.slice(0, 2).map((change, rank) => h("div", { key: rank }, change))
          : h("div", { class: "gn-faint" }, words.same[shown.value.against]),
      ),
      h("td", { class: "gn-run-state" }, [
        h("span", { class: ["gn-state", `is-${row.status}`], title: row.message || undefined }, words.states[row.status]),
      ]),
      h("td", { class: "gn-figure-cell gn-run-epochs" }, words.epochs(...row.epochs)),
      ...shown.value.metrics.map((metric) =>
        h("td", { key: metric.name, class: ["gn-figure-cell", { "is-best": row.bests.includes(metric.name) }] }, [
          written(row.metrics[metric.name], strings.chart.none),
        ]),
      ),
      h("td", { class: "gn-figure-cell gn-run-parameters" }, row.parameters?.toLocaleString("en") ?? strings.chart.none),
      h("td", { class: "gn-figure-cell gn-run-time" }, durationText(row.seconds)),
      h("td", { class: "gn-run-more" }, [
        h(
          "button",
          {
            type: "button",
            class: "gn-run-menu-button",
            "aria-label": words.more(beganText(row.began)),
            "aria-haspopup": "menu",
            onClick: (event) => {
              event.stopPropagation();
              const { right, bottom } = event.currentTarget.getBoundingClientRect();
              openMenu(row, { clientX: right - 200, clientY: bottom + 4 });
            },
          },
          "⋯",
        ),
      ]),
    ];
    const line = (row) =>
      h(
        "tr",
        {
          ...drag.rowOf(row),
          key: row.id,
          "data-run": row.id,
          tabindex: 0,
          "aria-selected": chosen.value.includes(row.id),
          onClick: () => toggle(row.id),
          onKeydown: (event) => onRowKey(event, row),
          onContextmenu: (event) => {
            event.preventDefault();
            openMenu(row, event);
          },
        },
        cells(row),
      );
    const heading = (text, className, title) => h("th", { class: className, scope: "col", title }, text);
    const table = () =>
      h("div", { class: "gn-runs-scroll" }, [
        h("table", { class: "gn-runs-table", "aria-label": words.name }, [
          h("thead", [
            h("tr", [
              heading("", "gn-run-mark"),
              heading(words.columns.run),
              heading(words.columns.changes[shown.value.against]),
              heading(words.columns.state),
              heading(words.columns.epochs, "gn-figure-cell gn-run-epochs"),
              ...shown.value.metrics.map(({ label }) =>
                heading(label, ["gn-figure-cell", { "is-long": label.length > LONG }], words.bestHint),
              ),
              heading(words.columns.parameters, "gn-figure-cell gn-run-parameters"),
              heading(words.columns.time, "gn-figure-cell gn-run-time"),
              heading("", "gn-run-more"),
            ]),
          ]),
          h("tbody", rows.value.map(line)),
        ]),
      ]);

    const against = (value) =>
      h(
        "button",
        {
          type: "button",
          role: "radio",
          key: value,
          "aria-checked": shown.value.against === value,
          onClick: () => act("against", [], value),
        },
        words.against[value],
      );
    const tools = () =>
      h("div", { class: "gn-runs-tools" }, [
        h("div", { class: "gn-choice", role: "radiogroup", "aria-label": words.compare }, ["now", "before"].map(against)),
        shown.value.hasOthers
          ? h(
              "button",
              {
                type: "button",
                class: "gn-toggle",
                "aria-pressed": shown.value.isOfAll,
                onClick: () => act("all", [], String(!shown.value.isOfAll)),
              },
              words.all,
            )
          : null,
        chosen.value.length
          ? h("span", { class: "gn-runs-chosen" }, [
              words.chosen(chosen.value.length),
              h("button", { type: "button", class: "gn-quiet", onClick: () => choose([]) }, words.clear),
              h(
                "button",
                { type: "button", class: "gn-quiet is-harsh", onClick: () => act("delete", chosen.value) },
                words.actions.delete,
              ),
            ])
          : h("span", { class: "gn-runs-chosen" }, [h("span", { class: "gn-runs-hint gn-faint" }, words.hint)]),
        chosen.value.length ? null : h("label", { class: "gn-at-a-time", title: words.atATimeHint }, [
          h("span", words.atATime),
          h(
            "select",
            { value: shown.value.atATime, onChange: (event) => act("at a time", [], event.target.value) },
            [1, 2, 3, 4, 6, 8].map((count) => h("option", { key: count, value: count }, count)),
          ),
        ]),
        h("button", { type: "button", class: "gn-quiet", onClick: () => act("export", chosen.value) }, words.export),
      ]);

    return () =>
      h("section", { class: "gn-runs", "aria-label": words.name }, [
        rows.value.length || shown.value.hasOthers ? tools() : null,
        rows.value.length ? table() : h("p", { class: "gn-runs-empty" }, words.empty),
        menu.value
          ? h(RunMenu, {
              at: menu.value.at,
              actions: menu.value.row.actions,
              onRun: runAction,
              onClose: () => (menu.value = null),
            })
          : null,
      ]);
  },
});
