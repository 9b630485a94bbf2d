"""Text files in a folder or a zip file, a folder for each class."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.class_folders import class_files, class_numbers, refuse_classes
from graphnn.sources.describe_names import Part, refuse_unknown

ENDINGS = (".txt",)
MAX_BYTES = 256 * 2**20
"""Of all texts together."""

TEXT, LABEL = "text", "label"


def describe_texts(data: Data, folder: Path) -> Data:
    """Return data with the columns text and label described.

    Raises:
        DataError: If there are none, or they cannot be had.
    """
    refuse_unknown(data, (TEXT, LABEL), data.source_name)
    with class_files(data, folder, "train", endings=ENDINGS, words="texts") as found:
        text, label = data.columns.get(TEXT, DataColumn()), data.columns.get(LABEL, DataColumn())
        refuse_classes(found, label)
        classes = label.classes or found.classes
        columns = {
            TEXT: text.model_copy(update={"kind": "text", "role": text.role or "feature"}),
            LABEL: label.model_copy(update={"kind": "category", "role": label.role or "target", "classes": classes}),
        }
        return Data.model_validate({**dict(data), "columns": columns, **found.counts})


def read_texts(data: Data, folder: Path, part: Part = "train") -> dict[str, NDArray[np.generic]]:
    """Return all texts of one part, and the number of each one's class.

    Raises:
        DataError: If one cannot be read, or all together are too large.
    """
    texts, size = [], 0
    with class_files(data, folder, part, endings=ENDINGS, words="texts") as found:
        for _, file in found.files:
            content = found.read(file)
            size += len(content)
            if size > MAX_BYTES:
                raise DataError(f"{found.name}: more than {MAX_BYTES:,} bytes of text. Give a part of them.")
            try:
                texts.append(content.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                raise DataError(f"{found.name}/{file}, line {line}: not UTF-8. Save the file as UTF-8.") from error
        return {TEXT: np.array(texts, dtype=object), LABEL: class_numbers(found, data.columns[LABEL])}
