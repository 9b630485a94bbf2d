"""Classification: which classes are told apart, which are confused, and on which samples."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from sklearn import metrics

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import ClassAnswers
from graphnn.engine.explaining.probabilities import Floats
from graphnn.engine.explaining.samples import TRUE, sample_figure
from graphnn.engine.explaining.spelling import Integers
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Bars, Cell, Curve, Curves, Figure, Histogram, Matrix, Series, Table

SAMPLES_SHOWN = 50
CURVE_POINTS = 200
CURVES_SHOWN = 12
CONFIDENCE_BINS = 20


def class_figures(run: TrainedRun, answers: ClassAnswers) -> Iterator[Figure]:
    """Yield all there is to see of an Output that sorts samples into classes."""
    yield confusion_matrix(answers)
    yield class_table(answers)
    yield mistakes(run, answers)
    yield wrong_by_class(answers)
    yield class_distribution(run, answers)
    yield confidences(answers)
    if _are_probabilities(answers):
        yield roc_curves(answers)
        yield precision_recall_curves(answers)
        yield likeliest_of_samples(answers)


def confusion_counts(answers: ClassAnswers) -> Integers:
    """Return how many samples of each true class (row) were taken for each class (column)."""
    labels = np.arange(len(answers.classes))
    counted = metrics.confusion_matrix(answers.truth, answers.predicted, labels=labels)
    return np.asarray(counted, dtype=np.int64)


def confusion_matrix(answers: ClassAnswers) -> Matrix:
    """Return the confusion matrix; its sum is the number of samples, its trace that of right answers."""
    counts = confusion_counts(answers)
    right, count = int(np.trace(counts)), int(counts.sum())
    return Matrix(
        name="confusion_matrix",
        title="Confusion matrix",
        caption=f"{right:,} of {count:,} right: an accuracy of {right / max(count, 1):.4f}.",
        row_label="true",
        column_label="predicted",
        rows=answers.classes,
        columns=answers.classes,
        counts=tuple(tuple(map(int, row)) for row in counts),
        output=answers.node_id,
    )


def class_table(answers: ClassAnswers) -> Table:
    """Return precision, recall and F1 of each class, and their means.

    Precision: of what was taken for the class, the share that is of it. Recall: of what is of the class, the share
    that was found. F1 is their harmonic mean. Of a class without samples there is nothing to find, so it has none of
    the three, and no part in the means; of a class that nothing was taken for, precision counts as 0, as scikit-learn
    has it.
    """
    labels = np.arange(len(answers.classes))
    score = partial(metrics.precision_recall_fscore_support, answers.truth, answers.predicted, zero_division=0)
    rows: list[tuple[Cell, ...]] = [
        (name, *(round(float(value), 4) if values[3] else None for value in values[:3]), int(values[3]))
        for name, values in zip(answers.classes, np.transpose(score(labels=labels)), strict=True)
    ]
    present = np.unique(answers.truth)
    for average in ("macro", "weighted"):
        means = score(labels=present, average=average)[:3]
        rows.append((f"{average} mean", *(round(float(value), 4) for value in means), len(answers.truth)))
    absent = len(labels) - len(present)
    without = f" {absent} of {len(labels)} classes have no samples here." if absent else ""
    return Table(
        name="classes",
        title="By class",
        caption="Precision: of what it took for the class, how much is of it. Recall: of what is of the class, "
        f"how much it found.{without}",
        columns=("class", "precision", "recall", "F1", "samples"),
        rows=tuple(rows),
    )


def mistakes(run: TrainedRun, answers: ClassAnswers) -> Figure:
    """Return the samples that were sorted wrongly, those first of which the network was surest."""
    wrong = np.flatnonzero(answers.truth != answers.predicted)
    surest = wrong[np.argsort(-answers.confidence[wrong], kind="stable")]
    shown = min(len(surest), SAMPLES_SHOWN)
    caption = (
        f"None: all {len(answers.truth):,} samples are sorted right."
        if not len(wrong)
        else f"{len(wrong):,} of {len(answers.truth):,} samples, the surest first."
        if shown == len(wrong)
        else f"{len(wrong):,} of {len(answers.truth):,} samples; the {shown} of which the network was surest."
    )
    return _worded(run, answers, surest[:shown], name="mistakes", title="Mistakes", caption=caption)


def cell_samples(run: TrainedRun, answers: ClassAnswers, *, truth: int, predicted: int) -> Figure:
    """Return samples of one class that were taken for another, or for itself."""
    there = np.flatnonzero((answers.truth == truth) & (answers.predicted == predicted))
    surest = there[np.argsort(-answers.confidence[there], kind="stable")][:SAMPLES_SHOWN]
    true_name, predicted_name = answers.classes[truth], answers.classes[predicted]
    title = f"{true_name} taken for {predicted_name}" if truth != predicted else f"{true_name} found"
    caption = f"{len(there):,} samples." if len(there) <= SAMPLES_SHOWN else f"{len(surest)} of {len(there):,} samples."
    return _worded(run, answers, surest, name=f"cell_{truth}_{predicted}", title=title, caption=caption)


def wrong_by_class(answers: ClassAnswers) -> Bars:
    """Return how many samples of each class were taken for another."""
    wrong = answers.truth[answers.truth != answers.predicted]
    return Bars(
        name="wrong_by_class",
        title="Wrong predictions by true class",
        names=answers.classes,
        series=(Series(name="wrong", values=_counts(wrong, len(answers.classes))),),
        value_label="samples",
    )


def class_distribution(run: TrainedRun, answers: ClassAnswers) -> Bars:
    """Return the share of each class in the samples learned from, and in those it was scored on."""
    column = run.column_names(answers.node_id)[0]
    of_training = run.splits.train.columns[column].reshape(-1)
    by_split = {"training": of_training, run.split: answers.truth}
    series = tuple(
        Series(
            name=name, values=tuple(100 * (n or 0) / max(len(labels), 1) for n in _counts(labels, len(answers.classes)))
        )
        for name, labels in by_split.items()
    )
    counts = ", ".join(f"{len(labels):,} of {name}" for name, labels in by_split.items())
    return Bars(
        name="class_distribution",
        title="Classes in the data",
        caption=f"Samples: {counts}.",
        names=answers.classes,
        series=series,
        value_label="per cent",
    )


def confidences(answers: ClassAnswers) -> Histogram:
    """Return how sure the network is where it is right, and where it is wrong."""
    is_right = answers.truth == answers.predicted
    low, high = float(answers.confidence.min(initial=1)), float(answers.confidence.max(initial=0))
    edges = np.linspace(min(low, 0.0), max(high, 1.0), CONFIDENCE_BINS + 1)
    parts = {"right": answers.confidence[is_right], "wrong": answers.confidence[~is_right]}
    series = []
    for name, values in parts.items():
        counts, _ = np.histogram(values, edges)
        series.append(Series(name=name, values=tuple(100.0 * counts / max(len(values), 1))))
    return Histogram(
        name="confidence",
        title="How sure it is",
        caption="Per cent of the right and of the wrong answers.",
        edges=tuple(map(float, edges)),
        series=tuple(series),
        x_label="probability of its answer",
    )


def roc_curves(answers: ClassAnswers) -> Curves:
    """Return, for each class, the share found against the share of others taken for it, over all thresholds."""
    curves = []
    for number, name in _shown_classes(answers):
        is_class, score = answers.truth == number, answers.probabilities[:, number]
        if 0 < is_class.sum() < len(is_class):
            false_rate, true_rate, _ = metrics.roc_curve(is_class, score)
            curves.append(_curve(f"{name} {metrics.auc(false_rate, true_rate):.4f}", false_rate, true_rate))
    chance = Curve(name="chance", x=(0, 1), y=(0, 1), role="guide")
    return Curves(
        name="roc",
        title="ROC",
        caption="For each class and every threshold: how many of its samples are found, against how many others are "
        "taken for it. Beside the name the area under the curve: 1 is perfect, 0.5 is chance.",
        x_label="false positive rate",
        y_label="true positive rate",
        curves=(*curves, chance),
    )


def precision_recall_curves(answers: ClassAnswers) -> Curves:
    """Return, for each class, precision against recall over all thresholds."""
    curves = []
    for number, name in _shown_classes(answers):
        is_class, score = answers.truth == number, answers.probabilities[:, number]
        if is_class.any():
            precision, recall, _ = metrics.precision_recall_curve(is_class, score)
            average = metrics.average_precision_score(is_class, score)
            curves.append(_curve(f"{name} {average:.4f}", *_steps(recall[::-1], precision[::-1])))
    return Curves(
        name="precision_recall",
        title="Precision and recall",
        caption="For each class and every threshold: how many of those taken for it are, against how many are found. "
        "Beside the name the average precision.",
        x_label="recall",
        y_label="precision",
        curves=tuple(curves),
    )


def likeliest_of_samples(answers: ClassAnswers, count: int = 4) -> Bars:
    """Return the probabilities of all classes for the samples that the network was least sure of."""
    least_sure = np.argsort(answers.confidence, kind="stable")[:count]
    series = tuple(
        Series(name=f"true: {answers.classes[answers.truth[i]]}", values=tuple(map(float, answers.probabilities[i])))
        for i in least_sure
    )
    return Bars(
        name="probabilities",
        title="What it was least sure of",
        caption="The probabilities of all classes, for a few samples.",
        names=answers.classes,
        series=series,
        value_label="probability",
    )


def _worded(run: TrainedRun, answers: ClassAnswers, indices: Array, *, name: str, title: str, caption: str) -> Figure:
    predicted, confidence = answers.predicted, answers.confidence
    words = [
        (f"{answers.classes[predicted[i]]} · {_percent(confidence[i])}", f"{TRUE}{answers.classes[answers.truth[i]]}")
        for i in indices
    ]
    return sample_figure(run, indices, name=name, title=title, caption=caption, words=words)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if 0 <= share <= 1 else f"{share:.2f}"


def _are_probabilities(answers: ClassAnswers) -> bool:
    values = answers.probabilities
    return bool(np.all(values >= -1e-6) and np.allclose(values.sum(axis=1), 1, atol=1e-2))


def _shown_classes(answers: ClassAnswers) -> list[tuple[int, str]]:
    """Return the classes that have a curve: of two, the second alone says it all."""
    numbered = list(enumerate(answers.classes))
    return numbered[1:] if len(numbered) == 2 else numbered[:CURVES_SHOWN]


def _counts(labels: Array, class_count: int) -> tuple[float, ...]:
    return tuple(float(n) for n in np.bincount(labels.astype(np.int64), minlength=class_count)[:class_count])


def _steps(recall: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """Return the corners of the stairs under which the average precision lies.

    Between two thresholds nothing is measured: on the way from one recall up to the next, precision is the next one's.
    Source: https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html
    """
    rises = np.diff(recall) > 0
    corners = np.append(True, rises) | np.append(rises, True)
    recall, precision = recall[corners], precision[corners]
    return np.repeat(recall, 2)[:-1], np.repeat(precision, 2)[1:]


def _curve(name: str, x: Floats, y: Floats) -> Curve:
    """Return a curve of at most `CURVE_POINTS` points, ends included."""
    places = np.unique(np.linspace(0, len(x) - 1, CURVE_POINTS).astype(int))
    return Curve(name=name, x=tuple(map(float, x[places])), y=tuple(map(float, y[places])))
