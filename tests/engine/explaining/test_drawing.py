import re

import numpy as np
import pytest

from graphnn.engine.explaining.drawing import page_svg, picture_file
from graphnn.engine.explaining.palette import VARIABLES
from graphnn.engine.explaining.pictures import png, sheet, unpacked, weight_pixels
from graphnn.protocol.figures import (
    Bars,
    Curve,
    Curves,
    Figure,
    Group,
    Histogram,
    Matrix,
    Pictures,
    Scatter,
    Series,
    Sheet,
    Table,
    Tile,
)

DOT = png(np.full((4, 4), 200, dtype=np.uint8))
FIGURES: list[Figure] = [
    Matrix(
        name="m", title="", row_label="true", column_label="predicted", rows=("<b>", "$x$"), columns=("<b>", "$x$"),
        counts=((3, 1), (0, 2)), output="answer",
    ),
    Curves(name="c", title="", x_label="x", y_label="y", curves=(Curve(name="a", x=(0, 1), y=(None, 2)),)),
    Scatter(name="s", title="", x_label="x", y_label="y", groups=(Group(name="a", x=(0, 1), y=(1, 2)),)),
    Bars(name="b", title="", names=("a", "b"), series=(Series(name="n", values=(1, 2)),), value_label="n"),
    Histogram(name="h", title="", edges=(0, 1, 2), series=(Series(name="n", values=(1, 2)),), x_label="x"),
    Pictures(name="p", title="", tiles=(Tile(picture=DOT, title="<i>", note="true"),) * 3, columns=2, scale=0.5),
    Sheet(name="w", title="", picture=DOT, rows=2, columns=2, count=4, scale=1.0),
]  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.figure)
def test_every_figure_is_drawn_for_the_page_in_its_own_colours(figure: Figure) -> None:
    svg = page_svg(figure)

    assert svg.startswith("<svg")
    assert "<style" not in svg
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "var(--" in svg or figure.figure == "sheet"
    assert not [color for color in VARIABLES if color in svg]
    assert set(re.findall(r'https?://[^"]+', svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.figure)
def test_every_figure_is_a_file_and_the_same_figure_the_same_file(figure: Figure) -> None:
    assert picture_file(figure, "png").startswith(b"\x89PNG")
    assert picture_file(figure, "svg") == picture_file(figure, "svg")


def test_each_cell_of_a_matrix_can_be_found_on_the_page() -> None:
    svg = page_svg(FIGURES[0])

    assert [f'id="cell-{row}-{column}"' in svg for row in (0, 1) for column in (0, 1)] == [True] * 4


def test_a_table_is_drawn_as_a_file_only() -> None:
    table = Table(name="t", title="", columns=("a", "b"), rows=(("x", 1.5), ("y", None)))

    assert page_svg(table) == ""
    assert picture_file(table, "png").startswith(b"\x89PNG")


def test_weights_are_blue_below_zero_orange_above_and_nothing_at_zero() -> None:
    below, zero, above = weight_pixels(np.array([[-1.0, 0.0, 1.0]]), scale=1.0)[0]

    assert below[2] > below[0]
    assert above[0] > above[2]
    assert (below[3], zero[3], above[3]) == (255, 0, 255)


def test_pictures_lie_row_by_row_with_gaps_and_survive_as_png() -> None:
    laid = sheet(np.arange(1, 4, dtype=np.uint8)[:, np.newaxis, np.newaxis].repeat(2, 1).repeat(2, 2), columns=2)

    assert laid.tolist() == [[1, 1, 0, 2, 2], [1, 1, 0, 2, 2], [0] * 5, [3, 3, 0, 0, 0], [3, 3, 0, 0, 0]]
    assert np.array_equal(unpacked(png(laid)), laid)
