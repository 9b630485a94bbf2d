"""What is trained on, what is watched, and what is scored: disjoint samples, a function of data and seed alone."""

from dataclasses import dataclass

import numpy as np

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data, Split
from graphnn.engine.data.model import Array, DataSet, Indices, Samples
from graphnn.errors import DataError

# The order of samples in an epoch is drawn from (seed, epoch); a third number other than 0 keeps these draws apart.
_TEST_DRAW = 1
_VALIDATION_DRAW = 2


@dataclass(frozen=True, slots=True)
class Splits:
    """The samples to train on, to watch while training and to score afterwards."""

    train: Samples
    validation: Samples | None
    test: Samples | None


def split_data(data_set: DataSet, data: Data, *, seed: int) -> Splits:
    """Return the splits that the document asks for.

    A test fraction is held out of the training samples first, a validation fraction of what is left; labels keep
    their proportions in both. Without `test`, the data's own test split is scored. `{"split": "test"}` always means
    the data's own.

    Raises:
        DataError: If there is no such split, or a fraction leaves nothing on one side.
    """
    train, test = data_set.train, data_set.test
    if data.test is not None and data.test.fraction is not None:
        train, test = _hold_out(train, data, data.test.fraction, (seed, 1, _TEST_DRAW), place="test")
    elif data.test is not None:
        test = _own_test(data_set.test, data, place="test")
    match data.validation:
        case None:
            validation = None
        case Split(fraction=float() as fraction):
            draw = (seed, 1, _VALIDATION_DRAW)
            train, validation = _hold_out(train, data, fraction, draw, place="validation")
        case _:
            validation = _own_test(data_set.test, data, place="validation")
    return Splits(train, validation, test)


def _hold_out(
    samples: Samples, data: Data, fraction: float, draw: tuple[int, ...], *, place: str
) -> tuple[Samples, Samples]:
    """Return the samples that stay and those held out, both in the order of the data."""
    held_count = round(samples.count * fraction)
    if not 0 < held_count < samples.count:
        raise DataError(
            f"data.{place}.fraction: {fraction:g} of {samples.count:,} samples of {data.source} is {held_count:,}. "
            "Choose a fraction that leaves samples on both sides."
        )
    order = np.random.default_rng(draw).permutation(samples.count)
    columns = load_catalogue().data_sets[data.source].columns
    label = next((column.name for column in columns if column.kind == "label"), None)
    if label is not None:
        order = order[_stratified(samples.columns[label][order])]
    return samples.take(np.sort(order[held_count:])), samples.take(np.sort(order[:held_count]))


def _stratified(labels: Array) -> Indices:
    """Return an order in which every stretch from the start has the classes in their proportions.

    Sample r of the n in its class comes at (r + 1/2) / n of the way.
    """
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    by_class = np.argsort(classes, kind="stable")
    rank = np.empty(len(labels), dtype=np.int64)
    rank[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.argsort((rank + 0.5) / counts[classes], kind="stable")


def _own_test(test: Samples | None, data: Data, *, place: str) -> Samples:
    if test is None:
        raise DataError(
            f'data.{place}: {data.source} has no test split of its own. Hold samples out with {{"fraction": 0.2}}.'
        )
    return test
