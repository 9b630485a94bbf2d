"""Describing the arrays of an npz file as columns: what each is for, its classes, and which are samples held out."""

import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from graphnn.document.data import MAX_AXES, MAX_CLASSES, Role
from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.arrays import Array, Header, headers_of, open_arrays, read_array
from graphnn.sources.describe_names import HELD_OUT, Part, held_out_array_of, names_a_target, refuse_unknown

MAX_LABEL_BYTES = 64 * 2**20
MAX_WORD_BYTES = 800


def describe_arrays(data: Data, folder: Path) -> Data:
    """Return data whose arrays are all described; one with another number of samples than most is not used.

    Where each that is used has an array of samples to validate with, or to test on, these are such a split of the file.

    Raises:
        DataError: If the file cannot be read, or an array is declared that it does not have.
    """
    name = data.source_name
    with open_arrays(folder, name) as archive:
        headers = headers_of(archive, name)
        if not headers:
            raise DataError(f"{name}: holds no arrays. Save some by numpy.savez.")
        refuse_unknown(data, headers, name)
        usable = {each: header for each, header in headers.items() if _is_usable(header)}
        if not usable:
            raise DataError(f"{name}: holds no array of numbers with a sample in each row. Save one by numpy.savez.")
        held_out = {part: _held_out_arrays(part, usable, data) for part in HELD_OUT}
        others = {array for arrays in held_out.values() for array in arrays.values()}
        learned = {each: header for each, header in usable.items() if each not in others}
        count = Counter(shape[0] for shape, _ in learned.values()).most_common(1)[0][0]
        roles = _roles({each: header for each, header in learned.items() if header[0][0] == count}, data)
        columns = {}
        for each in headers:
            declared = data.columns.get(each, DataColumn())
            if roles.get(each, "ignored") == "ignored":
                if declared.role not in (None, "ignored"):
                    raise DataError(f"{name}, array {each}: has not the {count:,} samples of numbers of the others.")
                unused = {"kind": "array", "role": "ignored", "validation": None, "test": None}
                columns[each] = declared.model_copy(update=unused)
                continue
            samples = (each, *(arrays[each] for arrays in held_out.values() if each in arrays))
            columns[each] = _described(archive, samples, headers[each], declared, roles[each], name)
    counts: dict[str, int | None] = {"samples": count}
    for part, arrays in held_out.items():
        columns, counts[f"{part}_samples"] = _with_held_out(columns, part, arrays, headers)
    return Data.model_validate({**dict(data), "columns": columns, **counts})


def _is_usable(header: Header) -> bool:
    """Tell whether an array is of numbers, or of one word a sample."""
    shape, dtype = header
    is_words = dtype.kind == "U" and len(shape) == 1 and 0 < dtype.itemsize <= MAX_WORD_BYTES
    is_of_samples = 0 < len(shape) <= 1 + MAX_AXES and 0 not in shape
    return is_of_samples and (dtype.kind in "biuf" or is_words)


def _held_out_arrays(part: Part, usable: Mapping[str, Header], data: Data) -> dict[str, str]:
    """Return the array of the samples of a part of each array that has one, as the document or its name says."""
    held_out = {}
    for name, (shape, _) in usable.items():
        declared: str | None = getattr(data.columns.get(name, DataColumn()), part)
        array = declared or held_out_array_of(name, part, usable)
        if declared is not None and declared not in usable:
            raise DataError(f"data.columns.{name}.{part}: {data.source_name} has no array {declared} of numbers.")
        if array is not None and usable[array][0][1:] == shape[1:]:
            held_out[name] = array
    return held_out


def _roles(learned: Mapping[str, Header], data: Data) -> dict[str, Role]:
    """Return what each array is for: as declared, by its name, else the last of single values is predicted."""
    declared = {name: column.role for name, column in data.columns.items() if column.role is not None}
    free = [name for name in learned if name not in declared]
    targets = [name for name in free if names_a_target(name)]
    if not targets and "target" not in declared.values() and len(learned) > 1:
        targets = [name for name in free if _is_single(learned[name]) and learned[name][1].kind in "iuU"][-1:]
    guessed: dict[str, Role] = {}
    for name, (_, dtype) in learned.items():
        # Words are classes to predict, or of no use.
        guessed[name] = "target" if name in targets else "ignored" if dtype.kind == "U" else "feature"
    return guessed | {name: role for name, role in declared.items() if name in learned}


def _is_single(header: Header) -> bool:
    return all(size == 1 for size in header[0][1:])


def _described(
    archive: zipfile.ZipFile, arrays: Sequence[str], header: Header, declared: DataColumn, role: Role, place: str
) -> DataColumn:
    shape, dtype = header
    changes: dict[str, object] = {
        "kind": declared.kind or "array",
        "role": role,
        "shape": shape[1:],
        "dtype": "uint8" if dtype == np.uint8 else "int32" if dtype.kind in "biu" else "float32",
    }
    if role == "target" and _is_single(header) and dtype.kind in "biuU" and declared.kind in (None, "category"):
        values = np.concatenate([read_array(archive, each, place, MAX_LABEL_BYTES).reshape(-1) for each in arrays])
        if classes := declared.classes or _classes(values):
            changes |= {"kind": "category", "classes": classes, "shape": None, "dtype": None}
    if dtype.kind == "U" and changes["kind"] != "category":
        raise DataError(f"{place}, array {arrays[0]}: words that are no classes to predict. Give it the role ignored.")
    return DataColumn.model_validate({**dict(declared), **changes})


def _classes(values: Array) -> tuple[str, ...]:
    """Return the classes that labels stand for, in the order of their numbers; none where there are too many."""
    if values.dtype.kind == "U":
        words = tuple(np.unique(values).tolist())
        return words if len(words) <= MAX_CLASSES else ()
    highest = int(values.max(initial=0))
    return tuple(map(str, range(highest + 1))) if 0 <= int(values.min(initial=0)) and highest < MAX_CLASSES else ()


def _with_held_out(
    columns: Mapping[str, DataColumn], part: Part, arrays: Mapping[str, str], headers: Mapping[str, Header]
) -> tuple[dict[str, DataColumn], int | None]:
    """Return columns with their arrays of a part, and how many samples that has; None unless all in use have one."""
    used = [name for name, column in columns.items() if column.role != "ignored"]
    counts = {headers[arrays[name]][0][0] for name in used if name in arrays}
    if len(counts) != 1 or not arrays.keys() >= set(used):
        return {name: column.model_copy(update={part: None}) for name, column in columns.items()}, None
    return {
        name: column.model_copy(update={part: arrays[name] if name in used else None})
        for name, column in columns.items()
    }, counts.pop()
