"""The data sets that graphnn draws itself, as data: their parameters say what is drawn."""

from typing import Literal

from graphnn.catalogue.columns import DIGITS, image_column, label_column, text_column, with_vector
from graphnn.catalogue.model import Column, DataSetType, Kind, Parameter

FUNCTION_NAMES = ("square", "sine", "absolute", "heaviside")

FUNCTION_TEST_COUNT = 200

PLANE_SHAPES = ("spirals", "circles", "moons", "xor")

PLANE_TEST_COUNT = 500

TEST_COUNT = 500
"""Of the waves, sums, opinions, pairs and shapes."""

WAVE_STEPS = 40

SHAPES_SIDE = 16

SUMS = 10_000
"""So many sums of two numbers from 0 to 99 there are."""

TOKENS = (*DIGITS, "+")

PRAISE = ("good", "great", "lovely", "fine")

BLAME = ("bad", "poor", "dull", "awful")

DENIALS = ("not", "hardly", "never")

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


def _samples(default: int, doc: str, *, maximum: int = 100_000) -> Parameter:
    return Parameter(name="samples", kind=Kind.INTEGER, default=default, minimum=2, maximum=maximum, main=True, doc=doc)


def _picture_column(name: str, role: Literal["feature", "target"], doc: str) -> Column:
    shape = (SHAPES_SIDE, SHAPES_SIDE, 1)
    return Column(name=name, shape=shape, dtype="float32", role=role, kind="image", minimum=0, maximum=1, doc=doc)


WAVES = DataSetType(
    name="waves",
    title="Waves",
    doc="Noisy waves of three shapes, each with a pace and a beginning of its own.",
    credit="Drawn by graphnn from numpy's generator.",
    columns=(
        Column(
            name="wave",
            shape=(WAVE_STEPS, 1),
            dtype="float32",
            role="feature",
            kind="series",
            doc="Its height, step by step; one to three turns in all.",
        ),
        label_column(("sine", "square", "sawtooth"), "The shape of the wave.", name="shape"),
    ),
    parameters=(
        _samples(1_000, "How many waves to learn from, a third of each shape."),
        Parameter(
            name="noise",
            kind=Kind.NUMBER,
            default=0.3,
            minimum=0,
            maximum=10,
            main=True,
            doc="The standard deviation of what is added; the waves go from -1 to 1.",
        ),
        _SEED,
    ),
    train_count=None,
    test_count=TEST_COUNT,
)

ADDITION = DataSetType(
    name="addition",
    title="Addition",
    doc="Sums of two numbers below 100, written out character by character.",
    credit="Drawn by graphnn from numpy's generator.",
    columns=(
        Column(
            name="question",
            shape=(5,),
            dtype="int32",
            role="feature",
            kind="sequence",
            classes=TOKENS,
            minimum=0,
            maximum=len(TOKENS) - 1,
            doc='As in "07+35": digits stand for themselves, 10 for the plus.',
        ),
        Column(
            name="sum",
            shape=(3,),
            dtype="int32",
            role="target",
            kind="sequence",
            classes=DIGITS,
            minimum=0,
            maximum=9,
            doc='As in "042", digit by digit.',
        ),
    ),
    parameters=(
        _samples(4_000, "How many sums to learn from; no sum of the test is among them.", maximum=SUMS - TEST_COUNT),
        _SEED,
    ),
    train_count=None,
    test_count=TEST_COUNT,
)

OPINIONS = DataSetType(
    name="opinions",
    title="Opinions",
    doc="Sentences on a film and its music that praise or pan either; what is said of the film counts.",
    credit="Drawn by graphnn from numpy's generator.",
    columns=(
        text_column("sentence", 'As in "the music was dull but the film was not bad".'),
        label_column(("panned", "praised"), "What the sentence says of the film.", name="film"),
    ),
    parameters=(
        _samples(2_000, "How many sentences to learn from, half of them with praise for the film."),
        _SEED,
    ),
    train_count=None,
    test_count=TEST_COUNT,
)

DIGIT_PAIRS = DataSetType(
    name="digit_pairs",
    title="Pairs of digits",
    doc="Two handwritten digits, 8 by 8 pixels, that are the same digit or not.",
    credit=(
        "E. Alpaydin and C. Kaynak, 1998, CC BY 4.0, "
        "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits"
    ),
    columns=(
        image_column((8, 8), 16, "Ink in each pixel, 0 (none) to 16 (full).", name="left"),
        image_column((8, 8), 16, "Ink in each pixel of the other.", name="right"),
        label_column(("different", "same"), "Whether both mean the same digit.", name="same"),
    ),
    parameters=(
        _samples(4_000, "How many pairs to learn from, half of them the same; the test has digits of its own."),
        _SEED,
    ),
    train_count=None,
    test_count=TEST_COUNT,
)

SHAPES = DataSetType(
    name="shapes",
    title="Discs among squares",
    doc="Noisy pictures of a disc and a square, 16 by 16 pixels; the disc's pixels are to be found.",
    credit="Drawn by graphnn from numpy's generator.",
    columns=(
        _picture_column("image", "feature", "Brightness of each pixel, 0 (black) to 1 (white)."),
        _picture_column("mask", "target", "1 where the disc is, else 0."),
    ),
    parameters=(
        _samples(1_000, "How many pictures to learn from."),
        Parameter(
            name="noise",
            kind=Kind.NUMBER,
            default=0.2,
            minimum=0,
            maximum=10,
            main=True,
            doc="The standard deviation of what is added to each pixel.",
        ),
        _SEED,
    ),
    train_count=None,
    test_count=TEST_COUNT,
)

GENERATED = (FUNCTION, PLANE, WAVES, ADDITION, OPINIONS, DIGIT_PAIRS, SHAPES)
