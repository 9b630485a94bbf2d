"""Names of columns: those that are usually predicted, and those that a file does not have."""

import difflib
from collections.abc import Collection

from graphnn.document.model import Data
from graphnn.errors import DataError

TARGET_NAMES = frozenset(
    "target label labels class classes y outcome response species diagnosis survived churn quality price value sales "
    "sentiment rating score".split()
)
NAMES_LISTED = 12


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
