"""The part of an exported script that draws the data that graphnn draws itself: the same samples by the same seed."""

from typing import Final

from graphnn.catalogue.generated_data_sets import FUNCTION_TEST_COUNT, PLANE_TEST_COUNT
from graphnn.exchange.python_facts import Source, Wanted
from graphnn.exchange.python_text import call, literal

_FUNCTIONS: Final = {
    "square": "{x}**2",
    "sine": "np.sin({x})",
    "absolute": "np.abs({x})",
    "heaviside": "np.heaviside({x}, 1.0)",
}

_PLANES: Final = {
    "spirals": (
        "    # The root spreads the points evenly along the arm.",
        "    way = np.sqrt(generator.uniform(0.02, 1.0, count))",
        "    angle = 1.25 * 2 * np.pi * way + np.pi * label",
        "    points = np.stack([way * np.cos(angle), way * np.sin(angle)], axis=1)",
    ),
    "circles": (
        "    angle, radius = generator.uniform(0, 2 * np.pi, count), np.where(label == 0, 1.0, 0.45)",
        "    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)",
    ),
    "moons": (
        "    # Half circles; the second lies upside down, half a width to the right.",
        "    angle, side = generator.uniform(0, np.pi, count), np.where(label == 0, 1.0, -1.0)",
        "    x = side * np.cos(angle) + label - 0.5",
        "    y = side * np.sin(angle) + 0.5 * label - 0.25",
        "    points = np.stack([x, y], axis=1)",
    ),
    "xor": (
        "    sizes = generator.uniform(0.05, 1.0, (count, 2))",
        "    sign = generator.choice([-1.0, 1.0], count)",
        "    signs = np.stack([sign, np.where(label == 0, sign, -sign)], axis=1)",
        "    points = signs * sizes",
    ),
}


def function_source(wanted: Wanted) -> Source:
    """Return what draws points of a function: noisy ones to learn from, exact ones for the test."""
    function = _FUNCTIONS[str(wanted.parameter("function"))]
    low, high, samples, noise, seed = (
        literal(wanted.parameter(name)) for name in ("low", "high", "samples", "noise", "seed")
    )
    drawn = [
        f"    generator = np.random.default_rng({seed})",
        f"    x = generator.uniform({low}, {high}, {samples})",
        f"    y = {function.format(x='x')} + {noise} * generator.standard_normal({samples})",
        '    train = {"x": x.astype("float32"), "y": y.astype("float32")}',
    ]
    exact = [
        f"    x = np.linspace({low}, {high}, {FUNCTION_TEST_COUNT})",
        f"    y = {function.format(x='x')}",
        '    test = {"x": x.astype("float32"), "y": y.astype("float32")}',
    ]
    return [], [*drawn, *exact] if wanted.test else drawn


def plane_source(wanted: Wanted) -> Source:
    """Return what draws points of two classes in the plane, for the test in the same way."""
    samples, noise, seed = (literal(wanted.parameter(name)) for name in ("samples", "noise", "seed"))
    values = {"features": "points", "x": "points[:, 0]", "y": "points[:, 1]", "label": "label"}
    returned = [f"{literal(name)}: {value}" for name, value in values.items() if name in wanted.columns]
    draw = [
        "def draw_points(count, generator):",
        '    """Return points of two classes in the plane, half of them of each, as arrays by column."""',
        "    label = np.arange(count) % 2",
        *_PLANES[str(wanted.parameter("shape"))],
        f"    points += {noise} * generator.standard_normal((count, 2))",
        "    order = generator.permutation(count)",
        '    points, label = points[order].astype("float32"), label[order]',
        *call("return {", returned, "}", level=1),
    ]
    lines = [
        f"    generator = np.random.default_rng({seed})",
        f"    train = draw_points({samples}, generator)",
    ]
    test = f"    test = draw_points({PLANE_TEST_COUNT}, generator)"
    return [draw], [*lines, test] if wanted.test else lines
