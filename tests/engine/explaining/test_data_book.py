import numpy as np
import pytest

from graphnn.document.model import Data, Document, FileSource, Split, Windows
from graphnn.engine.explaining.data_book import DataBook
from graphnn.engine.explaining.drawing import page_svg
from graphnn.errors import DataError
from graphnn.protocol.explanation import ShowData
from graphnn.protocol.figures import Bars, Correlations, Curves, Figure, Histogram, Pictures, Scatter, Table
from graphnn.sources.describe import described
from tests.engine.builders import CATALOGUE
from tests.engine.explaining.runs import flat_digits

BOOK = DataBook(CATALOGUE)
IRIS = Document(data=Data(source="iris", test=Split(fraction=0.2)))


def shown(document: Document, folder=None, **asked) -> dict[str, Figure]:
    """Return the figures by name, each drawn once."""
    place = None if folder is None else str(folder)
    figures = BOOK.figures(ShowData(document=document, folder=place, **asked))
    assert all(page_svg(figure) or isinstance(figure, Table) for figure in figures)
    return {figure.name: figure for figure in figures}


def test_a_table_of_numbers_shows_columns_classes_spread_and_what_goes_with_what():
    figures = shown(IRIS)

    columns, classes, correlations = figures["columns"], figures["classes_species"], figures["correlations"]
    assert isinstance(columns, Table)
    assert [row[:4] for row in columns.rows[:2]] == [
        ("features", "vector", "4", "float32"),
        ("sepal_length", "number", "1", "float32"),
    ]
    assert isinstance(classes, Bars)
    assert {series.name: sum(filter(None, series.values)) for series in classes.series} == {"training": 120, "test": 30}
    assert isinstance(correlations, Correlations)
    assert [correlations.rows[place][place] for place in range(4)] == [1, 1, 1, 1]
    assert (correlations.rows[2][3] or 0) > 0.9
    histogram = figures["histogram_petal_width"]
    assert isinstance(histogram, Histogram)
    assert [series.name for series in histogram.series] == ["setosa", "versicolor", "virginica"]


def test_another_number_draws_other_samples_and_the_scatter_plot_shows_what_is_asked_for():
    first, again, other = shown(IRIS), shown(IRIS), shown(IRIS, drawn=1, x="petal_length", y="petal_width")

    assert first["samples"] == again["samples"] != other["samples"]
    scatter = other["scatter"]
    assert isinstance(scatter, Scatter)
    assert (scatter.x_label, scatter.y_label, len(scatter.groups)) == ("petal_length", "petal_width", 3)


def test_pictures_are_shown_with_their_labels_before_and_after_the_graph_prepares_them():
    figures = shown(flat_digits())

    samples, prepared = figures["samples"], figures["prepared_image"]
    assert isinstance(samples, Pictures)
    assert {tile.title for tile in samples.tiles} <= set("0123456789")
    assert isinstance(prepared, Pictures)
    assert prepared.title == "image, before and after scale"
    assert prepared.caption == "From 0 … 16 to 0 … 1."


def test_windows_of_a_file_and_its_texts_and_categories_are_shown(tmp_path):
    (tmp_path / "x.csv").write_text("x,y\n" + "".join(f"{n},{n * n}\n" for n in range(40)))
    data = Data(source=FileSource(csv="x.csv"), windows=Windows(length=5), test=Split(fraction=0.3))
    figures = shown(described(Document(data=data), tmp_path), tmp_path)
    (tmp_path / "t.csv").write_text(
        "sex,note,kind\n" + "f,a long enough sentence about a bird,a\nm,and another one of a bird,b\n" * 9
    )
    words = shown(described(Document(data=Data(source=FileSource(csv="t.csv"))), tmp_path), tmp_path)

    curves, samples = figures["series_y"], words["samples"]
    assert isinstance(curves, Curves)
    assert len(curves.curves[0].x) == 5
    assert isinstance(samples, Table)
    assert set(samples.rows) <= {
        ("a", "f", "a long enough sentence about a bird"),
        ("b", "m", "and another one of a bird"),
    }


def test_without_data_there_is_nothing_to_look_at():
    with pytest.raises(DataError, match="no data to look at"):
        shown(Document())


def test_videos_series_of_several_values_and_texts_are_shown_as_what_they_are(tmp_path):
    rng = np.random.default_rng(0)
    film = rng.integers(0, 255, (12, 5, 8, 8), dtype=np.uint8)
    np.savez(tmp_path / "a.npz", film=film, walk=rng.random((12, 6, 2)), y=np.arange(12) % 2)
    arrays = shown(described(Document(data=Data(source=FileSource(npz="a.npz"))), tmp_path), tmp_path)
    rows = "".join(f"sentence number {n} that is long,a\nand one more {n} of those here,b\n" for n in range(9))
    (tmp_path / "t.csv").write_text(f"note,kind\n{rows}")
    texts = shown(described(Document(data=Data(source=FileSource(csv="t.csv"))), tmp_path), tmp_path)

    columns, samples, walk = arrays["columns"], arrays["samples"], arrays["series_walk"]
    assert isinstance(columns, Table)
    assert [row[:3] for row in columns.rows] == [
        ("film", "video", "5 × 8 × 8"),
        ("walk", "series", "6 × 2"),
        ("y", "label", "1"),
    ]
    assert isinstance(samples, Pictures)
    assert (samples.columns, len(samples.tiles)) == (5, 20)
    assert [bool(tile.title) for tile in samples.tiles[:6]] == [True, False, False, False, False, True]
    assert isinstance(walk, Curves)
    assert [curve.name for curve in walk.curves] == ["value 1", "value 2"]
    lengths = texts["words_note"]
    assert isinstance(lengths, Histogram)
    assert sum(lengths.series[0].values) == 18
