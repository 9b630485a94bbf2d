"""A file of one's own as a data set: what the description in the graph file says of its columns.

A category to predict is a class number; one to predict from is a vector of ones and zeros, or a class number too.
`features` holds all numbers and categories to predict from as one vector. With windows, columns are steps in time,
and what is to be predicted is a column of its own: the rows after the window.
"""

from collections.abc import Iterator
from typing import Literal

from graphnn.catalogue.data_set import Column, DataSetType
from graphnn.document.model import Data, DataColumn, Windows

ALL_FEATURES = "features"
MISSING_CLASS = "(missing)"
"""The class of gaps, where they are to be one."""


def own_data_set(data: Data) -> DataSetType | None:
    """Return the data set that a described file is; None as long as nothing is known of its columns.

    >>> from graphnn.document.model import FileSource
    >>> width = DataColumn(kind="number", role="feature")
    >>> kind = DataColumn(kind="category", role="target", classes=("a", "b"))
    >>> columns = {"width": width, "height": width, "kind": kind}
    >>> data = Data(source=FileSource(csv="x.csv"), columns=columns, samples=9)
    >>> [(column.name, column.kind) for column in own_data_set(data).columns]
    [('features', 'vector'), ('width', 'number'), ('height', 'number'), ('kind', 'label')]
    """
    if not is_described(data):
        return None
    used = {name: column for name, column in data.columns.items() if column.role in ("feature", "target")}
    columns = tuple(_columns(used, data.windows))
    rows = data.samples
    return DataSetType(
        name=data.source_name,
        title=data.source_name,
        doc=f"{rows:,} rows of a file of your own." if rows is not None else "A file of your own.",
        columns=(*_vector(columns, data), *columns),
        train_count=rows if rows is None or data.windows is None else rows // data.windows.stride or 1,
        validation_count=data.validation_samples,
        test_count=data.test_samples,
    )


def is_described(data: Data) -> bool:
    """Tell whether all is known of the columns that the network may use."""
    return bool(data.columns) and all(
        column.role == "ignored" or (column.kind and column.role and (column.kind != "category" or column.classes))
        for column in data.columns.values()
    )


def classes_of(column: DataColumn) -> tuple[str, ...]:
    """Return the classes of a category, that of its gaps included where it has one."""
    return (*(column.classes or ()), *([MISSING_CLASS] if column.missing == "category" else []))


def future_of(name: str) -> str:
    """Return the name of what comes after a window of a column."""
    return f"{name}_next"


def _columns(used: dict[str, DataColumn], windows: Windows | None) -> Iterator[Column]:
    for name, column in used.items():
        if windows is None:
            yield _column(name, column)
        elif column.kind in ("number", "date"):
            yield _column(name, column).model_copy(
                update={"shape": (windows.length, 1), "kind": "series", "role": "feature"}
            )
            if column.role == "target":
                shape = () if windows.horizon == 1 else (windows.horizon,)
                kind = "number" if windows.horizon == 1 else "vector"
                yield _column(name, column).model_copy(update={"name": future_of(name), "shape": shape, "kind": kind})


def _column(name: str, column: DataColumn) -> Column:
    role: Literal["feature", "target"] = "target" if column.role == "target" else "feature"
    classes = classes_of(column)
    match column.kind:
        case "category" if role == "target" or column.encoding == "integer":
            top = max(len(classes) - 1, 0)
            return Column(
                name=name, shape=(), dtype="int32", role=role, kind="label", classes=classes, minimum=0, maximum=top
            )
        case "category":
            return Column(
                name=name, shape=(len(classes),), dtype="float32", role=role, kind="category", classes=classes
            )
        case "array" | "image":
            return _array_column(name, column, role)
        case "text":
            return Column(name=name, shape=(), dtype="string", role=role, kind="text")
        case _:
            minimum, maximum = (column.range if column.normalize is None else None) or (None, None)
            return Column(
                name=name, shape=(), dtype="float32", role=role, kind="number", minimum=minimum, maximum=maximum
            )


def _array_column(name: str, column: DataColumn, role: Literal["feature", "target"]) -> Column:
    shape, dtype = column.shape or (), column.dtype or "float32"
    is_picture = column.kind == "image" or (dtype == "uint8" and len(shape) in (2, 3))
    kinds: dict[int, Literal["number", "vector", "series", "image"]] = {0: "number", 1: "vector", 2: "series"}
    return Column(
        name=name,
        shape=shape,
        dtype=dtype,
        role=role,
        kind="image" if is_picture else kinds.get(len(shape), "image"),
        minimum=0 if is_picture and dtype == "uint8" else None,
        maximum=255 if is_picture and dtype == "uint8" else None,
    )


def _vector(columns: tuple[Column, ...], data: Data) -> tuple[Column, ...]:
    """Return the column of all features, unless there is only one, or a column of the file has taken the name."""
    kinds = ("series",) if data.windows is not None else ("number", "category")
    parts = [each for each in columns if each.role == "feature" and each.kind in kinds]
    if (len(parts) < 2 and data.windows is None) or not parts or ALL_FEATURES in data.columns:
        return ()
    size = sum(part.shape[-1] or 1 if part.shape else 1 for part in parts)
    is_series = data.windows is not None
    return (
        Column(
            name=ALL_FEATURES,
            shape=(data.windows.length, size) if data.windows is not None else (size,),
            dtype="float32",
            role="feature",
            kind="series" if is_series else "vector",
            parts=tuple(part.name for part in parts),
            doc=f"All {len(parts)} features as one {'series' if is_series else 'vector'}, in the order of the file.",
        ),
    )
