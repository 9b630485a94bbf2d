"""Results of what answers in steps: forecasts beside the naive one, and sequences of classes."""

from pathlib import Path

import numpy as np
import pytest

from graphnn.document.examples import load_examples
from graphnn.document.model import Data, DataColumn, FileSource, Split, Training, Windows
from graphnn.engine.explaining.answers import NumberAnswers, SequenceAnswers, answers_of
from graphnn.engine.explaining.forecasts import Forecast, errors_by_step, forecast_of
from graphnn.engine.explaining.predict import predict
from graphnn.engine.explaining.results import result_figures
from graphnn.engine.explaining.sequences import sequence_figures, words_of
from graphnn.engine.explaining.spelling import GAP, labelled, spelled
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.explanation import Predict
from graphnn.protocol.figures import Bars, Curves, Pictures, Table
from tests.engine.builders import SAVING_WARNS, chain, node
from tests.engine.explaining.runs import digits, open_trained
from tests.engine.explaining.test_given_rows import open_learned

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def open_series(folder: Path, windows: Windows) -> TrainedRun:
    """Return a network that forecasts a saw, whose numbers training scales."""
    (folder / "saw.csv").write_text("x\n" + "".join(f"{100 + 10 * (n % 5)}\n" for n in range(200)))
    layers = {"past": node("Input", column="x"), "flat": node("Flatten"), "next": node("Dense", units=windows.horizon)}
    document = chain(**layers, answer=node("Output", column="x_next", loss="mean_squared_error"))
    columns = {"x": DataColumn(kind="number", role="target", normalize="standard")}
    data = Data(source=FileSource(csv="saw.csv"), columns=columns, windows=windows, test=Split(fraction=0.25))
    return open_learned(folder, document, data, epochs=60)


def test_a_forecast_stands_beside_the_truth_and_the_last_value_in_units_of_the_file(tmp_path: Path) -> None:
    run = open_series(tmp_path, Windows(length=5))
    figures = {figure.name: figure for figure in result_figures(run)}

    curves, table = figures["forecast"], figures["forecast_errors"]
    assert isinstance(curves, Curves)
    assert isinstance(table, Table)
    truth, naive, network = curves.curves
    saw = 100 + 10 * (np.arange(150, 200) % 5)
    assert truth.x == tuple(map(float, range(5, 50)))
    assert truth.y == pytest.approx(saw[5:])
    assert naive.y == pytest.approx(saw[4:-1])
    assert network.y == pytest.approx(saw[5:], abs=5)
    assert dict(row[:2] for row in table.rows)["last value"] == pytest.approx(np.abs(np.diff(saw[4:])).mean(), abs=1e-3)
    assert "below that of the naive forecast" in table.caption
    assert {"residuals", "predicted_against_true"} <= figures.keys()
    assert "forecast_by_step" not in figures


def test_several_steps_ahead_are_told_once_each_and_scored_by_step(tmp_path: Path) -> None:
    run = open_series(tmp_path, Windows(length=5, horizon=3, stride=2))
    figures = {figure.name: figure for figure in result_figures(run)}

    curves, by_step = figures["forecast"], figures["forecast_by_step"]
    assert isinstance(curves, Curves)
    assert isinstance(by_step, Bars)
    rows = [row for row in curves.curves[0].x if row is not None]
    assert rows == sorted(set(rows))
    assert rows[:6] == [5, 6, 7, 9, 10, 11]
    (answers,) = answers_of(run)
    assert isinstance(answers, NumberAnswers)
    forecast = forecast_of(run, answers)
    assert forecast is not None
    assert by_step.series[1].values == pytest.approx(np.abs(forecast.naive - forecast.truth).mean(axis=0))


def test_many_steps_ahead_are_scored_by_a_line_where_bars_would_not_be_told_apart() -> None:
    truth = np.random.default_rng(0).normal(size=(4, 96))
    forecast = Forecast("x", Windows(length=5, horizon=96), truth, np.zeros((4, 96)), last=np.ones(4))

    lines = errors_by_step(forecast)

    assert isinstance(lines, Curves)
    assert lines.curves[0].x == tuple(range(1, 97))
    assert lines.curves[0].y == pytest.approx(np.abs(truth).mean(axis=0))
    assert lines.curves[1].y == pytest.approx(np.abs(1 - truth).mean(axis=0))


def test_sequences_of_classes_are_spelled_and_counted(tmp_path: Path) -> None:
    addition = next(each.document for each in load_examples() if each.document.name.startswith("Addition"))
    data = addition.data.model_copy(update={"parameters": {"samples": 400}}) if addition.data else None
    short = addition.model_copy(update={"training": Training(epochs=1, batch_size=64), "data": data})
    run = open_trained(tmp_path, short)

    (answers,) = answers_of(run)
    figures = {figure.name: figure for figure in result_figures(run)}
    listed, by_step = figures["sequences"], figures["right_by_step"]
    assert isinstance(answers, SequenceAnswers)
    assert isinstance(listed, Table)
    assert isinstance(by_step, Bars)
    question, truth, answer = map(str, listed.rows[0])
    assert sum(map(int, question.split("+"))) == int(truth)
    assert answer == words_of(run.predictions["answer"][0].argmax(axis=-1), answers.classes)
    assert by_step.series[0].values[0] == pytest.approx(100 * (answers.truth == answers.predicted)[:, 0].mean())
    assert predict(run, Predict(run="", sample=0)).samples[0].outputs[0].text == answer


def test_what_ctc_learned_is_read_off_without_repeats_and_blanks_and_scored_by_edits(tmp_path: Path) -> None:
    addition = next(each.document for each in load_examples() if each.document.name.startswith("Addition"))
    answer = node("Output", column="sum", loss="CTC")
    data = addition.data.model_copy(update={"parameters": {"samples": 400}}) if addition.data else None
    changed = {"nodes": {**addition.nodes, "answer": answer}, "training": Training(epochs=1, batch_size=64)}
    run = open_trained(tmp_path, addition.model_copy(update={**changed, "data": data}))
    classes = len(run.column("answer").classes)  # type: ignore[union-attr]
    raw = np.zeros((2, 4, classes), np.float32)
    for sample, steps in enumerate(([2, 2, 0, 2], [0, 3, 3, 0])):
        raw[sample, range(4), steps] = 9

    assert spelled(raw, answer, run.catalogue).tolist() == [[2, 2, GAP, GAP], [3, GAP, GAP, GAP]]
    told = labelled(np.array([[2, 2], [3, 4]]), answer, run.catalogue, steps=4)
    answers = SequenceAnswers("answer", ("", *"abcd"), told, spelled(raw, answer, run.catalogue), finds_its_steps=True)
    errors, wrong, _ = sequence_figures(run, answers)
    assert isinstance(errors, Bars)
    assert isinstance(wrong, Table)
    assert errors.series[0].values == (1.0, 1.0)
    assert "50.0 % of the sequences" in errors.caption
    assert "each 100 labels 25.0 edits" in errors.caption
    assert [row[-2:] for row in wrong.rows] == [("cd", "c")]
    figures = {figure.name for figure in result_figures(run)}
    assert {"label_errors", "wrong_sequences"} <= figures
    assert "right_by_step" not in figures


def test_an_autoencoder_shows_its_input_above_what_it_makes_of_it(tmp_path: Path) -> None:
    base = digits(("scale", node("Rescaling", scale=0.0625)), ("flat", node("Flatten")))
    nodes = {
        "image": node("Input", column="image"),
        "flat": node("Flatten"),
        "code": node("Dense", units=8, activation="relu"),
        "wide": node("Dense", units=64),
        "again": node("Reshape", target_shape=[8, 8]),
        "answer": node("Output", column="image", loss="mean_squared_error"),
    }
    figures = result_figures(open_trained(tmp_path, chain(**nodes).model_copy(update={"data": base.data})))

    beside = next(figure for figure in figures if figure.name == "reconstructions")
    assert isinstance(beside, Pictures)
    assert [tile.title for tile in beside.tiles if tile.title] == ["input", "answer"]
    assert len(beside.tiles) == 20
