"""A network that reads texts is shown like any other: its mistakes in words, its layers, its samples in the plane."""

from pathlib import Path

import pytest

from graphnn.document.examples import load_examples
from graphnn.document.overrides import override
from graphnn.engine.explaining.answering import RunBook
from graphnn.engine.explaining.inside import network_figures, node_figures
from graphnn.engine.explaining.results import result_figures
from graphnn.engine.explaining.trained import TrainedRun, open_run
from graphnn.protocol.explanation import ReportWritten, WriteReport
from graphnn.protocol.figures import Table
from tests.engine.builders import CATALOGUE, SAVING_WARNS, run_in

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

EXAMPLES = {example.name: example.document for example in load_examples()}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    document = override(EXAMPLES["opinions_lstm"], ["training.epochs=1", "data.parameters.samples=200"])
    return open_run(run_in(tmp_path_factory.mktemp("reader"), document))


def test_mistakes_are_told_by_the_texts_themselves(reader: TrainedRun) -> None:
    mistakes = next(figure for figure in result_figures(reader) if figure.name == "mistakes")

    assert isinstance(mistakes, Table)
    assert mistakes.columns == ("answer", "truth", "sentence")
    sentences = set(reader.values("sentence").tolist())
    assert mistakes.rows
    assert all(row[2] in sentences for row in mistakes.rows)


def test_every_node_is_looked_into_and_samples_lie_in_the_plane(reader: TrainedRun) -> None:
    activities = {node_id: node_figures(reader, node_id, 0)[-1] for node_id in reader.built.tensors}

    assert isinstance(activities["sentence"], Table)
    assert activities["sentence"].rows == ((reader.values("sentence")[0],),)
    assert set(activities) >= {"words", "meaning", "reading", "praise"}
    assert "reading_plane" in {figure.name for figure in network_figures(reader)}


def test_the_kernel_of_a_recurrent_layer_is_told_by_its_gates(reader: TrainedRun) -> None:
    figures = {figure.title: figure for figure in node_figures(reader, "reading", 0)}
    kernels = [figures[f"Weights of reading, {way}"] for way in ("forward_lstm", "backward_lstm")]

    assert [kernel.caption for kernel in kernels] == ["8 inputs down, 16 units of each of 4 gates across."] * 2
    assert "Bias of reading, backward_lstm" in figures
    assert len({figure.name for figure in figures.values()}) == len(figures)


def test_a_report_is_written(tmp_path: Path) -> None:
    document = override(EXAMPLES["opinions_lstm"], ["training.epochs=1", "data.parameters.samples=200"])
    folder, out = run_in(tmp_path, document), tmp_path / "out"
    out.mkdir()

    answer = RunBook(CATALOGUE).answer(WriteReport(number=1, run=str(folder.path), folder=str(out)))

    assert isinstance(answer, ReportWritten)
    assert "the film was" in (out / "report.html").read_text(encoding="utf-8")
