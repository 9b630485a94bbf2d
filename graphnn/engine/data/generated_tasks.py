"""Small tasks drawn from numpy's generator: waves, sums, sentences, pairs of digits, and shapes to find."""

import numpy as np
from numpy.typing import NDArray

from graphnn.catalogue.generated_data_sets import (
    BLAME,
    DENIALS,
    PRAISE,
    SHAPES_SIDE,
    SUMS,
    TEST_COUNT,
    WAVE_STEPS,
)
from graphnn.engine.data.model import Array, DataSet, Samples

DIGITS_FOR_THE_TEST = 400


def draw_waves(*, samples: int, noise: float, seed: int) -> DataSet[Samples]:
    """Return waves of three shapes, others for the test."""
    generator = np.random.default_rng(seed)
    return DataSet(_waves(samples, noise, generator), _waves(TEST_COUNT, noise, generator))


def draw_addition(*, samples: int, seed: int) -> DataSet[Samples]:
    """Return sums of two numbers; those of the test are others than those to learn from."""
    order = np.random.default_rng(seed).permutation(SUMS)
    return DataSet(_sums(order[:samples]), _sums(order[-TEST_COUNT:]))


def draw_opinions(*, samples: int, seed: int) -> DataSet[Samples]:
    """Return sentences on a film and its music, and whether the film is praised; others for the test."""
    generator = np.random.default_rng(seed)
    return DataSet(_opinions(samples, generator), _opinions(TEST_COUNT, generator))


def draw_digit_pairs(*, samples: int, seed: int) -> DataSet[Samples]:
    """Return pairs of digits, half of them the same digit; those of the test are made of images of their own."""
    # scikit-learn takes 2 s to import, which those who train on other data need not wait for.
    from sklearn.datasets import load_digits

    digits, generator = load_digits(), np.random.default_rng(seed)
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.int64)
    learned, kept = slice(None, -DIGITS_FOR_THE_TEST), slice(-DIGITS_FOR_THE_TEST, None)
    return DataSet(
        _pairs(images[learned], labels[learned], samples, generator),
        _pairs(images[kept], labels[kept], TEST_COUNT, generator),
    )


def draw_shapes(*, samples: int, noise: float, seed: int) -> DataSet[Samples]:
    """Return noisy pictures of a disc and a square, and where the disc is."""
    generator = np.random.default_rng(seed)
    return DataSet(_shapes(samples, noise, generator), _shapes(TEST_COUNT, noise, generator))


def _waves(count: int, noise: float, generator: np.random.Generator) -> Samples:
    shape = generator.permutation(np.arange(count) % 3)[:, np.newaxis]
    turns, start = generator.uniform(1, 3, (count, 1)), generator.uniform(0, 1, (count, 1))
    place = (turns * np.linspace(0, 1, WAVE_STEPS) + start) % 1  # (count, steps), within a turn
    height = np.choose(shape, [np.sin(2 * np.pi * place), np.sign(0.5 - place), 2 * place - 1])
    height = height + noise * generator.standard_normal(height.shape)
    return Samples({"wave": height[..., np.newaxis].astype(np.float32), "shape": shape[:, 0].astype(np.int32)})


def _sums(pairs: NDArray[np.int64]) -> Samples:
    """Return sums as their digits; a pair stands as 100 times the first number plus the second."""
    first, second = np.divmod(pairs, 100)
    plus, total = np.full_like(first, 10), first + second
    question = np.stack([first // 10, first % 10, plus, second // 10, second % 10], axis=1)
    answer = np.stack([total // 100, total // 10 % 10, total % 10], axis=1)
    return Samples({"question": question.astype(np.int32), "sum": answer.astype(np.int32)})


def _opinions(count: int, generator: np.random.Generator) -> Samples:
    """Return sentences of two clauses; no word alone says what becomes of the film."""
    praised = generator.permutation(np.arange(count) % 2)
    good = np.stack([praised, generator.integers(0, 2, count)], axis=1)  # (count, 2): the film, the music
    denied = generator.integers(0, 2, (count, 2))
    words = np.array([BLAME, PRAISE])[good ^ denied, generator.integers(0, len(PRAISE), (count, 2))]
    denials = np.array(DENIALS)[generator.integers(0, len(DENIALS), (count, 2))]
    turned = generator.integers(0, 2, count)
    sentences = np.empty(count, dtype=object)
    for row in range(count):
        clauses = [
            f"the {about} was {denials[row, i] + ' ' if denied[row, i] else ''}{words[row, i]}"
            for i, about in enumerate(("film", "music"))
        ]
        joint = " and " if good[row, 0] == good[row, 1] else " but "
        sentences[row] = joint.join(clauses[::-1] if turned[row] else clauses)
    return Samples({"sentence": sentences, "film": praised.astype(np.int32)})


def _pairs(images: Array, labels: Array, count: int, generator: np.random.Generator) -> Samples:
    same = generator.permutation(np.arange(count) % 2)
    left = generator.integers(0, len(images), count)
    other = (labels[left] + generator.integers(1, 10, count)) % 10
    label = np.where(same == 1, labels[left], other)
    by_label = np.argsort(labels, kind="stable")
    counts = np.bincount(labels)
    first = np.cumsum(counts) - counts  # where the images of each digit begin
    right = by_label[first[label] + generator.integers(0, counts[label])]
    return Samples({"left": images[left], "right": images[right], "same": same.astype(np.int32)})


def _shapes(count: int, noise: float, generator: np.random.Generator) -> Samples:
    """Return pictures with one of the shapes in each half; which half the disc is in says nothing but its outline."""
    y, x = np.mgrid[:SHAPES_SIDE, :SHAPES_SIDE]
    is_left = generator.permutation(np.arange(count) % 2 == 0)
    middle = np.stack([np.where(is_left, 3.5, 11.5), np.where(is_left, 11.5, 3.5)], axis=1)
    middle = middle + generator.uniform(-0.5, 0.5, middle.shape)
    height, size = generator.uniform(3.5, 11.5, (count, 2)), generator.uniform(2, 3.5, (count, 2))
    across = np.abs(x - middle[:, :, np.newaxis, np.newaxis])  # (count, 2, side, side)
    up = np.abs(y - height[:, :, np.newaxis, np.newaxis])
    disc = np.hypot(across[:, 0], up[:, 0]) <= size[:, 0, np.newaxis, np.newaxis]
    square = np.maximum(across[:, 1], up[:, 1]) <= size[:, 1, np.newaxis, np.newaxis]
    image = 0.7 * (disc | square) + noise * generator.standard_normal(disc.shape)
    pictures = {"image": np.clip(image, 0, 1), "mask": disc}
    return Samples({name: each[..., np.newaxis].astype(np.float32) for name, each in pictures.items()})
