import pytest

from graphnn.catalogue.own_data import own_data_set
from graphnn.document.model import Data, DataColumn, Document, FileSource, Split
from graphnn.errors import DataError
from graphnn.sources.describe import describe, described
from graphnn.sources.table import parse_table
from tests.shared_data import shared_file

BIRDS = """kind,mass,sex,day,note,code
a,1.5,f,2026-01-01,"a bird that sang all morning in the garden",k1
b,,m,2026-01-02,"a bird that was seen once, and never again",k2
a,2.5,,2026-01-03,"it flew away before anyone could look closer",k3
b,3.5,m,2026-01-04,"another one of the many that came by that day",k4
"""


def described_birds(text: str = BIRDS, **declared: DataColumn) -> Data:
    return describe(Data(source=FileSource(csv="birds.csv"), columns=declared), parse_table(text.encode(), "birds.csv"))


def test_kinds_roles_and_the_target_are_guessed_from_the_cells():
    columns = described_birds(kind=DataColumn(role="target")).columns

    told = {name: (column.kind, column.role, column.missing) for name, column in columns.items()}
    assert told == {
        "kind": ("category", "target", None),
        "mass": ("number", "feature", "median"),
        "sex": ("text", "ignored", None),
        "day": ("date", "ignored", None),
        "note": ("text", "feature", None),
        "code": ("text", "ignored", None),
    }
    assert columns["kind"].classes == ("a", "b")
    assert columns["mass"].range == (1.5, 3.5)


def test_what_is_declared_stands_and_what_is_described_already_stays():
    declared = {"kind": DataColumn(role="ignored"), "sex": DataColumn(kind="category", role="target", missing="drop")}
    once = described_birds(**declared)

    assert (once.columns["kind"].role, once.columns["sex"].missing) == ("ignored", "drop")
    assert once.columns["sex"].classes == ("f", "m")
    assert describe(once, parse_table(BIRDS.encode(), "birds.csv")) == once


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"kind": DataColumn(kind="number")}, "birds.csv, line 2, column kind: 'a' is no number"),
        ({"mass": DataColumn(kind="date", role="feature")}, "birds.csv, line 2, column mass: '1.5' is no date"),
        ({"kind": DataColumn(kind="category", classes=("a",))}, "birds.csv, line 3, column kind: 'b' is none of its"),
        ({"mas": DataColumn()}, "data.columns: birds.csv has no column mas. Did you mean mass?"),
    ],
)
def test_what_does_not_hold_what_is_declared_is_named_by_line_and_column(declared, fault):
    with pytest.raises(DataError) as refused:
        described_birds(**declared)

    assert str(refused.value).startswith(fault)


def test_numbers_to_predict_are_classes_where_they_are_few():
    rows = "".join(f"{n / 7:.3f},{n % 3}\n" for n in range(60))

    assert described_birds(f"x,label\n{rows}").columns["label"].classes == ("0", "1", "2")
    assert described_birds(f"x,amount\n{rows.replace(',1', ',1.5')}").columns["amount"].kind == "number"


def test_a_column_that_says_which_split_a_row_is_of_is_no_feature():
    rows = "".join(f"{n},{'test' if n % 3 else 'train'},{n * 2}\n" for n in range(30))
    data = Data(source=FileSource(csv="x.csv"), test=Split(column="part", value="test"))

    assert describe(data, parse_table(f"x,part,y\n{rows}".encode(), "x.csv")).columns["part"].role == "ignored"


def test_the_vector_of_all_features_holds_numbers_and_classes():
    sex = DataColumn(kind="category")
    data_set = own_data_set(described_birds(kind=DataColumn(role="target"), sex=sex, note=DataColumn(role="ignored")))

    assert data_set is not None
    features = data_set.column("features")
    assert features is not None
    # The mass, and f, m or missing.
    assert (features.shape, features.parts) == ((4,), ("mass", "sex"))


def test_a_file_is_described_anew_once_it_has_changed(tmp_path):
    file, document = tmp_path / "x.csv", Document(data=Data(source=FileSource(csv="x.csv")))
    file.write_text("x,y\n1,2\n2,3\n")
    before = described(document, tmp_path)
    file.write_text("x,y\n1,2\n2,3\n9,9\n")

    assert (before.data.samples, described(document, tmp_path).data.samples) == (2, 3)


def test_penguins_are_described_as_a_person_would():
    file = shared_file("penguins.csv")
    columns = described(Document(data=Data(source=FileSource(csv=file.name))), file.parent).data.columns

    assert {name: column.kind for name, column in columns.items() if column.kind != "number"} == dict.fromkeys(
        ["species", "island", "sex"], "category"
    )
    assert [name for name, column in columns.items() if column.role == "target"] == ["species"]
    assert [column.missing for column in columns.values()] == [None, None, *["median"] * 4, "category"]
