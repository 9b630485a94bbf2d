import time
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.catalogue.model import LayerType
from graphnn.document.model import Document
from graphnn.engine.thumbnails import activity
from graphnn.engine.training.epochs import sample_order
from graphnn.engine.training.prepare import Prepared, prepare
from graphnn.engine.training.thumbnail_looks import ThumbnailLooks
from graphnn.protocol.events import Remark
from graphnn.protocol.run_folder import RunFolder
from graphnn.protocol.thumbnails import (
    SHARE_OF_TIME,
    ThumbnailSettings,
    read_thumbnails,
    write_settings,
)
from tests.engine.builders import CATALOGUE, GIGABYTE, SAVING_WARNS, chain, learning, node, run_in, trained_by

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

TRACED = LayerType(
    name="wavelets>Traced", category="Wavelets", doc="", implementation="tests.plugins.wavelets.layers:Traced"
)
ROUNDED = LayerType(
    name="wavelets>Rounded", category="Wavelets", doc="", implementation="tests.plugins.wavelets.layers:Rounded"
)
WITH_PLUGINS = CATALOGUE.model_copy(update={"layers": {**CATALOGUE.layers, TRACED.name: TRACED, ROUNDED.name: ROUNDED}})


def network(first: str = "BatchNormalization", *, source: str = "iris") -> Document:
    document = chain(
        flower=node("Input", column="features"),
        first=node(first),
        hidden=node("Dense", units=8, activation="relu"),
        dropped=node("Dropout", rate=0.5),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="sparse_categorical_crossentropy"),
    )
    return trained_by(learning(document, source, validation=0.2), "Adam", epochs=3, learning_rate=0.05)


def prepared(first: str = "BatchNormalization") -> Prepared:
    return prepare(network(first), WITH_PLUGINS, budget=GIGABYTE, emit=lambda _: None)


class Clock:
    """A clock that goes when it is told to, and while a look is taken: it is read again at the end of one."""

    SECONDS_A_LOOK = 0.03
    now = 0.0
    was_read = False

    def tick(self, now: float) -> None:
        self.now, self.was_read = max(self.now, now), False

    def __call__(self) -> float:
        self.now += self.SECONDS_A_LOOK if self.was_read else 0.0
        self.was_read = True
        return self.now


def looked(folder: Path, ready: Prepared, *, clock: Callable[[], float] = time.perf_counter) -> ThumbnailLooks:
    run = folder / "run"
    run.mkdir()
    return ThumbnailLooks(ready, RunFolder(run), clock)


def test_they_are_what_keras_gives_to_the_sample_at_that_step(tmp_path: Path) -> None:
    ready = prepared()
    looks = looked(tmp_path, ready)
    write_settings(tmp_path, ThumbnailSettings(sample=4))
    split, loop = ready.scored
    loop.set_order(sample_order(0, 1, loop.sample_count))  # whatever the order is, it is the data's fifth

    for step in (1, 3):
        ready.training.take_steps(step - 1, step)
        looks.take(epoch=1, step=step, is_last=True)

        told = read_thumbnails(tmp_path / "run")
        assert told is not None
        assert (told.epoch, told.step, told.split, told.sample) == (1, step, split, 4)
        for name in ("hidden", "kind"):
            to_layer = keras.Model(ready.model.inputs, ready.model.get_layer(name).output)
            expected = np.asarray(to_layer(loop.inputs_at(4), training=False))[0]
            assert told.nodes[name] == activity(expected)


def test_a_sample_beyond_the_last_is_the_last(tmp_path: Path) -> None:
    ready = prepared()
    looks = looked(tmp_path, ready)
    write_settings(tmp_path, ThumbnailSettings(sample=1_000_000))

    looks.take(epoch=1, step=1, is_last=True)

    told = read_thumbnails(tmp_path / "run")
    assert told is not None
    assert told.sample == ready.scored[1].sample_count - 1


def test_they_leave_no_trace_in_the_training(tmp_path: Path) -> None:
    alone, seen = prepared(), prepared()
    looks = looked(tmp_path, seen)

    for step in range(3):
        alone.training.take_steps(step, step + 1)
        seen.training.take_steps(step, step + 1)
        looks.take(epoch=1, step=step + 1, is_last=True)

    for one, other in zip(alone.model.variables, seen.model.variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())


def test_where_they_are_off_there_are_none(tmp_path: Path) -> None:
    looks = looked(tmp_path, prepared())
    write_settings(tmp_path, ThumbnailSettings(is_on=False))

    looks.take(epoch=1, step=1, is_last=True)

    assert read_thumbnails(tmp_path / "run") is None


def test_they_never_take_more_than_their_share_of_the_time_the_last_included(tmp_path: Path) -> None:
    clock = Clock()
    looks = looked(tmp_path, prepared(), clock=clock)
    steps = set()

    for tick in range(600):
        clock.tick(0.05 * tick)
        looks.take(epoch=1, step=tick)
        if (told := read_thumbnails(tmp_path / "run")) is not None:
            steps.add(told.step)
            with_last = (len(steps) + 1) * Clock.SECONDS_A_LOOK
            assert (
                with_last <= SHARE_OF_TIME * clock.now * 1.001 or len(steps) < 3
            )  # what they cost is not known before
    assert 15 <= len(steps) <= 20
    clock.tick(clock.now)
    looks.take(epoch=1, step=600, is_last=True)
    told = read_thumbnails(tmp_path / "run")
    assert told is not None
    assert told.step == 600
    assert told.cost == pytest.approx(len(steps) * Clock.SECONDS_A_LOOK / 29.95, rel=0.02)


def moments(folder: Path, looks: ThumbnailLooks, clock: Clock, *, until: float) -> int:
    """Return how many were written while the clock went on."""
    steps = set()
    for tick in range(int(20 * clock.now) + 1, int(20 * until)):
        clock.tick(0.05 * tick)
        looks.take(epoch=1, step=tick)
        if (told := read_thumbnails(folder / "run")) is not None:
            steps.add(told.step)
    return len(steps)


def test_the_share_they_may_take_is_followed_by_a_run_under_way_from_then_on(tmp_path: Path) -> None:
    clock = Clock()
    looks = looked(tmp_path, prepared(), clock=clock)

    usual = moments(tmp_path, looks, clock, until=30)
    write_settings(tmp_path, ThumbnailSettings(share=0.05))
    more = moments(tmp_path, looks, clock, until=60)
    write_settings(tmp_path, ThumbnailSettings(share=0.01))
    less = moments(tmp_path, looks, clock, until=90)

    assert 15 <= usual <= 20
    assert 40 <= more <= 50
    # What was spent before is not owed, or there would be none for minutes; the one of before is seen, too.
    assert 8 <= less <= 11


def test_with_no_share_of_the_time_there_is_only_the_last(tmp_path: Path) -> None:
    clock = Clock()
    looks = looked(tmp_path, prepared(), clock=clock)
    write_settings(tmp_path, ThumbnailSettings(share=0.0))

    while_it_learns = moments(tmp_path, looks, clock, until=300)
    looks.take(epoch=1, step=6000, is_last=True)

    told = read_thumbnails(tmp_path / "run")
    assert while_it_learns == 0
    assert told is not None
    assert told.step == 6000


def test_a_layer_that_fails_on_a_sample_ends_them_with_a_remark(tmp_path: Path) -> None:
    looks = looked(tmp_path, prepared("wavelets>Traced"))

    for step in (1, 2):
        looks.take(epoch=1, step=step, is_last=True)

    (remark,) = looks.folder.events()[0]
    assert isinstance(remark, Remark)
    assert "Traced has to be traced." in remark.message
    assert read_thumbnails(tmp_path / "run") is None


def test_a_network_that_cannot_be_traced_shows_them_too(tmp_path: Path) -> None:
    ready = prepared("wavelets>Rounded")
    looks = looked(tmp_path, ready)

    looks.take(epoch=1, step=1, is_last=True)

    told = read_thumbnails(tmp_path / "run")
    assert told is not None
    expected = np.round(np.asarray(ready.scored[1].inputs_at(0))[0], 1)
    assert told.nodes["first"].words == activity(expected).words


def test_a_run_ends_with_those_of_its_last_step(tmp_path: Path) -> None:
    folder = run_in(tmp_path, network())

    told = read_thumbnails(folder.path)
    assert told is not None
    assert (told.epoch, set(told.nodes)) == (3, {"flower", "first", "hidden", "dropped", "kind", "answer"})
    model = keras.models.load_model(folder.model_file)
    answer = np.asarray(prepared().scored[1].inputs_at(0))
    assert told.nodes["kind"] == activity(model(answer, training=False).numpy()[0])
