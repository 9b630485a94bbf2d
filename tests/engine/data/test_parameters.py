from typing import Any

import pytest

from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.document.model import Data
from graphnn.engine.data.parameters import parameter_values
from graphnn.errors import DataError


def values(source: str, **parameters: Any) -> dict[str, Any]:
    return parameter_values(Data(source=source, parameters=parameters), DATA_SETS[source])


def test_what_the_document_does_not_give_has_its_default() -> None:
    assert values("imdb", maxlen=50) == {"num_words": 10_000, "maxlen": 50}


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"function": "cosine"}, r"data\.parameters\.function: 'cosine'"),
        ({"samples": 0}, r"data\.parameters\.samples: 0"),
        ({"samples": 10**9}, r"data\.parameters\.samples: 1000000000"),
        ({"samples": 10.0}, r"data\.parameters\.samples: 10\.0"),
        ({"noise": -1}, r"data\.parameters\.noise: -1"),
        ({"noise": True}, r"data\.parameters\.noise: True"),
        ({"colour": 1}, r"data\.parameters\.colour: function has no such parameter"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_with_its_place(parameters: dict[str, Any], fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        values("function", **parameters)


def test_a_data_set_without_parameters_takes_none() -> None:
    with pytest.raises(DataError, match=r"Delete it\."):
        values("iris", seed=1)
