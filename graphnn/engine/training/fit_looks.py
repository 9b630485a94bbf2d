"""Frames of how a small network draws its answer while it learns, as often as their cost allows."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from graphnn.engine.fit_frames import SAMPLES, FitDrawing, can_be_drawn, fit_drawing
from graphnn.protocol.fit import append_frame
from graphnn.protocol.run_folder import RunFolder

SHORTEST_SECONDS = 0.1
FRAMES_PER_DOUBLING = 40
"""The longer a run, the rarer the frames: so many fit into any length of run that a page can show them all."""

SHARE_OF_TIME = 0.02
"""What frames may cost of a training, as all that it tells."""

MADE_ONCE = 8.0
"""The first frame costs so many times what the next do: it makes what they use."""


@dataclass(slots=True)
class FitLooks:
    """Frames of a model that has a curve or a plane; of any other none.

    Args:
        model: As it is trained.
        folder: Where the frames are written.
        samples: Gives some samples as the model takes them: inputs, targets, and perhaps weights.
    """

    model: keras.Model
    folder: RunFolder
    samples: Callable[[int], Sequence[Any]]
    clock: Callable[[], float] = time.perf_counter
    _drawing: FitDrawing | None = None
    _started: float | None = None
    _last: float = 0.0
    _cost_seconds: float = 0.0
    _last_seconds: float = math.inf

    def take(self, *, epoch: int, step: int, is_last: bool = False) -> None:
        """Write a frame, if it is time for one.

        Raises:
            UnwritableError: If it cannot be written.
        """
        now = self.clock()
        if self._started is None:
            self._started = now
            self._drawing = _drawn(self.model, self.samples)
        elif not is_last and now - self._last < self._pause(now):
            return
        if self._drawing is None:
            return
        append_frame(self.folder, self._drawing.frame(epoch=epoch, step=step))
        self._last = self.clock()
        seconds = (self._last - now) / (1.0 if self._cost_seconds else MADE_ONCE)
        # The lesser of two: one that makes what later ones use, or that the machine held up, tells little of the next.
        self._cost_seconds, self._last_seconds = min(seconds, self._last_seconds), seconds

    def _pause(self, now: float) -> float:
        elapsed = 0.0 if self._started is None else now - self._started
        return max(SHORTEST_SECONDS, elapsed / FRAMES_PER_DOUBLING, self._cost_seconds / SHARE_OF_TIME)


def _drawn(model: keras.Model, samples: Callable[[int], Sequence[Any]]) -> FitDrawing | None:
    if not can_be_drawn(model):  # Asked first: a thousand pictures are much to gather for nothing.
        return None
    (inputs,) = keras.tree.flatten(samples(SAMPLES)[0])
    return fit_drawing(model, inputs)
