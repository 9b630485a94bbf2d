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
