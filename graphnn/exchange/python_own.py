"""The part of an exported script that loads a file of one's own: read, filled, scaled and cut as a run does it.

What fills gaps and scales numbers is measured on the rows to train on, so it comes after these are divided off.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graphnn.catalogue.own_data import ALL_FEATURES, classes_of, future_of
from graphnn.document.model import DataColumn, Split, Windows
from graphnn.exchange.python_facts import Source, Wanted
from graphnn.exchange.python_text import LINE_LENGTH, call, literal

GAPS: Final = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?")
"""What stands in a cell that has no value, as `sources` reads files."""

_FILLS: Final = {"mean": "np.nanmean(train[name])", "median": "np.nanmedian(train[name])"}
_SCALES: Final = {
    "standard": ("mean, deviation = np.mean(train[name]), np.std(train[name])", "mean", "deviation or 1"),
    "range": ("least, spread = np.min(train[name]), np.ptp(train[name])", "least", "spread or 1"),
}


_DAYS: Final = (
    "def days(cells):",
    '    """Return the days from 1970 to dates."""',
    '    moments = pd.to_datetime(cells, utc=True) - pd.Timestamp(0, tz="UTC")',
    "    return moments.dt.total_seconds().to_numpy() / 86_400",
)


def own_source(wanted: Wanted) -> Source:
    """Return what reads the file, as lines that leave its rows as `train`, and the functions these call."""
    used, needed = _used(wanted), _needed(wanted)
    lines = ["    # The file lies beside this script.", *_table(wanted)]
    if wanted.data.time is not None:
        lines.append(f'    table = table.sort_values({literal(wanted.data.time)}, kind="stable")')
    dropped = [name for name, column in used.items() if column.missing == "drop" or column.kind == "text"]
    lines += call("table = table.dropna(subset=[", _literals(dropped), "])", level=1) if dropped else []
    rows = [f"{literal(name)}: {_cells(name, used.get(name))}" for name in needed]
    lines += call("train = {", rows, "}", level=1)
    for name in needed:
        if name in used and used[name].kind == "category" and used[name].missing == "category":
            values = f"train[{literal(name)}]"
            lines.append(f"    {values}[{values} < 0] = {len(used[name].classes or ())}  # a gap is a class of its own")
    functions = [_windows(wanted, wanted.data.windows)] if wanted.data.windows is not None else []
    has_dates = any(name in used and used[name].kind == "date" for name in needed)
    return [*functions, *([list(_DAYS)] if has_dates else [])], lines


def _table(wanted: Wanted) -> list[str]:
    """Return the lines that read the file."""
    used, needed = _used(wanted), _needed(wanted)
    texts = [name for name in needed if name not in used or used[name].kind in ("category", "text")]
    options = [literal(wanted.data.source_name), "skipinitialspace=True", "keep_default_na=False"]
    if any(column.missing or column.kind == "text" for column in used.values()):
        options.append(f"na_values={literal(GAPS)}")
    if len(wanted.data.columns) > 1:
        options += ["sep=None", 'engine="python"']  # whichever of comma, semicolon and tab parts the columns
    options += ["dtype=dict.fromkeys(texts, str)"] if texts else []
    named = call("texts = [", _literals(texts), "]", level=1) if texts else []
    return [*named, *call("table = pd.read_csv(", options, level=1)]


def _literals(names: Iterable[str]) -> list[str]:
    return [literal(name) for name in names]


def _loop(names: Sequence[str]) -> list[str]:
    """Return the line that loops over columns, the list of them before it where it is long."""
    whole = f"    for name in {literal(names)}:"
    return [whole] if len(whole) <= LINE_LENGTH else [*_names(names), "    for name in names:"]


def _names(names: Sequence[str]) -> list[str]:
    return call("names = [", _literals(names), "]", level=1)


def prepared_lines(wanted: Wanted, parts: tuple[str, ...]) -> list[str]:
    """Return the lines that fill, scale and cut the parts, and return them."""
    used = {name: column for name, column in _used(wanted).items() if name in _needed(wanted)}
    steps = [*_filled(used), *_scaled(used), *_encoded(wanted, used)]
    if wanted.data.windows is not None:
        returned = ["    return " + ", ".join(f"windows({part})" for part in parts)]
    else:
        returned = [f"    return {', '.join(parts)}"]
    looped = parts if len(parts) > 1 else (f"{parts[0]},",)
    return [*([f"    parts = ({', '.join(looped)})"] if steps else []), *steps, *returned]


def marked_value(wanted: Wanted, split: Split) -> str:
    """Return the value that marks the rows to hold out, as the loaded column has it."""
    column, value = _used(wanted).get(split.column or ""), split.value or ""
    match column.kind if column is not None else None:
        case "category" if column is not None and value in classes_of(column):
            return literal(classes_of(column).index(value))
        case "number":
            return value
        case _:
            return literal(value)


def _used(wanted: Wanted) -> dict[str, DataColumn]:
    return {name: column for name, column in wanted.data.columns.items() if column.role != "ignored"}


def _needed(wanted: Wanted) -> tuple[str, ...]:
    """Return the columns of the file that are loaded: those that bound ones are made of, and those that divide rows."""
    used, vector = _used(wanted), wanted.data_set.column(ALL_FEATURES)
    parts = vector.parts if vector is not None and ALL_FEATURES in wanted.columns else ()
    splits = (wanted.data.validation, wanted.data.test)
    marks = [split.column for split in splits if split is not None and split.column is not None]
    bound = [name for name in used if name in wanted.columns or future_of(name) in wanted.columns or name in parts]
    return tuple(dict.fromkeys([*bound, *marks]))


def _cells(name: str, column: DataColumn | None) -> str:
    cells = f"table[{literal(name)}]"
    match column.kind if column is not None else None:
        case "category" if column is not None:
            return f"pd.Categorical({cells}, {literal(column.classes or ())}).codes.astype(int)"
        case "date":
            return f"days({cells})"
        case "number":
            return f"{cells}.to_numpy(float)"
        case _:
            return f"{cells}.to_numpy(object)"


def _filled(used: dict[str, DataColumn]) -> Iterator[str]:
    ways: dict[tuple[str, bool], list[str]] = {}
    for name, column in used.items():
        if column.missing in ("mean", "median", "most_frequent"):
            ways.setdefault((str(column.missing), column.kind == "category"), []).append(name)
    for (way, is_category), names in ways.items():
        gaps = "{}[name] < 0" if is_category else "np.isnan({}[name])"
        present = "train[name] >= 0" if is_category else "~np.isnan(train[name])"
        yield from _loop(names)
        if way == "most_frequent":
            yield f"        values, counts = np.unique(train[name][{present}], return_counts=True)"
            yield "        fill = values[np.argmax(counts)]"
        else:
            yield f"        fill = {_FILLS[way]}"
        yield "        for part in parts:"
        yield f"            part[name] = np.where({gaps.format('part')}, fill, part[name])"


def _scaled(used: dict[str, DataColumn]) -> Iterator[str]:
    for way, (measured, offset, spread) in _SCALES.items():
        names = [name for name, each in used.items() if each.normalize == way and each.kind in ("number", "date")]
        if names:
            yield from _loop(names)
            yield f"        {measured}"
            yield "        for part in parts:"
            yield f"            part[name] = (part[name] - {offset}) / ({spread})"


def _encoded(wanted: Wanted, used: dict[str, DataColumn]) -> Iterator[str]:
    """Yield the lines that make vectors of classes, and one of all features."""
    vector = wanted.data_set.column(ALL_FEATURES)
    if wanted.data.windows is not None:
        return
    lines = []
    for name, column in used.items():
        if column.kind == "category" and column.role == "feature" and column.encoding != "integer":
            given = f"part[{literal(name)}]"
            lines.append(f"{given} = keras.utils.to_categorical({given}, {len(classes_of(column))})")
    if vector is not None and ALL_FEATURES in wanted.columns:
        yield from _names(vector.parts)
        lines.append("vectors = [part[name].reshape(len(part[name]), -1) for name in names]")
        lines.append(f"part[{literal(ALL_FEATURES)}] = np.concatenate(vectors, axis=1)")
    if lines:
        yield "    for part in parts:"
        yield from (f"        {line}" for line in lines)


def _windows(wanted: Wanted, windows: Windows) -> list[str]:
    """Return the function that cuts rows into windows, and takes what comes after each."""
    after = f"starts + {windows.length}"
    if windows.horizon > 1:
        after = f"starts[:, np.newaxis] + {windows.length} + np.arange({windows.horizon})"
    items: list[str] = []
    names: list[str] = []
    for name in _needed(wanted):
        rows = f"rows[{literal(name)}]"
        if name in wanted.columns:
            items.append(f"{literal(name)}: {rows}[past][..., np.newaxis]")
        if future_of(name) in wanted.columns:
            items.append(f"{literal(future_of(name))}: {rows}[{after}]")
    vector = wanted.data_set.column(ALL_FEATURES)
    if vector is not None and ALL_FEATURES in wanted.columns:
        items.append(
            f"{literal(ALL_FEATURES)}: np.stack([rows[name][past] for name in {literal(vector.parts)}], axis=-1)"
        )
    return [
        "def windows(rows):",
        '    """Return windows of the rows, and what comes after each, as arrays by column."""',
        "    count = len(next(iter(rows.values())))",
        f"    starts = np.arange(0, count - {windows.length + windows.horizon - 1}, {windows.stride})",
        f"    past = starts[:, np.newaxis] + np.arange({windows.length})",
        *names,
        *call("return {", items, "}", level=1),
    ]
