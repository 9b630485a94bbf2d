"""What a person asks of the page by name, from the list of all commands: all that its buttons and menus do."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import get_args

from nicegui import background_tasks, ui

from graphnn.document.edits import SetTitle
from graphnn.document.model import MAX_TITLE_LENGTH, Document
from graphnn.errors import GraphnnError
from graphnn.session.desk import Desk
from graphnn.session.document_file import DocumentFile
from graphnn.session.hand import Hand
from graphnn.web.addresses import document_path
from graphnn.web.asking import ask_words
from graphnn.web.drawer import TABS
from graphnn.web.elements.intents import Wish
from graphnn.web.header import Actions
from graphnn.web.share_menu import ShareMenu

Act = Callable[[], Awaitable[None] | None]


class Wishes:
    """Carries out what one page is asked for."""

    def __init__(
        self,
        file: DocumentFile,
        own: Hand,
        desk: Desk,
        actions: Actions,
        *,
        share: ShareMenu,
        show_tab: Callable[[str], None],
        further: Mapping[str, Act],
    ) -> None:
        """Know what to do for each wish, in the present client; `further` are those that others carry out."""
        self._file = file
        self._own = own
        self._desk = desk
        self._client = ui.context.client
        tabs = {f"show-{name.lower().replace(' ', '-')}": partial(show_tab, name) for name in TABS}
        self._acts: Mapping[str, Act] = {
            **share.ways,
            **tabs,
            **further,
            "versions": actions.show_versions,
            "theme": actions.switch_theme,
            "stop": actions.stop,
            "pause": actions.pause,
            "resume": actions.resume,
            "rename-network": actions.rename,
            "duplicate-network": self._duplicate,
            "new": self._begin_new,
            "home": lambda: ui.navigate.to("/"),
        }
        assert set(self._acts) == set(get_args(Wish))

    def carry_out(self, wish: Wish) -> None:
        """Do what is asked for; a refusal is said."""
        background_tasks.create(self._guarded(self._acts[wish]), name=wish, context=self._client)

    async def _guarded(self, act: Act) -> None:
        with self._client:
            try:
                outcome = act()
                if outcome is not None:
                    await outcome
            except GraphnnError as error:
                ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")

    async def _duplicate(self) -> None:
        key = await self._desk.duplicate(self._desk.library.key_of(self._file.path))
        ui.navigate.to(document_path(key))

    def _begin_new(self) -> None:
        ui.navigate.to(document_path(self._desk.create(Document(), copied_from=Document())))


def ask_network_name(own: Hand) -> None:
    """Ask for another name of an open document, and give it."""
    document = own.opened.document

    def rename(name: str) -> None:
        own.apply(SetTitle(name=name, description=own.opened.document.description))

    ask_words("Rename", label="New name", value=document.name, go="Rename", take=rename, longest=MAX_TITLE_LENGTH)
