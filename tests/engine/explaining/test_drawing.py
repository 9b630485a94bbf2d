import re

import numpy as np
import pytest

from graphnn.engine.explaining.drawing import page_svg, picture_file
from graphnn.engine.explaining.palette import VARIABLES
from graphnn.engine.explaining.paper import text_width
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


def test_numbers_beside_axes_have_their_thousands_apart_as_everywhere() -> None:
    values = Curve(name="a", x=(0, 40_000), y=(0.0, 0.002))

    svg = page_svg(Curves(name="c", title="", x_label="x", y_label="y", curves=(values,)))

    assert {">40,000<", ">0.00125<"} <= set(re.findall(r">[\d.,]+<", svg))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.figure)
def test_every_figure_is_a_file_and_the_same_figure_the_same_file(figure: Figure) -> None:
    assert picture_file(figure, "png").startswith(b"\x89PNG")
    assert picture_file(figure, "svg") == picture_file(figure, "svg")


def test_each_cell_of_a_matrix_can_be_found_on_the_page() -> None:
    svg = page_svg(FIGURES[0])

    assert [f'id="cell-{row}-{column}"' in svg for row in (0, 1) for column in (0, 1)] == [True] * 4


def text_of(svg: str) -> str:
    return " ".join(re.findall(r">([^<>]+)</text>", svg))


def test_of_a_matrix_of_many_classes_only_cells_that_hold_something_are_drawn_and_names_have_room() -> None:
    names = tuple(str(number) for number in range(100))
    counts = tuple(tuple(3 if row == column else 0 for column in range(100)) for row in range(100))
    svg = page_svg(
        Matrix(name="m", title="", row_label="true", column_label="predicted", rows=names, columns=names, counts=counts)
    )

    assert len(re.findall('id="cell-', svg)) == 100
    width = float(re.search(r'<svg[^>]* width="([\d.]+)"', svg).group(1))  # type: ignore[union-attr]
    assert width < 800
    assert "0 2 4 6" in text_of(svg)


@pytest.mark.parametrize("names", [("negative", "positive"), ("Adelie", "Chinstrap", "Gentoo")])
def test_names_of_few_classes_lie_level(names: tuple[str, ...]) -> None:
    svg = page_svg(
        Matrix(
            name="m", title="", row_label="true", column_label="predicted", rows=names, columns=names,
            counts=tuple((1,) * len(names) for _ in names),
        )
    )  # fmt: skip

    assert [turned for turned in re.findall(r"rotate\((-?[\d.]+)[^>]*>([^<]*)</text>", svg) if turned[1] in names] == [
        ("-0", name) for name in (*names, *names)
    ]


def test_names_of_lines_are_whole_or_keep_both_ends_and_lie_within_the_picture() -> None:
    names = ("Another extremely long and winding name 0.9643", "short 0.5000")
    curves = tuple(Curve(name=name, x=(0, 1), y=(0, 100_000)) for name in names)
    svg = page_svg(Curves(name="c", title="", x_label="x", y_label="predicted − true", curves=curves))

    assert "0.9643" in text_of(svg)
    assert "short 0.5000" in text_of(svg)
    assert_all_text_within(svg)


def test_turned_names_of_bars_lie_within_the_picture() -> None:
    names = ("A very long class name", "Another extremely long one", "Große Königslibelle", "short")
    figure = Bars(name="b", title="", names=names, series=(Series(name="n", values=(1, 2, 3, 4)),), value_label="n")

    assert_all_text_within(page_svg(figure))


def assert_all_text_within(svg: str) -> None:
    """Check by the place and the estimated width of each text that none leaves the picture."""
    view = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert view is not None
    width, height = map(float, view.groups())
    texts = re.findall(r"<text ([^>]*)>([^<]+)</text>", svg)
    assert texts
    for attributes, text in texts:
        turn = re.search(r"rotate\((-?[\d.]+)", attributes)
        angle = np.radians(float(turn.group(1))) if turn else 0.0
        place = re.search(r"translate\(([\d.-]+) ([\d.-]+)\)", attributes)
        x, y = map(float, place.groups()) if place else (_number(attributes, "x"), _number(attributes, "y"))
        anchor = re.search(r"text-anchor: (\w+)", attributes)
        across = text_width(text, 9)
        before = {"middle": across / 2, "end": across}.get(anchor.group(1) if anchor else "start", 0.0)
        for along in (-before, across - before):
            assert -3 <= x + along * np.cos(angle) <= width + 3, text
            assert -3 <= y + along * np.sin(angle) <= height + 3, text


def _number(attributes: str, name: str) -> float:
    found = re.search(rf'(?:^| ){name}="([\d.-]+)"', attributes)
    assert found is not None, attributes
    return float(found.group(1))


def test_one_point_is_seen() -> None:
    one = page_svg(Curves(name="c", title="", x_label="epoch", y_label="y", curves=(Curve(name="a", x=(1,), y=(2,)),)))

    assert "<use" in one[one.index("line2d") :]


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
