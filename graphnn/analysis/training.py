"""Rules of the training recipe: its callbacks and the weights of classes."""

from collections.abc import Iterator
from difflib import get_close_matches

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.mending import mended_values
from graphnn.analysis.subject import Rule, Subject
from graphnn.analysis.values import object_faults
from graphnn.catalogue.callbacks import SETS_LEARNING_RATE, VALIDATION_PREFIX
from graphnn.catalogue.model import Column
from graphnn.document.edits import SetData, SetTraining
from graphnn.document.model import Configured, Split, Training


def unknown_callback(subject: Subject) -> Iterator[Diagnostic]:
    """A callback that does not exist."""
    training, known = subject.document.training, subject.catalogue.callbacks
    for place, callback in enumerate(training.callbacks):
        if callback.type in known:
            continue
        close = get_close_matches(callback.type, known, n=1)
        fix = None
        if close:
            renamed = Configured(type=close[0], parameters=callback.parameters)
            fix = Fix(label=f"Use {close[0]}", edit=_with_callback(training, place, renamed))
        yield Diagnostic(
            code="training/unknown-callback",
            parameter=f"training.callbacks.{place}.type",
            message=f"training.callbacks.{place}: there is no callback {callback.type}.",
            hint=f"Choose one of {', '.join(known)}.",
            fix=fix or Fix(label=f"Remove {callback.type}", edit=_with_callback(training, place, None)),
        )


def callback_parameters(subject: Subject) -> Iterator[Diagnostic]:
    """A parameter of a callback that is unknown, missing or has a value it does not take."""
    training = subject.document.training
    for place, callback in enumerate(training.callbacks):
        callback_type = subject.catalogue.callbacks.get(callback.type)
        if callback_type is None:
            continue
        for fault in object_faults(callback_type, callback.parameters, subject.catalogue):
            path = f"training.callbacks.{place}.{fault.place}"
            found = mended_values(callback_type, callback.parameters, fault.place, subject.catalogue)
            cured = Configured(type=callback.type, parameters=found.values) if found else None
            yield Diagnostic(
                code=fault.code,
                parameter=path,
                message=f"{path} {fault.fault}.",
                hint=fault.cure,
                fix=Fix(label=found.label, edit=_with_callback(training, place, cured)) if found else None,
            )


def unwatched_metric(subject: Subject) -> Iterator[Diagnostic]:
    """A callback that watches the validation of a run that has none."""
    document = subject.document
    if document.data is None or document.data.validation is not None:
        return
    for place, callback in enumerate(document.training.callbacks):
        callback_type = subject.catalogue.callbacks.get(callback.type)
        monitor = callback_type.parameter("monitor") if callback_type else None
        if monitor is None:
            continue
        metric = callback.parameters.get("monitor", monitor.default)
        if isinstance(metric, str) and metric.startswith(VALIDATION_PREFIX):
            held_out = document.data.model_copy(update={"validation": Split(fraction=0.1)})
            yield Diagnostic(
                code="training/no-validation",
                parameter=f"training.callbacks.{place}.monitor",
                message=f"{callback.type} watches {metric}, and no samples are held out for validation.",
                hint=f"Hold some out, or watch {metric.removeprefix(VALIDATION_PREFIX)}.",
                fix=Fix(label="Hold out a tenth for validation", edit=SetData(data=held_out)),
            )


def two_hands_on_the_learning_rate(subject: Subject) -> Iterator[Diagnostic]:
    """A callback that sets the learning rate of an optimizer that follows a schedule, which no one can set."""
    training = subject.document.training
    rate = training.optimizer.parameters.get("learning_rate")
    if rate is None or isinstance(rate, int | float | str):
        return
    for place, callback in enumerate(training.callbacks):
        if callback.type in SETS_LEARNING_RATE:
            yield Diagnostic(
                code="training/two-schedules",
                parameter=f"training.callbacks.{place}",
                message=f"{callback.type} sets the learning rate, and that of {training.optimizer.type} is a schedule.",
                hint=f"Give {training.optimizer.type} a number, or remove {callback.type}.",
                fix=Fix(label=f"Remove {callback.type}", edit=_with_callback(training, place, None)),
            )


def class_weights(subject: Subject) -> Iterator[Diagnostic]:
    """Weights of classes where there are none, or of classes that the data does not have."""
    weights = subject.document.training.class_weights
    if weights is None or subject.data_set is None:
        return
    columns = [subject.column(node_id) for node_id in subject.outputs]
    labels = [column for column in columns if column is not None and column.kind == "label"]
    cured = subject.document.training.model_copy(update={"class_weights": None})
    remove = Fix(label="Remove the class weights", edit=SetTraining(training=cured))
    if len(columns) != 1 or not labels:
        yield Diagnostic(
            code="training/class-weights",
            parameter="training.class_weights",
            message="training.class_weights: they need one Output whose target is a class.",
            hint="Remove them, or bind one Output to a column of classes.",
            fix=remove,
        )
        return
    if weights == "balanced":
        return
    for name in weights:
        if class_number(labels[0], name) is None:
            known = ", ".join(labels[0].classes[:12])
            yield Diagnostic(
                code="training/class-weights",
                parameter=f"training.class_weights.{name}",
                message=f"training.class_weights: {labels[0].name} has no class {name}.",
                hint=f"Its classes are {known}." if known else "Name a class by its number.",
                fix=remove,
            )


def class_number(column: Column, name: str) -> int | None:
    """Return the number of a class, told by its name or its number; None where there is no such class.

    >>> classes = ("setosa", "virginica")
    >>> species = Column(name="s", shape=(), dtype="int64", role="target", kind="label", classes=classes)
    >>> class_number(species, "virginica"), class_number(species, "0"), class_number(species, "7")
    (1, 0, None)
    """
    if name in column.classes:
        return column.classes.index(name)
    if not name.isdecimal() or (column.classes and int(name) >= len(column.classes)):
        return None
    return int(name)


def _with_callback(training: Training, place: int, callback: Configured | None) -> SetTraining:
    """Return the edit that replaces a callback, or takes it away."""
    others = training.callbacks[:place], training.callbacks[place + 1 :]
    callbacks = (*others[0], *((callback,) if callback is not None else ()), *others[1])
    return SetTraining(training=training.model_copy(update={"callbacks": callbacks}))


TRAINING_RULES: tuple[Rule, ...] = (
    unknown_callback,
    callback_parameters,
    unwatched_metric,
    two_hands_on_the_learning_rate,
    class_weights,
)
