from graphnn.protocol.events import EpochEnd, RunEvent, RunResumed, StepsEnd
from graphnn.runs.curves import MOST_POINTS, Curve, CurvePoint
from tests.runs.fake_run import FINISHED, STARTED, TESTED, epoch_end


def points_of(events: list[RunEvent]) -> list[CurvePoint]:
    curve = Curve()
    curve.take(events)
    return curve.points


def steps(epoch: int, step: int, time: float) -> StepsEnd:
    return StepsEnd(time=time, epoch=epoch, step=step, metrics={"loss": 0.5}, steps_per_second=1.0, learning_rate=0.1)


def epoch(number: int, time: float) -> EpochEnd:
    return EpochEnd(time=time, epoch=number, metrics={"loss": 0.4}, validation={"loss": 0.6}, seconds=1.0)


def test_points_lie_by_epoch_step_and_second():
    points = points_of([STARTED, steps(1, 5, 3.0), epoch(1, 5.0), steps(2, 1, 6.0), TESTED, FINISHED])

    assert [(point.epoch, point.step, point.seconds) for point in points] == [
        (0.5, 5, 2.0),
        (1, 10, 4.0),
        (1.1, 11, 5.0),
    ]
    assert [dict(point.metrics) for point in points] == [
        {"loss": 0.5, "learning_rate": 0.1},
        {"loss": 0.4, "val_loss": 0.6},
        {"loss": 0.5, "learning_rate": 0.1},
    ]
    assert [point.is_epoch_end for point in points] == [False, True, False]


def test_what_a_resumed_run_does_again_counts_once_and_its_pause_takes_no_time():
    again = STARTED.model_copy(update={"time": 101.0})
    resumed = RunResumed(time=101.5, epoch=2, step=1)

    points = points_of([STARTED, epoch(1, 5.0), steps(2, 1, 6.0), steps(2, 7, 9.0), again, resumed, steps(2, 4, 103.0)])

    assert [point.step for point in points] == [10, 11, 14]
    assert points[-1].seconds == 8.0 + 2.0


def test_a_long_run_is_sent_in_few_points_with_its_peak_and_its_end():
    epochs = [epoch_end(n, loss=100.0 if n == 4321 else 1.0) for n in range(1, 20_001)]

    points = points_of([STARTED, *epochs])

    assert len(points) < 2 * MOST_POINTS
    assert points[-1].epoch == 20_000
    assert [point.epoch for point in points] == sorted(point.epoch for point in points)
    assert 4321 in [point.epoch for point in points if point.metrics["loss"] == 100.0]


def test_a_curve_tells_what_came_last():
    curve = Curve()

    curve.take([STARTED, epoch_end(1, loss=0.5)])
    curve.take([epoch_end(2, loss=0.25)])

    assert [point.epoch for point in curve.points] == [1, 2]
    assert [point.epoch for point in curve.latest] == [2]
