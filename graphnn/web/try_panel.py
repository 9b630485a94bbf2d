"""The Try it tab: draw, slide, type or upload, and the trained network answers at once."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from nicegui import ui
from nicegui.events import UploadEventArguments

from graphnn.catalogue.model import Catalogue, Column
from graphnn.document.model import Document, Node
from graphnn.errors import GraphnnError
from graphnn.protocol.explanation import Predicted, PredictedOutput
from graphnn.web.elements.sketch import Sketch
from graphnn.web.explainer import Explainer
from graphnn.web.figures import show_words
from graphnn.web.live_activity import Activity, LiveActivity, on_card
from graphnn.web.row_form import RowForm, bound_columns, row_fields

UPLOAD_LIMIT_BYTES = 10 * 2**20
CLASSES_SHOWN = 10
VALUES_SHOWN = 12


class TryPanel:
    """Takes what a person gives the network, by the kind of its Inputs, and shows its answer as bars."""

    def __init__(self, explainer: Explainer, catalogue: Catalogue, live: LiveActivity) -> None:
        """Build the panel into the present slot; what nodes give to what is tried goes to `live`."""
        self._live = live
        self._activity: Activity = {}
        self._is_looked_at = False
        self._explainer = explainer
        self._catalogue = catalogue
        self._client = ui.context.client
        self._built_for: Path | None = None
        self._form: RowForm | None = None
        self._asked = 0
        self._content = ui.element("div").classes("gn-try")
        self._say("Train the network. Here you can draw, set or upload what it is to answer.")

    def set_looked_at(self, is_looked_at: bool) -> None:
        """Say whether anybody looks at the panel: only then do cards show what their nodes give."""
        if is_looked_at != self._is_looked_at:
            self._is_looked_at = is_looked_at
            self._give(self._activity)

    def refresh(self) -> None:
        """Build the panel for the run there is now, if it is not built for it already."""
        run, document = self._explainer.run, self._explainer.trainer.trained
        if run is None or document is None:
            if self._explainer.trainer.is_running:
                self._built_for = None
                self._give({})
                self._say("The network is being trained. It can be tried when it has ended.")
            return
        if run != self._built_for:
            self._built_for = run
            self._give({})
            with self._client:
                self._build(document)

    def _build(self, document: Document) -> None:
        self._content.clear()
        self._form = None
        sketch = None
        with self._content:
            with ui.element("div").classes("gn-try-given"):
                if (fields := row_fields(document, self._catalogue)) is not None:
                    self._form = RowForm(fields, self._take_row)
                elif self._takes_a_drawing(document):
                    sketch = Sketch(self._take_drawing)
                else:
                    ui.label(self._what_can_be_given(document)).classes("gn-soft")
                with ui.element("div").classes("gn-try-tools"):
                    if sketch is not None:
                        _button("Clear", sketch.clear_sheet)
                    with ui.element("div").classes("gn-try-sample gn-small-field"):
                        ui.label("Test sample")
                        self._sample = ui.number(min=1, precision=0, on_change=lambda e: self._take(e.value))
                        self._sample.props('dense outlined debounce=300 aria-label="Test sample"')
                    upload = ui.upload(
                        auto_upload=True, max_file_size=UPLOAD_LIMIT_BYTES, on_upload=self._take_file, label="Upload"
                    )
                    upload.classes("gn-try-upload")
                    with _button("Upload a file", lambda: upload.run_method("pickFiles")):
                        ui.tooltip("A picture, .csv, .json, .txt, .npy or .npz")
            with ui.element("div").classes("gn-try-seen") as self._seen:
                pass
            with ui.element("div").classes("gn-try-answer").props('aria-live="polite"') as self._answer:
                ui.label("The answer appears here.").classes("gn-faint")
        if self._form is not None:
            self._sample.set_value(1)

    def _takes_a_drawing(self, document: Document) -> bool:
        columns = [column for _, bound in self._inputs(document) for column in bound]
        return len(columns) == 1 and columns[0].kind == "image" and len(columns[0].shape) == 2

    def _what_can_be_given(self, document: Document) -> str:
        """Return in words what an upload is to hold."""
        if document.data is not None and document.data.windows is not None:
            length = document.data.windows.length
            return f"Upload {length:,} rows or more as .csv, in order of time: it tells what comes after the last."
        inputs = [f"{name} ({columns[0].kind if columns else 'numbers'})" for name, columns in self._inputs(document)]
        return f"Upload a file with {' and '.join(inputs)}, or choose a test sample."

    def _inputs(self, document: Document) -> list[tuple[str, tuple[Column, ...]]]:
        data_set = self._catalogue.data_set(document.data)
        inputs = {name: node for name, node in document.nodes.items() if _is_input(node, self._catalogue)}
        return [(name, bound_columns(node, data_set)) for name, node in inputs.items()]

    async def _take_drawing(self, picture: str) -> None:
        if picture:
            await self._ask(self._explainer.answer_to_drawing(picture))
        else:
            self._asked += 1  # What is still under way came from a drawing that is gone.
            self._seen.clear()
            self._answer.clear()
            self._give({})

    async def _take_row(self) -> None:
        if self._form is not None:
            await self._ask(self._explainer.answer_to_row(self._form.row))

    async def _take(self, number: float | None) -> None:
        if number is not None and number >= 1:
            await self._ask(self._explainer.answer_to_sample(int(number) - 1), sets_row=True)

    async def _take_file(self, event: UploadEventArguments) -> None:
        content = await event.file.read()
        with tempfile.NamedTemporaryFile(suffix=Path(event.file.name).suffix.lower()[:8]) as file:
            file.write(content[:UPLOAD_LIMIT_BYTES])
            file.flush()
            await self._ask(self._explainer.answer_to_file(Path(file.name)), given_as=event.file.name)

    async def _ask(self, answer: Awaitable[Predicted], *, sets_row: bool = False, given_as: str = "") -> None:
        """Show an answer, unless something newer was asked meanwhile."""
        self._asked += 1
        asked = self._asked
        try:
            predicted = await answer
        except GraphnnError as error:
            if asked == self._asked:
                with self._client:
                    self._answer.clear()
                    with self._answer:
                        ui.label(_named(str(error), given_as)).classes("gn-run-message")
            return
        if asked == self._asked:
            with self._client:
                if sets_row and self._form is not None:
                    self._form.set(predicted.row, predicted.ranges)
                self._show(predicted)

    def _give(self, activity: Activity) -> None:
        """Have the cards show what their nodes give."""
        self._activity = activity
        can_be_tried = self._is_looked_at and self._built_for is not None
        self._live.try_out(activity if can_be_tried else None)

    def _show(self, predicted: Predicted) -> None:
        self._give({way: on_card(each) for way, each in predicted.activity.items()})
        self._seen.clear()
        with self._seen:
            if predicted.seen is not None:
                ui.label("What the network sees").classes("gn-soft")
                ui.image(predicted.seen).classes("gn-try-picture").props('no-spinner no-transition alt="The sample"')
            for note in predicted.notes:
                ui.label(note).classes("gn-faint")
        self._answer.clear()
        with self._answer:
            for output in predicted.samples[0].outputs:
                _show_output(output, is_only=len(predicted.samples[0].outputs) == 1)
            if len(predicted.samples) > 1:
                ui.label(f"The first of {len(predicted.samples):,} samples.").classes("gn-faint")

    def _say(self, words: str) -> None:
        with self._client:
            show_words(self._content, words)


def _show_output(output: PredictedOutput, *, is_only: bool) -> None:
    if not is_only:
        ui.label(output.output).classes("gn-figure-title")
    if output.picture is not None:
        ui.image(output.picture).classes("gn-try-picture").props('no-spinner no-transition alt="The answer"')
        return
    if output.classes:
        with ui.element("ol").classes("gn-try-classes"):
            for place, each in enumerate(output.classes[:CLASSES_SHOWN]):
                share = min(max(each.probability or 0.0, 0.0), 1.0)
                with ui.element("li").classes("gn-try-class" + (" gn-try-best" if place == 0 else "")):
                    ui.label(each.name)
                    with ui.element("span").classes("gn-try-bar"):
                        ui.element("i").style(f"width: {100 * share:.2f}%")
                    ui.label("–" if each.probability is None else f"{100 * each.probability:.1f} %").classes(
                        "gn-number"
                    )
        return
    if output.text is not None:
        ui.label(output.text).classes("gn-try-value")
    for value in output.values[:VALUES_SHOWN]:
        ui.label("not a number" if value is None else f"{value:.4g}").classes("gn-try-value")


def _button(words: str, action: Callable[[], object]) -> ui.button:
    button = ui.button(words, color=None, on_click=action)
    button.props("flat dense no-caps").classes("gn-try-button")
    return button


def _is_input(node: Node, catalogue: Catalogue) -> bool:
    layer_type = catalogue.layers.get(node.type)
    return layer_type is not None and layer_type.is_input


def _named(message: str, name: str) -> str:
    """Return a message about an uploaded file with its own name in place of where it lay for a moment."""
    start, colon, rest = message.partition(": ")
    return f"{name}: {rest}" if name and colon and start.startswith(tempfile.gettempdir()) else message
