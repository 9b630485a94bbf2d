"""The Try it tab: draw, slide, type or upload, and the trained network answers at once."""

import math
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from nicegui import ui
from nicegui.elements.slider import Slider
from nicegui.events import UploadEventArguments

from graphnn.catalogue.model import Catalogue, Column, DataSetType
from graphnn.document.model import Document, Node
from graphnn.errors import GraphnnError
from graphnn.protocol.explanation import GivenColumn, Predicted, PredictedOutput
from graphnn.web.elements.sketch import Sketch
from graphnn.web.explainer import Explainer
from graphnn.web.figures import show_words
from graphnn.web.words import number_in_words

UPLOAD_LIMIT_BYTES = 10 * 2**20
CLASSES_SHOWN = 10
VALUES_SHOWN = 12
SLIDERS_SHOWN = 40
SLIDER_STEPS = 200

Clear = Callable[[], None]


class TryPanel:
    """Takes what a person gives the network, by the kind of its Inputs, and shows its answer as bars."""

    def __init__(self, explainer: Explainer, catalogue: Catalogue) -> None:
        """Build the panel into the present slot."""
        self._explainer = explainer
        self._catalogue = catalogue
        self._client = ui.context.client
        self._built_for: Path | None = None
        self._sliders: dict[str, list[Slider]] = {}
        self._texts: dict[str, ui.textarea] = {}
        self._asked = 0
        self._content = ui.element("div").classes("gn-try")
        self._say("Train the network. Here you can draw, set or upload what it is to answer.")

    def refresh(self) -> None:
        """Build the panel for the run there is now, if it is not built for it already."""
        run, document = self._explainer.run, self._explainer.trainer.trained
        if run is None or document is None:
            if self._explainer.trainer.is_running:
                self._built_for = None
                self._say("The network is being trained. It can be tried when it has ended.")
            return
        if run != self._built_for:
            self._built_for = run
            with self._client:
                self._build(document)

    def _build(self, document: Document) -> None:
        self._content.clear()
        self._sliders, self._texts = {}, {}
        data_set = self._catalogue.data_set(document.data)
        inputs = {n: node for n, node in document.nodes.items() if _is_input(node, self._catalogue)}
        with self._content:
            with ui.element("div").classes("gn-try-given"):
                is_only = len(inputs) == 1
                clears = [self._build_input(i, node, data_set, is_only=is_only) for i, node in inputs.items()]
                with ui.element("div").classes("gn-try-tools"):
                    for clear in clears:
                        if clear is not None:
                            _button("Clear", clear)
                    self._sample = ui.number("Test sample", min=1, precision=0, on_change=lambda e: self._take(e.value))
                    self._sample.props("dense outlined debounce=300").classes("gn-try-sample")
                    upload = ui.upload(
                        auto_upload=True, max_file_size=UPLOAD_LIMIT_BYTES, on_upload=self._take_file, label="Upload"
                    )
                    upload.classes("gn-try-upload")
                    choose = _button("Upload a file", lambda: upload.run_method("pickFiles"))
                    choose.tooltip("A picture, .npy, .npz, .csv or .json")
            with ui.element("div").classes("gn-try-seen") as self._seen:
                pass
            with ui.element("div").classes("gn-try-answer").props('aria-live="polite"') as self._answer:
                ui.label("The answer appears here.").classes("gn-faint")
        if self._sliders:
            self._sample.set_value(1)

    def _build_input(self, node_id: str, node: Node, data_set: DataSetType | None, *, is_only: bool) -> Clear | None:
        """Build what an Input is given by; return what clears it, where something is drawn."""
        columns = _columns(node, data_set)
        column = columns[0] if len(columns) == 1 else None
        match column:
            case Column(kind="image", shape=shape) if is_only and len(shape) == 2:
                sketch = Sketch(self._take_drawing)
                return sketch.clear_sheet
            case Column(kind="text"):
                box = ui.textarea(placeholder="Type a text", on_change=lambda: self._take_values())
                box.props(f'outlined debounce=300 aria-label="{node_id}"').classes("gn-try-text")
                self._texts[node_id] = box
            case _ if 0 < len(numbers := _numbers(columns, data_set)) <= SLIDERS_SHOWN:
                with ui.element("div").classes("gn-try-sliders"):
                    self._sliders[node_id] = [self._slider(each) for each in numbers]
            case _:
                ui.label(f"{node_id} takes {column.kind if column else 'what'} can be uploaded.").classes("gn-soft")
        return None

    def _slider(self, column: Column) -> Slider:
        low, high = column.minimum or 0.0, 1.0 if column.maximum is None else column.maximum
        with ui.element("label").classes("gn-try-slider"):
            ui.label(column.name).tooltip(column.doc or column.name)
            slider = ui.slider(min=low, max=high, step=_step(low, high), value=(low + high) / 2)
            slider.on("update:model-value", lambda: self._take_values(), throttle=0.08, leading_events=False)
            slider.props(f'dense aria-label="{column.name}"')
            ui.label().classes("gn-number").bind_text_from(slider, "value", lambda value: number_in_words(value))
        return slider

    async def _take_drawing(self, picture: str) -> None:
        if picture:
            await self._ask(self._explainer.answer_to_drawing(picture))
        else:
            self._asked += 1  # What is still under way came from a drawing that is gone.
            self._seen.clear()
            self._answer.clear()

    async def _take_values(self) -> None:
        values = {name: GivenColumn(values=[[s.value for s in own]]) for name, own in self._sliders.items()}
        texts = {name: GivenColumn(values=[[box.value or ""]]) for name, box in self._texts.items()}
        await self._ask(self._explainer.answer_to({**values, **texts}))

    async def _take(self, number: float | None) -> None:
        if number is not None and number >= 1:
            await self._ask(self._explainer.answer_to_sample(int(number) - 1), sets_sliders=True)

    async def _take_file(self, event: UploadEventArguments) -> None:
        content = await event.file.read()
        with tempfile.NamedTemporaryFile(suffix=Path(event.file.name).suffix.lower()[:8]) as file:
            file.write(content[:UPLOAD_LIMIT_BYTES])
            file.flush()
            await self._ask(self._explainer.answer_to_file(Path(file.name)), given_as=event.file.name)

    async def _ask(self, answer: Awaitable[Predicted], *, sets_sliders: bool = False, given_as: str = "") -> None:
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
                if sets_sliders:
                    self._set_sliders(predicted)
                self._show(predicted)

    def _set_sliders(self, predicted: Predicted) -> None:
        for node_id, own in self._sliders.items():
            values, lows, highs = (by.get(node_id, ()) for by in (predicted.inputs, predicted.lows, predicted.highs))
            for slider, value, low, high in zip(own, values, lows, highs, strict=False):
                if low is not None and high is not None and high > low:
                    slider.props.update(min=low, max=high, step=_step(low, high))
                    slider.update()
                slider.set_value(value)

    def _show(self, predicted: Predicted) -> None:
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
    for value in output.values[:VALUES_SHOWN]:
        ui.label("not a number" if value is None else f"{value:.4g}").classes("gn-try-value")


def _button(words: str, action: Callable[[], object]) -> ui.button:
    button = ui.button(words, color=None, on_click=action)
    button.props("flat dense no-caps").classes("gn-try-button")
    return button


def _is_input(node: Node, catalogue: Catalogue) -> bool:
    layer_type = catalogue.layers.get(node.type)
    return layer_type is not None and layer_type.is_input


def _columns(node: Node, data_set: DataSetType | None) -> tuple[Column, ...]:
    names = node.parameters.get("column")
    listed: Sequence[object] = names if isinstance(names, list | tuple) else (names,)
    found = [data_set.column(str(name)) for name in listed] if data_set else []
    return tuple(column for column in found if column is not None)


def _numbers(columns: Sequence[Column], data_set: DataSetType | None) -> list[Column]:
    """Return the columns of single numbers that an Input takes; those a vector is made of."""
    if data_set is not None and len(columns) == 1 and columns[0].kind == "vector":
        return [column for column in data_set.columns if column.kind == "number" and column.role == "feature"]
    return [column for column in columns if column.kind == "number"]


def _step(low: float, high: float) -> float:
    is_whole = float(low).is_integer() and float(high).is_integer() and high - low >= 2 * SLIDER_STEPS
    return max(1, round((high - low) / SLIDER_STEPS)) if is_whole else _fine((high - low) / SLIDER_STEPS)


def _fine(step: float) -> float:
    """Return a step near this one that is written with one digit.

    >>> _fine(0.0502), _fine(0.027)
    (0.05, 0.03)
    """
    digits = -math.floor(math.log10(step)) if step > 0 else 2
    return round(step, digits)


def _named(message: str, name: str) -> str:
    """Return a message about an uploaded file with its own name in place of where it lay for a moment."""
    start, colon, rest = message.partition(": ")
    return f"{name}: {rest}" if name and colon and start.startswith(tempfile.gettempdir()) else message
