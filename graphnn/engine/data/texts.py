"""Data sets of texts with a label, each a packed CSV file: `label,text`, one row a sample.

The file is read strictly: its size, its rows and its labels are known to be right before a sample is handed out.
"""

import csv
import gzip
import io
import zlib
from pathlib import Path

import numpy as np

from graphnn.catalogue.model import DataSetType
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.sources import Sources, find_file, missing_file
from graphnn.errors import DataError

MAXIMUM_BYTES = 64 * 2**20
"""Of the unpacked text."""

MAXIMUM_LETTERS = 1_000_000
"""Of one text."""


def load_texts(data_set_type: DataSetType, *, path: Path | None, sources: Sources) -> DataSet[Samples]:
    """Return a data set of texts and their labels.

    Raises:
        DataError: If its file cannot be had, or is not that of the data set.
    """
    file_name = f"{data_set_type.name}.csv.gz"
    found = path or find_file(file_name, sources)
    if found is None:
        raise missing_file(data_set_type.name, file_name, sources)
    text, label = data_set_type.columns
    labels, texts = _read(found, (label.name, text.name), class_count=len(label.classes))
    if len(texts) != data_set_type.train_count:
        raise DataError(
            f"{found}: holds {len(texts):,} samples, and {data_set_type.name} has {data_set_type.train_count:,}. "
            "Get the right file."
        )
    return DataSet(Samples({text.name: texts, label.name: labels}))


def _read(
    path: Path, header: tuple[str, str], *, class_count: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], np.ndarray[tuple[int], np.dtype[np.object_]]]:
    labels, texts = [], []
    for number, row in enumerate(_rows(path)):
        if number == 0:
            if tuple(row) != header:
                raise DataError(f"{path}: its first line is not {','.join(header)}. Get the right file.")
            continue
        if len(row) != 2 or not row[0].isdecimal() or int(row[0]) >= class_count:
            raise DataError(
                f"{path}: sample {number} is no class number below {class_count} and a text. Get the right file."
            )
        labels.append(int(row[0]))
        texts.append(row[1])
    return np.array(labels, dtype=np.int32), np.array(texts, dtype=object)


def _rows(path: Path) -> list[list[str]]:
    try:
        with gzip.open(path) as packed:
            content = packed.read(MAXIMUM_BYTES + 1)
        if len(content) > MAXIMUM_BYTES:
            raise DataError(f"{path}: unpacks to more than {MAXIMUM_BYTES:,} bytes. Get the right file.")
        csv.field_size_limit(MAXIMUM_LETTERS)
        return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error) as error:
        raise DataError(f"{path}: cannot be read as packed CSV: {error}. Get the file once more.") from error
