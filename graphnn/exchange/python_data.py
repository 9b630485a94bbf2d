"""The part of an exported script that loads the data: from Keras or scikit-learn, drawn anew, or from a file."""

import textwrap
from collections.abc import Callable, Mapping
from typing import Final

from graphnn.catalogue.model import Column
from graphnn.exchange.python_facts import Facts, Source, Wanted
from graphnn.exchange.python_generated import function_source, plane_source
from graphnn.exchange.python_own import marked_value, own_source, prepared_lines
from graphnn.exchange.python_tasks import (
    addition_source,
    digit_pairs_source,
    opinions_source,
    shapes_source,
    waves_source,
)
from graphnn.exchange.python_text import LINE_LENGTH, call, comment, literal, tuple_literal

_HOLD_OUT: Final = (
    '    """Return the samples without a fraction of them, and that fraction, drawn by the seed."""',
    "    count = len(next(iter(columns.values())))",
    "    order = np.random.default_rng((SEED, 1, draw)).permutation(count)",
)
_PROPORTIONS: Final = (
    "    if label is not None:",
    "        # However long a stretch from the start is, it has the classes in their proportions.",
    "        place, labels = np.empty(count), columns[label][order]",
    "        for each in np.unique(labels):",
    "            of_class = np.flatnonzero(labels == each)",
    "            place[of_class] = (np.arange(len(of_class)) + 0.5) / len(of_class)",
    '        order = order[np.argsort(place, kind="stable")]',
)
_PARTS: Final = (
    "    held = round(count * fraction)",
    "    return (",
    "        {name: values[np.sort(order[held:])] for name, values in columns.items()},",
    "        {name: values[np.sort(order[:held])] for name, values in columns.items()},",
    "    )",
)
_HOLD_OUT_LAST: Final = (
    "def hold_out_last(columns, fraction):",
    '    """Return the samples without the last of them, and these: a fraction of all."""',
    "    held = round(len(next(iter(columns.values()))) * fraction)",
    "    return (",
    "        {name: values[:-held] for name, values in columns.items()},",
    "        {name: values[-held:] for name, values in columns.items()},",
    "    )",
)

_HOLD_OUT_MARKED: Final = (
    "def hold_out_marked(columns, name, value):",
    '    """Return the samples without those that have the value in a column, and these."""',
    "    is_held = columns[name] == value",
    "    return (",
    "        {name: values[~is_held] for name, values in columns.items()},",
    "        {name: values[is_held] for name, values in columns.items()},",
    "    )",
)

_DRAWS: Final = {"test": 1, "validation": 2}
"""What keeps the two draws apart, as in a run of the graph itself."""

_MEANING: Final = {"train": "to train on", "validation": "to watch", "test": "to score"}


def _asked_for(wanted: Wanted) -> list[str]:
    """Return the function for data that a script is not written for: it says what a person has to give."""
    bound = [column for column in wanted.data_set.columns if column.name in wanted.columns]
    return [
        "def load_data():",
        '    """Return the samples of each part, as arrays by column."""',
        *(line for column in bound for line in _column_comment(column)),
        '    raise NotImplementedError("Return your data here: dicts of arrays by column.")',
    ]


def _column_comment(column: Column) -> list[str]:
    shape = tuple_literal(["n", *column.shape]).replace('"n"', "n")
    words = f"{literal(column.name)}: an array of shape {shape}. {comment(column.doc)}".rstrip()
    return [f"    # {line}" for line in textwrap.wrap(words, LINE_LENGTH - len("    # "))]


def part_names(facts: Facts) -> tuple[str, ...]:
    """Return the names of the parts that the data is loaded in: what is trained on, watched and scored."""
    data = facts.document.data
    is_watched_apart = data is not None and data.validation is not None and not facts.watches_what_is_scored
    return ("train", *(["validation"] if is_watched_apart else []), *(["test"] if facts.has_test else []))


def load_data_source(facts: Facts) -> list[list[str]]:
    """Return the functions that load the data and divide it, as lines of Python."""
    wanted = facts.wanted
    if wanted.data.file is not None and wanted.data.file.csv is None:
        return [_asked_for(wanted)]
    before, body = _loader(wanted)(wanted)
    parts = part_names(facts)
    *others, last = (_MEANING[part] for part in parts)
    words = f"{', '.join(others)} and {last}" if others else last
    doc = f'    """Return the samples {words}, as arrays by column."""'
    if wanted.data.file is not None:
        ending = prepared_lines(wanted, parts)
    else:
        ending = [f"    return {', '.join(parts)}"]
    functions = [*before, ["def load_data():", doc, *body, *_divided(facts), *ending]]
    ways = {facts.way(split) for split in facts.held_out.values()}
    if ways & {"random", "stratified"}:
        is_stratified = "stratified" in ways
        arguments = f"columns, fraction, draw{', label=None' if is_stratified else ''}"
        proportions = _PROPORTIONS if is_stratified else ()
        functions.append([f"def hold_out({arguments}):", *_HOLD_OUT, *proportions, *_PARTS])
    further = {"time": _HOLD_OUT_LAST, "column": _HOLD_OUT_MARKED}
    return [*functions, *(list(lines) for way, lines in further.items() if way in ways)]


def _loader(wanted: Wanted) -> Callable[[Wanted], Source]:
    if wanted.data.file is not None:
        return own_source
    return _from_plugin if wanted.data_set.implementation is not None else _LOADERS[wanted.data_set.name]


def _divided(facts: Facts) -> list[str]:
    """Return the lines that divide what was loaded as `train` and, where it is wanted, `test`."""
    validation, lines = facts.wanted.data.validation, []
    if validation is not None and validation.split == "test" and not facts.watches_what_is_scored:
        lines.append("    validation = test")
    for part, split in facts.held_out.items():
        fraction, way = literal(split.fraction), facts.way(split)
        if way == "time":
            lines.append(f"    train, {part} = hold_out_last(train, {fraction})")
            continue
        if way == "column":
            value = marked_value(facts.wanted, split)
            lines.append(f"    train, {part} = hold_out_marked(train, {literal(split.column)}, {value})")
            continue
        label = f", label={literal(facts.label)}" if way == "stratified" else ""
        lines.append(f"    train, {part} = hold_out(train, {fraction}, draw={_DRAWS[part]}{label})")
    return lines


def _pictures(wanted: Wanted) -> Source:
    image, label = (literal(column.name) for column in wanted.data_set.columns)
    flat = ".reshape(-1)" if wanted.data_set.name == "cifar10" else ""  # whose labels are a column of a table
    lines = [
        f"    (x, y), {_test_of(wanted)} = keras.datasets.{wanted.data_set.name}.load_data()",
        f"    train = {{{image}: x, {label}: y{flat}}}",
    ]
    return [], [*lines, f"    test = {{{image}: x_test, {label}: y_test{flat}}}"] if wanted.test else lines


def _reviews(wanted: Wanted) -> Source:
    words, maxlen = (literal(wanted.parameter(name)) for name in ("num_words", "maxlen"))
    lines = [
        f"    (x, y), {_test_of(wanted)} = keras.datasets.imdb.load_data(num_words={words})",
        f'    train = {{"words": keras.utils.pad_sequences(x, maxlen={maxlen}), "label": y}}',
    ]
    test = f'    test = {{"words": keras.utils.pad_sequences(x_test, maxlen={maxlen}), "label": y_test}}'
    return [], [*lines, test] if wanted.test else lines


def _texts(wanted: Wanted) -> Source:
    name = literal(f"{wanted.data_set.name}.csv.gz")
    return [], [
        "    # The file that graphnn reads, beside this script.",
        f"    table = pd.read_csv({name}, keep_default_na=False)",
        *_columns("train", {c.name: f"table[{literal(c.name)}].to_numpy()" for c in wanted.data_set.columns}, wanted),
    ]


def _housing(wanted: Wanted) -> Source:
    given = f"(x, y), {_test_of(wanted)}"
    lines = [
        f'    {given} = keras.datasets.california_housing.load_data(version="large")',
        *_table("train", wanted, "x", "y / 100_000"),  # dollars, as graphnn counts them
    ]
    return [], [*lines, *_table("test", wanted, "x_test", "y_test / 100_000")] if wanted.test else lines


def _digits(wanted: Wanted) -> Source:
    return [], [
        "    from sklearn.datasets import load_digits",
        "",
        "    digits = load_digits()",
        *_columns("train", {"image": "digits.images", "label": "digits.target"}, wanted),
    ]


def _scikit_learn(wanted: Wanted) -> Source:
    name = f"load_{wanted.data_set.name}"
    given = "scaled=False" if wanted.data_set.name == "diabetes" else ""
    return [], [
        f"    from sklearn.datasets import {name}",
        "",
        f"    table = {name}({given})",
        *_table("train", wanted, "table.data", "table.target"),
    ]


def _from_plugin(wanted: Wanted) -> Source:
    module, _, name = (wanted.data_set.implementation or "").partition(":")
    given = [
        f"{parameter.name}={literal(wanted.parameter(parameter.name))}" for parameter in wanted.data_set.parameters
    ]
    return [], [
        f"    from {module} import {name}",
        "",
        *call(f"train, {'test' if wanted.test else '_'} = {name}(", given, level=1),
    ]


def _test_of(wanted: Wanted) -> str:
    return "(x_test, y_test)" if wanted.test else "_"


def _table(name: str, wanted: Wanted, features: str, target: str) -> list[str]:
    vector, *numbers = (column for column in wanted.data_set.columns if column.role == "feature")
    (target_column,) = (column for column in wanted.data_set.columns if column.role == "target")
    values = {column.name: f"{features}[:, {index}]" for index, column in enumerate(numbers)}
    return _columns(name, {**values, vector.name: features, target_column.name: target}, wanted)


def _columns(name: str, values: Mapping[str, str], wanted: Wanted) -> list[str]:
    """Return the line that makes a dict of the columns that are wanted."""
    inner = [f"{literal(key)}: {value}" for key, value in values.items() if key in wanted.columns]
    return call(f"{name} = {{", inner, "}", level=1)


_LOADERS: Final[Mapping[str, Callable[[Wanted], Source]]] = {
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
    "function": function_source,
    "plane": plane_source,
    "waves": waves_source,
    "addition": addition_source,
    "opinions": opinions_source,
    "digit_pairs": digit_pairs_source,
    "shapes": shapes_source,
}
"""For each data set the functions that its `load_data` calls, and the lines that begin it."""
