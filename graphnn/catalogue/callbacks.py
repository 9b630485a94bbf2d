"""What can watch a training run and act at the end of each epoch, as data.

By the names and defaults of `keras.callbacks`, in a schema of our own: Keras' classes take functions, file names and
numbers of verbosity, which no graph file holds. Where they write, they write into the run's folder.
"""

from collections.abc import Mapping
from types import MappingProxyType

from graphnn.catalogue.model import Kind, ObjectType, Parameter

VALIDATION_PREFIX = "val_"
"""How the metrics of the validation are called."""

_MONITOR = Parameter(
    name="monitor",
    kind=Kind.TEXT,
    default="val_loss",
    main=True,
    doc="The metric to watch, as the charts name it: loss, val_loss, val_accuracy.",
)
_MODE = Parameter(
    name="mode",
    kind=Kind.CHOICE,
    choices=("auto", "min", "max"),
    default="auto",
    doc="Whether smaller or larger is better; auto goes by the metric.",
)
_MIN_DELTA = Parameter(
    name="min_delta", kind=Kind.NUMBER, minimum=0, default=0, doc="A change smaller than this is no improvement."
)
_PATIENCE = Parameter(
    name="patience", kind=Kind.INTEGER, minimum=0, main=True, doc="Epochs without improvement before it acts."
)


def _with_default(parameter: Parameter, default: float) -> Parameter:
    return parameter.model_copy(update={"default": default})


_EARLY_STOPPING = ObjectType(
    name="EarlyStopping",
    doc="Ends the training when a metric has stopped improving.",
    parameters=(
        _MONITOR,
        _with_default(_PATIENCE, 0),
        _MIN_DELTA,
        _MODE,
        Parameter(
            name="baseline", kind=Kind.NUMBER, optional=True, doc="End as well where the metric never beats this value."
        ),
        Parameter(
            name="restore_best_weights",
            kind=Kind.BOOLEAN,
            default=False,
            main=True,
            doc="Keep the weights of the best epoch instead of those of the last.",
        ),
        Parameter(name="start_from_epoch", kind=Kind.INTEGER, minimum=0, default=0, doc="Epochs to wait first."),
    ),
)
_REDUCE_ON_PLATEAU = ObjectType(
    name="ReduceLROnPlateau",
    doc="Lowers the learning rate when a metric has stopped improving.",
    parameters=(
        _MONITOR,
        Parameter(
            name="factor",
            kind=Kind.NUMBER,
            exclusive_minimum=0,
            exclusive_maximum=1,
            default=0.1,
            main=True,
            doc="The new learning rate is the old one times this.",
        ),
        _with_default(_PATIENCE, 10),
        _with_default(_MIN_DELTA, 1e-4),
        _MODE,
        Parameter(name="cooldown", kind=Kind.INTEGER, minimum=0, default=0, doc="Epochs to wait after lowering it."),
        Parameter(name="min_lr", kind=Kind.NUMBER, minimum=0, default=0, doc="The learning rate goes no lower."),
    ),
)
_SCHEDULER = ObjectType(
    name="LearningRateScheduler",
    doc="Sets the learning rate at the start of each epoch by a schedule that counts epochs instead of steps.",
    parameters=(
        Parameter(
            name="schedule",
            kind=Kind.OBJECT,
            registry="schedules",
            required=True,
            suggestion={
                "type": "ExponentialDecay",
                "parameters": {"initial_learning_rate": 0.001, "decay_steps": 1, "decay_rate": 0.9},
            },
            main=True,
            doc="Its steps are epochs, the first is 0.",
        ),
    ),
)
_CHECKPOINT = ObjectType(
    name="ModelCheckpoint",
    doc="Keeps the model of the best epoch as best.keras in the run's folder.",
    parameters=(_MONITOR, _MODE),
)
_TERMINATE = ObjectType(
    name="TerminateOnNaN",
    doc="Ends the training when the loss is no number. Every run does so, with or without it.",
)
_CSV = ObjectType(
    name="CSVLogger",
    doc="Writes the metrics of each epoch to history.csv in the run's folder.",
    parameters=(
        Parameter(name="separator", kind=Kind.CHOICE, choices=(",", ";", "\t"), default=",", doc="Between the values."),
    ),
)
_TENSORBOARD = ObjectType(
    name="TensorBoard",
    doc="Writes the metrics of each epoch to the folder tensorboard of the run, for TensorBoard to show.",
)
_MLFLOW = ObjectType(
    name="MLflow",
    doc="Writes recipe and metrics to mlflow.db beside the runs, for MLflow to show. Needs graphnn[mlflow].",
    parameters=(
        Parameter(
            name="experiment", kind=Kind.TEXT, default="", doc="What MLflow calls it; by default the network's name."
        ),
    ),
)

_ALL = (_EARLY_STOPPING, _REDUCE_ON_PLATEAU, _SCHEDULER, _CHECKPOINT, _TERMINATE, _CSV, _TENSORBOARD, _MLFLOW)

CALLBACKS: Mapping[str, ObjectType] = MappingProxyType({each.name: each for each in _ALL})
"""By name, in the order in which they are offered."""

SETS_LEARNING_RATE = frozenset({_REDUCE_ON_PLATEAU.name, _SCHEDULER.name})
"""Those that need an optimizer whose learning rate is a number, not a schedule."""
