"""Names of columns: those that are usually predicted, and those that a file does not have."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from graphnn.document.model import Data
from graphnn.errors import DataError

TARGET_NAMES = frozenset(
    "target label labels class classes y outcome response species diagnosis survived churn quality price value sales "
    "sentiment rating score".split()
)
NAMES_LISTED = 12

Part: TypeAlias = Literal["train", "validation", "test"]
"""The samples that a file brings to learn from, those to watch meanwhile, or those to be scored on."""

HELD_OUT: Mapping[Part, tuple[str, ...]] = {"validation": ("validation", "valid", "val"), "test": ("test", "testing")}
"""What the parts that are not learned from are called."""


def split_columns(data: Data) -> list[str]:
    """Return the columns that say which rows are held out."""
    return [split.column for split in (data.validation, data.test) if split is not None and split.column is not None]


def refuse_unknown(data: Data, names: Collection[str], place: str) -> None:
    """Refuse data that names columns which its file does not have.

    Raises:
        DataError: If there is one, with the nearest that there is.
    """
    for name in (*data.columns, *([data.time] if data.time else []), *split_columns(data)):
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            cure = f"Did you mean {near[0]}?" if near else f"It has {', '.join(list(names)[:NAMES_LISTED])}."
            raise DataError(f"data.columns: {place} has no column {name}. {cure}")


def names_a_target(name: str) -> bool:
    """Tell whether an array is called as what is predicted usually is.

    >>> names_a_target("y_train"), names_a_target("train_labels"), names_a_target("x_train")
    (True, True, False)
    """
    words = [word for word in name.lower().split("_") if word not in ("train", "training")]
    return bool(words) and words[0] in TARGET_NAMES


def held_out_array_of(name: str, part: Part, names: Collection[str]) -> str | None:
    """Return the array that by its name holds the samples of a part that another has to learn from.

    >>> held_out_array_of("x_train", "test", ["x_train", "x_test"]), held_out_array_of("y", "test", ["y", "test_y"])
    ('x_test', 'test_y')
    >>> held_out_array_of("x_train", "validation", ["x_train", "x_val", "x_test"])
    'x_val'
    """
    by_letters = {each.lower(): each for each in names}
    for word in HELD_OUT[part]:
        renamed = re.sub("train(ing)?", word, name, flags=re.IGNORECASE)
        wanted = [renamed] if renamed != name else [f"{name}_{word}", f"{word}_{name}"]
        if (found := next((each for each in wanted if each.lower() in by_letters), None)) is not None:
            return by_letters[found.lower()]
    return None
