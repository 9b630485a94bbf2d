"""The part of an exported script that draws small tasks as graphnn draws them: the same samples by the same seed."""

from typing import Final

from graphnn.catalogue.generated_data_sets import (
    BLAME,
    DENIALS,
    PRAISE,
    SHAPES_SIDE,
    SUMS,
    TEST_COUNT,
    WAVE_STEPS,
)
from graphnn.exchange.python_facts import Source, Wanted
from graphnn.exchange.python_text import literal

_WAVES: Final = (
    "def draw_waves(count, generator):",
    '    """Return noisy waves of three shapes, and the number of the shape of each."""',
    "    shape = generator.permutation(np.arange(count) % 3)[:, np.newaxis]",
    "    turns, start = generator.uniform(1, 3, (count, 1)), generator.uniform(0, 1, (count, 1))",
    f"    place = (turns * np.linspace(0, 1, {WAVE_STEPS}) + start) % 1",
    "    shapes = [np.sin(2 * np.pi * place), np.sign(0.5 - place), 2 * place - 1]",
    "    wave = np.choose(shape, shapes) + {noise} * generator.standard_normal(place.shape)",
    '    return {{"wave": wave[..., np.newaxis].astype("float32"), "shape": shape[:, 0]}}',
)
_SUMS: Final = (
    "def write_sums(pairs):",
    '    """Return sums of two numbers as their digits; a plus is written as 10."""',
    "    first, second = np.divmod(pairs, 100)",
    "    plus, total = np.full_like(first, 10), first + second",
    "    question = [first // 10, first % 10, plus, second // 10, second % 10]",
    "    answer = [total // 100, total // 10 % 10, total % 10]",
    '    return {"question": np.stack(question, axis=1), "sum": np.stack(answer, axis=1)}',
)
_OPINIONS: Final = (
    "def draw_opinions(count, generator):",
    '    """Return sentences on a film and its music, and whether the film is praised."""',
    "    praised = generator.permutation(np.arange(count) % 2)",
    "    good = np.stack([praised, generator.integers(0, 2, count)], axis=1)",
    "    denied = generator.integers(0, 2, (count, 2))",
    f"    words = np.array({[list(BLAME), list(PRAISE)]})".replace("'", '"'),
    f"    words = words[good ^ denied, generator.integers(0, {len(PRAISE)}, (count, 2))]",
    f"    denials = np.array({list(DENIALS)})".replace("'", '"'),
    f"    denials = denials[generator.integers(0, {len(DENIALS)}, (count, 2))]",
    "    turned = generator.integers(0, 2, count)",
    "    sentences = np.empty(count, dtype=object)",
    "    for row in range(count):",
    "        clauses = []",
    '        for i, about in enumerate(["film", "music"]):',
    '            denial = denials[row, i] + " " if denied[row, i] else ""',
    '            clauses.append(f"the {about} was {denial}{words[row, i]}")',
    '        joint = " and " if good[row, 0] == good[row, 1] else " but "',
    "        sentences[row] = joint.join(clauses[::-1] if turned[row] else clauses)",
    '    return {"sentence": sentences, "film": praised}',
)
_PAIRS: Final = (
    "def draw_pairs(images, labels, count, generator):",
    '    """Return pairs of images, half of them of the same digit."""',
    "    same = generator.permutation(np.arange(count) % 2)",
    "    left = generator.integers(0, len(images), count)",
    "    other = (labels[left] + generator.integers(1, 10, count)) % 10",
    "    label = np.where(same == 1, labels[left], other)",
    '    by_label = np.argsort(labels, kind="stable")',
    "    counts = np.bincount(labels)",
    "    first = np.cumsum(counts) - counts",
    "    right = by_label[first[label] + generator.integers(0, counts[label])]",
    '    return {"left": images[left], "right": images[right], "same": same}',
)
_SHAPES: Final = (
    "def draw_shapes(count, generator):",
    '    """Return noisy pictures of a disc and a square, and where the disc is."""',
    f"    y, x = np.mgrid[:{SHAPES_SIDE}, :{SHAPES_SIDE}]",
    "    is_left = generator.permutation(np.arange(count) % 2 == 0)",
    "    middle = np.where(is_left, 3.5, 11.5), np.where(is_left, 11.5, 3.5)",
    "    middle = np.stack(middle, axis=1) + generator.uniform(-0.5, 0.5, (count, 2))",
    "    height = generator.uniform(3.5, 11.5, (count, 2))",
    "    size = generator.uniform(2, 3.5, (count, 2))[:, :, np.newaxis, np.newaxis]",
    "    across = np.abs(x - middle[:, :, np.newaxis, np.newaxis])",
    "    up = np.abs(y - height[:, :, np.newaxis, np.newaxis])",
    "    disc = np.hypot(across[:, 0], up[:, 0]) <= size[:, 0]",
    "    square = np.maximum(across[:, 1], up[:, 1]) <= size[:, 1]",
    "    image = 0.7 * (disc | square) + {noise} * generator.standard_normal(disc.shape)",
    '    pictures = {{"image": np.clip(image, 0, 1), "mask": disc}}',
    '    return {{name: each[..., np.newaxis].astype("float32") for name, each in pictures.items()}}',
)


def waves_source(wanted: Wanted) -> Source:
    """Return what draws waves of three shapes."""
    return _drawn("draw_waves", [line.format(noise=literal(wanted.parameter("noise"))) for line in _WAVES], wanted)


def opinions_source(wanted: Wanted) -> Source:
    """Return what draws sentences on a film and its music."""
    return _drawn("draw_opinions", list(_OPINIONS), wanted)


def shapes_source(wanted: Wanted) -> Source:
    """Return what draws pictures of a disc and a square."""
    return _drawn("draw_shapes", [line.format(noise=literal(wanted.parameter("noise"))) for line in _SHAPES], wanted)


def addition_source(wanted: Wanted) -> Source:
    """Return what writes sums of two numbers; those of the test are others than those to learn from."""
    lines = [
        f"    order = np.random.default_rng({literal(wanted.parameter('seed'))}).permutation({SUMS})",
        f"    train = write_sums(order[:{literal(wanted.parameter('samples'))}])",
    ]
    return [list(_SUMS)], [*lines, f"    test = write_sums(order[-{TEST_COUNT}:])"] if wanted.test else lines


def digit_pairs_source(wanted: Wanted) -> Source:
    """Return what draws pairs of digits; the last 400 images are kept for the test."""
    samples, seed = (literal(wanted.parameter(name)) for name in ("samples", "seed"))
    lines = [
        "    from sklearn.datasets import load_digits",
        "",
        "    digits = load_digits()",
        "    images, labels = digits.images, digits.target",
        f"    generator = np.random.default_rng({seed})",
        f"    train = draw_pairs(images[:-400], labels[:-400], {samples}, generator)",
    ]
    test = f"    test = draw_pairs(images[-400:], labels[-400:], {TEST_COUNT}, generator)"
    return [list(_PAIRS)], [*lines, test] if wanted.test else lines


def _drawn(function: str, draw: list[str], wanted: Wanted) -> Source:
    samples, seed = (literal(wanted.parameter(name)) for name in ("samples", "seed"))
    lines = [
        f"    generator = np.random.default_rng({seed})",
        f"    train = {function}({samples}, generator)",
    ]
    return [draw], [*lines, f"    test = {function}({TEST_COUNT}, generator)"] if wanted.test else lines
