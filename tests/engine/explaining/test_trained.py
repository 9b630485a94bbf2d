from pathlib import Path

import pytest

from graphnn.document import codec
from graphnn.engine.explaining.score import score
from graphnn.engine.explaining.trained import open_run, open_run_so_far
from graphnn.errors import FaultyGraphError, RunError
from graphnn.protocol import events
from graphnn.protocol.run_checkpoints import checkpoints
from graphnn.protocol.run_folder import create_run_folder
from tests.engine.builders import SAVING_WARNS, events_of, function_fit, node, run_in
from tests.engine.explaining.runs import flat_digits

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


@pytest.mark.parametrize(
    "document",
    [function_fit(hidden=node("Normalization")), function_fit(), flat_digits()],
    ids=["normalised", "regression", "classification"],
)
def test_an_opened_run_scores_as_it_did_when_it_was_trained(document, tmp_path: Path) -> None:
    folder = run_in(tmp_path, document)
    (told,) = [event for event in events_of(folder) if isinstance(event, events.TestEnd)]

    assert score(open_run(folder)) == pytest.approx(dict(told.metrics), rel=1e-5)


def test_a_run_without_a_model_is_refused_in_words(tmp_path: Path) -> None:
    folder = create_run_folder(tmp_path, function_fit(), name="new")

    with pytest.raises(RunError, match="no trained model here"):
        open_run(folder)


@pytest.mark.parametrize(
    "document", [function_fit(hidden=node("Normalization")), flat_digits()], ids=["normalised", "classification"]
)
def test_a_run_that_trains_still_is_opened_by_its_last_checkpoint(document, tmp_path: Path) -> None:
    folder = run_in(tmp_path, document)
    (told,) = [event for event in events_of(folder) if isinstance(event, events.TestEnd)]
    folder.model_file.unlink()  # as it is before the end

    assert score(open_run_so_far(folder)) == pytest.approx(dict(told.metrics), rel=1e-5)


def test_a_checkpoint_of_another_network_and_half_a_one_are_refused(tmp_path: Path) -> None:
    folder = run_in(tmp_path, function_fit())
    folder.model_file.unlink()
    codec.write(function_fit(hidden=node("Dense", units=9)), folder.document_file)
    with pytest.raises(FaultyGraphError, match="is of another network"):
        open_run_so_far(folder)

    for checkpoint in checkpoints(folder):
        checkpoint.write_bytes(checkpoint.read_bytes()[:100])
    with pytest.raises(RunError, match="no whole checkpoint"):
        open_run_so_far(folder)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    folder = run_in(tmp_path, function_fit())
    codec.write(function_fit(hidden=node("Dense", units=9)), folder.path / "graph.json")

    with pytest.raises(RunError, match="does not hold the weights"):
        open_run(folder)
