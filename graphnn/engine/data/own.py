"""A file of one's own as samples, read as it lies: what fills, scales and cuts it into windows comes afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from graphnn.catalogue.data_set import Column
from graphnn.catalogue.own_data import own_data_set
from graphnn.document.model import Data
from graphnn.engine.data.model import Array, DataSet, Samples
from graphnn.engine.data.own_rows import cell_values, rows_of_table
from graphnn.engine.data.preparation import Preparation, with_vector
from graphnn.engine.data.streamed import DiskColumn, StreamedSamples, Texts, on_disk
from graphnn.errors import DataError
from graphnn.sources.arrays import map_arrays, read_arrays
from graphnn.sources.describe import describe_file
from graphnn.sources.describe_names import Part
from graphnn.sources.pictures import LABEL, PICTURE, PicturesOnDisk, read_pictures
from graphnn.sources.text_files import read_texts


def load_own(data: Data, folder: Path | None) -> DataSet[Samples]:
    """Return the rows of a file in order of time, without those that gaps leave out, and how to prepare them.

    Raises:
        DataError: If the file cannot be had, or does not hold what the document says of it.
    """
    if data.file is not None and data.file.csv is None and folder is not None:
        return _load_arrays(describe_file(data, folder), folder)
    found = rows_of_table(data, folder, lambda values: values, cell_values)
    rows = Samples({name: np.asarray(values) for name, values in found.columns.items()})
    return DataSet(rows.take(found.kept), preparation=Preparation(found.data), marks=found.marks)


def stream_own(data: Data, folder: Path, *, cache_bytes: int = 0) -> DataSet[StreamedSamples]:
    """Return the same with all that is large left on the disk.

    Args:
        data: What is opened.
        folder: Where its path starts.
        cache_bytes: How much may be kept in memory of what has to be unpacked whenever it is read.

    Raises:
        DataError: If the file cannot be had, or does not hold what the document says of it.
    """
    if data.file is not None and data.file.csv is not None:
        found = rows_of_table(data, folder, partial(on_disk, place=data.source_name), lambda cells, _: Texts(cells))
        table = StreamedSamples(found.columns, found.kept, _as_it_is)
        return DataSet(table, preparation=Preparation(found.data), marks=found.marks)
    data = describe_file(data, folder)
    # The test split is read once; of the others each keeps as much as it has samples.
    watched = data.validation_samples or 0
    watched_bytes = cache_bytes * watched // max(watched + (data.samples or 0), 1)
    return DataSet(
        _streamed(data, folder, cache_bytes=cache_bytes - watched_bytes),
        _streamed(data, folder, "test") if data.test_samples else None,
        _streamed(data, folder, "validation", cache_bytes=watched_bytes) if watched else None,
    )


def _streamed(data: Data, folder: Path, part: Part = "train", *, cache_bytes: int = 0) -> StreamedSamples:
    rows: Mapping[str, DiskColumn]
    if data.file is not None and data.file.images is not None:
        pictures = PicturesOnDisk(data, folder, part, cache_bytes=cache_bytes)
        rows = {PICTURE: pictures, LABEL: pictures.labels}
    elif data.file is not None and data.file.texts is not None:
        rows = read_texts(data, folder, part)
    else:
        rows = map_arrays(data, folder, part)
    made = _Made(data, _used(rows, data))
    count = len(next(iter(rows.values())))
    return StreamedSamples({name: rows[name] for name in made.columns}, np.arange(count), made)


def _load_arrays(data: Data, folder: Path) -> DataSet[Samples]:
    """Return the arrays or pictures of a file, in the types of their columns; they have no gaps."""

    def load(part: Part) -> Samples:
        arrays = _reader(data)(data, folder, part)
        made = _Made(data, _used(arrays, data))
        return made(Samples({name: arrays[name] for name in made.columns}))

    return DataSet(
        load("train"),
        load("test") if data.test_samples else None,
        load("validation") if data.validation_samples else None,
    )


def _reader(data: Data) -> Callable[[Data, Path, Part], Mapping[str, Array]]:
    if data.file is not None and data.file.images is not None:
        return read_pictures
    return read_texts if data.file is not None and data.file.texts is not None else read_arrays


def _used(arrays: Mapping[str, DiskColumn], data: Data) -> dict[str, Column]:
    data_set = own_data_set(data)
    columns = {column.name: column for column in data_set.columns} if data_set is not None else {}
    used = {name: columns[name] for name in arrays if name in columns}
    if not used:
        raise DataError(f"data.columns: nothing of {data.source_name} is used. Give an array the role of a feature.")
    return used


@dataclass(frozen=True, slots=True)
class _Made:
    """Makes samples of arrays as they lie in a file: shapes and types as the columns of the data set have them."""

    data: Data
    columns: Mapping[str, Column]

    def __call__(self, rows: Samples) -> Samples:
        for name, values in rows.columns.items():
            if values.dtype.kind == "f" and not np.isfinite(values).all():
                raise DataError(f"{self.data.source_name}, array {name}: holds what is no finite number. Take it out.")
        samples = {
            name: values
            if values.dtype == object  # texts stay as they are
            else values.reshape(len(values), *self.columns[name].shape).astype(self.columns[name].dtype)
            for name, values in rows.columns.items()
        }
        return Samples(with_vector(samples, self.data))


def _as_it_is(rows: Samples) -> Samples:
    return rows
