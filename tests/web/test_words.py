import pytest

from graphnn.document.model import Node
from graphnn.document.values import freeze
from graphnn.web.words import (
    duration_in_words,
    number_in_words,
    plural,
    shape_in_words,
    title_of,
    value_in_words,
)


@pytest.mark.parametrize(
    ("shape", "words"),
    [((None,), "1"), ((None, 784), "784"), ((None, 28, 28, 1), "28 × 28 × 1"), ((None, None, 64), "? × 64")],
)
def test_a_shape_is_that_of_one_sample(shape, words):
    assert shape_in_words(shape) == words


def test_a_shape_can_name_its_batch_axis():
    assert shape_in_words((None, 1024), batch=True) == "batch × 1,024"
    assert shape_in_words((None,), batch=True) == "batch"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (1_000_000, "1,000,000"),
        (0.0, "0"),
        (0.001, "0.001"),
        (1 / 255, "1/255"),
        (-1 / 255, "-1/255"),
        (1 / 3, "1/3"),
        (1 / 16, "1/16"),
        (0.2, "0.2"),
        (0.04, "0.04"),
        (0.1, "0.1"),
        (0.05, "0.05"),
        (0.003, "0.003"),
        (1e-7, "1e-07"),
        (0.9, "0.9"),
        (2.5, "2.5"),
    ],
)
def test_a_number_is_short_and_keeps_its_meaning(number, words):
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (True, "yes"),
        (False, "no"),
        (512, "512"),
        ("categorical_crossentropy", "categorical crossentropy"),
        ((3, 3), "3 × 3"),
        ((1, 0.5), "1, 0.5"),
        (("accuracy", "recall"), "accuracy, recall"),
        ((), ""),
        ({}, "{}"),
    ],
)
def test_a_value_is_said_as_a_card_shows_it(value, words):
    assert value_in_words(value) == words


def test_an_object_is_called_by_its_name():
    words = value_in_words(freeze({"type": "BinaryCrossentropy", "parameters": {"from_logits": True}}))

    assert "binary" in words.lower()
    assert "{" not in words


@pytest.mark.parametrize(("count", "words"), [(0, "0 problems"), (1, "1 problem"), (1200, "1,200 problems")])
def test_a_noun_follows_its_count(count, words):
    assert plural(count, "problem") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0.0 s"), (59.9, "59.9 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (3600, "1 h 0 min")],
)
def test_a_duration_is_said_in_two_units_at_most(seconds, words):
    assert duration_in_words(seconds) == words


def test_a_duration_never_has_sixty_seconds():
    assert duration_in_words(59.97) == "1 min 0 s"
    assert duration_in_words(119.7) == "2 min 0 s"


def test_a_card_is_headed_by_its_label_or_else_its_id():
    assert title_of("hidden", Node(type="Dense", label="The brain")) == "The brain"
    assert title_of("hidden", Node(type="Dense")) == "hidden"
