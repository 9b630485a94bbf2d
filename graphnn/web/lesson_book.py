"""The lessons as a list to choose from, and how far this browser has come with each.

A cookie for each lesson keeps the step and the document that it was done in, so that it goes on there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from nicegui import ui

from graphnn.document.examples import Example
from graphnn.document.lessons import Lesson, LessonFile
from graphnn.session.desk import Desk
from graphnn.web.addresses import document_path
from graphnn.web.floating import dialog, dialog_head
from graphnn.web.words import plural

_COOKIE = "graphnn_lesson_"
_YEAR_SECONDS = 365 * 24 * 3600
_PROGRESS = re.compile(r"([0-9]{1,3})\.(.*)")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a lesson has come: its step, counted from 0, and the key of its document; done, where it is past all."""

    step: int
    key: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A lesson that goes on beside a document."""

    book: "LessonBook"
    name: str
    lesson: Lesson
    step: int
    key: str

    def remember(self, step: int) -> None:
        """Have the browser remember the step, in its cookie and in the address."""
        value = quote(f"{step}.{self.key}", safe="")
        path = _path(self.key, self.name, min(step, len(self.lesson.steps) - 1))
        ui.run_javascript(
            f"document.cookie = '{_COOKIE}{self.name}={value}; path=/; max-age={_YEAR_SECONDS}; samesite=strict';"
            f"history.replaceState(history.state, '', '{path}')"
        )


class LessonBook:
    """All lessons, and how one is begun."""

    def __init__(self, lessons: Sequence[LessonFile], examples: Sequence[Example], desk: Desk) -> None:
        self.lessons = {each.name: each.lesson for each in lessons}
        self._examples = {example.name: example.document for example in examples}
        self._desk = desk

    def seat(self, name: str, step: str, key: str) -> Seat | None:
        """Return the lesson that an address names beside a document; None where there is no such lesson."""
        lesson = self.lessons.get(name)
        if lesson is None:
            return None
        place = int(step) if step.isascii() and step.isdigit() else 0
        return Seat(self, name, lesson, min(place, len(lesson.steps) - 1), key)

    def begin(self, name: str, step: int = 0) -> None:
        """Go to a step of a lesson, in a copy of the example that it works on."""
        example = self._examples[self.lessons[name].example_at(step)]
        ui.navigate.to(_path(self._desk.create(example, copied_from=example), name, step))

    def go_on(self, name: str) -> None:
        """Go on where this browser was, in the same document, if it is still there; else begin."""
        progress = progress_of(name)
        steps = self.lessons[name].steps
        if progress is None or progress.step >= len(steps):
            self.begin(name)
        elif self._desk.library.path(progress.key).is_file():
            ui.navigate.to(_path(progress.key, name, progress.step))
        else:
            self.begin(name, progress.step)

    def cards(self) -> None:
        """Build a card for each lesson into the present slot."""
        with ui.element("div").classes("gn-lesson-cards"):
            for number, (name, lesson) in enumerate(self.lessons.items(), start=1):
                self._card(number, name, lesson)

    def open(self) -> None:
        """Show the lessons in a dialog."""
        with dialog("Lessons") as opened, ui.element("div").classes("gn-dialog gn-lesson-dialog"):
            dialog_head("Lessons", opened)
            self.cards()
        opened.on("hide", opened.delete)
        opened.open()

    def _card(self, number: int, name: str, lesson: Lesson) -> None:
        progress, count = progress_of(name), len(lesson.steps)
        done = 0 if progress is None else min(progress.step, count)
        words = plural(count, "step") if progress is None else "Done" if done == count else f"{done + 1} of {count}"
        with ui.element("button").classes("gn-lesson-card").props("type=button").on("click", lambda: self.go_on(name)):
            ui.label(str(number)).classes("gn-lesson-number gn-number")
            with ui.element("span").classes("gn-lesson-card-words"):
                ui.label(lesson.title).classes("gn-lesson-name")
                ui.label(lesson.about).classes("gn-lesson-about")
                ui.label(words).classes("gn-lesson-progress gn-number" + (" gn-lesson-over" if done == count else ""))


def progress_of(name: str) -> Progress | None:
    """Return how far this browser has come with a lesson; None where it has not begun."""
    request = ui.context.client.request
    found = _PROGRESS.fullmatch(unquote(request.cookies.get(f"{_COOKIE}{name}", ""))) if request is not None else None
    return None if found is None else Progress(int(found[1]), found[2])


def _path(key: str, name: str, step: int) -> str:
    return f"{document_path(key)}?{urlencode({'lesson': name, 'step': step})}"
