"""Parts of a tensor as Keras' configs write them, in the way that documents do."""

from collections.abc import Mapping
from typing import Any

from graphnn.errors import ModelError


def slices_text(key: Any, place: str) -> str:
    """Return a part of a tensor as a document writes it.

    >>> slices_text([{"class_name": "__slice__", "config": {"start": 1, "stop": None}}, -1, None], "part")
    '1:, -1, None'

    Raises:
        ModelError: If a part is none that a graph can hold.
    """
    return ", ".join(_part_text(part, place) for part in (key if isinstance(key, list) else [key]))


def _part_text(part: Any, place: str) -> str:
    if part is None:
        return "None"
    if type(part) is int:
        return str(part)
    if isinstance(part, Mapping):
        if part.get("class_name") == "__ellipsis__":
            return "..."
        bounds = part.get("config", part)
        numbers = [bounds.get(name) for name in ("start", "stop", "step")] if isinstance(bounds, Mapping) else ["?"]
        if part.get("class_name", "__slice__") == "__slice__" and all(n is None or type(n) is int for n in numbers):
            start, stop, step = ("" if number is None else str(number) for number in numbers)
            return f"{start}:{stop}" + (f":{step}" if step else "")
    is_tensor = isinstance(part, Mapping) and part.get("class_name") == "__keras_tensor__"
    shown = "another tensor" if is_tensor else f"{part!r:.40}"
    raise ModelError(f"{place}: a part of a tensor taken by {shown}, which no graph can hold. Use numbers.")
