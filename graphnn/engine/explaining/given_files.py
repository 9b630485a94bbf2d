"""Files that a person gives a trained network to answer: pictures, arrays of numpy, rows as CSV or JSON, a text.

Every file is looked at before it is read: how large it is, of which kind, how many samples.
"""

import csv
import io
import math
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from graphnn.document import strict_json
from graphnn.document.values import thaw
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.fitting import MAXIMUM_SAMPLES, Given, fitting, input_values, plain_array
from graphnn.engine.explaining.given_rows import from_cells, from_rows, from_table, from_text, takes_encoded_rows
from graphnn.engine.explaining.ink import PictureStyle, from_file, style_of
from graphnn.engine.explaining.pictures import is_picture
from graphnn.engine.explaining.samples import picture_top
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.engine.training.picture_kinds import SAMPLES_MEASURED
from graphnn.errors import DataError, DocumentError
from graphnn.sources.arrays import read_header
from graphnn.sources.cells import number
from graphnn.sources.opening import refuse_packings
from graphnn.sources.pictures import read_picture
from graphnn.sources.table import PACKED_SUFFIX, Table, parse_bytes

MAXIMUM_BYTES = 64 * 2**20
MAXIMUM_ARRAYS = 64
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
TABLE_SUFFIXES = (".csv", PACKED_SUFFIX)


def read_file(run: TrainedRun, path: Path) -> Given:
    """Return the samples in a file: a picture, .npy, .npz, .csv, .json or .txt.

    Raises:
        DataError: If it cannot be read, or does not fit.
    """
    content = _content(path)
    suffix, place = path.suffix.lower(), str(path)
    if suffix in PICTURE_SUFFIXES:
        node_id, style = picture_input(run, place=place)
        sample, notes = from_file(read_picture(content, place=place), style)
        return Given(fitting(run, {node_id: sample[np.newaxis]}, place=place).inputs, notes)
    if suffix in TABLE_SUFFIXES:
        return fitting(run, _from_csv(run, content, place), place=place)
    match suffix:
        case ".npy" | ".npz":
            return fitting(run, _numpy_arrays(run, content, path), place=place)
        case ".json":
            return fitting(run, _from_json(run, content, place), place=place)
        case ".txt":
            return fitting(run, from_text(run, _text(content, place), place), place=place)
        case _:
            raise DataError(f"{path}: cannot tell what it holds. Give a picture, .npy, .npz, .csv, .json or .txt file.")


def picture_input(run: TrainedRun, *, place: str) -> tuple[str, PictureStyle]:
    """Return the one Input, which takes pictures, and how those are that it was trained on.

    Raises:
        DataError: If there are several, or it takes something else.
    """
    shapes = {node_id: tuple(tensor.shape[1:]) for node_id, tensor in run.built.inputs.items()}
    pictured = [node_id for node_id, shape in shapes.items() if None not in shape and is_picture(np.zeros(shape))]
    if len(shapes) != 1 or not pictured:
        wanted = ", ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in shapes.items())
        raise DataError(f"{place}: is a picture, and the network takes {wanted}. Give them as .csv, .json or .npz.")
    if run.kept is not None and (kept := run.kept.pictures.get(pictured[0])) is not None:
        return pictured[0], PictureStyle(shapes[pictured[0]], kept.top, kept.box)
    pictures = run.values(pictured[0])[:SAMPLES_MEASURED]
    return pictured[0], style_of(pictures, top=picture_top(run, pictured[0]))


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


def _from_csv(run: TrainedRun, content: bytes, place: str) -> dict[str, Array]:
    """Return the rows of a table by the names in its first line, or in order where that holds numbers."""
    first = content[:100_000].decode("utf-8-sig", "replace").partition("\n")[0]
    cells = next(csv.reader([first]), [])
    if cells and all(number(cell) is not None for cell in cells):
        lines, rows = _rows_of_numbers(content, place)
        return from_cells(run, rows, place, lines=lines)
    return from_table(run, _bounded(parse_bytes(content, place)))


def _rows_of_numbers(content: bytes, place: str) -> tuple[list[int], list[list[str]]]:
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        found = [(reader.line_num, row) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{place}: is no CSV in UTF-8.") from error
    return [line for line, _ in found], [row for _, row in found]


def _bounded(table: Table) -> Table:
    if table.row_count > MAXIMUM_SAMPLES:
        raise DataError(f"{table.name}: has more than {MAXIMUM_SAMPLES:,} rows. Give fewer.")
    return table


def _from_json(run: TrainedRun, content: bytes, place: str) -> dict[str, Array]:
    """Return what a JSON file holds: a row or rows by name, numbers in order, or arrays by Input."""
    try:
        tree = thaw(strict_json.parse(content, place=place))
    except DocumentError as error:
        raise DataError(str(error)) from error
    if isinstance(tree, str):
        return from_text(run, tree, place)
    if isinstance(tree, dict):
        if set(run.built.inputs) <= tree.keys() and any(isinstance(value, list) for value in tree.values()):
            return {node_id: input_values(run, node_id, tree[node_id]) for node_id in run.built.inputs}
        return from_rows(run, [tree], place)
    if isinstance(tree, list) and tree and all(isinstance(row, dict) for row in tree):
        return from_rows(run, tree, place)
    if takes_encoded_rows(run) and isinstance(tree, list) and tree:
        return from_cells(run, tree if isinstance(tree[0], list) else [tree], place)
    if len(run.built.inputs) == 1:
        return {next(iter(run.built.inputs)): plain_array(tree, place)}
    raise DataError(f"{place}: the network takes {', '.join(run.built.inputs)}. Give an object with these keys.")


def _text(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{place}: not UTF-8. Save the file as UTF-8.") from error


def _numpy_arrays(run: TrainedRun, content: bytes, path: Path) -> dict[str, Array]:
    try:
        if path.suffix.lower() == ".npy":
            _check_header(io.BytesIO(content), len(content))
        loaded = np.load(io.BytesIO(content), allow_pickle=False)
        arrays = (
            {"": loaded} if isinstance(loaded, np.ndarray) else {name: loaded[name] for name in _members(loaded, path)}
        )
    except (ValueError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: holds no plain arrays of numpy. Save them by numpy.save or numpy.savez.") from error
    if len(arrays) == len(run.built.inputs) == 1:
        return {next(iter(run.built.inputs)): next(iter(arrays.values()))}
    by_name = {node_id: arrays.get(node_id, arrays.get(run.column_names(node_id)[0])) for node_id in run.built.inputs}
    missing = [node_id for node_id, array in by_name.items() if array is None]
    if missing:
        raise DataError(f"{path}: has no array {missing[0]}. It has {', '.join(arrays) or 'one without a name'}.")
    return {node_id: array for node_id, array in by_name.items() if array is not None}


def _members(archive: Any, path: Path) -> Sequence[str]:
    # Read from the directory of the zip: what an array would unpack to is known before it is.
    refuse_packings(archive.zip)
    if len(archive.zip.infolist()) > MAXIMUM_ARRAYS:
        raise DataError(f"{path}: holds more than {MAXIMUM_ARRAYS} arrays. Leave some out.")
    unpacked_bytes = sum(member.file_size for member in archive.zip.infolist())
    if unpacked_bytes > 4 * MAXIMUM_BYTES:
        raise DataError(f"{path}: unpacks to {unpacked_bytes // 2**20:,} MB. Give fewer samples.")
    for member in archive.zip.infolist():
        with archive.zip.open(member) as file:
            _check_header(file, member.file_size)
    return list(archive.files)


def _check_header(file: IO[bytes], size_bytes: int) -> None:
    """Raise if an array is none, where numpy itself fails in more ways, or not as long as it says: room would be made.

    Raises:
        ValueError: If so.
    """
    shape, dtype = read_header(file)
    if math.prod(shape) * max(dtype.itemsize, 1) > size_bytes:
        raise ValueError("an array is shorter than it says")
