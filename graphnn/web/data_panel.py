"""The Data tab: what the columns hold and are for, to see and to change, and how the samples look."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import background_tasks, ui
from nicegui.element import Element

from graphnn.analysis.from_columns import network_from_columns
from graphnn.catalogue.model import Catalogue
from graphnn.document.edits import SetData
from graphnn.document.model import Data, DataColumn, Document
from graphnn.errors import GraphnnError
from graphnn.session.hand import Hand
from graphnn.session.own_table import describe_in, gap_counts, with_column
from graphnn.web.explainer import Explainer
from graphnn.web.figures import show_figures, show_words
from graphnn.web.named import named
from graphnn.web.words import number_in_words, plural

COLUMNS_SHOWN = 60
CLASSES_NAMED = 6
BUILD = "Build Inputs and an Output from these columns"

KINDS = {"number": "number", "category": "category", "text": "text", "date": "date"}
ROLES = {"feature": "to predict from", "target": "to predict", "ignored": "not used"}
FILLS = {"drop": "leave the row out", "mean": "mean", "median": "median", "most_frequent": "most frequent"}
OWN_CLASS = {"category": "a class of its own"}
FORMS = {None: "as it is", "standard": "mean 0, deviation 1", "range": "from 0 to 1"}
ENCODINGS = {None: "a vector of 0 and 1", "integer": "a class number"}
HEADINGS = ("Column", "Holds", "Used", "Gaps", "Gaps become", "Enters as", "Values")


class DataPanel:
    """Shows the data of the open document; a file's columns can be used otherwise, one step of undo at a time."""

    def __init__(self, explainer: Explainer, own: Hand, catalogue: Catalogue, *, built: Callable[[], None]) -> None:
        """Build the panel into the present slot.

        Args:
            explainer: Is asked how the data looks.
            own: The person's hand on the document.
            catalogue: What it can learn from.
            built: Is called once a network has been built from the columns.
        """
        self._explainer = explainer
        self._own = own
        self._opened = own.opened
        self._catalogue = catalogue
        self._built = built
        self._shown: object = self
        self._looked_at: object = self
        self._drawn, self._x, self._y = 0, "", ""
        self._client = ui.context.client
        with ui.element("div").classes("gn-data"):
            self._content = ui.element("div")
            self._tools = ui.element("div").classes("gn-data-tools")
            self._figures = ui.element("div")

    def refresh(self) -> None:
        """Show the data there is now, if it is not shown already."""
        document = self._opened.document
        is_bound = _binds_columns(document)
        if (document.data, is_bound) != self._shown:
            self._shown = (document.data, is_bound)
            with self._client:
                self._content.clear()
                with self._content:
                    self._build(document, is_bound=is_bound)
                self._build_tools(document)
        if document.experiment != self._looked_at:
            self._look()

    def _build(self, document: Document, *, is_bound: bool) -> None:
        data_set = self._catalogue.data_set(document.data)
        if document.data is None or (data_set is None and document.data.file is None):
            ui.label("Choose a data set, or drop a CSV file anywhere on the page.").classes("gn-soft gn-data-empty")
            return
        with ui.element("div").classes("gn-data-head"):
            ui.label(data_set.title if data_set else document.data.source_name).classes("gn-strong")
            ui.label(_facts(document.data, data_set.doc if data_set else "")).classes("gn-soft")
            ui.element("div").classes("gn-space")
            if data_set is not None and not is_bound and network_from_columns(document, data_set) is not None:
                build = ui.button(BUILD, color=None, on_click=self.build_network)
                build.props("no-caps unelevated").classes("gn-button gn-go")
        if document.data.file is not None:
            self._columns(document.data)

    def _build_tools(self, document: Document) -> None:
        """Build the choice of what is drawn: other samples, and the two numbers of the scatter plot."""
        data_set = self._catalogue.data_set(document.data)
        numbers = [column.name for column in data_set.columns if column.kind == "number"] if data_set else []
        self._x, self._y = numbers[:2] if len(numbers) > 1 else ("", "")
        self._tools.clear()
        with self._tools:
            if data_set is not None:
                other = ui.button("Other samples", color=None, on_click=self._draw_others)
                other.props("no-caps flat dense").classes("gn-try-button")
            if len(numbers) > 1:
                ui.label("Scatter").classes("gn-soft")
                for axis in ("x", "y"):
                    with ui.element("div").classes("gn-field gn-data-axis"):
                        select = ui.select(numbers, value=getattr(self, f"_{axis}"))
                    select.props("dense outlined options-dense behavior=menu popup-content-class=gn-menu")
                    select.on_value_change(partial(self._choose_axis, axis))
                    named(select, f"Scatter, {axis}")

    def _draw_others(self) -> None:
        self._drawn += 1
        self._look()

    def _choose_axis(self, axis: str, event: Any) -> None:
        setattr(self, f"_{axis}", event.value)
        self._look()

    def _look(self) -> None:
        self._looked_at = self._opened.document.experiment
        if self._catalogue.data_set(self._opened.document.data) is None:
            self._say("")
        else:
            background_tasks.create(self._load(self._drawn, self._x, self._y), name="data", context=self._client)

    async def _load(self, drawn: int, x: str, y: str) -> None:
        looked_at = self._looked_at
        if not self._figures.default_slot.children:
            self._say("Looking at the data…", is_busy=True)
        try:
            document = self._opened.document
            figures = await self._explainer.data(document, self._opened.folder, drawn=drawn, x=x or None, y=y or None)
        except GraphnnError as error:
            figures, words = (), str(error)
        if (looked_at, drawn, x, y) != (self._looked_at, self._drawn, self._x, self._y):
            return  # Something else is asked for meanwhile.
        with self._client:
            if not figures:
                self._say(words)
                return
            self._figures.clear()
            with self._figures:
                show_figures(figures, self._explainer)

    def _say(self, words: str, *, is_busy: bool = False) -> None:
        with self._client:
            show_words(self._figures, words, is_busy=is_busy)

    def build_network(self) -> None:
        """Add a first network for the columns, as one step of undo."""
        document = self._opened.document
        data_set = self._catalogue.data_set(document.data)
        edit = network_from_columns(document, data_set) if data_set is not None else None
        if edit is not None:
            self._own.apply(edit)
            self._built()

    def _columns(self, data: Data) -> None:
        place = ui.element("div")
        background_tasks.create(self._fill_columns(place, data), name="columns", context=self._client)

    async def _fill_columns(self, place: Element, data: Data) -> None:
        """Build the table of columns; the gaps of a large file take a while to count."""
        try:
            gaps, fault = await asyncio.to_thread(gap_counts, data, self._opened.folder), ""
        except GraphnnError as error:
            gaps, fault = {}, str(error)
        if place.is_deleted:
            return
        with self._client, place:
            if fault:
                ui.label(fault).classes("gn-soft")
            else:
                self._column_table(data, gaps)

    def _column_table(self, data: Data, gaps: Mapping[str, int]) -> None:
        with ui.element("div").classes("gn-columns").props('role=table aria-label="Columns"'):
            with ui.element("div").classes("gn-columns-row").props("role=row"):
                for heading in HEADINGS:
                    ui.label(heading).classes("gn-columns-head").props("role=columnheader")
            for name, column in list(data.columns.items())[:COLUMNS_SHOWN]:
                with ui.element("div").classes("gn-columns-row").props("role=row"):
                    self._row(name, column, gaps.get(name, 0))
        if (rest := len(data.columns) - COLUMNS_SHOWN) > 0:
            ui.label(f"and {plural(rest, 'column')} more, as the graph file has them").classes("gn-soft")

    def _row(self, name: str, column: DataColumn, gap_count: int) -> None:
        # Tips are within what they are of, for while another tab is open nothing here is found by its id.
        with ui.label(name).classes("gn-columns-name").props("role=rowheader"):
            ui.tooltip(name)
        if column.kind in KINDS:
            self._choice(name, "kind", KINDS, column.kind)
        else:
            ui.label(str(column.kind)).props("role=cell")
        self._choice(name, "role", ROLES, column.role)
        ui.label(f"{gap_count:,}" if gap_count else "").classes("gn-number gn-columns-gaps").props("role=cell")
        is_used = column.role != "ignored"
        if gap_count and is_used and column.kind != "text":
            fills = FILLS if column.kind != "category" else {k: v for k, v in FILLS.items() if k not in OF_NUMBERS}
            self._choice(name, "missing", fills | (OWN_CLASS if column.kind == "category" else {}), column.missing)
        else:
            ui.element("span").props("role=cell")
        if is_used and column.kind in ("number", "date"):
            self._choice(name, "normalize", FORMS, column.normalize)
        elif column.role == "feature" and column.kind == "category":
            self._choice(name, "encoding", ENCODINGS, None if column.encoding == "one_hot" else column.encoding)
        else:
            ui.element("span").props("role=cell")
        values = _values(column)
        with ui.label(values).classes("gn-columns-values gn-soft gn-number").props("role=cell"):
            if column.classes and len(column.classes) > CLASSES_NAMED:
                ui.tooltip(", ".join(column.classes[:60]))

    def _choice(self, name: str, field: str, options: Any, value: Any) -> None:
        with ui.element("div").props("role=cell"):
            select = ui.select(dict(options), value=value, on_change=partial(self._choose, name, field))
        select.props("dense borderless options-dense behavior=menu popup-content-class=gn-menu")
        named(select, f"{field} of {name}")

    async def _choose(self, name: str, field: str, event: Any) -> None:
        data = self._opened.document.data
        if data is None:
            return
        try:
            wanted = with_column(data, name, **{field: event.value})
            changed = await asyncio.to_thread(describe_in, wanted, self._opened.folder)
        except GraphnnError as error:
            with self._client:
                ui.notify(str(error), type="negative", position="top", multi_line=True, timeout=0, close_button="Close")
                self._shown = self
                self.refresh()
            return
        if self._opened.document.data == data:  # Else somebody has changed it meanwhile.
            self._own.apply(SetData(data=changed))


OF_NUMBERS = ("mean", "median")


def _binds_columns(document: Document) -> bool:
    return any("column" in node.parameters for node in document.nodes.values())


def _facts(data: Data, doc: str) -> str:
    if data.file is None:
        return doc
    rows = f"{data.samples:,} rows, " if data.samples else ""
    watched = f"{data.validation_samples:,} to validate with, " if data.validation_samples else ""
    tests = f"{data.test_samples:,} more to test on, " if data.test_samples else ""
    return f"{rows}{watched}{tests}{plural(len(data.columns), 'column')}"


def _values(column: DataColumn) -> str:
    if column.classes:
        rest = len(column.classes) - CLASSES_NAMED
        return ", ".join(column.classes[:CLASSES_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    if column.range is not None and column.kind == "number":
        return f"{number_in_words(column.range[0])} to {number_in_words(column.range[1])}"
    watched = [f"validated with {column.validation}"] if column.validation else []
    tested = [f"tested on {column.test}"] if column.test else []
    return ", ".join([*([" × ".join(map(str, column.shape))] if column.shape else []), *watched, *tested])
