"""Ids for new nodes, spelled as Keras names its layers."""

import itertools
import re
from collections.abc import Iterable

from graphnn.document.model import Document
from graphnn.document.values import Path

# An underscore goes before a capitalised word, and between a small letter and a capital: MaxPooling2D, ConvLSTM2D.
_WORD_START = re.compile(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
_MAX_ID = 64
_MAX_STEM = 56  # of 64 characters, so that there is room for a number


def fresh_id(document: Document, type: str) -> str:
    """Return an id that no node of the document has, made from the type of the node it is for.

    >>> fresh_id(Document(), "MaxPooling2D"), fresh_id(Document(), "ops.add")
    ('max_pooling2d', 'add')
    """
    # Ids that differ by case alone are one id to some file systems.
    taken = {node_id.lower() for node_id in document.nodes}
    stem = _snake_case(type)
    number = 1
    while (candidate := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return candidate


def _snake_case(type: str) -> str:
    # A plug-in's name has its package before ">"; an op's and a block's kind stands before ".".
    name = re.sub(r"[^A-Za-z0-9_]", "", re.split(r"[.>]", type)[-1])
    stem = _WORD_START.sub("_", name).lower().strip("_")[:_MAX_STEM]
    return stem if stem[:1].isalpha() else f"node_{stem}".rstrip("_")


class FlatIds:
    """Ids for the nodes of blocks in a flat graph, which no node has: the way to them, cut where it is too long."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Start with the ids that are taken."""
        self._taken = {node_id.lower() for node_id in taken}
        self._numbers: dict[str, int] = {}

    def make(self, path: Path) -> str:
        """Return an id for the node that a path leads to.

        >>> ids = FlatIds(["stage_conv"])
        >>> ids.make(("stage", 2, "conv")), ids.make(("stage", "conv"))
        ('stage_2_conv', 'stage_conv_2')
        """
        candidate = stem = "_".join(map(str, path))
        if len(stem) > _MAX_ID or stem.lower() in self._taken:
            stem = stem[:_MAX_STEM]
            # Counted on from the last one: thousands of nodes may share a stem.
            for number in itertools.count(self._numbers.get(stem.lower(), 2)):
                self._numbers[stem.lower()] = number + 1
                candidate = f"{stem}_{number}"
                if candidate.lower() not in self._taken:
                    break
        self._taken.add(candidate.lower())
        return candidate
