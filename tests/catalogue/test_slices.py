"""Parts of a tensor as text: what stands for what, and that nothing else is taken."""

import numpy as np
import pytest

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Kind, Parameter
from graphnn.catalogue.slices import parse_slices

KEY = Parameter(name="key", kind=Kind.SLICES, required=True)
VALUES = np.arange(60).reshape(3, 4, 5)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (":, 0", VALUES[:, 0]),
        ("...,-1", VALUES[..., -1]),
        (":, 1:3, ::2", VALUES[:, 1:3, ::2]),
        ("None, 0", VALUES[None, 0]),
        (":, ::-1", VALUES[:, ::-1]),
    ],
)
def test_text_takes_what_numpy_takes(text: str, part: np.ndarray) -> None:
    np.testing.assert_array_equal(VALUES[parse_slices(text)], part)
    assert fault_of(KEY, text) is None


@pytest.mark.parametrize("text", ["", "x", "1.5", ":, ..., ...", "::0", "1:2:3:4", "__import__('os')", "9" * 30, "٣"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"part of a tensor|more than one|steps by nothing"):
        parse_slices(text)
    assert fault_of(KEY, text) == 'Give what to take along each axis, as ":, 0:4, -1".'


def test_a_number_is_no_text() -> None:
    assert fault_of(KEY, 3) is not None
