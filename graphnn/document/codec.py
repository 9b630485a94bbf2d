"""The graph file, format 1: bytes to `Document` and back.

Reading is strict and lists every fault with its place and cure; nothing is ignored and nothing guessed. Writing is
deterministic: one document gives the same bytes every time, laid out as a person would, so that files diff well.
What is written reads back as the same document.
"""

import itertools
import os
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from graphnn.document import picture, strict_json
from graphnn.document.atomic import replace_file
from graphnn.document.faults import document_error, faults_of
from graphnn.document.model import (
    DEFAULT_TARGET_PORT,
    FORMAT_VERSION,
    Block,
    Document,
    Port,
    format_port,
    parse_port,
    size_fault,
)
from graphnn.document.plain_view import plain_drawing, view_with_tuples
from graphnn.document.text import written_file
from graphnn.document.values import Frozen, same, thaw
from graphnn.errors import DocumentError, GraphnnError


def loads(text: bytes | str, *, place: str = "document") -> Document:
    """Return the document that a graph file stands for, or a picture with the file in it.

    Args:
        text: The text of the file, or a PNG that carries it.
        place: What messages call the file.

    Raises:
        DocumentError: If the text is not a graph file of a format this version reads; it lists every fault.

    >>> loads('{"graphnn": 1, "nodes": {"image": {"type": "Input"}}}').nodes["image"].type
    'Input'
    """
    if isinstance(text, bytes) and picture.is_picture(text):
        text = picture.text_of(text, place=place)
    return from_plain(strict_json.parse(text, place=place), place=place)


def dumps(document: Document) -> bytes:
    r"""Return the text of the graph file that holds a document.

    Raises:
        DocumentError: If the file would be too large to be read again.

    >>> dumps(Document(name="empty"))
    b'{\n  "graphnn": 1,\n  "name": "empty"\n}\n'
    """
    written = written_file(to_plain(document)).encode()
    strict_json.refuse_size(len(written), place="document")
    return written


def read(path: str | os.PathLike[str]) -> Document:
    """Return the document in a graph file, or in a picture that was exported.

    Raises:
        DocumentError: If the file cannot be read, or is neither.
    """
    file, place = Path(path), os.fspath(path)
    try:
        # A pipe or device would block or never end.
        if not file.is_file():
            raise DocumentError(f"{place}: {'not a file' if file.exists() else 'no such file'}. Name a graph file.")
        with file.open("rb") as stream:
            text = stream.read(strict_json.MAX_BYTES + 1)
            if picture.is_picture(text):
                text += stream.read(picture.MAX_PICTURE_BYTES)
    except OSError as error:
        raise DocumentError(f"{place}: cannot be read: {error.strerror}. Check the file's permissions.") from error
    return loads(text, place=place)


def write(document: Document, path: str | os.PathLike[str]) -> None:
    """Write a document to a graph file: after a crash the file holds the old document or the new one, whole.

    Raises:
        DocumentError: If the file would be too large to be read again.
        GraphnnError: If the file cannot be written, or is a picture, which a graph file would replace.
    """
    file = Path(path)
    if picture.is_picture_file(file):
        raise GraphnnError(f"{os.fspath(path)}: a picture, which a graph file would replace. Choose another name.")
    replace_file(file, dumps(document))


def from_plain(tree: object, *, place: str = "document") -> Document:
    """Return the document that plain lists and dicts, as parsed from a graph file, stand for.

    Raises:
        DocumentError: If they are not a graph file of a format this version reads.
    """
    if not isinstance(tree, dict):
        raise DocumentError(f'{place}: not a graph file. It starts with {{"graphnn": {FORMAT_VERSION}, …}}.')
    _refuse_other_formats(tree, place)
    # Before anything looks at each of them, which takes long where there are too many.
    for path, graph in _graphs(tree):
        counts = (len(graph[key]) if isinstance(graph.get(key), dict | list) else 0 for key in ("nodes", "edges"))
        if (fault := size_fault(*counts)) is not None:
            raise DocumentError(f"{place}: {path}{fault}")
    try:
        return Document.model_validate(_with_tuples(tree))
    except ValidationError as error:
        raise document_error(faults_of(error), place=place) from error


def to_plain(document: Document) -> dict[str, Any]:
    """Return a document as plain lists and dicts, in the order of the file, defaults left out."""
    plain = {"graphnn": document.graphnn, "name": document.name, **_without_defaults(document)}
    graphs: list[tuple[Document | Block, dict[str, Any]]] = [(document, plain)]
    graphs += [(block, plain["blocks"][name]) for name, block in document.blocks.items()]
    for graph, written in graphs:
        if points := plain_drawing(graph):
            written["view"] |= points
    return plain


def _graphs(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the graph of the file and those of its blocks, each with the place in the file that it stands at."""
    yield "", tree
    blocks = tree.get("blocks")
    for name, block in blocks.items() if isinstance(blocks, dict) else ():
        if isinstance(block, dict):
            yield f"blocks.{name}.", block


def _refuse_other_formats(tree: dict[str, Any], place: str) -> None:
    version = tree.get("graphnn")
    if version is None:
        raise DocumentError(
            f'{place}: graphnn: missing, so this is not known to be a graph file. Write "graphnn": {FORMAT_VERSION}.'
        )
    if type(version) is not int or version < 1:
        raise DocumentError(f"{place}: graphnn: not a format of graph files. Write {FORMAT_VERSION}.")
    if version > FORMAT_VERSION:
        raise DocumentError(f"{place}: graphnn: made by a newer graphnn: format {version}; update graphnn.")


def _with_tuples(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the tree with tuples where the model has them, and with a place for each edge into a list port."""
    tree = dict(tree)
    if isinstance(tree.get("edges"), list):
        tree["edges"] = _with_places(tree["edges"])
    training = tree.get("training")
    if isinstance(training, dict) and isinstance(training.get("callbacks"), list):
        tree["training"] = {**training, "callbacks": tuple(training["callbacks"])}
    data = tree.get("data")
    if isinstance(data, dict) and isinstance(data.get("columns"), dict):
        columns = {name: _lists_as_tuples(column) for name, column in data["columns"].items()}
        tree["data"] = {**data, "columns": columns}
    blocks = tree.get("blocks")
    if isinstance(blocks, dict):
        tree["blocks"] = {
            name: _block_with_tuples(block) if isinstance(block, dict) else block for name, block in blocks.items()
        }
    return view_with_tuples(tree)


def _lists_as_tuples(column: object) -> object:
    if not isinstance(column, dict):
        return column
    return {key: tuple(value) if isinstance(value, list) else value for key, value in column.items()}


def _block_with_tuples(block: dict[str, Any]) -> dict[str, Any]:
    """Return the same for a block, where what an input feeds is a list of ports too, and comes after the edges."""
    block = view_with_tuples(dict(block))
    edges, inputs = block.get("edges"), block.get("inputs")
    if isinstance(inputs, list):
        block["inputs"] = inputs = tuple(
            {**port, "targets": tuple(port["targets"])}
            if isinstance(port, dict) and isinstance(port.get("targets"), list)
            else port
            for port in inputs
        )
    if isinstance(block.get("outputs"), list):
        block["outputs"] = tuple(block["outputs"])
    if not isinstance(edges, list) and "edges" in block:
        return block
    entries = [
        {"target": target}
        for port in (inputs if isinstance(inputs, tuple) else ())
        for target in (port["targets"] if isinstance(port, dict) and isinstance(port.get("targets"), tuple) else ())
    ]
    placed = iter(_with_places([*(edges or ()), *entries]))
    if edges is not None:
        block["edges"] = tuple(itertools.islice(placed, len(edges)))
    if entries and isinstance(inputs, tuple):
        block["inputs"] = tuple(
            {**port, "targets": tuple(next(placed)["target"] for _ in port["targets"])}
            if isinstance(port, dict) and isinstance(port.get("targets"), tuple)
            else port
            for port in inputs
        )
    return block


def _with_places(edges: list[Any]) -> tuple[Any, ...]:
    """Return the edges; where several end at one port, those without index take the free places in order."""
    ports: dict[tuple[str, str], list[tuple[int, Port]]] = {}
    for rank, edge in enumerate(edges):
        if (port := _target_of(edge)) is not None:
            ports.setdefault((port.node, port.name), []).append((rank, port))
    placed = list(edges)
    for ends in ports.values():
        if len(ends) == 1:
            continue
        taken = {port.index for _, port in ends}
        free = (index for index in count() if index not in taken)
        for rank, port in ends:
            if port.index is None:
                target = format_port(port._replace(index=next(free)), DEFAULT_TARGET_PORT)
                placed[rank] = {**placed[rank], "target": target}
    return tuple(placed)


def _target_of(edge: object) -> Port | None:
    """Return the port an edge of the file ends at; None where the edge is faulty, which validation will say."""
    target = edge.get("target") if isinstance(edge, dict) else None
    try:
        return parse_port(target, DEFAULT_TARGET_PORT) if isinstance(target, str) else None
    except ValueError:
        return None


@cache
def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    fields = model.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}


def _without_defaults(value: Any) -> Any:
    if isinstance(value, Frozen):
        defaults = _defaults(type(value))
        fields = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {
            name: _without_defaults(item)
            for name, item in fields
            if name not in defaults or not same(item, defaults[name])
        }
    if isinstance(value, Mapping):
        return {key: _without_defaults(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_without_defaults(item) for item in value]
    return thaw(value)
