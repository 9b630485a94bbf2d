"""Thumbnails of what nodes give to a sample while a network learns, as often as their cost allows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphnn.engine.faults import keras_sentence
from graphnn.engine.thumbnails import NodeOutputs, node_outputs
from graphnn.engine.training.loop import EpochLoop
from graphnn.engine.training.prepare import Prepared
from graphnn.engine.training.undisturbed import undisturbed
from graphnn.protocol.events import Remark
from graphnn.protocol.run_folder import RunFolder
from graphnn.protocol.thumbnails import SHARE_OF_TIME, Thumbnails, ThumbnailSettings, read_settings, write_thumbnails

SHORTEST_SECONDS = 0.5
FIRST_SECONDS = 0.01
"""What the first are taken to cost."""

MADE_ONCE = 2.0
"""The first are taken to cost so many times what the next do: they make what those use, most of it when rehearsed."""


@dataclass(slots=True)
class ThumbnailLooks:
    """Thumbnails of a network for the sample that the settings beside its run name; none where those say so.

    It is one of those the run is scored on, so that it can be tried later by the same number. A layer that fails on a
    sample alone ends them with a remark, and the training goes on.

    Args:
        prepared: What is trained.
        folder: Where thumbnails are written.
    """

    prepared: Prepared
    folder: RunFolder
    clock: Callable[[], float] = time.perf_counter
    _outputs: NodeOutputs | None = None
    _given: tuple[int, Any] | None = None
    _started: float | None = None
    _last: float = 0.0
    _spent_seconds: float = 0.0
    _share: float = SHARE_OF_TIME
    _counted_from: tuple[float, float] = (0.0, 0.0)
    """What had passed and was spent when that share was chosen: it is one of the time since."""
    _next_seconds: float = FIRST_SECONDS
    _has_failed: bool = False

    def take(self, *, epoch: int, step: int, is_last: bool = False) -> None:
        """Write thumbnails, if it is time for some; the last are written in any case.

        Raises:
            UnwritableError: If they cannot be written.
        """
        began = self.clock()
        if self._started is None:
            self._started = self._last = began
        elapsed = began - self._started
        if self._has_failed or not (is_last or began - self._last >= SHORTEST_SECONDS):
            return
        self._last = began
        settings = read_settings(self.folder.path.parent)
        if not settings.is_on or not (is_last or self._is_due(elapsed, settings)):
            return
        split, loop = self.prepared.scored
        sample = min(settings.sample, loop.sample_count - 1)
        try:
            with undisturbed(self.prepared.model):
                nodes = self._make().to(self._inputs(loop, sample))
        except Exception as error:  # What a layer says of a single sample: the training needs none of it.
            self._has_failed = True
            words = f"What nodes give to a sample is not shown: {keras_sentence(error)}"
            self.folder.append(Remark(time=time.time(), epoch=epoch, message=words))
            return
        write_thumbnails(
            self.folder,
            Thumbnails(
                time=time.time(),
                epoch=epoch,
                step=step,
                split=split,
                sample=sample,
                cost=self._spent_seconds / max(elapsed, 1e-9),
                nodes=nodes,
            ),
        )
        self._learn(self.clock() - began)

    def _is_due(self, elapsed: float, settings: ThumbnailSettings) -> bool:
        if settings.share != self._share:
            self._share, self._counted_from = settings.share, (elapsed, self._spent_seconds)
        elapsed_before, spent_before = self._counted_from
        spent = self._spent_seconds - spent_before
        # Twice: there must be time left for the last.
        return spent + 2 * self._next_seconds <= settings.share * (elapsed - elapsed_before)

    def _learn(self, seconds: float) -> None:
        self._next_seconds = seconds if self._spent_seconds else seconds / MADE_ONCE
        self._spent_seconds += seconds

    def _make(self) -> NodeOutputs:
        if self._outputs is None:
            bindings = self.prepared.bindings
            self._outputs = node_outputs(self.prepared.built, bindings.document, bindings.catalogue)
        return self._outputs

    def _inputs(self, loop: EpochLoop, sample: int) -> Any:
        """Return a sample as the network takes it; read once."""
        if self._given is None or self._given[0] != sample:
            self._given = sample, loop.inputs_at(sample)
        return self._given[1]
