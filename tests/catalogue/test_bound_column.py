import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data, Node

IRIS = Data(source="iris")


@pytest.mark.parametrize(
    ("bound", "data", "name"),
    [
        ("sepal_length", IRIS, "sepal_length"),
        (["sepal_length", "sepal_width"], IRIS, None),
        ("height", IRIS, None),
        (None, IRIS, None),
        ("sepal_length", None, None),
    ],
    ids=["one", "several", "one that the data has not", "none", "without data"],
)
def test_the_column_of_an_input_is_the_one_that_it_names(bound: object, data: Data | None, name: str | None) -> None:
    node = Node(type="Input", parameters={} if bound is None else {"column": bound})

    column = load_catalogue().bound_column(node, data)

    assert (column.name if column is not None else None) == name
