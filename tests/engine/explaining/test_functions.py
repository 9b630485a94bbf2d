import numpy as np
import pytest

from graphnn.engine.explaining.drawing import page_svg
from graphnn.engine.explaining.functions import activation_figure, curve_and_slope
from graphnn.errors import RefusedError
from tests.engine.builders import CATALOGUE

# Between these points no activation has a kink or a step.
SMOOTH = np.array([-4.3, -2.2, -0.7, -0.3, 0.3, 0.7, 2.2, 4.3], dtype=np.float32)
STEP = np.float32(0.01)


@pytest.mark.parametrize("name", sorted(CATALOGUE.activations))
def test_the_slope_of_every_activation_is_the_limit_of_its_differences(name: str) -> None:
    _, slope = curve_and_slope(name, SMOOTH)
    above, _ = curve_and_slope(name, SMOOTH + STEP)
    below, _ = curve_and_slope(name, SMOOTH - STEP)

    assert slope == pytest.approx((above - below) / (2 * STEP), abs=0.01, rel=0.01)


def test_relu_responds_above_zero_only() -> None:
    bands = activation_figure("relu", CATALOGUE).bands

    assert [(band.name, round(band.low), round(band.high)) for band in bands] == [
        ("no response", -6, 0),
        ("responds", 0, 6),
    ]


def test_a_stretch_is_named_where_its_name_has_room() -> None:
    drawn = {name: page_svg(activation_figure(name, CATALOGUE)) for name in ("exponential", "gelu")}

    assert ">responds<" in drawn["exponential"]  # in the last quarter
    assert drawn["gelu"].count(">no response<") == 1  # left of zero, not where it turns


def test_softmax_is_shown_for_two_inputs() -> None:
    figure = activation_figure("softmax", CATALOGUE)

    assert "two inputs" in figure.caption
    assert figure.curves[0].y == pytest.approx([1 / (1 + np.exp(-x)) for x in figure.curves[0].x or ()], abs=1e-5)


def test_what_is_no_activation_is_refused() -> None:
    with pytest.raises(RefusedError, match="magic: not one of the activations"):
        activation_figure("magic", CATALOGUE)


def test_no_slope_is_drawn_where_the_halves_of_a_function_meet() -> None:
    curve, slope = activation_figure("celu", CATALOGUE).curves

    assert max(slope.y) <= 1.0
    assert 0.0 not in (curve.x or ())
