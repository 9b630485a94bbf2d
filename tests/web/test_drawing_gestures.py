import pytest

from graphnn.document.apply import apply
from graphnn.document.clip import clipped, pasted
from graphnn.document.model import Document, Frame, Note, View
from graphnn.errors import EditError
from graphnn.web.drawing_gestures import Drawn, drawn
from graphnn.web.elements.intents import (
    Collapse,
    Move,
    PutFrame,
    PutNote,
    Route,
    parse_intent,
)
from graphnn.web.gestures import edit_of
from tests.document.builders import wired

PLACES = {node_id: (100.0 * place, 10.0) for place, node_id in enumerate("abc")}


def chain(**frames: str) -> Document:
    drawn_frames = {key: Frame(nodes=tuple(nodes), title=key) for key, nodes in frames.items()}
    return wired("a > b", "b > c", view=View(positions=PLACES, frames=drawn_frames))


def after(document: Document, intent: Drawn) -> Document:
    return apply(document, drawn(intent, document))


def frames(document: Document) -> dict[str, tuple[str, ...]]:
    return {key: frame.nodes for key, frame in document.view.frames.items()}


def put_frame(*nodes: str, id: str | None = None, **fields: object) -> PutFrame:
    intent = parse_intent(PutFrame, {"id": id, "frame": {"nodes": list(nodes), **fields}})
    assert isinstance(intent, PutFrame)
    return intent


def test_a_frame_is_put_around_a_selection_and_taken_away_by_the_same_key():
    framed = after(chain(), put_frame("a", "b", "gone"))

    assert frames(framed) == {"frame": ("a", "b")}
    assert after(framed, put_frame("b", "a")) == chain()
    assert frames(after(framed, put_frame("c"))) == {"frame": ("a", "b"), "frame_2": ("c",)}


def test_a_frame_is_named_coloured_and_removed():
    named = after(chain(f="ab"), put_frame("a", "b", id="f", title="Encoder", colour="teal"))

    assert named.view.frames["f"] == Frame(nodes=("a", "b"), title="Encoder", colour="teal")
    assert after(named, PutFrame(id="f", frame=None)) == chain()
    with pytest.raises(EditError, match="The frame is gone"):
        after(chain(), put_frame("a", id="f"))
    with pytest.raises(EditError, match="Select the layers"):
        after(chain(), put_frame())


@pytest.mark.parametrize(
    ("joins", "expected"),
    [
        ({"c": "f"}, {"f": ("a", "b", "c")}),
        ({"b": None}, {"f": ("a",)}),
        ({"a": None, "b": None}, {}),
        ({"gone": "f", "c": "gone"}, {"f": ("a", "b")}),
    ],
)
def test_a_card_let_go_in_a_frame_joins_it_in_the_same_step_as_the_move(joins, expected):
    document = chain(f="ab")

    moved = apply(document, edit_of(Move(positions={"c": (1.0, 2.0)}, frames=joins), document))

    assert moved.view.positions["c"] == (1.0, 2.0)
    assert frames(moved) == expected


def test_a_card_goes_from_one_frame_to_another():
    document = chain(f="ab", g="c")

    assert frames(apply(document, edit_of(Move(positions={}, frames={"c": "f"}), document))) == {"f": ("a", "b", "c")}
    assert frames(apply(document, edit_of(Move(positions={}, frames={"b": "g"}), document))) == {
        "f": ("a",),
        "g": ("c", "b"),
    }


def test_a_frame_is_copied_with_all_of_its_nodes_and_not_with_some():
    document = chain(f="ab")

    whole = apply(document, pasted(clipped(document, ("a", "b")), document).edit)
    part = apply(document, pasted(clipped(document, ("a", "c")), document).edit)

    assert set(frames(whole)) == {"f", "f_2"}
    assert set(frames(whole)["f_2"]).isdisjoint(document.nodes)
    assert whole.view.frames["f_2"].title == "f"
    assert frames(part) == frames(document)


def test_a_note_is_written_moved_and_deleted():
    plain = {"text": "hi", "position": [3, 4], "width": 200, "colour": "blue"}
    new = parse_intent(PutNote, {"id": None, "note": plain})
    assert isinstance(new, PutNote)

    noted = after(chain(), new)

    assert noted.view.notes == {"note": Note(text="hi", position=(3.0, 4.0), width=200.0, colour="blue")}
    assert after(noted, PutNote(id="note", note=None)) == chain()


def test_a_wire_is_led_over_points_and_let_go_again():
    led = after(chain(), Route(target="b", points=((5.0, 6.0),)))

    assert led.view.waypoints == {"b": ((5.0, 6.0),)}
    assert after(led, Route(target="b", points=())) == chain()


def test_cards_become_small_together_and_large_once_all_are_small():
    some = after(chain(), Collapse(nodes=("a",)))
    all_small = after(some, Collapse(nodes=("a", "b", "gone")))

    assert all_small.view.collapsed == ("a", "b")
    assert after(all_small, Collapse(nodes=("a", "b"))) == chain()
