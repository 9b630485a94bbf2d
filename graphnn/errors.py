"""The exceptions graphnn raises, as one tree.

    GraphnnError            exit code 1: the work failed
    ├── UsageError          2: the command was called wrongly
    ├── RefusedError        3: a document, model or data set was refused
    │   ├── DocumentError   the graph file, with the place of the fault in it
    │   │   └── EditError   an edit that does not fit the document it was meant for
    │   ├── FaultyGraphError  the graph cannot be built: its diagnostics say why
    │   ├── ModelError      a model file of Keras that cannot be taken over
    │   └── DataError       the data set, its file, or a column of it
    ├── EngineError         the engine process failed or went away
    └── RunError            a training run failed
        └── UnwritableError   its folder cannot be written: the disk is full, or it may not be

A message names the place first, then what is wrong, then the cure.
"""

from typing import ClassVar


class GraphnnError(Exception):
    """Anything graphnn refuses or fails to do; `exit_code` is what the shell returns."""

    exit_code: ClassVar[int] = 1


class UsageError(GraphnnError):
    """The command or function was called wrongly."""

    exit_code = 2


class RefusedError(GraphnnError):
    """A document, a model or data was refused."""

    exit_code = 3


class DocumentError(RefusedError):
    """The graph file is not a graph file of a format this version reads."""


class EditError(DocumentError):
    """An edit names what the document does not have, or would leave it invalid."""


class FaultyGraphError(RefusedError):
    """The graph cannot be built; the message lists every fault."""


class ModelError(RefusedError):
    """A model file is not one, is unsafe to read, or holds what no graph can."""


class DataError(RefusedError):
    """A data set is unknown, cannot be had, or lacks what the graph asks of it."""


class EngineError(GraphnnError):
    """The engine process failed, answered nonsense or went away."""


class RunError(GraphnnError):
    """A training run could not start, diverged or crashed."""


class UnwritableError(RunError):
    """What a run has to keep cannot be written to its folder."""
