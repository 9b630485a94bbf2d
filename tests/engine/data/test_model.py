import numpy as np
import pytest

from graphnn.engine.data.model import Samples


def test_columns_of_different_length_are_no_samples() -> None:
    with pytest.raises(ValueError, match="same length"):
        Samples({"x": np.zeros(3), "y": np.zeros(4)})


def test_samples_cannot_be_written_to_and_leave_the_array_they_came_from_alone() -> None:
    values = np.zeros(3)
    samples = Samples({"x": values})

    with pytest.raises(ValueError, match="read-only"):
        samples.columns["x"][0] = 1.0
    values[0] = 1.0  # still writable


def test_taking_samples_keeps_their_columns_together_and_in_the_order_asked_for() -> None:
    samples = Samples({"x": np.arange(5), "y": np.arange(5) * 10})

    taken = samples.take(np.array([4, 0]))

    assert taken.count == 2
    assert taken.columns["x"].tolist() == [4, 0]
    assert taken.columns["y"].tolist() == [40, 0]
