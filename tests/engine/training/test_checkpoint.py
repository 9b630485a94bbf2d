"""A run that is interrupted, however often and wherever, ends where an uninterrupted one does, bit for bit."""

import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.document.model import Document
from graphnn.engine.training.checkpoint import CheckpointPace
from graphnn.engine.training.epochs import EpochTraining
from graphnn.engine.training.train import train
from graphnn.protocol.events import RunEnded, RunResumed, RunStarted
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.runs.record import read_record
from tests.engine.builders import (
    GIGABYTE,
    SAVING_WARNS,
    PausedFolder,
    chain,
    events_of,
    function_fit,
    learning,
    node,
    run_in,
    trained_by,
)

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def with_chance() -> Document:
    """Return a network whose every step depends on chance and on state: dropout, moving means, momentum, a schedule."""
    schedule = {
        "type": "ExponentialDecay",
        "parameters": {"initial_learning_rate": 0.01, "decay_steps": 5, "decay_rate": 0.9},
    }
    document = chain(
        flower=node("Input", column="features"),
        noise=node("GaussianNoise", stddev=0.1),
        hidden=node("Dense", units=8, activation="relu"),
        normal=node("BatchNormalization"),
        dropped=node("Dropout", rate=0.5),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    )
    return trained_by(learning(document, "iris", validation=0.2), "Adam", epochs=4, seed=5, learning_rate=schedule)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run that nobody interrupted."""
    return run_in(tmp_path_factory.mktemp("whole"), with_chance())


def assert_same_model(folder: RunFolder, expected: RunFolder) -> None:
    """Weights, moving means and the optimizer's slots, bit for bit."""
    ours, theirs = (keras.models.load_model(each.model_file) for each in (folder, expected))
    pairs = zip([*ours.weights, *ours.optimizer.variables], [*theirs.weights, *theirs.optimizer.variables], strict=True)
    for variable, other in pairs:
        np.testing.assert_array_equal(variable.numpy(), other.numpy())


def test_a_run_paused_and_resumed_again_and_again_ends_where_an_uninterrupted_one_does(
    tmp_path: Path, whole: RunFolder
) -> None:
    folder = create_run_folder(tmp_path, with_chance(), name="paused")
    pauses = [train(PausedFolder(folder.path, [], looks), budget=GIGABYTE).outcome for looks in (1, 3, 4)]
    generations = [file.name for file in sorted(folder.checkpoint_folder.iterdir())]

    train(folder, budget=GIGABYTE)

    assert pauses == ["paused"] * 3
    assert len(generations) == 2
    assert_same_model(folder, whole)
    assert read_record(folder).history() == read_record(whole).history()
    test, expected_test = read_record(folder).test, read_record(whole).test
    assert (test and test.metrics) == (expected_test and expected_test.metrics)
    resumed = [(event.epoch, event.step) for event in events_of(folder) if isinstance(event, RunResumed)]
    assert resumed == sorted(resumed)
    assert resumed[0] == (1, 0)
    assert resumed[1][1] > 0  # in the middle of an epoch
    ends = [event.outcome for event in events_of(folder) if isinstance(event, RunEnded)]
    assert ends == [*pauses, "finished"]


def test_compiled_with_xla_it_does_so_too(tmp_path: Path) -> None:
    document = with_chance()
    recipe = document.training.model_copy(update={"jit_compile": True})
    document = document.model_copy(update={"training": recipe})
    whole = run_in(tmp_path, document)
    folder = create_run_folder(tmp_path, document, name="paused")

    pauses = [train(PausedFolder(folder.path, [], looks), budget=GIGABYTE).outcome for looks in (2, 4)]
    train(folder, budget=GIGABYTE)

    assert pauses == ["paused"] * 2
    started = next(event for event in events_of(folder) if isinstance(event, RunStarted))
    assert started.way.startswith("fast loop, compiled with XLA")
    assert_same_model(folder, whole)


def test_a_torn_checkpoint_gives_way_to_the_one_before(tmp_path: Path, whole: RunFolder) -> None:
    folder = create_run_folder(tmp_path, with_chance(), name="torn")
    train(PausedFolder(folder.path, [], 2), budget=GIGABYTE)
    train(PausedFolder(folder.path, [], 4), budget=GIGABYTE)

    newest = max(folder.checkpoint_folder.iterdir())
    newest.write_bytes(newest.read_bytes()[: newest.stat().st_size // 2])
    train(folder, budget=GIGABYTE)

    assert_same_model(folder, whole)


def test_a_run_killed_after_the_checkpoint_of_an_epochs_last_step_goes_on_with_the_next(
    tmp_path: Path, whole: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = create_run_folder(tmp_path, with_chance(), name="at_the_end")
    last_step = next(event.steps_per_epoch for event in events_of(whole) if isinstance(event, RunStarted))
    save = EpochTraining.save

    def save_and_die(training: EpochTraining) -> None:
        save(training)
        if training.position.step == last_step:
            raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(EpochTraining, "save", save_and_die)
        dying.setattr(CheckpointPace, "is_due", lambda _: True)
        with pytest.raises(KeyboardInterrupt):
            train(folder, budget=GIGABYTE)
    train(folder, budget=GIGABYTE)

    assert_same_model(folder, whole)
    assert read_record(folder).history() == read_record(whole).history()


def test_a_run_killed_before_its_first_checkpoint_begins_again(tmp_path: Path) -> None:
    straight = run_in(tmp_path, function_fit())
    folder = create_run_folder(tmp_path, function_fit(), name="killed")
    for event in events_of(straight)[:4]:
        folder.append(event)

    train(folder, budget=GIGABYTE)

    assert read_record(folder).history() == read_record(straight).history()


def test_a_checkpoint_that_cannot_be_written_pauses_the_run_with_the_reason(tmp_path: Path) -> None:
    folder = create_run_folder(tmp_path, with_chance(), name="run")
    folder.checkpoint_folder.write_text("in the way")

    ended = train(folder, budget=GIGABYTE)

    assert ended.outcome == "paused"
    assert "cannot be written: File exists. Make room or allow it, then resume the run." in ended.message
    assert not (folder.path / "reserve").exists()


def test_a_checkpoint_of_another_network_is_not_taken(tmp_path: Path, whole: RunFolder) -> None:
    other = create_run_folder(tmp_path, function_fit(), name="other")
    shutil.copytree(whole.checkpoint_folder, other.checkpoint_folder)

    ended = train(other, budget=GIGABYTE)

    assert ended.outcome == "refused"
    assert "is of another network than graph.json beside it" in ended.message
