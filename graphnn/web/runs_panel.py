"""The Runs tab: every run of the network, what had changed, its curves over those of others, and what to do with it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from nicegui import background_tasks, ui
from pydantic import ValidationError

from graphnn.document.model import Document
from graphnn.errors import DataError, GraphnnError
from graphnn.protocol.run_folder import RunFolder
from graphnn.protocol.run_remarks import LONGEST_NOTE, RunRemarks, write_remarks
from graphnn.runs.compare import runs_as_csv
from graphnn.runs.shelf import RunShelf, ShelvedRun
from graphnn.session.hand import Hand
from graphnn.sources.describe import described
from graphnn.web import floating
from graphnn.web.elements.run_table import Against, RunAction, RunTable
from graphnn.web.overlay import Overlay
from graphnn.web.run_rows import run_columns, run_rows
from graphnn.web.start_weights import start_from_weights
from graphnn.web.trainer import Trainer

LOOK_SECONDS = 1.0
UNDO_SECONDS = 8.0

Bring = Callable[[str], None]
"""Called with the name of a tab that is to come to the front."""


class RunsPanel:
    """Lists the runs of one document, or of all in the workspace; looked at only while the tab is."""

    def __init__(self, trainer: Trainer, shelf: RunShelf, own: Hand, bring: Bring) -> None:
        """Build the panel into the present slot."""
        self._trainer = trainer
        self._shelf = shelf
        self._own = own
        self._opened = own.opened
        self._bring = bring
        self._client = ui.context.client
        self._against: Against = "now"
        self._is_of_all = False
        self._runs: dict[str, ShelvedRun] = {}
        self._is_looking = False
        with ui.element("div").classes("gn-runs-frame"), ui.element("div").classes("gn-runs-tab") as self._tab:
            self._table = RunTable(self._choose, self._act)
            self._overlay = Overlay()
        with ui.element("div").classes("gn-toast gn-runs-toast").props("role=status") as self._toast:
            pass
        self._toast.set_visibility(False)
        self._timer = ui.timer(LOOK_SECONDS, self.look, active=False)

    def set_looked_at(self, is_looked_at: bool) -> None:
        """Say whether anybody looks at the tab: only then is it kept up to date."""
        self._timer.active = is_looked_at
        if is_looked_at:
            background_tasks.create(self.look(), name="runs", context=self._client)

    async def look(self) -> None:
        """Read what has changed in the folders of the runs, and show it."""
        if self._is_looking:
            return
        self._is_looking = True
        try:
            runs = await asyncio.to_thread(self._shelf.runs)
            own = [run for run in runs if run.document.name == self._opened.document.name]
            listed = runs if self._is_of_all else own
            self._runs = {run.folder.name: run for run in listed}
            colors = self._overlay.colors
            now = await asyncio.to_thread(self._document_now)
            rows = await asyncio.to_thread(
                run_rows, listed, now, against=self._against, shown=self._trainer.folder, colors=colors
            )
            at_a_time = await asyncio.to_thread(lambda: self._trainer.queue.at_a_time)
        finally:
            self._is_looking = False
        with self._client:
            self._table.show(
                {
                    "rows": rows,
                    "metrics": run_columns(listed),
                    "against": self._against,
                    "isOfAll": self._is_of_all,
                    "hasOthers": len(own) < len(runs),
                    "atATime": at_a_time,
                }
            )
            await self._overlay.show([self._runs[name] for name in colors if name in self._runs])

    def _document_now(self) -> Document:
        """Return the document as a run of it would keep it."""
        try:
            return described(self._opened.document, self._opened.folder)
        except DataError:
            return self._opened.document  # The file is gone: then that is among what differs.

    def _choose(self, names: tuple[str, ...]) -> None:
        self._overlay.choose([name for name in names if name in self._runs])
        self._tab.classes(**{"add" if self._overlay.colors else "remove": "has-charts"})
        self._look_soon()

    def _act(self, wish: RunAction) -> None:
        background_tasks.create(self._carry_out(wish), name=wish.action, context=self._client)

    async def _carry_out(self, wish: RunAction) -> None:
        """Do what was asked for and show what came of it; a refusal is said."""
        runs = [self._runs[name] for name in wish.ids if name in self._runs]
        with self._client:
            try:
                await self._do(wish, runs)
            except (GraphnnError, ValidationError) as error:
                message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
                ui.notify(message, type="negative", multi_line=True, timeout=0, close_button="Close")
        await self.look()

    async def _do(self, wish: RunAction, runs: list[ShelvedRun]) -> None:
        queue = self._trainer.queue
        match wish.action, runs:
            case "against", _:
                self._against = "before" if wish.value == "before" else "now"
            case "all", _:
                self._is_of_all = wish.value == "true"
            case "at a time", _:
                await asyncio.to_thread(queue.set_at_a_time, int(wish.value or 1))
            case "export", _:
                ui.download.content(runs_as_csv(runs or list(self._runs.values())), "runs.csv", "text/csv")
            case "delete", _:
                await self._delete(runs)
            case "show", [run]:
                self._trainer.show(run.folder)
                self._bring("Training")
            case "resume", [run]:
                if self._trainer.folder != run.folder:
                    self._trainer.show(run.folder)
                await self._trainer.resume()
            case "stop", [run]:
                run.folder.ask_to_stop()
            case "move up", [run]:
                await asyncio.to_thread(queue.move_up, run.folder)
            case "move down", [run]:
                await asyncio.to_thread(queue.move_down, run.folder)
            case "move to", [run, other]:
                await asyncio.to_thread(queue.move_to, run.folder, other.folder)
            case "cancel", [run]:
                await asyncio.to_thread(queue.cancel, run.folder)
            case "restore", [run]:
                self._restore(run.document)
            case "rerun", [run]:
                await self._trainer.start(run.document)
            case "start from", [run]:
                name = await start_from_weights(run.folder, self._own)
                self._say(f"Trainings start from {name}.", self._own.undo)
            case "remark", [run]:
                self._ask_remarks(run)
            case _:
                pass  # The run is gone meanwhile: the table says so next.

    def _restore(self, document: Document) -> None:
        """Put the graph of a run in the place of the one there is, which undo brings back; it keeps its name."""
        now = self._opened.document
        self._own.replace(document.model_copy(update={"name": now.name, "description": now.description}))
        self._say("The graph is as it was in that run.", self._own.undo)

    async def _delete(self, runs: list[ShelvedRun]) -> None:
        kept = [await asyncio.to_thread(self._shelf.delete, run.folder) for run in runs]
        self._overlay.choose([name for name in self._overlay.colors if name not in {r.folder.name for r in runs}])
        words = "Deleted a run." if len(kept) == 1 else f"Deleted {len(kept):,} runs."
        self._say(words, lambda: self._bring_back(kept))

    def _bring_back(self, kept: list[Path]) -> None:
        for path in kept:
            self._shelf.bring_back(path)

    def _say(self, words: str, undo: Callable[[], object]) -> None:
        def take_back() -> None:
            self._toast.set_visibility(False)
            try:
                undo()
            except GraphnnError as error:
                ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")
            self._look_soon()

        self._toast.clear()
        with self._toast:
            ui.label(words)
            ui.button("Undo", color=None, on_click=take_back).props("no-caps flat dense")
            ui.timer(UNDO_SECONDS, lambda: self._toast.set_visibility(False), once=True)
        self._toast.set_visibility(True)

    def _ask_remarks(self, run: ShelvedRun) -> None:
        with floating.dialog("Note and tags") as dialog, ui.card().classes("gn-dialog"):
            ui.label("Note and tags").classes("gn-dialog-title").props("role=heading aria-level=2")
            note = ui.textarea("Note", value=run.remarks.note).props(
                f"outlined dense autofocus maxlength={LONGEST_NOTE}"
            )
            tags = ui.input("Tags, apart by commas", value=", ".join(run.remarks.tags)).props("outlined dense")

            async def keep() -> None:
                dialog.close()
                await self._keep_remarks(run.folder, note.value or "", tags.value or "")

            tags.on("keydown.enter", keep)
            with ui.element("div").classes("gn-dialog-end"):
                ui.button("Cancel", color=None, on_click=dialog.close).props("no-caps flat").classes("gn-button")
                ui.button("Keep", color=None, on_click=keep).props("no-caps unelevated").classes("gn-button gn-go")
        dialog.on_value_change(lambda event: None if event.value else dialog.delete())
        dialog.open()

    async def _keep_remarks(self, folder: RunFolder, note: str, tags: str) -> None:
        words = [tag.strip() for tag in tags.split(",")]
        try:
            remarks = RunRemarks(note=note.strip(), tags=tuple(dict.fromkeys(word for word in words if word)))
            await asyncio.to_thread(write_remarks, folder, remarks)
        except (GraphnnError, ValidationError) as error:
            message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            ui.notify(message, type="negative", multi_line=True, timeout=0, close_button="Close")
        await self.look()

    def _look_soon(self) -> None:
        background_tasks.create(self.look(), name="runs", context=self._client)
