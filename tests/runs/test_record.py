import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.protocol.events import Preparing, Remark, RunEnded, RunEvent, RunResumed
from graphnn.runs.record import RunRecord
from tests.document.strategies import quick
from tests.protocol.strategies import events
from tests.runs.fake_run import FINISHED, STARTED, TESTED, epoch_end, steps_end


def record_of(*events: RunEvent) -> RunRecord:
    record = RunRecord()
    for event in events:
        record.take(event)
    return record


def test_a_run_that_has_said_nothing_yet_knows_nothing():
    record = record_of()

    assert (record.stage, record.outcome, record.steps_done, record.steps_in_all) == ("Starting", None, 0, 0)
    assert record.seconds_left is None
    assert record.history() == []


def test_a_run_that_prepares_says_what_it_does():
    assert record_of(Preparing(time=1.0, stage="Loading mnist")).stage == "Loading mnist"


@pytest.mark.parametrize(
    ("events", "steps_done"),
    [
        ((), 0),
        ((steps_end(1, 4),), 4),
        ((steps_end(1, 4), steps_end(1, 9)), 9),
        ((steps_end(1, 9), epoch_end(1)), 10),
        ((steps_end(1, 9), epoch_end(1), steps_end(2, 3)), 13),
        ((epoch_end(1), epoch_end(2), steps_end(3, 10), epoch_end(3)), 30),
    ],
)
def test_steps_count_over_all_epochs(events, steps_done):
    record = record_of(STARTED, *events)

    assert (record.steps_done, record.steps_in_all) == (steps_done, 30)


def test_the_time_left_is_that_of_the_steps_left_at_the_present_rate():
    record = record_of(
        STARTED, steps_end(1, 4, steps_per_second=100), epoch_end(1), steps_end(2, 5, steps_per_second=5)
    )

    assert record.seconds_left == pytest.approx(15 / 5)


def test_no_time_left_is_told_before_a_rate_is_known():
    assert record_of(STARTED, steps_end(1, 1, steps_per_second=0.0)).seconds_left is None


def test_the_history_has_keras_names_and_one_mapping_for_each_epoch():
    record = record_of(
        STARTED,
        epoch_end(1, loss=0.5, accuracy=0.8, val_loss=0.6, val_accuracy=0.7),
        epoch_end(2, loss=None),
    )

    assert record.history() == [
        {"loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.7},
        {"loss": None},
    ]


def test_the_end_of_a_run_says_how_and_in_which_time():
    record = record_of(STARTED, epoch_end(1, loss=0.5), TESTED, FINISHED)

    assert record.outcome == "finished"
    assert record.test is not None
    assert dict(record.test.metrics) == {"loss": 0.25}
    assert record.seconds == {"prepare": 1.234, "train": 2.5, "evaluate": 0.5}


def test_a_killed_run_has_taken_until_what_it_told_last():
    killed = RunEnded(time=99.0, outcome="crashed", message="The training process was killed.")
    record = record_of(STARTED, epoch_end(1, loss=0.5), killed)

    assert record.train_seconds == record.epochs[-1].time - STARTED.time > 0


def test_a_run_refused_before_it_began_has_spent_no_time():
    record = record_of(RunEnded(time=1.0, outcome="refused", message="No."))

    assert record.seconds == {"prepare": 0.0, "train": 0.0, "evaluate": 0.0}


@quick
@given(st.lists(events, max_size=8))
def test_any_events_in_any_order_leave_a_record_that_can_be_shown(written: list[RunEvent]) -> None:
    record = record_of(*written)

    assert record.steps_done >= 0
    assert len(record.history()) == len(record.epochs)
    assert set(record.seconds) == {"prepare", "train", "evaluate"}


def test_a_resumed_run_runs_again_and_what_it_does_again_counts_once():
    paused = RunEnded(time=5.0, outcome="paused")
    late = Remark(time=3.0, epoch=2, message="Lowered")
    record = record_of(STARTED, epoch_end(1), late, epoch_end(2), steps_end(3, 4), paused)
    could_be_resumed = record.can_be_resumed

    record.take(Preparing(time=6.0, stage="Resuming"))
    outcome_meanwhile = record.outcome
    record.take(STARTED)
    record.take(RunResumed(time=7.0, epoch=2, step=6))

    assert could_be_resumed
    assert outcome_meanwhile is None
    assert (len(record.epochs), record.remarks, record.steps_done) == (1, [], 16)
    record.take(steps_end(2, 8))
    assert record.steps_done == 18


@pytest.mark.parametrize(
    ("outcome", "can_be"),
    [
        ("finished", False),
        ("stopped", True),
        ("paused", True),
        ("crashed", True),
        ("diverged", False),
        ("refused", False),
    ],
)
def test_what_ended_before_its_last_epoch_can_be_resumed(outcome, can_be):
    assert record_of(STARTED, RunEnded(time=1.0, outcome=outcome)).can_be_resumed == can_be


def test_the_best_epoch_is_that_of_the_lowest_validation_loss_also_after_it_was_taken_back():
    record = RunRecord()
    for event in (STARTED, epoch_end(1, loss=0.9, val_loss=0.5), epoch_end(2, loss=0.1, val_loss=0.4)):
        record.take(event)
    best = record.best_epoch
    record.take(RunResumed(time=9.0, epoch=2, step=0))
    record.take(epoch_end(2, loss=0.1, val_loss=None))

    assert best is not None
    assert best.epoch == 2
    assert record.best_epoch is not None
    assert record.best_epoch.epoch == 1
