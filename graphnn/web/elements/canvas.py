"""The canvas as an element: what it is told to show goes down, what a person meant comes up."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from nicegui.element import Element
from nicegui.events import GenericEventArguments
from pydantic import ValidationError

from graphnn.web import assets
from graphnn.web.elements.intents import INTENTS, Intent, parse_intent
from graphnn.web.elements.palette import PaletteSection
from graphnn.web.elements.scene import Advice, CardActivity, OtherPage, Refusals, Scene, SceneChanges
from graphnn.web.inside_words import LayerMark

_log = logging.getLogger(__name__)


class Canvas(Element, component="canvas.js"):
    """The graph: node cards, wires, overview and zoom tools.

    It shows what it was sent and changes nothing by itself; each gesture is one intent, handed to `on_intent`.
    It first sends `Ready`, and again after a lost connection: answer with `load`.
    """

    def __init__(self, on_intent: Callable[[Intent], None] | None = None) -> None:
        assets.register_module()
        super().__init__()
        if on_intent is not None:
            for kind in INTENTS:
                self.on(kind.event, partial(_hand_over, kind, on_intent))

    def load(self, scene: Scene) -> None:
        """Show this scene in place of what is there; the selection stays where its cards still exist."""
        self.run_method("load", scene)

    def patch(self, changes: SceneChanges) -> None:
        """Show what changed; for a refused move this is the card as it was."""
        self.run_method("patch", changes)

    def select(self, ids: Sequence[str]) -> None:
        """Select these cards; no intent comes back for it."""
        self.run_method("select", list(ids))

    def offer(self, sections: Sequence[PaletteSection]) -> None:
        """Let these layers be found by search-to-add."""
        self.run_method("offer", list(sections))

    def teach(self, vocabulary: Mapping[str, Sequence[str]]) -> None:
        """Tell the words that parameters on cards are chosen from, by the name of the vocabulary."""
        self.run_method("teach", {name: list(words) for name, words in vocabulary.items()})

    def refuse(self, refusals: Refusals) -> None:
        """Dim the ports that the wire being pulled may not end at, and say why where it is held over one."""
        self.run_method("refuse", refusals)

    def narrow(self, source: str, refused: Mapping[str, str]) -> None:
        """Leave these layers out of the search for one that a wire from this port leads to."""
        self.run_method("narrow", source, dict(refused))

    def advise(self, advice: Advice | None) -> None:
        """Say something over the canvas, with cures to choose from; None takes it away."""
        self.run_method("advise", advice)

    def fit(self) -> None:
        """Bring the selection, or else the whole graph, into view."""
        self.run_method("fit")

    def reveal(self, card_id: str) -> None:
        """Bring one card to the middle of the view."""
        self.run_method("reveal", card_id)

    def show(self, card_id: str) -> None:
        """Bring one card into view, if it is not."""
        self.run_method("show", card_id)

    def hand_over(self, text: str) -> None:
        """Give the text of what is being copied, for the clipboard."""
        self.run_method("handOver", text)

    def learn(self, marks: Mapping[str, LayerMark]) -> None:
        """Say of these cards, and of no others, how they learn, by the way to each."""
        self.run_method("learn", dict(marks))

    def respond(self, activity: Mapping[str, CardActivity]) -> None:
        """Show below these cards, and no others, what their nodes give to a sample, by the way to each."""
        self.run_method("respond", dict(activity))

    def trained(self) -> None:
        """Tell that a training has ended with a network: whoever is led there has come to the end."""
        self.run_method("trained")

    def notice(self, text: str) -> None:
        """Say something shortly on the canvas, such as why an edit was refused."""
        self.run_method("notice", text)

    def say(self, text: str) -> None:
        """Say something to who hears the page, and to nobody else."""
        self.run_method("say", text)

    def show_others(self, pages: Sequence[OtherPage]) -> None:
        """Show what the others on this document select; the places of their pointers come by an event of their own."""
        self.run_method("showOthers", list(pages))

    def place(self, type_name: str) -> None:
        """Have a layer added in the middle of the view: an `Add` with a free place there comes back."""
        self.run_method("place", type_name)


def _hand_over(kind: type[Intent], on_intent: Callable[[Intent], None], event: GenericEventArguments) -> None:
    try:
        intent = parse_intent(kind, event.args)
    except ValidationError as error:
        _log.warning("canvas: refused a malformed %s event. %s", kind.event, error)
        return
    on_intent(intent)
