"""What is trained on, what is watched, and what is scored: disjoint samples, a function of data and seed alone."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data, Split
from graphnn.engine.data.model import Array, DataSet, Fitted, Indices, SamplesT
from graphnn.errors import DataError

Part = TypeVar("Part")

# The order of samples in an epoch is drawn from (seed, epoch); a third number other than 0 keeps these draws apart.
_TEST_DRAW = 1
_VALIDATION_DRAW = 2


@dataclass(frozen=True, slots=True)
class Splits(Generic[SamplesT]):
    """The samples to train on, to watch while training and to score afterwards.

    `prepare` makes samples of rows as they lie in a file, as it was done with these; None where nothing was done.
    """

    train: SamplesT
    validation: SamplesT | None
    test: SamplesT | None
    prepare: Fitted | None = None

    @property
    def scored(self) -> tuple[str, SamplesT]:
        """The samples a network is scored on: the test set, else those to validate with, else those it learns from."""
        return scored_of(self.train, self.validation, self.test)


def scored_of(train: Part, validation: Part | None, test: Part | None) -> tuple[str, Part]:
    """Return which of what is made of the three splits stands for what a network is scored on, and its name."""
    parts = {"test": test, "validation": validation, "training": train}
    return next((name, part) for name, part in parts.items() if part is not None)


def split_data(data_set: DataSet[SamplesT], data: Data, *, seed: int) -> Splits[SamplesT]:
    """Return the splits that the document asks for.

    A test fraction is held out of the training samples first, a validation fraction of what is left; labels keep
    their proportions in both. Without `test`, the data's own test split is scored. `{"split": "test"}` and
    `{"split": "validation"}` always mean the data's own.

    Raises:
        DataError: If there is no such split, or it leaves nothing on one side.
    """
    whole = data_set.train
    kept: Indices = np.arange(whole.count)
    test, validation = data_set.test if data.test is None else None, None
    if data.test is not None and data.test.split is None:
        kept, held = _hold_out(kept, data_set, data, data.test, (seed, 1, _TEST_DRAW), place="test")
        test = whole.select(held)
    elif data.test is not None:
        test = _own(data.test, data_set, data, place="test")
    if data.validation is not None and data.validation.split is None:
        draw = (seed, 1, _VALIDATION_DRAW)
        kept, held = _hold_out(kept, data_set, data, data.validation, draw, place="validation")
        validation = whole.select(held)
    elif data.validation is not None:
        validation = _own(data.validation, data_set, data, place="validation")
    train = whole.select(kept) if len(kept) < whole.count else whole
    if data_set.preparation is None:
        return Splits(train, validation, test)
    prepare = data_set.preparation.fit(train)
    return Splits(
        train.made_by(prepare),
        None if validation is None else validation.made_by(prepare),
        None if test is None else test.made_by(prepare),
        prepare,
    )


def _hold_out(
    kept: Indices, data_set: DataSet[SamplesT], data: Data, split: Split, draw: tuple[int, ...], *, place: str
) -> tuple[Indices, Indices]:
    """Return the samples that stay and those held out, both in the order of the data."""
    if split.column is not None:
        is_held = data_set.marks[split.column][kept] == split.value
        if not is_held.any() or is_held.all():
            count = "all" if is_held.any() else "none"
            raise DataError(
                f"data.{place}: {count} of the {len(kept):,} samples has {split.value} in {split.column}. "
                "Choose a value that leaves samples on both sides."
            )
        return kept[~is_held], kept[is_held]
    fraction = split.fraction or 0.0
    held_count = round(len(kept) * fraction)
    if not 0 < held_count < len(kept):
        raise DataError(
            f"data.{place}.fraction: {fraction:g} of {len(kept):,} samples of {data.source_name} is {held_count:,}. "
            "Choose a fraction that leaves samples on both sides."
        )
    by = _way(split, data, place=place)
    if by == "time":
        return kept[:-held_count], kept[-held_count:]
    order = np.random.default_rng(draw).permutation(len(kept))
    labels = _labels(data_set, data)
    if labels is not None and by != "random":
        order = order[_stratified(labels[kept][order])]
    elif by == "stratified":
        raise DataError(f'data.{place}.by: {data.source_name} has no classes to predict. Set by to "random".')
    return kept[np.sort(order[held_count:])], kept[np.sort(order[:held_count])]


def _way(split: Split, data: Data, *, place: str) -> str | None:
    """Return how a fraction is chosen; windows need rows that follow each other."""
    if data.windows is None:
        return split.by
    if split.by not in (None, "time"):
        raise DataError(
            f'data.{place}.by: samples drawn one by one would share rows with the windows trained on. Set by to "time".'
        )
    return "time"


def _labels(data_set: DataSet[SamplesT], data: Data) -> Array | None:
    known = load_catalogue().data_set(data)
    columns = known.columns if known is not None else ()
    label = next((column.name for column in columns if column.kind == "label" and column.role == "target"), None)
    return None if label is None else data_set.train.columns[label]


def _stratified(labels: Array) -> Indices:
    """Return an order in which every stretch from the start has the classes in their proportions.

    Sample r of the n in its class comes at (r + 1/2) / n of the way.
    """
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    by_class = np.argsort(classes, kind="stable")
    rank = np.empty(len(labels), dtype=np.int64)
    rank[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.argsort((rank + 0.5) / counts[classes], kind="stable")


def _own(split: Split, data_set: DataSet[SamplesT], data: Data, *, place: str) -> SamplesT:
    samples = data_set.validation if split.split == "validation" else data_set.test
    if samples is None:
        raise DataError(
            f"data.{place}: {data.source_name} has no {split.split} split of its own. "
            'Hold samples out with {"fraction": 0.2}.'
        )
    return samples
