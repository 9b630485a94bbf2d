import numpy as np
import pytest

from graphnn.engine.explaining.answers import ClassAnswers, answers_of
from graphnn.engine.explaining.classes import (
    cell_samples,
    class_table,
    confusion_matrix,
    mistakes,
    precision_recall_curves,
    roc_curves,
)
from graphnn.engine.explaining.probabilities import probabilities
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Pictures
from tests.engine.builders import CATALOGUE, SAVING_WARNS, node

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

# Of class a two are found and one is taken for b; of b one is found; of c the only one is taken for a.
ANSWERS = ClassAnswers(
    "answer",
    ("a", "b", "c"),
    np.array([0, 0, 0, 1, 2]),
    np.array([[0.9, 0.1, 0], [0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.5, 0.2, 0.3]]),
)


def test_the_confusion_matrix_counts_true_classes_by_row() -> None:
    matrix = confusion_matrix(ANSWERS)

    assert matrix.counts == ((2, 1, 0), (0, 1, 0), (1, 0, 0))
    assert "3 of 5 right" in matrix.caption


def test_precision_recall_and_f1_are_told_by_class() -> None:
    by_class = {row[0]: row[1:] for row in class_table(ANSWERS).rows}

    assert by_class["a"] == (
        pytest.approx(2 / 3, abs=1e-4),
        pytest.approx(2 / 3, abs=1e-4),
        pytest.approx(2 / 3, abs=1e-4),
        3,
    )
    assert by_class["b"] == (0.5, 1.0, pytest.approx(2 / 3, abs=1e-4), 1)
    assert by_class["c"] == (0.0, 0.0, 0.0, 1)


def test_a_class_without_samples_has_no_scores_and_no_part_in_the_means() -> None:
    answers = ClassAnswers(
        "answer", ("a", "b", "absent"), np.array([0, 0, 1]), np.array([[0.9, 0.1, 0], [0.2, 0.2, 0.6], [0.1, 0.9, 0]])
    )

    table = class_table(answers)

    by_class = {row[0]: row[1:] for row in table.rows}
    assert by_class["absent"] == (None, None, None, 0)
    assert by_class["macro mean"][:2] == (1.0, 0.75)
    assert "1 of 3 classes have no samples here" in table.caption


def test_the_area_under_the_stairs_of_precision_is_the_average_precision() -> None:
    curves = precision_recall_curves(ANSWERS).curves

    for curve in curves:
        area = np.trapezoid(np.array(curve.y, dtype=float), np.array(curve.x, dtype=float))
        assert area == pytest.approx(float(curve.name.split()[-1]), abs=1e-4)


def test_a_class_that_is_always_ranked_first_has_an_area_of_one() -> None:
    areas = [float(curve.name.split()[-1]) for curve in roc_curves(ANSWERS).curves if curve.role != "guide"]

    assert areas[2] == 1.0  # 0.3 for the one c, less for all others


def test_scores_are_made_probabilities_where_the_loss_takes_scores() -> None:
    loss = {"type": "SparseCategoricalCrossentropy", "parameters": {"from_logits": True}}
    raw = np.array([[1.0, 3.0]])

    likely = probabilities(raw, node("Output", column="label", loss=loss), CATALOGUE)

    assert likely == pytest.approx(np.exp(raw) / np.exp(raw).sum(), rel=1e-5)


def test_one_number_is_the_probability_of_the_second_class() -> None:
    likely = probabilities(np.array([[0.25]]), node("Output", column="label", loss="binary_crossentropy"), CATALOGUE)

    assert likely.tolist() == [[0.75, 0.25]]


def test_mistakes_are_shown_surest_first_and_a_cell_shows_its_own(digits_run: TrainedRun) -> None:
    (answers,) = answers_of(digits_run)
    assert isinstance(answers, ClassAnswers)
    wrong = np.flatnonzero(answers.truth != answers.predicted)
    figure = mistakes(digits_run, answers)

    assert isinstance(figure, Pictures)
    assert len(figure.tiles) == min(len(wrong), 50) > 0
    shown = [float(tile.title.split()[2]) for tile in figure.tiles]
    assert shown == sorted(shown, reverse=True)

    truth, predicted = answers.truth[wrong[0]], answers.predicted[wrong[0]]
    cell = cell_samples(digits_run, answers, truth=int(truth), predicted=int(predicted))
    count = confusion_matrix(answers).counts[truth][predicted]
    assert isinstance(cell, Pictures)
    assert len(cell.tiles) == count
    assert {tile.note for tile in cell.tiles} == {f"true: {truth}"}
