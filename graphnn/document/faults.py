"""Faults of a graph file in plain words: what pydantic finds, with the place as the file has it and the cure."""

import difflib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from graphnn.document.model import (
    Block,
    BlockInput,
    BlockOutput,
    BlockParameter,
    Configured,
    Data,
    DataColumn,
    Document,
    Edge,
    FileSource,
    Node,
    Split,
    Training,
    View,
    Windows,
)
from graphnn.document.values import Path, key_path
from graphnn.errors import DocumentError

MAX_LISTED = 100

# Keys that the format is designed to have and this version cannot read: refused by name, never ignored.
_NOT_YET: dict[type[BaseModel], dict[str, str]] = {
    Configured: {"schedule": "learning rate schedules are"},
    View: {
        "colours": "colours of nodes are",
        "colors": "colours of nodes are",
    },
}

_EXPECTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text in double quotes",
    "bool_type": "true or false",
    "dict_type": "an object in {}",
    "mapping_type": "an object in {}",
    "model_type": "an object in {}",
    "tuple_type": "a list in []",
    "is_instance_of": "an object in {}",
}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def document_error(faults: Sequence[tuple[Path, str]], *, place: str) -> DocumentError:
    """Return the error that lists the faults, one a line, each with its place."""
    lines = [f"{place}: {key_path(path)}: {fault}" if path else f"{place}: {fault}" for path, fault in faults]
    more = len(lines) - MAX_LISTED
    return DocumentError(
        "\n".join([*lines[:MAX_LISTED], *([f"{place}: and {more:,} more faults."] if more > 0 else [])])
    )


def faults_of(error: ValidationError) -> list[tuple[Path, str]]:
    """Return each fault that pydantic found, with its path in the file."""
    faults = (_fault(details) for details in error.errors(include_url=False))
    return list(dict.fromkeys(faults))


def close_matches(word: str, known: Iterable[str]) -> str:
    """Return a question that offers the known words nearest to one, or nothing where none is near.

    >>> close_matches("unit", ["units", "activation"])
    ' Did you mean units?'
    """
    near = difflib.get_close_matches(word, list(known), n=3)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def model_at(path: Path) -> type[BaseModel] | None:
    """Return the model whose keys stand at a path of a graph file; None where keys are free or there are none."""
    match path:
        case ():
            return Document
        case ("nodes", _) | ("blocks", _, "nodes", _):
            return Node
        case ("edges", _) | ("blocks", _, "edges", _):
            return Edge
        case ("blocks", _):
            return Block
        case ("blocks", _, "parameters", _):
            return BlockParameter
        case ("blocks", _, "inputs", _):
            return BlockInput
        case ("blocks", _, "outputs", _):
            return BlockOutput
        case ("data",):
            return Data
        case ("data", "source"):
            return FileSource
        case ("data", "columns", _):
            return DataColumn
        case ("data", "windows"):
            return Windows
        case ("data", "validation" | "test"):
            return Split
        case ("training",):
            return Training
        case ("training", "optimizer"):
            return Configured
        case ("view",):
            return View
        case _:
            return None


def unknown_key(path: Path) -> str:
    """Return what is wrong with a key that the format does not have, or that this version does not read yet."""
    *parents, key = path
    model = model_at(tuple(parents))
    if model is None:
        return "unknown key. Take it away."
    if (kind := _NOT_YET.get(model, {}).get(str(key))) is not None:
        return f"{kind} not supported yet. Take the key {key} away, or update graphnn."
    cure = " Write what the layer is made with inside parameters." if model is Node else " Take it away."
    return f"unknown key.{close_matches(str(key), model.model_fields) or cure}"


def _fault(details: ErrorDetails) -> tuple[Path, str]:
    path = details["loc"][:-1] if details["loc"][-1:] == ("[key]",) else details["loc"]
    if path[:2] == ("data", "source"):  # The third part is pydantic's name for what kind of source it is.
        path = (*path[:2], *path[3:])
    return path, _words(details, path)


def _words(details: ErrorDetails, path: Path) -> str:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return unknown_key(path)
    if kind == "missing":
        return "missing. Write one." if isinstance(path[-1], str) else "missing. A position is [x, y]."
    if kind == "too_short":
        return "empty. Name at least one port of a node inside the block."
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, not {_shown(value)}."
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"must be {words} {f'{context[bound]:,}'.removesuffix('.0')}, not {_shown(value)}."
    match kind:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            near = close_matches(str(value), str(context["expected"]).replace("'", "").split(" or "))
            return f"expected {context['expected']}, not {_shown(value)}.{near}"
        case "string_pattern_mismatch":
            return (
                f"{_shown(value)} is not an id. Start with a letter or _, go on with letters, digits or _, "
                "64 characters at most."
            )
        case "string_too_long":
            return f"longer than {context['max_length']:,} characters. Shorten it."
        case "string_too_short":
            return "empty. Write a name."
        case "too_long":
            return f"{context['actual_length']} values where {context['max_length']} belong. A position is [x, y]."
        case _:
            return f"{details['msg'][:1].lower()}{details['msg'][1:]}."


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
