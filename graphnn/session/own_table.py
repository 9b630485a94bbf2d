"""A table, arrays or pictures that a person brings: stored beside the document, and described as data to learn from."""

import os
import re
from pathlib import Path

from graphnn.document.atomic import replace_file
from graphnn.document.model import Data, DataColumn, Document, FileSource, Split
from graphnn.errors import DataError
from graphnn.sources.cells import is_gap
from graphnn.sources.describe import described, table_of
from graphnn.sources.opening import holds_texts
from graphnn.sources.table import PACKED_SUFFIX, parse_bytes

ENDINGS = {".csv": "csv", f".csv{PACKED_SUFFIX}": "csv", ".npz": "npz", ".zip": "images"}
"""How the names of files end that are data, and what kind of source each is; a zip may hold texts as well."""
MAX_STEM_LENGTH = 80
VALIDATION, TEST = Split(fraction=0.1), Split(fraction=0.2)


def is_table(name: str) -> bool:
    """Tell whether a file is data to learn from, by its name."""
    return name.lower().endswith(tuple(ENDINGS))


def title_of_table(name: str) -> str:
    """Return what a document is called that learns from a table.

    >>> title_of_table("house_prices.csv")
    'House prices'
    """
    words = re.sub(r"[_-]+", " ", Path(name).name.split(".")[0]).strip()
    return (words[:1].upper() + words[1:])[:200] or "Untitled"


def take_table(content: bytes, name: str, folder: Path, known: Data | None = None) -> Data:
    """Store a table, arrays or pictures in a folder and return them as data, described; what is none is not stored.

    One with other content under the same name stays, and the new one gets a number. The file that the document names
    already and that is missing is put in its place, and all that was said of it stays.

    Args:
        content: Its bytes.
        name: What the person calls it.
        folder: Where it is stored.
        known: What the document learns from so far.

    Raises:
        DataError: If it is no table, with the line.
        GraphnnError: If it cannot be stored.
    """
    kind = next(kind for ending, kind in reversed(ENDINGS.items()) if name.lower().endswith(ending))
    if kind == "csv":
        parse_bytes(content, name)
    if kind == "images" and holds_texts(content):
        kind = "texts"
    if known is not None and known.source_name == Path(name).name and not os.path.lexists(folder / known.source_name):
        return _in_its_place(content, known, folder)
    path = _place(content, name, folder)
    is_new = not path.exists()
    if is_new:
        replace_file(path, content)
    data = Data(source=FileSource.model_validate({kind: path.name}), validation=VALIDATION, test=TEST)
    try:
        found = describe_in(data, folder)
        # What a file brings to be watched, and to be scored on, is what is taken.
        watched = found.validation if found.validation_samples is None else Split(split="validation")
        scored = found.test if found.test_samples is None else None
        return found.model_copy(update={"validation": watched, "test": scored})
    except DataError:
        if is_new:
            path.unlink()
        raise


def describe_in(data: Data, folder: Path | None) -> Data:
    """Return data with its file described.

    Raises:
        DataError: If the file cannot be had, or is not what the data says.
    """
    found = described(Document(data=data), folder).data
    if found is None:
        raise DataError("data.source: no file is named. Name one.")
    return found


def gap_counts(data: Data, folder: Path | None) -> dict[str, int]:
    """Return how many gaps each column of the file has.

    Raises:
        DataError: If the file cannot be had.
    """
    if data.file is None or data.file.csv is None:
        return {}
    return {name: sum(map(is_gap, cells)) for name, cells in table_of(data, folder).columns.items()}


def with_column(data: Data, name: str, **changed: object) -> Data:
    """Return data with a column used otherwise; what followed from its kind or role is guessed anew."""
    column = data.columns.get(name, DataColumn())
    if "role" in changed and data.file is not None and data.file.npz is not None:
        changed |= {"kind": None}
    if "kind" in changed or "role" in changed:
        changed |= {"missing": None, "classes": None, "range": None}
    if "kind" in changed:
        changed |= {"encoding": None, "normalize": None}
    columns = {**data.columns, name: DataColumn.model_validate({**dict(column), **changed})}
    return Data.model_validate({**dict(data), "columns": columns})


def _in_its_place(content: bytes, known: Data, folder: Path) -> Data:
    path = folder / known.source_name
    replace_file(path, content)
    try:
        return describe_in(known, folder)
    except DataError:
        path.unlink()  # It is another table of that name, which the network cannot learn from.
        raise


def _place(content: bytes, name: str, folder: Path) -> Path:
    """Return where a table is stored: where it lies already, or under the first free name like its own."""
    ending = next(ending for ending in reversed(ENDINGS) if name.lower().endswith(ending))
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(name).name[: -len(ending)]).strip("._")[:MAX_STEM_LENGTH] or "table"
    number, path = 1, folder / f"{stem}{ending}"
    # A link may lead out of the folder, also to what is not there yet.
    while path.is_symlink() or (path.exists() and (not path.is_file() or path.read_bytes() != content)):
        number += 1
        path = folder / f"{stem}_{number}{ending}"
    return path
