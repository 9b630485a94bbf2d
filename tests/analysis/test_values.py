import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.analysis.expected import expected
from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Kind, Parameter
from tests.analysis.builders import catalogue


def parameter(kind: Kind, **fields: Any) -> Parameter:
    return Parameter(name="it", kind=kind, **fields)


LOSS = parameter(Kind.OBJECT, registry="losses")
METRICS = parameter(Kind.OBJECTS, registry="metrics")
ACTIVATION = parameter(Kind.OBJECT, registry="activations", optional=True)
RATE = parameter(Kind.NUMBER, minimum=0, exclusive_maximum=1)
KERNEL_SIZE = parameter(Kind.INTEGERS, length=2, minimum=1)
PADDING = parameter(Kind.PAIRS, length=2, minimum=0)
PAD_WIDTH = parameter(Kind.PAIRS, minimum=0)

TAKEN = [
    (parameter(Kind.INTEGER), 3),
    (parameter(Kind.INTEGER, optional=True), None),
    (parameter(Kind.NUMBER), 3),
    (parameter(Kind.NUMBER), 0.5),
    (RATE, 0),
    (parameter(Kind.BOOLEAN), False),
    (parameter(Kind.TEXT), ""),
    (parameter(Kind.CHOICE, choices=("valid", "same")), "same"),
    (KERNEL_SIZE, 3),
    (KERNEL_SIZE, (3, 5)),
    (KERNEL_SIZE, [3, 5]),
    *((PADDING, value) for value in (1, (1, 2), ((1, 2), (0, 3)), (1, (0, 3)))),
    (PAD_WIDTH, ((0, 0), (1, 2), (0, 0))),
    (parameter(Kind.NUMBERS), (0.5, 1)),
    (parameter(Kind.SHAPE), (None, 28, 1)),
    (parameter(Kind.SHAPE), ()),
    (parameter(Kind.COLUMNS), "image"),
    (parameter(Kind.COLUMNS), ("rooms", "age")),
    (LOSS, "mse"),
    (LOSS, "MeanSquaredError"),
    (LOSS, "mean_squared_error"),
    (LOSS, {"type": "Huber", "parameters": {"delta": 2}}),
    (METRICS, ()),
    (METRICS, ("accuracy", "mae", {"type": "AUC"})),
    (ACTIVATION, None),
    (ACTIVATION, "swish"),
    (parameter(Kind.NUMBER, registry="schedules"), 0.1),
    (parameter(Kind.ANY), {"anything": [1]}),
]
REFUSED = [
    (parameter(Kind.INTEGER), True),
    (parameter(Kind.INTEGER), 3.0),
    (parameter(Kind.INTEGER), "3"),
    (parameter(Kind.INTEGER), None),
    (parameter(Kind.NUMBER), True),
    (parameter(Kind.NUMBER), math.nan),
    (parameter(Kind.NUMBER), math.inf),
    (RATE, 1),
    (RATE, -0.1),
    (parameter(Kind.BOOLEAN), 1),
    (parameter(Kind.TEXT), 1),
    (parameter(Kind.CHOICE, choices=("valid", "same")), "SAME"),
    (parameter(Kind.CHOICE, choices=("valid", "same")), ["same"]),
    (KERNEL_SIZE, (3,)),
    (KERNEL_SIZE, (3, 0)),
    (KERNEL_SIZE, (3, 5.0)),
    (KERNEL_SIZE, ()),
    *((PADDING, value) for value in (True, (1, True), (1, 2, 3), ((1, 2), (1, 2, 3)), (1, (0, -1)), ((1, (2,)), 3))),
    *((PAD_WIDTH, value) for value in (1, (1, 1), (), ((0, 0), (1, -1)))),
    (parameter(Kind.SHAPE), 28),
    (parameter(Kind.SHAPE), ("28",)),
    (parameter(Kind.COLUMNS), ()),
    (parameter(Kind.COLUMNS), ("age", "age")),
    (LOSS, "nonsense"),
    (LOSS, {"name": "Huber"}),
    (LOSS, {"type": "Huber", "parameters": {"delta": 0}}),
    (LOSS, {"type": "Huber", "parameters": {"gamma": 1}}),
    (METRICS, "accuracy"),
    (METRICS, ("accuracy", "nonsense")),
    (METRICS, ("mean_io_u",)),
    (ACTIVATION, {"type": "relu"}),
    (parameter(Kind.NUMBER, registry="schedules"), {"type": "Adam"}),
]


@pytest.mark.parametrize(("taker", "value"), TAKEN, ids=str)
def test_a_value_of_the_kind_and_range_has_no_fault(taker: Parameter, value: Any) -> None:
    assert fault_of(taker, value, catalogue=catalogue()) is None


@pytest.mark.parametrize(("taker", "value"), REFUSED, ids=str)
def test_another_value_is_answered_with_what_to_give(taker: Parameter, value: Any) -> None:
    fault = fault_of(taker, value, catalogue=catalogue())

    assert fault is not None
    assert fault.endswith(".")


def test_what_is_expected_is_said_with_its_bounds() -> None:
    assert expected(KERNEL_SIZE) == "a whole number or a list of 2 whole numbers, at least 1"
    assert expected(parameter(Kind.CHOICE, choices=("a", "b"), optional=True)) == "one of a, b, or null"


def test_a_misspelt_name_is_answered_with_those_most_like_it() -> None:
    assert fault_of(LOSS, "mean_square_error", catalogue=catalogue()) == (
        "Choose one of the losses: mean_squared_error, mean_squared_logarithmic_error."
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("type", "parameters", "x")), inner),
    max_leaves=6,
)


@given(value=JSON, kind=st.sampled_from(Kind))
def test_no_value_whatever_breaks_the_check(value: Any, kind: Kind) -> None:
    taker = parameter(kind, registry="losses" if kind in (Kind.OBJECT, Kind.OBJECTS) else None, minimum=0)

    fault = fault_of(taker, value, catalogue=catalogue())

    assert fault is None or json.dumps(fault)
