"""The Code tab: the Python that the document stands for, following every edit while it is looked at."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from nicegui import background_tasks, ui
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.errors import GraphnnError
from graphnn.exchange.python_source import python_source
from graphnn.session.library import file_name
from graphnn.session.open_document import OpenDocument
from graphnn.web.elements.clipboard import Clipboard
from graphnn.web.icons import icon
from graphnn.web.words import plural

PAUSE_SECONDS = 0.3
"""How long the code stands before it is made anew, so that a slider being dragged does not make it all the time."""


@dataclass(frozen=True, slots=True)
class Written:
    """A script, and how the page shows it."""

    source: str
    markup: str


class CodePanel:
    """Shows the script, or says why there is none."""

    def __init__(self, opened: OpenDocument, catalogue: Catalogue) -> None:
        """Build the panel into the present slot."""
        self._opened = opened
        self._catalogue = catalogue
        self._client = ui.context.client
        self._shown: Document | None = None
        self._is_following = False
        self._source = ""
        self._clipboard = Clipboard()
        with ui.element("div").classes("gn-code-bar") as self._bar:
            self._name = ui.label().classes("gn-strong")
            self._length = ui.label().classes("gn-soft gn-number")
            ui.element("div").classes("gn-space")
            _button("copy", "Copy", self._copy)
            _button("download", "Download", self._download)
        with ui.element("div").classes("gn-code-view"):
            self._code = ui.html("", sanitize=False, tag="pre").classes("gn-code")
            self._code.props('tabindex=0 aria-label="Python script"')
        self._words = ui.label().classes("gn-soft gn-code-words").props("role=status")
        self._show(None, "")

    def refresh(self) -> None:
        """Bring the code up to the document; asked for only while it is looked at."""
        if not self._is_following and self._opened.document is not self._shown:
            self._is_following = True
            background_tasks.create(self._follow(), name="code", context=self._client)

    async def _follow(self) -> None:
        """Make the code, and make it again where the document has changed meanwhile."""
        try:
            while (document := self._opened.document) is not self._shown:
                self._shown = document
                try:
                    written, why_not = await asyncio.to_thread(write, document, self._catalogue), ""
                except GraphnnError as error:
                    written, why_not = None, str(error)
                with self._client:
                    self._show(written, why_not)
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._is_following = False

    def _show(self, written: Written | None, why_not: str) -> None:
        for element in (self._bar, self._code):
            element.set_visibility(written is not None)
        self._words.set_visibility(written is None)
        if written is None:
            faults = why_not.splitlines()
            more = f" So are {plural(len(faults) - 1, 'more problem')}." if len(faults) > 1 else ""
            self._words.set_text(f"The code comes when this is mended: {faults[0]}{more}" if faults else "")
            return
        self._source = written.source
        self._name.set_text(self._file_name)
        self._length.set_text(plural(written.source.count("\n"), "line"))
        self._code.set_content(written.markup)

    @property
    def _file_name(self) -> str:
        return f"{file_name(self._opened.document.name)}.py"

    def _copy(self) -> None:
        self._clipboard.copy(self._source, "The script is copied")

    def _download(self) -> None:
        ui.download.content(self._source, self._file_name, "text/x-python")


def write(document: Document, catalogue: Catalogue) -> Written:
    """Return the script that a document stands for.

    Raises:
        FaultyGraphError: If the graph has a fault.
    """
    source = python_source(document, catalogue)
    return Written(source, marked_up(source))


def marked_up(source: str) -> str:
    """Return Python as HTML, one element for each line, its words marked by their kind.

    >>> marked_up("x = 1")
    '<span class="gn-line"><span class="py-n">x</span> <span class="py-o">=</span> <span class="py-mi">1</span></span>'
    """
    marked = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True, classprefix="py-"))
    return "\n".join(f'<span class="gn-line">{line}</span>' for line in marked.rstrip("\n").split("\n"))


def _button(name: str, label: str, action: Callable[[], None]) -> None:
    with ui.button(color=None, on_click=action).props("no-caps flat dense").classes("gn-quiet-button"):
        icon(name, size=15)
        ui.label(label)
