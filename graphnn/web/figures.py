"""Figures on the page: a title, what is drawn, and the file to take along."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from graphnn.errors import GraphnnError
from graphnn.protocol.explanation import DrawnFigure, PictureFormat
from graphnn.protocol.figures import Figure, Matrix, Pictures, Sheet, Table, csv_of, html_of
from graphnn.web.elements.zoom_picture import ZoomPicture
from graphnn.web.explainer import Explainer
from graphnn.web.floating import dialog, dialog_head, menu, menu_item
from graphnn.web.icons import icon
from graphnn.web.named import named

OnCell = Callable[[Matrix, int, int], Awaitable[None]]
ASK_WHICH_CELL = "(event) => { const cell = event.target.closest('[id^=\"cell-\"]'); if (cell) emit(cell.id); }"


def show_figures(figures: Sequence[DrawnFigure], explainer: Explainer, on_cell: OnCell | None = None) -> None:
    """Build cards of figures side by side into the present slot."""
    with ui.element("div").classes("gn-figures"):
        for drawn in figures:
            figure_card(drawn, explainer, on_cell)


def show_words(place: Element, words: str, *, is_busy: bool = False) -> None:
    """Put a sentence where figures stand or will stand."""
    place.clear()
    with place, ui.element("div").classes("gn-results-words"):
        if is_busy:
            ui.spinner(size="18px", color="primary")
        ui.label(words)


def figure_card(drawn: DrawnFigure, explainer: Explainer, on_cell: OnCell | None = None) -> Element:
    """Build one figure; a chosen cell of a matrix is told of."""
    figure = drawn.figure
    with ui.element("figure").classes("gn-figure") as card:
        with ui.element("figcaption").classes("gn-figure-head"):
            with ui.element("div"):
                ui.label(figure.title).classes("gn-figure-title")
                caption = figure.caption
                if isinstance(figure, Matrix) and on_cell is not None:
                    caption += " Choose a cell to see its samples."
                if caption:
                    ui.label(caption).classes("gn-soft")
            if isinstance(figure, Sheet):
                _magnifier(figure)
            _downloads(figure, explainer)
        if isinstance(figure, Table):
            table = ui.html(html_of(figure), sanitize=False).classes("gn-figure-table").props("role=region tabindex=0")
            named(table, figure.title)
        else:
            picture = ui.html(drawn.svg, sanitize=False).classes("gn-figure-picture")
            named(picture.props("role=img"), figure.title)
            if isinstance(figure, Sheet):
                picture.classes("is-sheet")
            elif isinstance(figure, Matrix | Pictures):
                picture.props("tabindex=0")  # In a narrow place it is scrolled, by keys too.
            if isinstance(figure, Matrix) and on_cell is not None:
                _choose_cells(picture, figure, on_cell)
    return card


def _magnifier(figure: Sheet) -> None:
    """Build the button that opens a sheet to look into."""

    def look() -> None:
        with dialog(figure.title) as opened, ui.element("div").classes("gn-dialog gn-zoom-dialog"):
            dialog_head(figure.title, opened)
            ui.label("The wheel zooms, dragging moves; so do + and − and the arrows.").classes("gn-soft")
            ZoomPicture(figure.picture, figure.title)
        opened.on("hide", opened.delete)
        opened.open()

    button = ui.button(color=None, on_click=look).props("flat dense")
    named(button, f"Look into {figure.title}")
    with button.classes("gn-figure-download"):
        icon("magnifier", size=16)


def _choose_cells(picture: Element, figure: Matrix, on_cell: OnCell) -> None:
    async def choose(event: GenericEventArguments) -> None:
        row, column = (int(part) for part in str(event.args).removeprefix("cell-").split("-"))
        if row < len(figure.rows) and column < len(figure.columns):
            await on_cell(figure, row, column)

    picture.classes("gn-cells").on("click", choose, js_handler=ASK_WHICH_CELL)


def _downloads(figure: Figure, explainer: Explainer) -> None:
    async def take(format: PictureFormat) -> None:
        try:
            ui.download.content(await explainer.picture(figure, format), f"{figure.name}.{format}")
        except GraphnnError as error:
            ui.notify(str(error))

    text = csv_of(figure)
    with ui.button(color=None).props("flat dense") as button, menu():
        if text is not None:
            menu_item("CSV", lambda: ui.download.content(text, f"{figure.name}.csv", "text/csv"))
        menu_item("PNG", lambda: take("png"))
        menu_item("SVG", lambda: take("svg"))
    named(button, f"Download {figure.title}")
    with button.classes("gn-figure-download"):
        icon("download", size=16)
