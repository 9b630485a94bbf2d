"""Values set from the shell: `--set training.batch_size=64` on a document."""

import json
from collections.abc import Sequence
from typing import Any

from graphnn.document import strict_json
from graphnn.document.codec import from_plain
from graphnn.document.faults import close_matches, model_at, unknown_key
from graphnn.document.model import Document
from graphnn.document.values import Path, key_path
from graphnn.errors import DocumentError, UsageError


def override(document: Document, assignments: Sequence[str]) -> Document:
    """Return the document with values set by path, each written as `path=value`.

    A value is read as JSON, and as text where it is not JSON.

    Raises:
        UsageError: If a path leads nowhere, or a value does not fit its place.

    >>> override(Document(), ["training.batch_size=64"]).training.batch_size
    64
    """
    for assignment in assignments:
        text, equals, value = assignment.partition("=")
        path = tuple(text.strip().split("."))
        if not equals or not all(path):
            raise UsageError(f"--set {assignment}: expected path=value. Write it as training.batch_size=64.")
        try:
            # With defaults: the learning rate of an optimizer can be set that the file does not name.
            tree = document.model_dump(mode="json")
            _assign(tree, path, _value(value, place=text), place=f"--set {text}")
            document = from_plain(tree, place=f"--set {assignment}")
        except DocumentError as error:
            raise UsageError(str(error)) from error
    return document


def _value(text: str, *, place: str) -> Any:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return strict_json.parse(text, place=f"--set {place}")


def _assign(tree: dict[str, Any], path: tuple[str, ...], value: Any, *, place: str) -> None:
    container: Any = tree
    for depth, key in enumerate(path):
        reached = path[:depth]
        _check_key(container, key, reached, place)
        position: Any = int(key) if isinstance(container, list) else key
        if depth == len(path) - 1:
            container[position] = value
        elif isinstance(container, dict) and container.get(key) is None:
            container[key] = {}
            container = container[key]
        else:
            container = container[position]


def _check_key(container: Any, key: str, reached: Path, place: str) -> None:
    """Refuse a step that leads nowhere: nodes must exist, keys of the format be known, parameters may be new."""
    where = key_path(reached) or "the document"
    model = model_at(reached)
    match container:
        case dict() if reached in (("nodes",), ("blocks",)) and key not in container:
            raise UsageError(f"{place}: no such {reached[0][:-1]}.{_offer(key, container)}")
        case dict() if model is not None and key not in model.model_fields:
            raise UsageError(f"{place}: {unknown_key((*reached, key))}")
        case dict():
            return
        case list():
            if not key.isdecimal() or int(key) >= len(container):
                raise UsageError(f"{place}: {where} has {len(container)} entries. Name one by its number, from 0.")
        case _:
            raise UsageError(f"{place}: {where} is a single value. Set it whole.")


def _offer(word: str, known: dict[str, Any]) -> str:
    return close_matches(word, known) or f" The document has {', '.join(list(known)[:20]) or 'none'}."
