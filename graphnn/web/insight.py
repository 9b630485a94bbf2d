"""What a selected node does and has learned, below its form: its activation's curve, its weights, its answers."""

import base64
import struct

from nicegui import background_tasks, ui
from nicegui.element import Element

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Node
from graphnn.errors import GraphnnError
from graphnn.protocol.explanation import DrawnFigure
from graphnn.protocol.figures import Sheet
from graphnn.web.elements.region import Region
from graphnn.web.explainer import Explainer
from graphnn.web.figures import show_figures
from graphnn.web.floating import dialog, dialog_head
from graphnn.web.level import Level

PICTURES_IN_A_ROW, ROWS = 8, 2
"""Of a large sheet so many pictures are shown."""

LINEAR = "linear"
"""The activation that is none."""


class Insight:
    """Shows figures of one node; with every selection they are asked for anew."""

    def __init__(self, explainer: Explainer, level: Level, catalogue: Catalogue) -> None:
        """Build the panel into the present slot."""
        self._level = level
        self._catalogue = catalogue
        self._explainer = explainer
        self._client = ui.context.client
        self._node: tuple[str, str | None] | None = None
        self._sample = 0
        self._activation = Region().classes("gn-insight")
        self._learned = Region().classes("gn-insight")
        with dialog("What the layer learned") as self._dialog, ui.element("div").classes("gn-dialog gn-results-dialog"):
            dialog_head("What the layer learned", self._dialog)
            with ui.element("div").classes("gn-insight-sample gn-small-field"):
                ui.label("Test sample")
                field = ui.number(value=1, min=1, precision=0, on_change=lambda event: self._choose(event.value))
                field.props('dense outlined debounce=300 aria-label="Test sample"').classes("gn-insight-number")
            self._figures = ui.element("div")

    def show(self, selected: tuple[str, ...]) -> None:
        """Show the one node that is selected; of several nothing is shown."""
        node_id = selected[0] if len(selected) == 1 else None
        node = self._level.document.nodes.get(node_id) if node_id else None
        activation = None if node is None else _activation(node, self._catalogue)
        # Inside a block a layer is called after the way that leads to it.
        wanted = None if node is None or node_id is None else ("_".join((*self._level.way, node_id)), activation)
        if wanted == self._node:
            return
        self._node = wanted
        self._activation.clear()
        self._learned.clear()
        if activation is not None:
            background_tasks.create(self._show_activation(activation), name="activation", context=self._client)
        self.refresh()

    @property
    def is_open(self) -> bool:
        """Whether all that the node has learned is looked at."""
        return bool(self._dialog.value)

    async def open(self) -> None:
        """Show all there is to see of the node; what hinders it is said."""
        if self._node is not None:
            try:
                self._open(await self._explainer.node(self._node[0], self._sample))
            except GraphnnError as error:
                with self._client:
                    ui.notify(str(error))

    def refresh(self) -> None:
        """Ask what the node has learned, now that a run may have ended."""
        if self._node is None or self._explainer.run is None:
            self._learned.clear()
            return
        background_tasks.create(self._show_learned(self._node), name="insight", context=self._client)

    async def _show_activation(self, name: str) -> None:
        try:
            (drawn,) = await self._explainer.activation(name)
        except GraphnnError:
            return  # The engine is not there: what it is called is said by the form, and its curve can wait.
        if self._node is None or self._node[1] != name:
            return
        with self._client:
            self._activation.clear()
            with self._activation:
                ui.html(drawn.svg, sanitize=False).classes("gn-figure-picture")

    async def _show_learned(self, node: tuple[str, str | None]) -> None:
        try:
            figures = await self._explainer.node(node[0], self._sample)
        except GraphnnError:
            figures = ()  # The network was changed since: this node was not trained, so there is nothing to show.
        if node != self._node:
            return
        with self._client:
            self._learned.clear()
            if figures:
                with self._learned:
                    self._summary(figures)

    def _summary(self, figures: tuple[DrawnFigure, ...]) -> None:
        with ui.element("div").classes("gn-rule"):
            pass
        with ui.element("div").classes("gn-insight-head"):
            ui.label("What it learned").classes("gn-figure-title")
            show_all = ui.button("Show all", color=None, on_click=lambda: self._open(figures))
            show_all.props("flat dense no-caps").classes("gn-insight-all")
        first, words = figures[0].figure, figures[0].figure.caption
        if isinstance(first, Sheet) and first.columns > PICTURES_IN_A_ROW and first.rows >= ROWS:
            picture = _excerpt(first)
            words = f"{ROWS * PICTURES_IN_A_ROW} of {first.count:,}. {words}"
        else:
            picture = ui.html(figures[0].svg, sanitize=False)
        picture.classes("gn-figure-picture gn-insight-picture").on("click", lambda: self._open(figures))
        ui.label(words).classes("gn-faint")

    def _open(self, figures: tuple[DrawnFigure, ...]) -> None:
        with self._client:
            self._fill(figures)
            self._dialog.open()

    def _fill(self, figures: tuple[DrawnFigure, ...]) -> None:
        self._figures.clear()
        with self._figures:
            show_figures(figures, self._explainer)

    async def _choose(self, number: float | None) -> None:
        if number is None or self._node is None or number < 1:
            return
        self._sample = int(number) - 1
        try:
            figures = await self._explainer.node(self._node[0], self._sample)
        except GraphnnError as error:
            ui.notify(str(error))
            return
        self._fill(figures)


def _excerpt(sheet: Sheet) -> Element:
    """Build the first pictures of a sheet, whole, with the gap of a pixel between them."""
    head = base64.b64decode(sheet.picture.partition(",")[2][:32])
    width, height = struct.unpack(">II", head[16:24])  # PNG: after its signature and the head of its first chunk
    across = PICTURES_IN_A_ROW * (width + 1) / sheet.columns - 1
    down = ROWS * (height + 1) / sheet.rows - 1
    with ui.element("div").classes("gn-insight-excerpt").style(f"aspect-ratio: {across:g} / {down:g}") as excerpt:
        picture = ui.element("img").style(f"width: {100 * width / across:.3f}%").props('alt=""')
        picture.props["src"] = sheet.picture
    return excerpt


def _activation(node: Node, catalogue: Catalogue) -> str | None:
    """Return the activation that a node applies, by name; None where it has none to draw."""
    layer_type = catalogue.layers.get(node.type)
    if layer_type is None:
        return None
    parameter = layer_type.parameter("activation")
    value = node.parameters.get("activation", parameter.default if parameter else layer_type.activation)
    known = catalogue.find("activations", value) if isinstance(value, str) else None
    return None if known is None or known.name == LINEAR else known.name
