import pytest

from graphnn.analysis.check import check
from graphnn.analysis.from_columns import network_from_columns
from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data, DataColumn, Document, FileSource, Split, Windows
from tests.analysis.builders import built_for

CATALOGUE = load_catalogue()
NUMBER = DataColumn(kind="number", role="feature", range=(0.0, 1.0))


def own(windows: Windows | None = None, **columns: DataColumn) -> Data:
    split = Split(fraction=0.2)
    return Data(source=FileSource(csv="x.csv"), columns=columns, samples=99, test=split, windows=windows)


DATA = {
    **{name: Data(source=name, test=Split(fraction=0.2)) for name in CATALOGUE.data_sets},
    "every kind of column": own(
        a=NUMBER,
        b=NUMBER,
        island=DataColumn(kind="category", role="feature", classes=("x", "y")),
        colour=DataColumn(kind="category", role="feature", encoding="integer", classes=("x", "y", "z")),
        words=DataColumn(kind="text", role="feature"),
        species=DataColumn(kind="category", role="target", classes=("p", "q", "r")),
        is_old=DataColumn(kind="category", role="target", classes=("no", "yes")),
        price=DataColumn(kind="number", role="target", range=(10_000.0, 90_000.0)),
    ),
    "a series": own(Windows(length=12, horizon=3), a=NUMBER, y=NUMBER.model_copy(update={"role": "target"})),
}


@pytest.mark.parametrize("data", DATA.values(), ids=DATA)
def test_the_network_for_any_data_has_no_fault_and_is_one_step(data):
    document = built_for(data)

    assert [each.message for each in check(document, CATALOGUE)] == []
    assert len(set(document.view.positions.values())) == len(document.nodes)


def test_every_target_has_its_own_units_activation_and_loss():
    document = built_for(DATA["every kind of column"])

    outputs = {str(n.parameters["column"]): n.parameters["loss"] for n in document.nodes.values() if n.type == "Output"}
    assert outputs == {
        "species": "sparse_categorical_crossentropy",
        "is_old": "binary_crossentropy",
        "price": "mean_squared_error",
    }
    lasts = [n.parameters for n in document.nodes.values() if n.type == "Dense"][1:]
    assert [(p["units"], p.get("activation")) for p in lasts] == [(3, "softmax"), (1, "sigmoid"), (1, None)]
    scales = [n.parameters for n in document.nodes.values() if n.type == "Rescaling"]
    assert scales == [{"scale": 20_000.0, "offset": 50_000.0}]


def test_nothing_is_offered_where_nothing_is_to_be_predicted():
    data_set = CATALOGUE.data_set(own(a=NUMBER))

    assert data_set is not None
    assert network_from_columns(Document(), data_set) is None
