"""Part of a document on its way into another: `clipped` cuts it out, `pasted` is the edit that puts it in.

A clip is a document itself, so what lies on the clipboard is a graph file like any other, read and checked by the same
codec. It holds the nodes, the wires among them and those that lead into them from outside, the blocks they are made
of, and what is drawn around them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from graphnn.document import edits
from graphnn.document.apply import apply
from graphnn.document.drawing import fresh_key
from graphnn.document.edits import Edit, Point, Together
from graphnn.document.ids import fresh_id
from graphnn.document.inside import END_TYPES
from graphnn.document.model import (
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    Document,
    Edge,
    Frame,
    Node,
    Note,
    View,
    format_port,
)
from graphnn.document.nesting import inner_first
from graphnn.document.topology import target_node
from graphnn.document.updated import updated
from graphnn.errors import EditError

STEP = 32.0
"""How far a copy lies from what it was made of, and from the copy before."""

MAX_STEPS = 200
"""Beyond so many copies, one lies on another; and far out, a step is too small to lead anywhere."""

AROUND: Point = (216.0, 136.0)
"""So much right of and below the upper left corners of nodes, a note still lies among them."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Nodes that are about to be added under these ids, and the edit that adds them."""

    node_ids: tuple[str, ...]
    edit: Edit


def clipped(document: Document, node_ids: Iterable[str], notes: Iterable[str] = ()) -> Document:
    """Return some nodes and notes of a document as one of their own, without data and recipe.

    Notes that lie among the nodes come along. The ends of a block stay, for they are no layers.

    >>> chain = {"a": Node(type="Dense"), "b": Node(type="ReLU")}
    >>> clip = clipped(Document(nodes=chain, edges=(Edge(source="a", target="b"),)), ["b"])
    >>> list(clip.nodes), clip.edges[0].source
    (['b'], 'a')
    """
    wanted = frozenset(node_ids)
    nodes = {
        node_id: node for node_id, node in document.nodes.items() if node_id in wanted and node.type not in END_TYPES
    }
    edges = tuple(edge for edge in document.edges if target_node(edge) in nodes)
    targets = {edge.target for edge in edges}
    view = document.view
    return Document(
        name=document.name,
        nodes=nodes,
        edges=edges,
        blocks={name: document.blocks[name] for name in _blocks_of(nodes, document)},
        view=View(
            positions={node_id: place for node_id, place in view.positions.items() if node_id in nodes},
            waypoints={target: points for target, points in view.waypoints.items() if target in targets},
            direction=view.direction,
            frames={key: frame for key, frame in view.frames.items() if nodes.keys() >= set(frame.nodes)},
            notes=_notes_among(view, nodes, frozenset(notes)),
            collapsed=tuple(node_id for node_id in view.collapsed if node_id in nodes),
        ),
    )


def detached(clip: Document, document: Document) -> Document:
    """Return a clip of a document that needs it no more: a node whose layer's owner stays behind gets its own."""
    owned = {node_id: _owning(node_id, clip.nodes, document) for node_id in clip.nodes}
    return updated(clip, nodes=owned)


def pasted(clip: Document, document: Document, *, at: Point | None = None, keeps_wires: bool = False) -> Pasted:
    """Return the edit that puts a clip into a document.

    Args:
        clip: What is put in.
        document: Where it is put.
        at: Where its upper left corner is to be; None is beside where it was.
        keeps_wires: Whether wires from nodes that are not in the clip lead from those of the document again.

    Raises:
        EditError: If there is nothing to put in.
    """
    clip = _with_names_free(clip, document)
    nodes = {node_id: node for node_id, node in clip.nodes.items() if node.type not in END_TYPES}
    if not nodes and not clip.view.notes:
        raise EditError("The clipboard holds a network without layers. Copy some first.")
    new_ids = _new_ids(nodes, document)
    x, y = _shift(clip.view, at, document)
    positions = {node_id: (left + x, top + y) for node_id, (left, top) in clip.view.positions.items()}
    parts: list[Edit] = [
        edits.SetBlock(name=name, block=clip.blocks[name])
        for name in inner_first(clip.blocks)
        if name not in document.blocks
    ]
    added = {new_ids[node_id]: _following(node, new_ids, document) for node_id, node in nodes.items()}
    placed = {new_ids[node_id]: place for node_id, place in positions.items() if node_id in new_ids}
    edges, routes = _wires(clip, new_ids, document if keeps_wires else Document(), (x, y))
    parts.append(edits.AddNodes(nodes=added, edges=edges, positions=placed))
    if routes:
        parts.append(edits.RouteEdges(waypoints=routes))
    parts += _drawn(clip.view, new_ids, document.view, (x, y))
    return Pasted(tuple(new_ids.values()), Together(edits=tuple(parts)))


def removed(clip: Document, document: Document) -> Edit:
    """Return the edit that takes away what was cut out: the nodes and notes of the clip."""
    nodes = tuple(node_id for node_id in clip.nodes if node_id in document.nodes)
    notes = (edits.SetNote(id=key, note=None) for key in clip.view.notes if key in document.view.notes)
    return Together(edits=(*notes, edits.RemoveNodes(ids=nodes)))


def _owning(node_id: str, nodes: Mapping[str, Node], document: Document) -> Node:
    """Return a node with a layer of its own where the layer that it shares stays behind."""
    node, passed = nodes[node_id], {node_id}
    owner = node.shares
    while owner is not None and owner not in nodes and owner not in passed and owner in document.nodes:
        passed.add(owner)
        further = document.nodes[owner].shares
        if further is None:
            return updated(document.nodes[owner], label=node.label, state=node.state)
        owner = further
    return updated(node, shares=owner)


def _blocks_of(nodes: Mapping[str, Node], document: Document) -> list[str]:
    """Return the blocks that nodes are made of, and those within them."""
    names: list[str] = []
    waiting = [node.block for node in nodes.values()]
    for name in waiting:
        if name is not None and name in document.blocks and name not in names:
            names.append(name)
            waiting += [node.block for node in document.blocks[name].nodes.values()]
    return names


def _notes_among(view: View, nodes: Mapping[str, Node], chosen: frozenset[str]) -> dict[str, Note]:
    """Return the notes that were chosen, and those that lie among the nodes."""
    places = [view.positions[node_id] for node_id in nodes if node_id in view.positions]

    def is_among(note: Note) -> bool:
        return bool(places) and all(
            min(place[axis] for place in places) - AROUND[axis] / 4
            <= note.position[axis]
            <= max(place[axis] for place in places) + AROUND[axis]
            for axis in (0, 1)
        )

    return {key: note for key, note in view.notes.items() if key in chosen or is_among(note)}


def _with_names_free(clip: Document, document: Document) -> Document:
    """Return the clip with other names for blocks whose name means something else in the document."""
    taken = {*clip.blocks, *document.blocks}
    for name, block in clip.blocks.items():
        if name in document.blocks and document.blocks[name] != block:
            free = fresh_key(name, taken)
            taken.add(free)
            clip = apply(clip, edits.RenameBlock(name=name, new_name=free))
    return clip


def _new_ids(nodes: Mapping[str, Node], document: Document) -> dict[str, str]:
    """Return an id for each node: its own where it is free, so that what was cut comes back as it was."""
    new_ids: dict[str, str] = {}
    taken = dict(document.nodes)
    lower = {node_id.lower() for node_id in taken}
    for node_id, node in nodes.items():
        is_taken = node_id.lower() in lower
        new_id = fresh_id(updated(document, nodes=taken), node.type) if is_taken else node_id
        new_ids[node_id], taken[new_id] = new_id, node
        lower.add(new_id.lower())
    return new_ids


def _shift(view: View, at: Point | None, document: Document) -> Point:
    """Return how far what is pasted moves, so that it covers nothing exactly."""
    places = [*view.positions.values()] or [note.position for note in view.notes.values()]
    if not places:
        return 0.0, 0.0
    left, top = min(x for x, _ in places), min(y for _, y in places)
    x, y = (at[0] - left, at[1] - top) if at is not None else (0.0, 0.0)
    drawn = [*view.positions.values(), *(note.position for note in view.notes.values())]
    drawn += [point for points in view.waypoints.values() for point in points]
    if not all(isfinite(px + x) and isfinite(py + y) for px, py in drawn):
        raise EditError("The clipboard's layers lie too far apart to be moved here. Lay them out first.")
    taken = {*document.view.positions.values(), *(note.position for note in document.view.notes.values())}
    for _ in range(MAX_STEPS):
        if not any((px + x, py + y) in taken for px, py in places):
            break
        x, y = x + STEP, y + STEP
    return x, y


def _following(node: Node, new_ids: Mapping[str, str], document: Document) -> Node:
    if node.shares is None:
        return node
    if node.shares in new_ids:
        return updated(node, shares=new_ids[node.shares])
    owner = document.nodes.get(node.shares)
    return node if owner is not None and owner.type == node.type else updated(node, shares=None)


def _wires(
    clip: Document, new_ids: Mapping[str, str], outside: Document, shift: Point
) -> tuple[tuple[Edge, ...], dict[str, tuple[Point, ...]]]:
    """Return the wires of a clip as they will be, and the points that lead them by where they end."""
    wires: list[Edge] = []
    routes: dict[str, tuple[Point, ...]] = {}
    for edge, target in _placed(clip, new_ids, outside):
        source = edge.source_port
        new_source = source._replace(node=new_ids.get(source.node, source.node))
        wires.append(Edge(source=format_port(new_source, DEFAULT_SOURCE_PORT), target=target))
        # A wire from elsewhere takes another way, as one end of it has stayed.
        if source.node in new_ids and edge.target in clip.view.waypoints:
            routes[target] = tuple((x + shift[0], y + shift[1]) for x, y in clip.view.waypoints[edge.target])
    return tuple(wires), routes


def _placed(clip: Document, new_ids: Mapping[str, str], outside: Document) -> Iterator[tuple[Edge, str]]:
    """Yield the wires that have a source, each with the port it ends at now; in a list port they close up."""
    ports: dict[tuple[str, str], list[Edge]] = {}
    for edge in clip.edges:
        target, source = edge.target_port, edge.source_port.node
        if target.node in new_ids and (source in new_ids or source in outside.nodes):
            ports.setdefault((target.node, target.name), []).append(edge)
    for ends in ports.values():
        for index, edge in enumerate(sorted(ends, key=lambda each: each.target_port.index or 0)):
            port = edge.target_port
            moved = port._replace(node=new_ids[port.node], index=None if port.index is None else index)
            yield edge, format_port(moved, DEFAULT_TARGET_PORT)


def _drawn(view: View, new_ids: Mapping[str, str], there: View, shift: Point) -> list[Edit]:
    """Return the edits that draw the frames and notes of a clip, and make its cards small."""
    parts: list[Edit] = []
    frames, notes = list(there.frames), list(there.notes)
    for key, frame in view.frames.items():
        members = tuple(new_ids[node_id] for node_id in frame.nodes if node_id in new_ids)
        if members:
            frames.append(fresh_key(key, frames))
            parts.append(edits.SetFrame(id=frames[-1], frame=Frame(**{**dict(frame), "nodes": members})))
    for key, note in view.notes.items():
        notes.append(fresh_key(key, notes))
        x, y = note.position
        parts.append(edits.SetNote(id=notes[-1], note=updated(note, position=(x + shift[0], y + shift[1]))))
    small = tuple(new_ids[node_id] for node_id in view.collapsed if node_id in new_ids)
    return [*parts, edits.Collapse(ids=small, is_collapsed=True)] if small else parts
