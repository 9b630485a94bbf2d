"""A lesson beside the canvas: what is said, the one thing to do, and whether it is done.

It looks at the page again and again, so that whoever does a thing by hand has done it, too.
"""

from nicegui import background_tasks, ui

from graphnn.document.lessons import (
    Action,
    SelectNode,
    SetParameter,
    SetRecipe,
    ShowPictures,
    ShowTab,
    TrainNetwork,
)
from graphnn.web.canvas_hand import CanvasHand
from graphnn.web.drawer import Drawer
from graphnn.web.elements.words import Words
from graphnn.web.icons import icon
from graphnn.web.insight import Insight
from graphnn.web.lesson_book import Seat
from graphnn.web.lesson_steps import PageState, edit_of, is_done
from graphnn.web.trainer import Trainer

LOOK_SECONDS = 0.3


class LessonPanel:
    """One lesson at one of its steps."""

    def __init__(self, seat: Seat, hand: CanvasHand, drawer: Drawer, insight: Insight, trainer: Trainer) -> None:
        """Build the panel into the present slot."""
        self._seat = seat
        self._hand = hand
        self._drawer = drawer
        self._insight = insight
        self._trainer = trainer
        self._step = seat.step
        self._done: set[int] = set()
        self._client = ui.context.client
        with ui.element("section").classes("gn-lesson").props('aria-label="Lesson"') as self._panel:
            with ui.element("div").classes("gn-lesson-head"):
                self._place = ui.label().classes("gn-lesson-place gn-number")
                close = ui.button(color=None, on_click=self._close).props('flat dense aria-label="Leave the lesson"')
                with close.classes("gn-icon-button"):
                    icon("remove", size=17)
            with ui.element("div").classes("gn-lesson-bar"):
                self._fill = ui.element("i")
            ui.label(seat.lesson.title).classes("gn-lesson-title").props("role=heading aria-level=2")
            self._text = ui.element("div").classes("gn-lesson-text").props("aria-live=polite")
            self._act = ui.button(color=None, on_click=self._do).props("no-caps unelevated").classes("gn-button")
            with ui.element("div").classes("gn-lesson-end"):
                self._back = ui.button("Back", color=None, on_click=lambda: self._go(self._step - 1))
                self._back.props("no-caps flat").classes("gn-button")
                self._next = ui.button(color=None, on_click=lambda: self._go(self._step + 1))
                self._next.props("no-caps unelevated").classes("gn-button")
        self._timer = ui.timer(LOOK_SECONDS, self._look)
        self._show()

    def _show(self) -> None:
        """Show the step there is now."""
        steps = self._seat.lesson.steps
        self._place.set_text(f"Step {self._step + 1} of {len(steps)}")
        self._fill.style(f"width: {100 * (self._step + 1) / len(steps):.0f}%")
        self._text.clear()
        with self._text:
            Words(steps[self._step].text)
        self._back.set_enabled(self._step > 0)
        self._mark()

    def _mark(self) -> None:
        """Say whether the step is done, and let what comes next stand out."""
        steps = self._seat.lesson.steps
        is_done, is_last = self._step in self._done, self._step == len(steps) - 1
        self._act.set_text(f"{steps[self._step].button} ✓" if is_done else steps[self._step].button)
        self._act.classes(replace="gn-button gn-lesson-act" + (" gn-lesson-done" if is_done else " gn-go"))
        self._next.set_text("Finish" if is_last else "Next" if is_done else "Skip")
        self._next.classes(replace="gn-button" + (" gn-go" if is_done else ""))

    def _look(self) -> None:
        if self._step not in self._done and is_done(self._seat.lesson.steps[self._step].action, self._state()):
            self._done.add(self._step)
            self._mark()

    def _state(self) -> PageState:
        trainer = self._trainer
        is_over = trainer.record is not None and trainer.record.outcome in ("finished", "stopped")
        return PageState(
            document=self._hand.document,
            selected=self._hand.selected,
            tab=self._drawer.tab,
            trained=trainer.trained if is_over else None,
            are_pictures_open=self._insight.is_open,
        )

    def _do(self) -> None:
        action: Action = self._seat.lesson.steps[self._step].action
        match action:
            case ShowTab():
                self._drawer.show_tab(action.tab)
            case SelectNode():
                self._hand.reveal((action.node,))
            case SetRecipe() | SetParameter():
                self._hand.apply(edit_of(action, self._hand.document))
            case TrainNetwork():
                self._hand.train()
            case ShowPictures():
                self._hand.reveal((action.node,))
                background_tasks.create(self._insight.open(), name="pictures", context=self._client)

    def _go(self, step: int) -> None:
        seat = self._seat
        steps = seat.lesson.steps
        if step >= len(steps):
            seat.remember(step)
            self._finish()
            return
        if seat.lesson.example_at(step) != seat.lesson.example_at(self._step):
            seat.book.begin(seat.name, step)
            return
        self._step = step
        seat.remember(step)
        self._show()

    def _finish(self) -> None:
        names = list(self._seat.book.lessons)
        place = names.index(self._seat.name) + 1
        self._timer.cancel()
        self._place.set_text("Done")
        self._text.clear()
        with self._text:
            Words(f"That was all of it. {self._seat.lesson.about} The network stays yours: change it as you like.")
        self._back.set_visibility(False)
        self._act.set_visibility(False)
        self._next.delete()
        with self._panel, ui.element("div").classes("gn-lesson-end"):
            if place < len(names):
                following = self._seat.book.lessons[names[place]].title
                on = ui.button(f"Next: {following}", color=None, on_click=lambda: self._seat.book.begin(names[place]))
                on.props("no-caps unelevated").classes("gn-button gn-go gn-lesson-act")

    def _close(self) -> None:
        self._timer.cancel()
        self._panel.delete()
        ui.run_javascript("history.replaceState(history.state, '', location.pathname)")
