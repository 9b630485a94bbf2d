"""The data sets that graphnn draws itself, as data: their parameters say what is drawn."""

from graphnn.catalogue.columns import label_column, with_vector
from graphnn.catalogue.model import Column, DataSetType, Kind, Parameter

FUNCTION_NAMES = ("square", "sine", "absolute", "heaviside")

FUNCTION_TEST_COUNT = 200

PLANE_SHAPES = ("spirals", "circles", "moons", "xor")

PLANE_TEST_COUNT = 500

_SEED = Parameter(
    name="seed",
    kind=Kind.INTEGER,
    default=0,
    minimum=0,
    maximum=2**32 - 1,
    doc="Another seed draws other points; the seed of the training leaves them as they are.",
)

FUNCTION = DataSetType(
    name="function",
    title="A function of one variable",
    doc="Points on the curve of a function, with noise: what a network learns can be drawn beside the truth.",
    credit="Drawn by graphnn from numpy's generator.",
    columns=(
        Column(
            name="x",
            shape=(),
            dtype="float32",
            role="feature",
            kind="number",
            doc="Drawn evenly between low and high; for the test, spaced evenly from low to high.",
        ),
        Column(
            name="y",
            shape=(),
            dtype="float32",
            role="target",
            kind="number",
            doc="The function of x, with noise; for the test, without.",
        ),
    ),
    parameters=(
        Parameter(
            name="function",
            kind=Kind.CHOICE,
            default="square",
            choices=FUNCTION_NAMES,
            main=True,
            doc="square: x²; sine: sin x, x in radians; absolute: |x|; heaviside: 0 below 0 and 1 from 0 on.",
        ),
        Parameter(name="low", kind=Kind.NUMBER, default=-3.0, minimum=-1e6, maximum=1e6, main=True, doc="The least x."),
        Parameter(
            name="high",
            kind=Kind.NUMBER,
            default=3.0,
            minimum=-1e6,
            maximum=1e6,
            main=True,
            doc="The greatest x; more than low.",
        ),
        Parameter(
            name="samples",
            kind=Kind.INTEGER,
            default=1_000,
            minimum=1,
            maximum=1_000_000,
            main=True,
            doc="How many points to learn from.",
        ),
        Parameter(
            name="noise",
            kind=Kind.NUMBER,
            default=0.1,
            minimum=0,
            maximum=1e6,
            main=True,
            doc="The standard deviation of what is added to y.",
        ),
        _SEED,
    ),
    train_count=None,
    test_count=FUNCTION_TEST_COUNT,
)

PLANE = DataSetType(
    name="plane",
    title="Two classes in the plane",
    doc="Points of two classes in the plane: what a network learns can be drawn as a map.",
    credit="Drawn by graphnn from numpy's generator.",
    columns=(
        *with_vector(
            Column(name="x", shape=(), dtype="float32", role="feature", kind="number", doc="To the right."),
            Column(name="y", shape=(), dtype="float32", role="feature", kind="number", doc="Upwards."),
        ),
        label_column(("blue", "orange"), "Which of the two the point belongs to."),
    ),
    parameters=(
        Parameter(
            name="shape",
            kind=Kind.CHOICE,
            default="spirals",
            choices=PLANE_SHAPES,
            main=True,
            doc="spirals: two arms around each other; circles: one within the other; moons: two half circles that "
            "interlock; xor: blue where x and y have the same sign.",
        ),
        Parameter(
            name="samples",
            kind=Kind.INTEGER,
            default=1_000,
            minimum=2,
            maximum=1_000_000,
            main=True,
            doc="How many points to learn from, half of them of each class.",
        ),
        Parameter(
            name="noise",
            kind=Kind.NUMBER,
            default=0.05,
            minimum=0,
            maximum=10,
            main=True,
            doc="The standard deviation of what is added to x and y; the shapes are about two wide.",
        ),
        _SEED,
    ),
    train_count=None,
    test_count=PLANE_TEST_COUNT,
)
