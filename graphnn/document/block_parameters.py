"""The parameters of a block as edits: a value inside is offered to instances, renamed, or made the same for all."""

from collections.abc import Mapping
from typing import Any

from graphnn.document.edits import Edit, InBlock, ReplaceNode, SetBlock, Together
from graphnn.document.lookups import existing_block
from graphnn.document.model import Block, BlockParameter, Document, Node
from graphnn.document.updated import updated
from graphnn.document.values import Json, containers, freeze, referred_parameter, thaw
from graphnn.errors import EditError


def offered(document: Document, block_name: str, node_id: str, *, parameter: str, default: Json) -> Edit:
    """Return the edit that lets instances of a block set a parameter of a node inside.

    Args:
        document: The document as it is.
        block_name: The block that gets the parameter.
        node_id: The node inside.
        parameter: The node's parameter; the block's is called the same, or has a number where that is taken.
        default: What it is where an instance says nothing: the value that it has now.
    """
    block = existing_block(document, block_name)
    name, number = parameter, 2
    while name in block.parameters:
        name, number = f"{parameter[:58]}_{number}", number + 1
    node = block.nodes[node_id]
    reference = freeze({"$parameter": name})
    nodes = {**block.nodes, node_id: updated(node, parameters={**node.parameters, parameter: reference})}
    parameters = {**block.parameters, name: BlockParameter(default=default)}
    return SetBlock(name=block_name, block=updated(block, nodes=nodes, parameters=parameters))


def with_default(document: Document, block_name: str, name: str, default: Json) -> Edit:
    """Return the edit that sets what a parameter of a block is where an instance says nothing."""
    block = existing_block(document, block_name)
    parameters = {**block.parameters, name: BlockParameter(default=default)}
    return SetBlock(name=block_name, block=updated(block, parameters=parameters))


def withdrawn(document: Document, block_name: str, name: str) -> Edit:
    """Return the edit that takes a parameter from a block: it is its default everywhere, whatever instances said."""
    block = existing_block(document, block_name)
    default = block.parameters[name].default
    left = {key: each for key, each in block.parameters.items() if key != name}
    return _with_parameters(document, block_name, left, name, (default, None))


def renamed(document: Document, block_name: str, name: str, new_name: str) -> Edit:
    """Return the edit that gives a parameter of a block another name, at its instances too.

    Raises:
        EditError: If the block has one of that name.
    """
    block = existing_block(document, block_name)
    if new_name in block.parameters:
        raise EditError(f"blocks.{block_name}: there is a parameter {new_name}. Choose another name.")
    parameters = {new_name if key == name else key: each for key, each in block.parameters.items()}
    return _with_parameters(document, block_name, parameters, name, (freeze({"$parameter": new_name}), new_name))


def _with_parameters(
    document: Document,
    block_name: str,
    parameters: Mapping[str, BlockParameter],
    name: str,
    instead: tuple[Json, str | None],
) -> Edit:
    """Return the edit of a block and its instances by which another value, or another name, stands for a parameter."""
    value, new_name = instead
    block = existing_block(document, block_name)
    nodes = {key: _with_value(node, name, value) for key, node in block.nodes.items()}
    parts: list[Edit] = [SetBlock(name=block_name, block=updated(block, nodes=nodes, parameters=parameters))]
    graphs: list[tuple[str | None, Mapping[str, Node]]] = [(None, document.nodes)]
    graphs += [(outer, each.nodes) for outer, each in document.blocks.items()]
    for outer, inner in graphs:
        for node_id, node in inner.items():
            if node.block == block_name and name in node.parameters:
                change = ReplaceNode(id=node_id, node=_with_key(node, name, new_name))
                parts.append(change if outer is None else InBlock(block=outer, change=change))
    return Together(edits=tuple(parts))


def _with_key(node: Node, name: str, new_name: str | None) -> Node:
    kept = {new_name if key == name else key: value for key, value in node.parameters.items()}
    return updated(node, parameters={key: value for key, value in kept.items() if key is not None})


def _with_value(node: Node, name: str, value: Json) -> Node:
    if not _refers(node, name):
        return node
    changed = {key: freeze(_with_reference(thaw(each), name, thaw(value))) for key, each in node.parameters.items()}
    return updated(node, parameters=changed)


def _with_reference(given: Any, name: str, value: Any) -> Any:
    """Return plain lists and dicts with a value in the place of each reference to a parameter."""
    if referred_parameter(given) == name:
        return value
    match given:
        case dict():
            return {key: _with_reference(each, name, value) for key, each in given.items()}
        case list():
            return [_with_reference(each, name, value) for each in given]
        case _:
            return given


def _refers(node: Node, name: str) -> bool:
    values = (inner for value in node.parameters.values() for _, inner in containers(value))
    return any(referred_parameter(value) == name for value in values)


def uses(block: Block, name: str) -> tuple[str, ...]:
    """Return the nodes inside a block that a parameter of it is for."""
    return tuple(node_id for node_id, node in block.nodes.items() if _refers(node, name))
