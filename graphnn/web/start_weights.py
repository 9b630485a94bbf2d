"""Trainings that start from what a run has learned, by one press of a button; and what is said of an import."""

import asyncio
from dataclasses import dataclass

from nicegui import ui

from graphnn.document.edits import SetTraining
from graphnn.document.updated import updated
from graphnn.errors import GraphnnError, RunError
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.start_weights import lay_beside
from graphnn.session.hand import Hand


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is to be said of a document on its first page: notes, and the run with the weights that came along."""

    notes: tuple[str, ...] = ()
    weights: RunFolder | None = None


async def start_from_weights(run: RunFolder, own: Hand) -> str:
    """Have the trainings of a document start from the weights of a run; return the name of the file they are in.

    Raises:
        GraphnnError: If the run has no model, or it cannot be laid beside the graph file.
    """
    folder = own.opened.folder
    if folder is None:
        raise RunError("This network has no folder to lay weights into. Save a copy of it first.")
    name = await asyncio.to_thread(lay_beside, run, folder)
    own.apply(SetTraining(training=updated(own.opened.document.training, weights=name)))
    return name


def say_of_arrival(arrival: Arrival, own: Hand) -> None:
    """Say what is to be known of a document that has just been opened, into the present slot."""
    for note in arrival.notes:
        ui.notify(note, multi_line=True, timeout=0, close_button="Close")
    if arrival.weights is None:
        return
    run = arrival.weights
    with ui.element("div").classes("gn-toast").props("role=status") as toast:
        words = ui.label("Its weights came along. A training starts afresh, or from them.")
        go = ui.button("Start from them", color=None).props("no-caps flat dense")
        ui.button("Close", color=None, on_click=toast.delete).props("no-caps flat dense")

    async def start() -> None:
        go.disable()
        try:
            words.set_text(f"Trainings start from {await start_from_weights(run, own)}.")
            go.delete()
        except GraphnnError as error:
            words.set_text(str(error))
            go.enable()

    go.on_click(start)
