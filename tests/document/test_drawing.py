import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphnn.document.apply import apply
from graphnn.document.codec import dumps, loads
from graphnn.document.edits import (
    AddNode,
    Collapse,
    Edit,
    MakeBlock,
    RemoveNodes,
    RenameNode,
    SetFrame,
    SetNote,
    Unpack,
)
from graphnn.document.model import Document, Frame, Node, Note, View
from graphnn.errors import EditError
from tests.document.builders import wired
from tests.document.strategies import documents, edits, quick

PLACES = {node_id: (100.0 * place, 10.0) for place, node_id in enumerate("xabcy")}


def framed(*frames: str, collapsed: tuple[str, ...] = ()) -> Document:
    """Return a chain with frames, each around the nodes its key names."""
    view = View(positions=PLACES, frames={key: Frame(nodes=tuple(key)) for key in frames}, collapsed=collapsed)
    return wired("x > a", "a > b", "b > c", "c > y", view=view)


def members(document: Document) -> dict[str, tuple[str, ...]]:
    return {key: frame.nodes for key, frame in document.view.frames.items()}


@quick
@given(documents, edits)
def test_after_any_edit_frames_hold_only_nodes_that_are_there_or_were_missing_before(document, edit):
    named = {node_id for frame in document.view.frames.values() for node_id in frame.nodes} - document.nodes.keys()
    try:
        after = apply(document, edit)
    except EditError:
        assume(False)

    assert all(set(frame.nodes) <= after.nodes.keys() | named for frame in after.view.frames.values())


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (RemoveNodes(ids=("a",)), {"ab": ("b",), "cy": ("c", "y")}),
        (RemoveNodes(ids=("a", "b")), {"cy": ("c", "y")}),
        (RenameNode(id="a", new_id="first"), {"ab": ("first", "b"), "cy": ("c", "y")}),
        (SetFrame(id="bc", frame=Frame(nodes=("b", "c"))), {"ab": ("a",), "cy": ("y",), "bc": ("b", "c")}),
        (SetFrame(id="ab", frame=Frame(nodes=("a", "c", "y"))), {"ab": ("a", "c", "y")}),
        (SetFrame(id="ab", frame=None), {"cy": ("c", "y")}),
        (MakeBlock(ids=("b", "c"), name="s", id="s"), {"ab": ("a", "s"), "cy": ("s", "y")}),
    ],
)
def test_frames_follow_their_nodes(edit: Edit, expected):
    assert members(apply(framed("ab", "cy"), edit)) == expected


@pytest.mark.parametrize("ids", [("a",), ("a", "b"), ("a", "b", "c"), ("b", "c")])
def test_a_block_made_and_unpacked_gives_the_drawing_back(ids):
    document = framed("abc", "y", collapsed=("a", "c"))

    again = apply(apply(document, MakeBlock(ids=ids, name="s", id="s")), Unpack(id="s"))

    assert again.view.positions == document.view.positions
    assert again.view.collapsed == document.view.collapsed
    assert {key: set(nodes) for key, nodes in members(again).items()} == {"abc": set("abc"), "y": {"y"}}


def test_a_new_node_is_in_no_frame_that_a_file_has_kept_for_it():
    document = framed("ab").model_copy(update={"nodes": {"a": Node(type="Dense")}, "edges": ()})

    assert members(apply(document, AddNode(id="b", node=Node(type="Dense")))) == {"ab": ("a",)}


def test_notes_come_change_and_go():
    note = Note(text="*why*", position=(1.0, 2.0))

    noted = apply(framed(), SetNote(id="n", note=note))
    changed = apply(noted, SetNote(id="n", note=note.model_copy(update={"text": "because"})))

    assert changed.view.notes["n"].text == "because"
    assert apply(changed, SetNote(id="n", note=None)) == framed()
    assert changed.experiment == framed().experiment


@quick
@given(st.lists(st.sampled_from("xabcy"), min_size=1, unique=True), st.booleans())
def test_nodes_are_collapsed_and_opened_again(ids, is_twice):
    small = apply(framed(), Collapse(ids=tuple(ids), is_collapsed=True))

    assert set(small.view.collapsed) == set(ids)
    assert apply(small, Collapse(ids=tuple(ids), is_collapsed=is_twice)) == (small if is_twice else framed())


def test_what_is_drawn_is_in_the_file_without_its_defaults():
    document = apply(framed("ab"), SetNote(id="n", note=Note(text="hi", position=(1.0, 2.5))))

    written = dumps(document)

    assert loads(written) == document
    plain = json.loads(written)["view"]
    assert plain["frames"] == {"ab": {"nodes": ["a", "b"]}}
    assert plain["notes"] == {"n": {"text": "hi", "position": [1, 2.5]}}


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (SetFrame(id="no", frame=None), "view.frames.no: no such frame"),
        (SetFrame(id="f", frame=Frame(nodes=("gone",))), "nodes.gone: no such node"),
        (SetNote(id="no", note=None), "view.notes.no: no such note"),
        (Collapse(ids=("gone",), is_collapsed=True), "nodes.gone: no such node"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(edit, reason):
    with pytest.raises(EditError, match=reason):
        apply(framed("ab"), edit)
