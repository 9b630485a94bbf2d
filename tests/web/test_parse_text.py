"""What typed text stands for in a form; `fault_of` is the judge of it, here as on the page."""

import pytest

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Kind, Parameter
from graphnn.web.form import parse_text

UNITS = Parameter(name="units", kind=Kind.INTEGER, required=True, minimum=1)
RATE = Parameter(name="rate", kind=Kind.NUMBER, default=0.5, minimum=0, maximum=1)
SCALE = Parameter(name="scale", kind=Kind.NUMBER)
KERNEL = Parameter(name="kernel_size", kind=Kind.INTEGERS, length=2)
LABEL = Parameter(name="label", kind=Kind.TEXT, default="")
SEED = Parameter(name="seed", kind=Kind.INTEGER, default=None, optional=True)


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (UNITS, "512", 512),
        (RATE, "0.3", 0.3),
        (RATE, "1", 1.0),
        (RATE, "3e-1", 0.3),
        (SCALE, "1/255", 1 / 255),
        (SCALE, "-1 / 4", -0.25),
        (KERNEL, "3 × 3", [3, 3]),
        (KERNEL, "3, 3", [3, 3]),
        (KERNEL, "[3, 3]", [3, 3]),
        (LABEL, "12", "12"),
        (LABEL, "true", "true"),
        (SEED, "7", 7),
    ],
)
def test_a_value_can_be_typed_as_people_write_it(parameter, text, value):
    parsed = parse_text(parameter, text)

    assert (parsed, type(parsed)) == (value, type(value))
    assert fault_of(parameter, parsed) is None


@pytest.mark.parametrize(("parameter", "value"), [(RATE, 0.5), (SEED, None), (LABEL, "")])
def test_nothing_typed_is_the_default(parameter, value):
    assert parse_text(parameter, "") == value


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (UNITS, "many"),
        (UNITS, "0"),
        (UNITS, "3.5"),
        (UNITS, "true"),
        (RATE, "2"),
        (RATE, "1/0"),
        (RATE, "a/b"),
        (SCALE, "NaN"),
        (SCALE, "Infinity"),
        (SCALE, "1e999"),
        (SCALE, "1e200/1e-200"),
        (SCALE, "inf/1"),
        (KERNEL, "3 × x"),
        (KERNEL, "3 × 3 × 3"),
        (KERNEL, "{}"),
        (UNITS, "[" * 100_000),
        (UNITS, "9" * 5000),
        (SCALE, "9" * 400),
    ],
    ids=lambda value: getattr(value, "name", str(value)[:12]),
)
def test_what_is_no_value_is_left_for_the_check_to_refuse(parameter, text):
    assert fault_of(parameter, parse_text(parameter, text)) is not None
