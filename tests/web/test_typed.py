"""What typed text stands for in a form; `fault_of` is the judge of it, here as on the page."""

import pytest

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Kind, Parameter
from graphnn.web.typed import parse_text, stepped, text_of_value

UNITS = Parameter(name="units", kind=Kind.INTEGER, required=True, minimum=1)
RATE = Parameter(name="rate", kind=Kind.NUMBER, default=0.5, minimum=0, maximum=1)
SCALE = Parameter(name="scale", kind=Kind.NUMBER)
KERNEL = Parameter(name="kernel_size", kind=Kind.INTEGERS, length=2)
LABEL = Parameter(name="label", kind=Kind.TEXT, default="")
WORDS = Parameter(name="vocabulary", kind=Kind.TEXTS)
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
        (WORDS, "red, green", ["red", "green"]),
        (WORDS, '["a, b", "c"]', ["a, b", "c"]),
        (WORDS, "3", ["3"]),
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


@pytest.mark.parametrize(
    ("parameter", "value", "steps", "after"),
    [
        (UNITS, 64, 1, 65),
        (UNITS, 64, -10, 54),
        (UNITS, 5, -10, 1),
        (UNITS, None, 1, 2),
        (RATE, 0.5, 1, 0.6),
        (RATE, 0.25, 1, 0.26),
        (RATE, 0.95, 10, 1.0),
        (SCALE, 1.0, 1, 1.1),
        (SCALE, 80.0, 1, 81.0),
        (SCALE, 0.001, 1, 0.002),
        (SCALE, 0.001, -1, 0.0009),
        (SCALE, 1e-7, 1, 2e-7),
        (SCALE, 0.0, -1, -0.1),
        (SCALE, 1 / 255, 1, 1 / 255 + 1e-6),
        (KERNEL, [3, 5], -1, [2, 4]),
        (LABEL, "12", 1, "12"),
        (SEED, True, 1, True),
    ],
)
def test_a_number_steps_in_its_last_place_and_within_its_range(parameter, value, steps, after):
    stepped_value = stepped(parameter, value, steps)

    assert stepped_value == pytest.approx(after, rel=1e-9) if isinstance(after, float) else stepped_value == after
    assert type(stepped_value) is type(after)


def test_a_step_beyond_an_open_end_of_the_range_is_none():
    momentum = Parameter(name="beta_1", kind=Kind.NUMBER, minimum=0, exclusive_maximum=1)

    assert stepped(momentum, 0.999, 1) == 0.999


@pytest.mark.parametrize("value", [["red", "green"], ["a, b", "c"], [" a"], []])
def test_texts_are_typed_as_they_are_written(value):
    assert parse_text(WORDS.model_copy(update={"default": ()}), text_of_value(value)) == value
