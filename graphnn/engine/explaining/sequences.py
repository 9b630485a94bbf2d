"""Sequences of classes as answers: how many are right as a whole, where they go wrong, and which do."""

from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf

from graphnn.catalogue.model import Column
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import SequenceAnswers
from graphnn.engine.explaining.spelling import GAP, Integers
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Bars, Cell, Figure, Series, Table

SHOWN = 20


def sequence_figures(run: TrainedRun, answers: SequenceAnswers) -> Iterator[Figure]:
    """Yield all there is to see of an Output that answers with a class for each step."""
    is_right = np.asarray(answers.truth == answers.predicted)
    yield _edits_to_mend(answers) if answers.finds_its_steps else _right_by_step(is_right)
    wrong = np.flatnonzero(~is_right.all(axis=1))
    caption = f"{len(wrong):,} of {len(is_right):,}, the first of them." if len(wrong) else "None."
    yield _listed(run, answers, wrong[:SHOWN], name="wrong_sequences", title="Wrong sequences", caption=caption)
    yield _listed(
        run, answers, np.arange(min(SHOWN, len(is_right))), name="sequences", title="Sequences", caption="The first."
    )


def _right_by_step(is_right: Array) -> Bars:
    whole, steps = _share(np.asarray(is_right.all(axis=1))), _share(is_right)
    return Bars(
        name="right_by_step",
        title="Right by step",
        caption=f"{whole} of the sequences are right as a whole, {steps} of the steps.",
        names=tuple(f"{step}" for step in range(1, is_right.shape[1] + 1)),
        series=(Series(name="right", values=tuple(map(float, 100 * is_right.mean(axis=0)))),),
        value_label="per cent",
    )


def _edits_to_mend(answers: SequenceAnswers) -> Bars:
    """Return how many sequences need how many labels put in, taken out or changed to be right (Levenshtein, 1966)."""
    # A sparse tensor leaves out zeros, which the gaps become.
    truth, predicted = (tf.sparse.from_dense(numbers - GAP) for numbers in (answers.truth, answers.predicted))
    edits = tf.edit_distance(predicted, truth, normalize=False).numpy().astype(np.int64)
    share, labels = float(np.mean(edits == 0)), int(np.sum(answers.truth != GAP))
    counts = np.bincount(edits)
    return Bars(
        name="label_errors",
        title="Label errors",
        caption=(
            f"{100 * share:.1f} % of the sequences are right as a whole. "
            f"For each 100 labels {100 * int(edits.sum()) / max(labels, 1):.1f} edits would mend the others."
        ),
        names=tuple(f"{edit}" for edit in range(len(counts))),
        series=(Series(name="sequences", values=tuple(map(float, counts))),),
        value_label="sequences",
    )


def words_of(numbers: Sequence[int] | Array, classes: Sequence[str]) -> str:
    """Return the classes of a sequence as one text: letters together, words apart, gaps left out.

    >>> words_of([1, 0], "ab"), words_of([1, 0], ["yes", "no"])
    ('ba', 'no yes')
    """
    words = [classes[number] if 0 <= number < len(classes) else "?" for number in map(int, numbers) if number != GAP]
    return ("" if all(len(each) <= 1 for each in classes) else " ").join(words)


def _listed(
    run: TrainedRun, answers: SequenceAnswers, indices: Integers, *, name: str, title: str, caption: str
) -> Table:
    given = [(node_id, column) for node_id in run.built.inputs if (column := _spelled(run, node_id)) is not None]
    values = {node_id: run.values(node_id) for node_id, _ in given}
    rows: list[tuple[Cell, ...]] = [
        (
            *(words_of(values[node_id][i], column.classes) for node_id, column in given),
            words_of(answers.truth[i], answers.classes),
            words_of(answers.predicted[i], answers.classes),
        )
        for i in indices
    ]
    columns = (*(node_id for node_id, _ in given), "true", "answer")
    return Table(name=name, title=title, caption=caption, columns=columns, rows=tuple(rows))


def _spelled(run: TrainedRun, node_id: str) -> Column | None:
    """Return the column of an Input that takes sequences of classes."""
    column = run.column(node_id)
    return column if column is not None and column.kind == "sequence" and column.classes else None


def _share(are_right: Array) -> str:
    return f"{100 * float(np.mean(are_right)):.1f} %"
