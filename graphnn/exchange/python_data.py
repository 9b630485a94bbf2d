"""The part of an exported script that loads the data: from Keras or scikit-learn where they have it."""

import textwrap
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from graphnn.catalogue.model import Column, DataSetType
from graphnn.document.model import Data
from graphnn.exchange.python_text import LINE_LENGTH, call, comment, literal, tuple_literal

_DOC = '    """Return the samples to train on and those to test on (or None), as dicts of columns."""'


def load_data_source(data: Data | None, data_set: DataSetType | None, columns: Collection[str]) -> list[str]:
    """Return the function that loads the data, as lines of Python."""
    body = None
    if data is not None and data.file is None and data_set is not None and data_set.name in _LOADERS:
        body = _LOADERS[data_set.name](data, data_set, columns)
    if body is None:
        bound = [column for column in data_set.columns if column.name in columns] if data_set is not None else []
        body = [
            *(line for column in bound for line in _column_comment(column)),
            '    raise NotImplementedError("Return your data here: two dicts of arrays by column.")',
        ]
    return ["def load_data():", _DOC, *body]


def hold_out_source() -> list[str]:
    """Return the function that holds samples out, as lines of Python."""
    return [
        "def hold_out(columns, fraction):",
        '    """Return two parts of the samples, the second of them the fraction, drawn by the seed."""',
        "    count = len(next(iter(columns.values())))",
        "    order = np.random.default_rng(SEED).permutation(count)",
        "    kept, held = order[round(count * fraction) :], order[: round(count * fraction)]",
        "    return (",
        "        {name: values[kept] for name, values in columns.items()},",
        "        {name: values[held] for name, values in columns.items()},",
        "    )",
    ]


def _column_comment(column: Column) -> list[str]:
    shape = tuple_literal(["n", *column.shape]).replace('"n"', "n")
    words = f"{literal(column.name)}: an array of shape {shape}. {comment(column.doc)}"
    return [f"    # {line}" for line in textwrap.wrap(words, LINE_LENGTH - len("    # "))]


def _pictures(_: Data, data_set: DataSetType, columns: Collection[str]) -> list[str]:
    image, label = (literal(column.name) for column in data_set.columns)
    flat = ".reshape(-1)" if data_set.name == "cifar10" else ""  # whose labels are a column of a table
    return [
        f"    (x, y), (x_test, y_test) = keras.datasets.{data_set.name}.load_data()",
        f"    train = {{{image}: x, {label}: y{flat}}}",
        f"    test = {{{image}: x_test, {label}: y_test{flat}}}",
        "    return train, test",
    ]


def _reviews(data: Data, data_set: DataSetType, columns: Collection[str]) -> list[str]:
    values: dict[str, Any] = {each.name: each.default for each in data_set.parameters} | dict(data.parameters)
    words, maxlen = literal(values.get("num_words")), literal(values.get("maxlen"))
    return [
        f"    (x, y), (x_test, y_test) = keras.datasets.imdb.load_data(num_words={words})",
        f"    x, x_test = (keras.utils.pad_sequences(words, maxlen={maxlen}) for words in (x, x_test))",
        '    return {"words": x, "label": y}, {"words": x_test, "label": y_test}',
    ]


def _texts(_: Data, data_set: DataSetType, columns: Collection[str]) -> list[str]:
    text, label = (literal(column.name) for column in data_set.columns)
    return [
        "    import pandas as pd",
        "",
        f'    table = pd.read_csv("{data_set.name}.csv.gz")  # the file that graphnn reads, beside this script',
        f"    return {{{text}: table[{text}].to_numpy(object), {label}: table[{label}].to_numpy()}}, None",
    ]


def _housing(_: Data, data_set: DataSetType, columns: Collection[str]) -> list[str]:
    return [
        '    (x, y), (x_test, y_test) = keras.datasets.california_housing.load_data(version="large")',
        *_table(data_set, "x", "y / 100_000", "train", columns),  # dollars, as graphnn counts them
        *_table(data_set, "x_test", "y_test / 100_000", "test", columns),
        "    return train, test",
    ]


def _digits(_: Data, data_set: DataSetType, columns: Collection[str]) -> list[str]:
    return [
        "    from sklearn.datasets import load_digits",
        "",
        "    digits = load_digits()",
        '    return {"image": digits.images, "label": digits.target}, None',
    ]


def _scikit_learn(_: Data, data_set: DataSetType, columns: Collection[str]) -> list[str]:
    name = f"load_{data_set.name}"
    given = "scaled=False" if data_set.name == "diabetes" else ""
    return [
        f"    from sklearn.datasets import {name}",
        "",
        f"    table = {name}({given})",
        *_table(data_set, "table.data", "table.target", "train", columns),
        "    return train, None",
    ]


def _table(data_set: DataSetType, features: str, target: str, name: str, bound: Collection[str]) -> list[str]:
    numbers = [column for column in data_set.columns if column.role == "feature" and column.kind == "number"]
    (target_column,) = (column for column in data_set.columns if column.role == "target")
    items = [(column.name, f"{features}[:, {index}]") for index, column in enumerate(numbers)]
    items += [("features", features), (target_column.name, target)]
    inner = [f"{literal(key)}: {value}" for key, value in items if key in bound]
    return call(f"{name} = {{", inner, "}", level=1)


_LOADERS: Final[Mapping[str, Callable[[Data, DataSetType, Collection[str]], list[str]]]] = {
    "mnist": _pictures,
    "fashion_mnist": _pictures,
    "cifar10": _pictures,
    "imdb": _reviews,
    "movie_reviews": _texts,
    "california_housing": _housing,
    "digits": _digits,
    "iris": _scikit_learn,
    "wine": _scikit_learn,
    "breast_cancer": _scikit_learn,
    "diabetes": _scikit_learn,
}
