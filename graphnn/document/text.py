"""The text of a graph file, laid out as a person would: one node or edge a line, so that files diff well."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

LINE_LENGTH = 120


def written_file(plain: Mapping[str, Any]) -> str:
    r"""Return the text of the file for a document as plain lists and dicts.

    >>> written_file({"graphnn": 1, "name": "empty"})
    '{\n  "graphnn": 1,\n  "name": "empty"\n}\n'
    """
    return _block("{", _sections(plain, indent=2), "}", indent=0) + "\n"


def _sections(plain: Mapping[str, Any], *, indent: int) -> Iterable[str]:
    return (f"{_line(key)}: {_section(key, value, indent=indent)}" for key, value in plain.items())


def _section(key: str, value: Any, *, indent: int) -> str:
    """Return the value of one key of a document, or of a block, as text."""
    if key == "nodes":
        return _block("{", (f"{_line(node_id)}: {_line(node)}" for node_id, node in value.items()), "}", indent=indent)
    if key == "edges":
        return _block("[", map(_line, value), "]", indent=indent)
    if key == "blocks":
        blocks = (f"{_line(name)}: {_block_text(block)}" for name, block in value.items())
        return _block("{", blocks, "}", indent=indent)
    return _fitted(value, indent=indent, used=len(key) + indent + 4)


def _block_text(block: Mapping[str, Any]) -> str:
    return _block("{", _sections(block, indent=6), "}", indent=4) if block else "{}"


def _fitted(value: Any, *, indent: int, used: int) -> str:
    line = _line(value)
    if used + len(line) < LINE_LENGTH or not isinstance(value, dict | list):
        return line
    inner = indent + 2
    if isinstance(value, list):
        return _block("[", (_fitted(item, indent=inner, used=inner) for item in value), "]", indent=indent)
    entries = (f"{_line(key)}: {_fitted(item, indent=inner, used=inner + len(key) + 4)}" for key, item in value.items())
    return _block("{", entries, "}", indent=indent)


def _block(opening: str, lines: Iterable[str], closing: str, *, indent: int) -> str:
    spaces = "\n" + " " * (indent + 2)
    return f"{opening}{spaces}{f',{spaces}'.join(lines)}\n{' ' * indent}{closing}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
