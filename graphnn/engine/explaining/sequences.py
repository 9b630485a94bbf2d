"""Sequences of classes as answers: how many are right as a whole, where they go wrong, and which do."""

from collections.abc import Iterator, Sequence

import numpy as np

from graphnn.catalogue.model import Column
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import Integers, SequenceAnswers
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Bars, Cell, Figure, Series, Table

SHOWN = 20


def sequence_figures(run: TrainedRun, answers: SequenceAnswers) -> Iterator[Figure]:
    """Yield all there is to see of an Output that answers with a class for each step."""
    is_right = answers.truth == answers.predicted
    whole, steps = _share(is_right.all(axis=1)), _share(is_right)
    yield Bars(
        name="right_by_step",
        title="Right by step",
        caption=f"{whole} of the sequences are right as a whole, {steps} of the steps.",
        names=tuple(f"{step}" for step in range(1, is_right.shape[1] + 1)),
        series=(Series(name="right", values=tuple(map(float, 100 * is_right.mean(axis=0)))),),
        value_label="per cent",
    )
    wrong = np.flatnonzero(~is_right.all(axis=1))
    caption = f"{len(wrong):,} of {len(is_right):,}, the first of them." if len(wrong) else "None."
    yield _listed(run, answers, wrong[:SHOWN], name="wrong_sequences", title="Wrong sequences", caption=caption)
    yield _listed(
        run, answers, np.arange(min(SHOWN, len(is_right))), name="sequences", title="Sequences", caption="The first."
    )


def words_of(numbers: Sequence[int] | Array, classes: Sequence[str]) -> str:
    """Return the classes of a sequence as one text: letters together, words apart.

    >>> words_of([1, 0], "ab"), words_of([1, 0], ["yes", "no"])
    ('ba', 'no yes')
    """
    words = [classes[number] if 0 <= number < len(classes) else "?" for number in map(int, numbers)]
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
