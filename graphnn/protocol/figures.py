"""What can be shown of data, results and networks, as a closed union of frozen figures.

A figure holds numbers and words, no drawing: the engine draws it for the page and the report, a spreadsheet takes
it as CSV, and programs read it as it is. Pictures come as PNG data URLs. Weights are blue where negative and orange
where positive, the more opaque the larger, so that they stand on any background.
"""

import html
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from graphnn.document.values import Frozen
from graphnn.protocol.spreadsheet import csv_text

Numbers: TypeAlias = tuple[float | None, ...]
"""Numbers in order; None where one is not finite."""

Cell: TypeAlias = str | int | float | None

Role: TypeAlias = Literal["prediction", "truth", "part", "guide"]
"""What a curve is: what the network says, what is true, one of the parts of what it says, or a line to compare with."""


class _Titled(Frozen):
    name: str = Field(description="unique among the figures it comes with; its file is called so")
    title: str
    caption: str = ""


class Table(_Titled):
    """Rows of words and numbers."""

    figure: Literal["table"] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Matrix(_Titled):
    """Counts of pairs, as of true and predicted classes."""

    figure: Literal["matrix"] = "matrix"
    row_label: str
    column_label: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    output: str | None = Field(default=None, description="the Output whose classes they are; its cells have samples")


class Curve(Frozen):
    """A line through points."""

    name: str
    x: Numbers
    y: Numbers
    role: Role = "prediction"


class Band(Frozen):
    """A stretch of the x axis, and what happens in it."""

    name: str
    low: float
    high: float
    is_marked: bool = True


class Curves(_Titled):
    """Lines over one axis."""

    figure: Literal["curves"] = "curves"
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    is_small: bool = Field(default=False, description="drawn for a narrow panel, its bands named in place of a legend")
    bands: tuple[Band, ...] = ()


class Group(Frozen):
    """Points of one kind."""

    name: str
    x: Numbers
    y: Numbers
    is_background: bool = Field(default=False, description="drawn in grey behind the others")


class Surface(Frozen):
    """A picture behind points: what the network says at each place of the plane."""

    picture: str
    left: float
    right: float
    bottom: float
    top: float


class Scatter(_Titled):
    """Points in the plane, by group."""

    figure: Literal["scatter"] = "scatter"
    x_label: str
    y_label: str
    groups: tuple[Group, ...]
    is_diagonal_drawn: bool = False
    surface: Surface | None = None


class Series(Frozen):
    """One value for each name or bin."""

    name: str
    values: Numbers


class Bars(_Titled):
    """Bars by name; several series stand side by side."""

    figure: Literal["bars"] = "bars"
    names: tuple[str, ...]
    series: tuple[Series, ...]
    value_label: str


class Histogram(_Titled):
    """How many values lie between neighbouring edges."""

    figure: Literal["histogram"] = "histogram"
    edges: tuple[float, ...]
    series: tuple[Series, ...]
    x_label: str


class Correlations(_Titled):
    """How alike values rise and fall: from -1, one falls as the other rises, to 1; None where one never changes."""

    figure: Literal["correlations"] = "correlations"
    names: tuple[str, ...]
    rows: tuple[Numbers, ...]


class Tile(Frozen):
    """A small picture and what it is."""

    picture: str
    title: str = ""
    note: str = ""


class Pictures(_Titled):
    """Pictures side by side; `scale` is the value of full colour, where they show weights."""

    figure: Literal["pictures"] = "pictures"
    tiles: tuple[Tile, ...]
    columns: int
    scale: float | None = None


class Sheet(_Titled):
    """Many pictures of one size as one picture, row by row."""

    figure: Literal["sheet"] = "sheet"
    picture: str
    rows: int
    columns: int
    count: int
    scale: float | None = None


Figure: TypeAlias = Annotated[
    Table | Matrix | Curves | Scatter | Bars | Histogram | Correlations | Pictures | Sheet,
    Field(discriminator="figure"),
]


def csv_of(figure: Figure) -> str | None:
    r"""Return a figure's numbers as CSV; None for pictures, which are none.

    >>> csv_of(Bars(name="b", title="", names=("cat",), series=(Series(name="count", values=(3,)),), value_label="n"))
    'name,count\ncat,3.0\n'
    """
    match figure:
        case Table():
            return csv_text([figure.columns, *figure.rows])
        case Matrix():
            corner = f"{figure.row_label} \\ {figure.column_label}"
            rows = zip(figure.rows, figure.counts, strict=True)
            body: list[tuple[Cell, ...]] = [(name, *counts) for name, counts in rows]
            return csv_text([(corner, *figure.columns), *body])
        case Curves():
            return csv_text([("curve", figure.x_label, figure.y_label), *_points(figure.curves)])
        case Scatter():
            return csv_text([("group", figure.x_label, figure.y_label), *_points(figure.groups)])
        case Bars():
            values = zip(*(each.values for each in figure.series), strict=True)
            body = [(name, *row) for name, row in zip(figure.names, values, strict=True)]
            return csv_text([("name", *(each.name for each in figure.series)), *body])
        case Histogram():
            head = ("from", "to", *(each.name for each in figure.series))
            values = zip(*(each.values for each in figure.series), strict=True)
            bins = zip(figure.edges, figure.edges[1:], values, strict=False)
            return csv_text([head, *((low, high, *row) for low, high, row in bins)])
        case Correlations():
            return csv_text(
                [("", *figure.names), *((name, *row) for name, row in zip(figure.names, figure.rows, strict=True))]
            )
        case Pictures() | Sheet():
            return None


def html_of(table: Table) -> str:
    """Return a table as HTML, its words as text; numbers are of the class `number`, long texts of `words`.

    >>> html_of(Table(name="t", title="", columns=("<b>",), rows=((0.5,), (None,))))
    '<table><thead><tr><th class="number">&lt;b&gt;</th></tr></thead><tbody>\
<tr><td class="number">0.5000</td></tr><tr><td class="number">–</td></tr></tbody></table>'
    """
    columns = [[row[place] for row in table.rows] for place in range(len(table.columns))]
    heads = zip(table.columns, map(_is_of_numbers, columns), strict=True)
    head = "".join(f"<th{_NUMBER if is_number else ''}>{html.escape(name)}</th>" for name, is_number in heads)
    decimals = [*map(_decimals, columns)]
    rows = "".join(f"<tr>{''.join(map(_html_cell, row, decimals))}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


_NUMBER, _WORDS = ' class="number"', ' class="words"'
LONG_TEXT = 48


def _is_of_numbers(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, int | float) for cell in cells) and not any(isinstance(cell, str) for cell in cells)


def _decimals(cells: Sequence[Cell]) -> int | None:
    """Return how many decimals all shares of a column are written with; None for other columns."""
    shares = [cell for cell in cells if isinstance(cell, float)]
    if not shares or any(abs(share) > 1 or 0 < abs(share) < 0.001 for share in shares):
        return None
    return 0 if all(share == int(share) for share in shares) else 4


def _html_cell(cell: Cell, decimals: int | None) -> str:
    match cell:
        case None:
            return f"<td{_NUMBER}>–</td>"
        case str():
            return f"<td{_WORDS if len(cell) > LONG_TEXT else ''}>{html.escape(cell)}</td>"
        case int():
            return f"<td{_NUMBER}>{cell:,}</td>"
        case float():
            return f"<td{_NUMBER}>{cell:,.4g}</td>" if decimals is None else f"<td{_NUMBER}>{cell:.{decimals}f}</td>"


def _points(lines: Sequence[Curve | Group]) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        yield from ((line.name, x, y) for x, y in zip(line.x, line.y, strict=True))
