"""What an Output says that gives a class for each step."""

from typing import TypeAlias

import keras
import numpy as np
from numpy.typing import NDArray

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Node
from graphnn.engine.data.model import Array
from graphnn.engine.targets import loss_type

Integers: TypeAlias = NDArray[np.int64]

GAP = -1
"""Fills a sequence up that is shorter than others."""


def finds_its_steps(node: Node, catalogue: Catalogue) -> bool:
    """Tell whether an Output learns by CTC: it is not told at which of its steps a class belongs."""
    loss = loss_type(node, catalogue)
    return loss is not None and loss.name == "CTC"


def spelled(raw: Array, node: Node, catalogue: Catalogue) -> Integers:
    """Return the likeliest class of each step; by CTC those left once repeats and blanks, which class 0 is, are gone.

    Source: best path decoding, section 3.2 of A. Graves et al., Connectionist Temporal Classification, 2006.

    Shapes:
        raw (samples, steps, classes) -> (samples, steps), filled up with `GAP`
    """
    if not finds_its_steps(node, catalogue):
        return np.asarray(raw.argmax(axis=-1), dtype=np.int64)
    (decoded,), _ = keras.ops.ctc_decode(raw, np.full(len(raw), raw.shape[1]), strategy="greedy", mask_index=0)
    return np.asarray(decoded, dtype=np.int64)


def labelled(truth: Array, node: Node, catalogue: Catalogue, *, steps: int) -> Integers:
    """Return what an Output should say, to be compared with what it says.

    Shapes:
        truth (samples, labels) -> the same; by CTC (samples, steps), filled up with `GAP`
    """
    numbers = truth.astype(np.int64)
    if not finds_its_steps(node, catalogue):
        return numbers
    room = max(0, steps - numbers.shape[1])
    return np.pad(np.where(numbers == 0, GAP, numbers), ((0, 0), (0, room)), constant_values=GAP)
