import csv
import io

import pytest
from pydantic import TypeAdapter

from graphnn.protocol.figures import (
    Correlations,
    Curve,
    Curves,
    Figure,
    Group,
    Histogram,
    Matrix,
    Scatter,
    Series,
    Sheet,
    Table,
    csv_of,
    html_of,
)

adapter: TypeAdapter[Figure] = TypeAdapter(Figure)

WRITTEN: list[tuple[Figure, str | None]] = [
    (
        Table(name="t", title="", columns=("class", "F1"), rows=(('a, "b"', 0.5), ("c", None))),
        'class,F1\n"a, ""b""",0.5\nc,\n',
    ),
    (
        Matrix(
            name="m", title="", row_label="true", column_label="predicted", rows=("a",), columns=("a",), counts=((3,),)
        ),
        "true \\ predicted,a\na,3\n",
    ),
    (
        Curves(name="c", title="", x_label="x", y_label="y", curves=(Curve(name="n", x=(1, 2), y=(3, None)),)),
        "curve,x,y\nn,1.0,3.0\nn,2.0,\n",
    ),
    (
        Scatter(name="s", title="", x_label="x", y_label="y", groups=(Group(name="g", x=(1,), y=(2,)),)),
        "group,x,y\ng,1.0,2.0\n",
    ),
    (
        Histogram(name="h", title="", edges=(0, 1, 2), series=(Series(name="n", values=(5, 6)),), x_label="x"),
        "from,to,n\n0.0,1.0,5.0\n1.0,2.0,6.0\n",
    ),
    (
        Correlations(name="r", title="", names=("a", "b"), rows=((1, None), (None, 1))),
        ",a,b\na,1.0,\nb,,1.0\n",
    ),
    (Sheet(name="w", title="", picture="data:", rows=1, columns=1, count=1), None),
]


@pytest.mark.parametrize(("figure", "text"), WRITTEN, ids=lambda each: getattr(each, "figure", ""))
def test_a_figure_is_written_as_csv_and_reads_back_as_it_was_sent(figure: Figure, text: str | None) -> None:
    assert csv_of(figure) == text
    assert adapter.validate_json(adapter.dump_json(figure)) == figure


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+a", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1"])
def test_a_name_that_a_spreadsheet_would_work_out_is_written_as_text(name: str) -> None:
    table = Table(name="t", title="", columns=(name, "number"), rows=((name, "-1.5e3"),))

    head, row = csv.reader(io.StringIO(csv_of(table) or "", newline=""))

    assert (head[0], row) == (f"'{name}", [f"'{name}", "-1.5e3"])


def test_a_name_of_several_lines_is_one_cell() -> None:
    table = Table(name="t", title="", columns=("a\rb", "c"), rows=())

    assert list(csv.reader(io.StringIO(csv_of(table) or "", newline=""))) == [["a\nb", "c"]]


def test_the_head_of_a_column_of_numbers_stands_above_them() -> None:
    table = Table(name="by_class", title="", columns=("class", "F1", "samples"), rows=(("a", 0.5, 3), ("b", None, 4)))

    assert '<th>class</th><th class="number">F1</th><th class="number">samples</th>' in html_of(table)


def test_shares_are_written_with_the_same_decimals_all_down_a_column_and_long_texts_may_wrap() -> None:
    rows = ((0.5, 1606.25, "word " * 20), (0.1234, 0.5, "short"), (1.0, None, ""))
    written = html_of(Table(name="t", title="", columns=("share", "number", "text"), rows=rows))

    assert [f'<td class="number">{share}</td>' in written for share in ("0.5000", "0.1234", "1.0000")] == [True] * 3
    assert '<td class="number">1,606</td>' in written
    assert '<td class="words">word word' in written
    assert "<td>short</td>" in written
