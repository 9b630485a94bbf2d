"""The network that is built from columns is one that the engine can build, whatever the columns hold."""

import pytest

from graphnn.document.model import Data, DataColumn, FileSource, Windows
from tests.analysis.builders import built_for
from tests.engine.builders import inferred

CLASSES = ("a", "b", "c")
FEATURES = {
    "number": DataColumn(kind="number", role="feature", range=(0, 1)),
    "category": DataColumn(kind="category", role="feature", classes=CLASSES),
    "class number": DataColumn(kind="category", role="feature", classes=CLASSES, encoding="integer"),
    "text": DataColumn(kind="text", role="feature"),
    "grey picture": DataColumn(kind="array", role="feature", shape=(12, 12), dtype="uint8"),
    "picture": DataColumn(kind="image", role="feature", shape=(12, 12, 3), dtype="uint8"),
    "vector": DataColumn(kind="array", role="feature", shape=(5,), dtype="float32"),
    "series": DataColumn(kind="array", role="feature", shape=(7, 2), dtype="float32"),
    "video": DataColumn(kind="array", role="feature", shape=(6, 12, 12, 3), dtype="float32"),
}
TARGETS = {
    "classes": DataColumn(kind="category", role="target", classes=CLASSES),
    "yes or no": DataColumn(kind="category", role="target", classes=("no", "yes")),
    "number": DataColumn(kind="number", role="target", range=(0, 500)),
}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("feature", FEATURES)
def test_a_network_built_from_columns_has_no_faults(feature: str, target: str) -> None:
    columns = {"x": FEATURES[feature], "y": TARGETS[target]}
    document = built_for(Data(source=FileSource(csv="x.csv"), columns=columns, samples=90))

    assert inferred(document).diagnostics == ()


def test_windows_and_registered_texts_are_built_for_too() -> None:
    columns = {"x": DataColumn(kind="number", role="target", range=(0, 9))}
    data = Data(source=FileSource(csv="x.csv"), columns=columns, samples=90, windows=Windows(length=8, horizon=3))

    assert inferred(built_for(data)).diagnostics == ()
    assert inferred(built_for(Data(source="movie_reviews"))).diagnostics == ()
