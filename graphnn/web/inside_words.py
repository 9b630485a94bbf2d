"""What a look inside a network says of a layer, in words: its numbers, and what to think of them. Pure."""

import itertools
from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict

from graphnn.document.expand import expand
from graphnn.document.expansion import Expansion
from graphnn.document.model import Document
from graphnn.protocol.inside import Inside, LayerInside

Tone: TypeAlias = Literal["ok", "warn", "bad"]

VANISHING_GRADIENT, EXPLODING_GRADIENT = 1e-7, 1e3
STANDING_UPDATE, LEAPING_UPDATE = 1e-6, 0.2
MANY_UNITS, MOST_UNITS = 0.25, 0.75
"""Shares of dead or saturated units that are worth a word, and that stop a layer from learning."""


class LayerNumber(TypedDict):
    """A number of a layer, as the table shows it."""

    key: Literal["gradient", "weight", "update", "units"]
    text: str
    tone: Tone
    hint: str


class LayerMark(TypedDict):
    """What a card says of its layer while it learns: a line in a colour, and words where something is the matter."""

    tone: Tone
    text: str
    hint: str


def numbers_of(layer: LayerInside) -> list[LayerNumber]:
    """Return what is known of a layer."""
    numbers: list[LayerNumber] = []
    if layer.weights is not None or layer.weight_norm is not None:
        numbers += [_gradient(layer.gradient_norm), _weight(layer.weight_norm), _update(layer.update_ratio)]
    units = _units(layer)
    return numbers if units is None else [*numbers, units]


def mark_of(layers: Sequence[LayerInside]) -> LayerMark | None:
    """Return what a card says of the layers behind it, the worst first; None where nothing is known."""
    numbers = [number for layer in layers for number in numbers_of(layer)]
    if not numbers:
        return None
    worst = max(numbers, key=lambda number: ("ok", "warn", "bad").index(number["tone"]))
    if worst["tone"] == "ok":
        update = next((number for number in numbers if number["key"] == "update"), None)
        words = f"Learns: one step moves the weights by {update['text']}." if update else worst["hint"]
        return {"tone": "ok", "text": "", "hint": words}
    return {"tone": worst["tone"], "text": _short(worst), "hint": worst["hint"]}


def marks_of(look: Inside, document: Document) -> dict[str, LayerMark]:
    """Return what the cards of a document say, by the way to each, as "stage/conv"; a block speaks for all within."""
    expansion = expand(document)
    by_way: dict[str, list[LayerInside]] = {}
    for name, layer in look.layers.items():
        for way in itertools.accumulate(_way(name, expansion), "{}/{}".format):
            by_way.setdefault(way, []).append(layer)
    marks = {way: mark_of(layers) for way, layers in by_way.items()}
    return {way: mark for way, mark in marks.items() if mark is not None}


def way_to(layer: str, document: Document) -> tuple[str, ...]:
    """Return the ids that lead to the node of a layer, through the blocks around it; none where it is gone."""
    return _way(layer, expand(document))


def _way(layer: str, expansion: Expansion) -> tuple[str, ...]:
    return expansion.way(layer) if layer in expansion.document.nodes else ()


class LayerHistory(TypedDict):
    """How the weights and gradients of a layer were spread, look by look, as plain data."""

    weights: list[object]
    gradients: list[object]


def histories(looks: Sequence[Inside], name: str) -> LayerHistory:
    """Return how the weights and gradients of a layer were spread, look by look, as plain data."""
    layers = [look.layers.get(name) for look in looks]
    return {
        "weights": [each.weights.model_dump() if each and each.weights else None for each in layers],
        "gradients": [each.gradients.model_dump() if each and each.gradients else None for each in layers],
    }


def _gradient(norm: float | None) -> LayerNumber:
    if norm is None:
        return _number("gradient", "no number", "bad", "Its gradient is no number: the training has diverged.")
    if norm < VANISHING_GRADIENT:
        return _number(
            "gradient",
            _short_number(norm),
            "warn",
            "All but no gradient reaches it: it hardly learns, or has nothing left to learn.",
        )
    if norm > EXPLODING_GRADIENT:
        hint = "Its gradient explodes. Lower the learning rate, or clip the gradient."
        return _number("gradient", _short_number(norm), "warn", hint)
    return _number("gradient", _short_number(norm), "ok", "Norm of its gradient")


def _weight(norm: float | None) -> LayerNumber:
    if norm is None:
        return _number("weight", "no number", "bad", "Its weights are no numbers: the training has diverged.")
    return _number("weight", _short_number(norm), "ok", "Norm of its weights")


def _update(ratio: float | None) -> LayerNumber:
    if ratio is None:
        return _number("update", "–", "ok", "Nothing to compare with: its weights were all 0.")
    if ratio < STANDING_UPDATE:
        return _number("update", _short_number(ratio), "warn", "A step hardly moves its weights: it does not learn.")
    if ratio > LEAPING_UPDATE:
        hint = "A step moves its weights by much of their size. Lower the learning rate."
        return _number("update", _short_number(ratio), "warn", hint)
    return _number("update", _short_number(ratio), "ok", "What one step moves, as a share of its weights")


def _units(layer: LayerInside) -> LayerNumber | None:
    if layer.saturated is not None:
        share, word, what = (
            layer.saturated,
            "saturated",
            "are at an end of their range, where they are flat and learn little",
        )
    elif layer.dead is not None:
        share, word, what = layer.dead, "dead", "answer 0 to every sample looked at, so no gradient reaches them"
    else:
        return None
    tone: Tone = "bad" if share >= MOST_UNITS else "warn" if share >= MANY_UNITS else "ok"
    return _number("units", f"{100 * share:.0f} % {word}", tone, f"{100 * share:.0f} % of its units {what}.")


def _short(number: LayerNumber) -> str:
    words = {"gradient": "gradient", "weight": "weights", "update": "update", "units": ""}[number["key"]]
    return f"{words} {number['text']}".strip()


def _number(key: Literal["gradient", "weight", "update", "units"], text: str, tone: Tone, hint: str) -> LayerNumber:
    return {"key": key, "text": text, "tone": tone, "hint": hint}


def _short_number(value: float) -> str:
    """Return a number in three digits.

    >>> _short_number(0.0012345), _short_number(12.345), _short_number(1e-9)
    ('0.00123', '12.3', '1e-09')
    """
    return f"{value:.3g}"
