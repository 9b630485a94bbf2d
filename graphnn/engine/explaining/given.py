"""What a person gives a trained network to answer: numbers by Input, a drawing, or a file.

Every file is looked at before it is read: how large it is, of which kind, how many samples. What does not fit
is refused with its place.
"""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graphnn.document import strict_json
from graphnn.document.values import thaw
from graphnn.engine.build import one_or_all
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.ink import PictureStyle, from_drawing, from_file, picture_of, style_of
from graphnn.engine.explaining.pictures import is_picture
from graphnn.engine.explaining.samples import feature_names, picture_top
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.errors import DataError, DocumentError
from graphnn.protocol.explanation import Predict
from graphnn.sources.pictures import read_picture

MAXIMUM_BYTES = 64 * 2**20
MAXIMUM_SAMPLES = 10_000
MAXIMUM_CELL_LENGTH = 1_000
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
SAMPLES_MEASURED = 500


@dataclass(frozen=True, slots=True)
class Given:
    """Samples by Input, sample axis first, and what was done to them in words."""

    inputs: Mapping[str, Array]
    notes: tuple[str, ...] = ()

    def as_taken(self) -> Any:
        """Return them as the network takes them: one Input alone, several by id."""
        return one_or_all(self.inputs)


def given(run: TrainedRun, request: Predict) -> Given:
    """Return the samples that a request gives.

    Raises:
        DataError: If they are missing, too many, or do not fit the network's Inputs.
    """
    if request.drawing is not None:
        node_id, style = _picture_input(run, place="the drawing")
        return _fitting(
            run, {node_id: from_drawing(picture_of(request.drawing), style)[np.newaxis]}, place="the drawing"
        )
    if request.sample is not None:
        return _sample(run, request.sample)
    if request.file is not None:
        return read_file(run, Path(request.file))
    return _fitting(
        run, {name: _values(run, name, thaw(each.values)) for name, each in request.inputs.items()}, place="inputs"
    )


def read_file(run: TrainedRun, path: Path) -> Given:
    """Return the samples in a file: a picture, .npy, .npz, .csv or .json.

    Raises:
        DataError: If it cannot be read, or does not fit.
    """
    content = _content(path)
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        node_id, style = _picture_input(run, place=str(path))
        sample, notes = from_file(read_picture(content, place=str(path)), style)
        return Given(_fitting(run, {node_id: sample[np.newaxis]}, place=str(path)).inputs, notes)
    match suffix:
        case ".npy" | ".npz":
            return _fitting(run, _numpy_arrays(run, content, path), place=str(path))
        case ".csv":
            return _fitting(run, _from_rows(run, _csv_rows(content, path), str(path)), place=str(path))
        case ".json":
            return _fitting(run, _from_json(run, content, path), place=str(path))
        case _:
            raise DataError(f"{path}: cannot tell what it holds. Give a picture, .npy, .npz, .csv or .json file.")


def input_names(run: TrainedRun, node_id: str) -> tuple[str, ...]:
    """Return what the numbers of an Input are called, one for each."""
    shape = run.built.inputs[node_id].shape[1:]
    return feature_names(run, node_id, math.prod(size or 1 for size in shape))


def picture_style(run: TrainedRun, node_id: str) -> PictureStyle:
    """Return how the pictures are that an Input was trained on."""
    return style_of(run.values(node_id)[:SAMPLES_MEASURED], top=picture_top(run, node_id))


def _sample(run: TrainedRun, sample: int) -> Given:
    if sample >= run.samples.count:
        raise DataError(f"sample {sample + 1}: there are {run.samples.count:,} samples in the {run.split} set.")
    inputs = run.inputs_at([sample])
    return Given(inputs if isinstance(inputs, dict) else {next(iter(run.built.inputs)): inputs})


def _picture_input(run: TrainedRun, *, place: str) -> tuple[str, PictureStyle]:
    shapes = {node_id: tuple(tensor.shape[1:]) for node_id, tensor in run.built.inputs.items()}
    pictured = [node_id for node_id, shape in shapes.items() if None not in shape and is_picture(np.zeros(shape))]
    if len(shapes) != 1 or not pictured:
        wanted = ", ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in shapes.items())
        raise DataError(f"{place}: is a picture, and the network takes {wanted}. Give numbers, as .csv, .json or .npz.")
    return pictured[0], picture_style(run, pictured[0])


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise DataError(f"{path}: {'not a file' if path.exists() else 'no such file'}. Name a file with samples.")
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}.") from error
    if len(content) > MAXIMUM_BYTES:
        raise DataError(f"{path}: is larger than {MAXIMUM_BYTES // 2**20} MB. Give fewer samples.")
    return content


def _numpy_arrays(run: TrainedRun, content: bytes, path: Path) -> dict[str, Array]:
    try:
        loaded = np.load(io.BytesIO(content), allow_pickle=False)
        arrays = (
            {"": loaded} if isinstance(loaded, np.ndarray) else {name: loaded[name] for name in _members(loaded, path)}
        )
    except (ValueError, OSError, EOFError) as error:
        raise DataError(f"{path}: holds no plain arrays of numpy. Save them by numpy.save or numpy.savez.") from error
    if len(arrays) == len(run.built.inputs) == 1:
        return {next(iter(run.built.inputs)): next(iter(arrays.values()))}
    by_name = {node_id: arrays.get(node_id, arrays.get(_column_name(run, node_id))) for node_id in run.built.inputs}
    missing = [node_id for node_id, array in by_name.items() if array is None]
    if missing:
        raise DataError(f"{path}: has no array {missing[0]}. It has {', '.join(arrays) or 'one without a name'}.")
    return {node_id: array for node_id, array in by_name.items() if array is not None}


def _members(archive: Any, path: Path) -> Sequence[str]:
    # Read from the directory of the zip: what an array would unpack to is known before it is.
    unpacked_bytes = sum(member.file_size for member in archive.zip.infolist())
    if unpacked_bytes > 4 * MAXIMUM_BYTES:
        raise DataError(f"{path}: unpacks to {unpacked_bytes // 2**20:,} MB. Give fewer samples.")
    return list(archive.files)


def _csv_rows(content: bytes, path: Path) -> list[dict[str, float]] | list[list[float]]:
    try:
        rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: is no CSV in UTF-8.") from error
    if not rows:
        raise DataError(f"{path}: is empty.")
    if len(rows) > MAXIMUM_SAMPLES + 1:
        raise DataError(f"{path}: has more than {MAXIMUM_SAMPLES:,} rows. Give fewer.")
    if all(_number(cell) is not None for cell in rows[0]):
        return [
            [_cell(cell, path, line, place + 1) for place, cell in enumerate(row)] for line, row in enumerate(rows, 1)
        ]
    header, named = [name.strip() for name in rows[0]], []
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise DataError(
                f"{path}, line {line}: has {len(row)} cells, and the first line names {len(header)} columns."
            )
        # A column that the network does not take may hold anything.
        named.append(
            {name: number for name, cell in zip(header, row, strict=True) if (number := _number(cell)) is not None}
        )
    return named


def _from_json(run: TrainedRun, content: bytes, path: Path) -> dict[str, Array]:
    try:
        tree = thaw(strict_json.parse(content, place=str(path)))
    except DocumentError as error:
        raise DataError(str(error)) from error
    if isinstance(tree, dict):
        if set(run.built.inputs) <= tree.keys():
            return {node_id: _values(run, node_id, tree[node_id]) for node_id in run.built.inputs}
        return _from_rows(run, [tree], str(path))
    if isinstance(tree, list) and tree and all(isinstance(row, dict) for row in tree):
        return _from_rows(run, tree, str(path))
    if len(run.built.inputs) == 1:
        return {next(iter(run.built.inputs)): _array(tree, str(path))}
    raise DataError(f"{path}: the network takes {', '.join(run.built.inputs)}. Give an object with these keys.")


def _from_rows(
    run: TrainedRun, rows: Sequence[Mapping[str, Any]] | Sequence[Sequence[float]], place: str
) -> dict[str, Array]:
    """Return rows as samples: by the names of their columns, or in the order of the Inputs' numbers."""
    names = {node_id: input_names(run, node_id) for node_id in run.built.inputs}
    count = sum(map(len, names.values()))
    flat: list[list[Any]] = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, Mapping):
            missing = [name for name in _all(names) if name not in row]
            if missing:
                raise DataError(
                    f"{place}, sample {number}: has no number {missing[0]}. The network takes {', '.join(_all(names))}."
                )
            flat.append([row[name] for name in _all(names)])
        elif len(row) != count:
            raise DataError(
                f"{place}, sample {number}: has {len(row)} numbers, and the network takes {count}: {_few(_all(names))}."
            )
        else:
            flat.append(list(row))
    table, arrays, first = _array(flat, place), {}, 0
    for node_id, own in names.items():
        arrays[node_id] = table[:, first : first + len(own)].reshape(len(table), *run.built.inputs[node_id].shape[1:])
        first += len(own)
    return arrays


def _fitting(run: TrainedRun, arrays: Mapping[str, Array], *, place: str) -> Given:
    """Return arrays as samples of the Inputs, one sample given a sample axis.

    Raises:
        DataError: If an Input has none, or one of another shape.
    """
    inputs, counts = {}, set()
    for node_id, tensor in run.built.inputs.items():
        if node_id not in arrays:
            raise DataError(f"{place}: nothing for {node_id}. Give values for {', '.join(run.built.inputs)}.")
        array, shape = arrays[node_id], tuple(tensor.shape[1:])
        if array.ndim == len(shape):
            array = array[np.newaxis]
        fits = array.ndim == len(shape) + 1 and all(b in (None, a) for a, b in zip(array.shape[1:], shape, strict=True))
        if not fits:
            wanted = " × ".join("any" if size is None else str(size) for size in shape)
            raise DataError(
                f"{place}: {' × '.join(map(str, array.shape))} values for {node_id}, which takes {wanted} a sample."
            )
        if tensor.dtype == "string":
            inputs[node_id] = array.astype(str)
            counts.add(len(array))
            continue
        if array.dtype.kind not in "biuf" or not np.isfinite(array.astype(np.float64)).all():
            raise DataError(f"{place}: {node_id} holds what is no finite number.")
        counts.add(len(array))
        inputs[node_id] = array.astype(tensor.dtype)
    if len(counts) != 1 or not 0 < max(counts) <= MAXIMUM_SAMPLES:
        raise DataError(f"{place}: give from 1 to {MAXIMUM_SAMPLES:,} samples, as many for each Input.")
    return Given(inputs)


def _values(run: TrainedRun, node_id: str, values: Any) -> Array:
    tensor = run.built.inputs.get(node_id)
    if tensor is None or tensor.dtype != "string":
        return _array(values, node_id)
    texts = np.asarray(values, dtype=object)
    if not all(isinstance(text, str) for text in texts.reshape(-1)):
        raise DataError(f"{node_id}: takes texts, one a sample.")
    return texts


def _array(values: Any, place: str) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError(f"{place}: not numbers in rows of one length.") from error


def _cell(text: str, path: Path, line: int, column: int) -> float:
    number = _number(text)
    if number is None:
        raise DataError(f"{path}, line {line}, column {column}: {text[:40]!r} is no number.")
    return number


def _number(text: str) -> float | None:
    try:
        number = float(text) if len(text) <= MAXIMUM_CELL_LENGTH else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _column_name(run: TrainedRun, node_id: str) -> str:
    return run.column_names(node_id)[0]


def _all(names: Mapping[str, Sequence[str]]) -> list[str]:
    return [name for own in names.values() for name in own]


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
