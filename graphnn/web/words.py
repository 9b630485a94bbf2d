"""How values, shapes and counts are written on the page."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from graphnn.document.model import Node
from graphnn.document.values import referred_parameter

_PLAIN_DIGITS = 2
"""A number of so few digits is plainest as it stands: 0.2, not 1/5."""


def shape_in_words(shape: tuple[int | None, ...], *, batch: bool = False) -> str:
    """Return a shape as people write it; the batch axis is named or left out.

    >>> shape_in_words((None, 28, 28)), shape_in_words((None, 784), batch=True)
    ('28 × 28', 'batch × 784')
    """
    sizes = ["?" if size is None else f"{size:,}" for size in shape[1:]]
    return " × ".join(["batch", *sizes] if batch else sizes) or "1"


def number_in_words(value: float) -> str:
    """Return a number short enough for a card; a scale such as 1/255 keeps its meaning.

    >>> number_in_words(1 / 255), number_in_words(0.001), number_in_words(512), number_in_words(2700.5)
    ('1/255', '0.001', '512', '2,700.5')
    """
    if isinstance(value, int):
        return f"{value:,}"
    if 0 < abs(value) < 0.5:
        fraction = Fraction(value).limit_denominator(1000)
        digits = Decimal(repr(float(value))).normalize().as_tuple().digits
        if abs(fraction.numerator) == 1 and abs(float(fraction) - value) < 1e-12 and len(digits) > _PLAIN_DIGITS:
            return str(fraction)
    return f"{value:,.6g}"


def value_in_words(value: Any) -> str:
    """Return any parameter value as a card shows it."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_in_words(value)
        case str():
            return value.replace("_", " ")
        case Mapping() if (name := referred_parameter(value)) is not None:
            return f"‹{name}›"
        case Mapping() if "type" in value:
            return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(value["type"])).lower()
        case tuple() | list() if all(isinstance(item, int) for item in value):
            return " × ".join(f"{item}" for item in value)
        case tuple() | list():
            return ", ".join(value_in_words(item) for item in value)
        case _:
            return str(value)


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> plural(1, "problem"), plural(407050, "parameter")
    ('1 problem', '407,050 parameters')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def title_of(node_id: str, node: Node) -> str:
    """Return what a card is headed with: the node's label, else its id."""
    return node.label or node_id


def type_in_words(node: Node) -> str:
    """Return what a node is: its layer, or its block and how often it stands there.

    >>> type_in_words(Node(type="Dense")), type_in_words(Node(type="block.residual", repeat=3))
    ('Dense', 'block residual × 3')
    """
    if node.block is None:
        return node.type
    return f"block {node.block} × {node.repeat}" if node.repeat > 1 else f"block {node.block}"


def duration_in_words(seconds: float) -> str:
    """Return a duration as people say it.

    >>> duration_in_words(1.24), duration_in_words(75), duration_in_words(7300)
    ('1.2 s', '1 min 15 s', '2 h 1 min')
    """
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def age_in_words(seconds: float) -> str:
    """Return how long ago something was, as people say it.

    >>> age_in_words(20), age_in_words(130), age_in_words(3700), age_in_words(200_000)
    ('just now', '2 minutes ago', '1 hour ago', '2 days ago')
    """
    if seconds < 60:
        return "just now"
    units = ((86_400, "day"), (3600, "hour"), (60, "minute"))
    length, noun = next((length, noun) for length, noun in units if seconds >= length)
    return f"{plural(int(seconds // length), noun)} ago"


def metric_in_words(name: str) -> str:
    """Return a metric's name as a heading.

    >>> metric_in_words("mean_absolute_error")
    'Mean absolute error'
    """
    return name.replace("_", " ").capitalize()


def bytes_in_words(count: int) -> str:
    """Return an amount of memory, short.

    >>> bytes_in_words(734_003_200), bytes_in_words(2_684_354_560)
    ('700 MB', '2.5 GB')
    """
    megabytes = count / 2**20
    return f"{megabytes:,.0f} MB" if megabytes < 1000 else f"{megabytes / 1024:,.1f} GB"
