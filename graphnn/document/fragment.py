"""Nodes that come with their wires, as a copy does: added all at once, so that a thousand cost little more than one."""

from collections import Counter

from graphnn.document.drawing import without_drawn
from graphnn.document.edits import AddNodes
from graphnn.document.lookups import check_new_id, check_sharing, existing_node
from graphnn.document.model import MAX_EDGES, MAX_NODES, Document
from graphnn.document.topology import find_cycle, source_node, target_node
from graphnn.document.updated import updated
from graphnn.errors import EditError


def with_nodes(document: Document, edit: AddNodes) -> Document:
    """Return the document with more nodes and the edges that end at them.

    Raises:
        EditError: If an id is taken, an edge ends elsewhere or at a port with another one, or nodes feed each other.
    """
    _check_ids(document, edit)
    positions = {node_id: place for node_id, place in document.view.positions.items() if node_id not in edit.nodes}
    # A file may hold edges of nodes that it lacks: the new ones are not wired by those.
    edges = [e for e in document.edges if source_node(e) not in edit.nodes and target_node(e) not in edit.nodes]
    positions |= {node_id: place for node_id, place in edit.positions.items() if node_id in edit.nodes}
    added = updated(
        document,
        nodes={**document.nodes, **edit.nodes},
        edges=(*edges, *edit.edges),
        view=updated(without_drawn(document.view, list(edit.nodes)), positions=positions),
    )
    if len(added.nodes) > MAX_NODES or len(added.edges) > MAX_EDGES:
        raise EditError(
            f"With these the document would have {len(added.nodes):,} nodes and {len(added.edges):,} edges; the limits "
            f"are {MAX_NODES:,} and {MAX_EDGES:,}. Remove some first."
        )
    for node_id, node in edit.nodes.items():
        if node.shares is not None:
            check_sharing(added, node_id, node)
    _check_edges(added, edit)
    return added


def _check_ids(document: Document, edit: AddNodes) -> None:
    taken = Counter(node_id.lower() for node_id in (*document.nodes, *edit.nodes))
    for node_id in edit.nodes:
        if taken[node_id.lower()] == 1:
            continue
        check_new_id(document, node_id)
        others = {other: node for other, node in edit.nodes.items() if other != node_id}
        check_new_id(updated(document, nodes=others), node_id)


def _check_edges(added: Document, edit: AddNodes) -> None:
    places: dict[tuple[str, str], list[int | None]] = {}
    for edge in edit.edges:
        source, port = edge.source_port.node, edge.target_port
        existing_node(added, source)
        if port.node not in edit.nodes:
            raise EditError(f"{edge.target}: the edge ends at none of the new nodes. Connect it by itself.")
        if source == port.node:
            raise EditError(f"{source}: a node cannot feed itself. Connect it to another node.")
        places.setdefault((port.node, port.name), []).append(port.index)
    for (node_id, name), indices in places.items():
        if indices != [None] and sorted(index if index is not None else -1 for index in indices) != [
            *range(len(indices))
        ]:
            raise EditError(f"{node_id}.{name}: the edges that end here have gaps, or one place. Number them from 0.")
    # Old nodes are fed by none of the new ones, so what closes a cycle is new.
    inner = tuple(
        edge for edge in edit.edges if edge.source_port.node in edit.nodes and target_node(edge) in edit.nodes
    )
    if (cycle := find_cycle(updated(Document(), nodes=dict(edit.nodes), edges=inner))) is not None:
        raise EditError(f"{', '.join(cycle)}: these nodes feed each other in a cycle. Delete an edge of it first.")
