"""JSON text under the limits of a graph file, as plain lists and dicts.

Stricter than the standard: what two readers could take for two things, or what could harm a page, is refused.
Everything here runs in time proportional to the text, whatever the text is.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from graphnn.document.faults import document_error
from graphnn.document.values import Path, containers, json_faults
from graphnn.errors import DocumentError

MAX_BYTES = 5_000_000
MAX_DEPTH = 64

# A whole string (or one that never ends), or a bracket: what depth is counted by. Possessive, so it never goes back.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)

_CURES = {
    "Expecting property name enclosed in double quotes": 'Write a key as "key", and no comma after the last entry.',
    "Expecting value": "Write a value, and no comma after the last entry.",
    "Expecting ',' delimiter": "Put a comma between two entries, or close the bracket.",
    "Expecting ':' delimiter": "Put a colon between key and value.",
    "Extra data": "Take away what follows the closing bracket.",
    "Invalid control character at": "Write a line break inside text as \\n and a tab as \\t.",
    "Invalid \\escape": "Write a backslash inside text as \\\\.",
    "Unterminated string starting at": "Close the text with a double quote.",
}


def parse(source: bytes | str, *, place: str) -> Any:
    """Return the value that JSON text stands for.

    Raises:
        DocumentError: If the text is not JSON, or not JSON that a graph file may hold; it lists every fault.
    """
    text = _decoded(source, place)
    _refuse_depth(text, place)
    repeated: list[tuple[dict[str, Any], str]] = []

    def from_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated.extend((mapping, key) for key, count in counts.items() if count > 1)
        return mapping

    try:
        tree = _loaded(text, from_pairs)
    except json.JSONDecodeError as error:
        if error.msg == "Expecting value" and text.strip() and not text[: error.pos].strip():
            raise DocumentError(
                f"{place}: not a graph file, which is JSON text and begins with {{. "
                "Choose a graph file, a picture saved from the editor, a model of Keras or a table (.csv)."
            ) from error
        fault = f"not JSON ({error.msg.lower()})." if text.strip() else "the text is empty."
        cure = _CURES.get(error.msg, "Correct the text here.") if text.strip() else "Give it a graph."
        raise DocumentError(f"{place}: line {error.lineno}, column {error.colno}: {fault} {cure}") from error
    faults = list(json_faults(tree))
    if repeated:
        faults = [*_repetitions(tree, repeated), *faults]
    if faults:
        raise document_error(faults, place=place)
    return tree


def refuse_size(size_bytes: int, *, place: str) -> None:
    """Raise if a text of so many bytes is too large for a graph file.

    Raises:
        DocumentError: If it is.
    """
    if size_bytes > MAX_BYTES:
        raise DocumentError(
            f"{place}: larger than {MAX_BYTES:,} bytes, the limit of a graph file. "
            "Keep long lists of numbers in a data set, not in parameters."
        )


def _decoded(source: bytes | str, place: str) -> str:
    if isinstance(source, str):
        # Text may come with lone surrogates, which UTF-8 cannot hold: they are refused later, with their place.
        refuse_size(len(source.encode("utf-8", "surrogatepass")), place=place)
        return source.removeprefix("\ufeff")
    refuse_size(len(source), place=place)
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{place}: line {line}: not UTF-8 text. Save it as UTF-8.") from error


def _refuse_depth(text: str, place: str) -> None:
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        bracket = token.group()
        if bracket in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, token.start()) + 1
                column = token.start() - text.rfind("\n", 0, token.start())
                raise DocumentError(
                    f"{place}: line {line}, column {column}: nested more than {MAX_DEPTH} levels deep. Make it flatter."
                )
        elif bracket in ("]", "}"):
            depth -= 1


def _loaded(text: str, from_pairs: Callable[[list[tuple[str, Any]]], dict[str, Any]]) -> Any:
    try:
        return json.loads(text, object_pairs_hook=from_pairs)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Python does not read a number of thousands of digits; infinity in its place is refused later, with its path.
        return json.loads(
            text,
            object_pairs_hook=from_pairs,
            parse_int=lambda digits: int(digits) if len(digits) <= 20 else math.inf,
        )


def _repetitions(tree: object, repeated: list[tuple[dict[str, Any], str]]) -> list[tuple[Path, str]]:
    keys_by_object: dict[int, list[str]] = {}
    for mapping, key in repeated:
        keys_by_object.setdefault(id(mapping), []).append(key)
    return [
        ((*path, key), "the key is given twice. Keep one of the two.")
        for path, item in containers(tree)
        if isinstance(item, dict)
        for key in keys_by_object.get(id(item), ())
    ]
