"""Frames, notes and collapsed nodes of a view, while nodes come, go and change their names.

A frame is around its nodes, wherever they are, so it has no place of its own: it moves with them, and is gone with the
last of them. A node belongs to one frame at most.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import assert_never

from graphnn.document.edits import Collapse, SetFrame, SetNote
from graphnn.document.lookups import existing_node
from graphnn.document.model import MAX_DRAWN, Document, Frame, Note, View
from graphnn.document.updated import updated
from graphnn.errors import EditError


def drawn(document: Document, edit: SetFrame | SetNote | Collapse) -> Document:
    """Return the document with a frame, a note or the size of cards changed.

    Raises:
        EditError: If the edit does not fit the document.
    """
    view = document.view
    match edit:
        case SetFrame():
            view = _with_frame(document, edit)
        case SetNote():
            notes = {key: note for key, note in view.notes.items() if key != edit.id}
            if edit.note is None and edit.id not in view.notes:
                raise EditError(f"view.notes.{edit.id}: no such note. It may have been removed.")
            if edit.note is not None:
                # A note that changes keeps its place among those that lie over each other.
                notes = {**view.notes, edit.id: edit.note}
            _check_count("notes", notes)
            view = updated(view, notes=notes)
        case Collapse():
            for node_id in edit.ids:
                existing_node(document, node_id)
            chosen = frozenset(edit.ids)
            others = [node_id for node_id in view.collapsed if node_id not in chosen]
            view = updated(view, collapsed=_sorted([*others, *edit.ids] if edit.is_collapsed else others))
        case _:
            assert_never(edit)
    return updated(document, view=view)


def without_drawn(view: View, gone: Iterable[str]) -> View:
    """Return the view without nodes that go, and without frames of which none is left."""
    dropped = frozenset(gone)
    return _with_members(view, lambda node_id: () if node_id in dropped else (node_id,))


def renamed_drawn(view: View, old_id: str, new_id: str) -> View:
    """Return the view with one node under another id, and nothing of whoever had that id before."""
    return _with_members(without_drawn(view, [new_id]), lambda each: (new_id,) if each == old_id else (each,))


def packed_drawn(view: View, chosen: Iterable[str], instance: str) -> tuple[View, View]:
    """Return the view with an instance in the place of some nodes, and the view of what is inside it."""
    packed = frozenset(chosen)
    inner = {key: frame for key, frame in view.frames.items() if packed.issuperset(frame.nodes)}
    inside = View(frames=inner, collapsed=tuple(each for each in view.collapsed if each in packed))
    outer = updated(view, frames={key: frame for key, frame in view.frames.items() if key not in inner})
    outer = updated(outer, collapsed=tuple(each for each in view.collapsed if each not in packed))
    return _with_members(outer, lambda each: (instance,) if each in packed else (each,)), inside


def unpacked_drawn(view: View, inside: View, instance: str, ids: Mapping[str, Sequence[str]]) -> View:
    """Return the view with nodes in the place of an instance; `ids` are what those inside are called now."""
    inner = _with_members(inside, lambda each: tuple(ids.get(each, ())))
    placed = tuple(node_id for each in ids.values() for node_id in each)
    framed = frozenset(node_id for frame in inner.frames.values() for node_id in frame.nodes)
    # Nodes with a frame of their own keep it: a node belongs to one at most.
    joining = tuple(node_id for node_id in placed if node_id not in framed)
    collapsed = [each for each in view.collapsed if each != instance]
    outer = _with_members(updated(view, collapsed=()), lambda each: joining if each == instance else (each,))
    frames = dict(outer.frames)
    for key, frame in inner.frames.items():
        frames[fresh_key(key, frames)] = frame
    return updated(outer, frames=frames, collapsed=_sorted([*collapsed, *inner.collapsed]))


def fresh_key(stem: str, taken: Iterable[str]) -> str:
    """Return a key that no frame or note has.

    >>> fresh_key("frame", ["frame", "frame_2"])
    'frame_3'
    """
    known = set(taken)
    key, number = stem, 2
    while key in known:
        key, number = f"{stem[:58]}_{number}", number + 1
    return key


def _with_frame(document: Document, edit: SetFrame) -> View:
    view = document.view
    if edit.frame is None:
        if edit.id not in view.frames:
            raise EditError(f"view.frames.{edit.id}: no such frame. It may have been removed.")
        return updated(view, frames={key: frame for key, frame in view.frames.items() if key != edit.id})
    for node_id in edit.frame.nodes:
        existing_node(document, node_id)
    members = frozenset(edit.frame.nodes)
    frames: dict[str, Frame] = {}
    for key, frame in {**view.frames, edit.id: edit.frame}.items():
        left = frame.nodes if key == edit.id else tuple(each for each in frame.nodes if each not in members)
        if left:
            frames[key] = updated(frame, nodes=left)
    _check_count("frames", frames)
    return updated(view, frames=frames)


def _with_members(view: View, follow: Callable[[str], tuple[str, ...]]) -> View:
    """Return the view with others in the place of nodes, each once; frames of none are left out."""
    if not view.frames and not view.collapsed:
        return view
    frames: dict[str, Frame] = {}
    for key, frame in view.frames.items():
        nodes = tuple(dict.fromkeys(new for each in frame.nodes for new in follow(each)))
        if nodes:
            frames[key] = updated(frame, nodes=nodes)
    return updated(view, frames=frames, collapsed=_sorted(n for each in view.collapsed for n in follow(each)))


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids)))


def _check_count(kind: str, drawn_there: Mapping[str, Frame] | Mapping[str, Note]) -> None:
    if len(drawn_there) > MAX_DRAWN:
        raise EditError(f"view.{kind}: {len(drawn_there):,} of them; {MAX_DRAWN:,} is the limit. Take some away.")
