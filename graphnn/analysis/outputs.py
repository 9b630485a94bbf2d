"""Rules of Outputs: the loss, and whether what is predicted fits it and the target.

What a loss expects (probabilities of which activation, classes as what) is in the catalogue. Where shapes would
have to be known, these rules keep silent: the engine's walk knows them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.subject import Rule, Subject
from graphnn.catalogue.model import Column, ObjectType
from graphnn.document.edits import Edit, SetParameter
from graphnn.document.values import Json

LINEAR = "linear"

_BY_CLASS = ("one_hot", "index", "binary")
"""How losses take their target that want a value for each class."""


def no_loss(subject: Subject) -> Iterator[Diagnostic]:
    """An Output that has a column to learn and nothing to learn it by, or the other way round."""
    for node_id in subject.outputs:
        has_column, has_loss = bool(subject.columns(node_id)), subject.value(node_id, "loss") is not None
        if has_column and not has_loss:
            loss = _usual_loss(subject, node_id)
            yield Diagnostic(
                code="output/no-loss",
                nodes=(node_id,),
                parameter="loss",
                message=f"{node_id} has a column to learn, and no loss to learn it by.",
                hint="Choose a loss.",
                fix=None if loss is None else Fix(label=f"Set loss to {loss}", edit=_set(node_id, "loss", loss)),
            )
        elif has_loss and not has_column:
            targets = [c.name for c in subject.data_set.columns if c.role == "target"] if subject.data_set else []
            bindings = [Fix(label=f"Bind {name}", edit=_set(node_id, "column", name)) for name in targets]
            yield Diagnostic(
                code="output/no-column",
                severity="warning",
                nodes=(node_id,),
                parameter="column",
                message=f"{node_id} has a loss, and no column to compare with, so it is not trained.",
                hint="Bind the column that holds the right answers.",
                fix=bindings[0] if len(bindings) == 1 else None,
            )


def _usual_loss(subject: Subject, node_id: str) -> str | None:
    column = subject.column(node_id)
    if column is None:
        return None
    if column.kind != "label":
        return "mean_squared_error"
    prediction = prediction_of(subject, node_id)
    is_single = prediction is not None and prediction.size == 1
    return "binary_crossentropy" if is_single and len(column.classes) == 2 else "sparse_categorical_crossentropy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What is known of the tensor that reaches an Output without asking Keras.

    `activated_by` is the node whose activation it went through last, `activation` its name, None where that
    cannot be told; `sized_by` is the node that decides on the size of the last axis, and `size` that size.
    """

    activated_by: str
    activation: str | None
    sized_by: str | None
    size: int | None


def prediction_of(subject: Subject, output: str) -> Prediction | None:
    """Return what is known of the prediction: up the chain until a layer decides on the size of the last axis."""
    activated_by, activation = "", None
    node_id, seen = output, {output}
    while len(edges := subject.edges_into[node_id]) == 1:
        node_id = edges[0].source_port.node
        if node_id in seen or node_id not in subject.types:
            break
        seen.add(node_id)
        layer_type = subject.types[node_id]
        if subject.nodes[node_id].state == "bypassed":
            continue
        applied = _activation(subject, node_id)
        if not activated_by and applied not in (None, LINEAR):
            activated_by, activation = node_id, applied
        if layer_type.size_parameter is not None:
            size = subject.value(node_id, layer_type.size_parameter)
            return Prediction(
                activated_by=activated_by or node_id,
                activation=activation or applied,
                sized_by=node_id,
                size=size if isinstance(size, int) else None,
            )
        if "elementwise" not in layer_type.traits:
            break
    if activated_by:
        return Prediction(activated_by=activated_by, activation=activation, sized_by=None, size=None)
    return None


def _activation(subject: Subject, node_id: str) -> str | None:
    """Return the name of the activation a node applies; None where it has none to speak of."""
    layer_type = subject.types[node_id]
    if layer_type.activation is not None:
        return layer_type.activation
    if layer_type.parameter("activation") is None:
        return None
    value = subject.value(node_id, "activation")
    if value is None:
        return LINEAR
    known = subject.catalogue.find("activations", value) if isinstance(value, str) else None
    return None if known is None else known.name


def wrong_size(subject: Subject) -> Iterator[Diagnostic]:
    """A prediction with another number of values than the target has classes."""
    for node_id in subject.outputs:
        loss, column, prediction = _loss(subject, node_id), subject.column(node_id), prediction_of(subject, node_id)
        if loss is None or loss.target not in _BY_CLASS or column is None or not _is_sorted(column, loss):
            continue
        if loss.target == "binary" and len(column.classes) > 2:
            yield _too_many_classes(node_id, loss, column)
            continue
        wanted = 1 if loss.target == "binary" else len(column.classes)
        if prediction is None or prediction.sized_by is None or prediction.size in (None, wanted) or not wanted:
            continue
        sized_by = prediction.sized_by
        parameter = subject.types[sized_by].size_parameter or ""
        owner = subject.nodes[sized_by].shares or sized_by
        # More values than classes: integer labels still find their place, and the rest is never right.
        is_waste = loss.target == "index" and (prediction.size or 0) > wanted
        reason = f"{column.name} has {len(column.classes)} classes, so {loss.name} needs {wanted}"
        yield Diagnostic(
            code="loss/units",
            severity="warning" if is_waste else "error",
            nodes=(node_id,),
            parameter="loss",
            message=f"{sized_by} gives {prediction.size} values to {node_id}; {reason}.",
            hint=f"Set {parameter} of {owner} to {wanted}.",
            fix=Fix(label=f"Set {parameter} to {wanted}", edit=_set(owner, parameter, wanted)),
        )


def _is_sorted(column: Column, loss: ObjectType) -> bool:
    """Tell whether a loss compares a value for each class of a column: of the sample, or of every step."""
    return column.kind == "label" or (column.kind == "sequence" and loss.target == "index" and bool(column.classes))


def _too_many_classes(node_id: str, loss: ObjectType, column: Column) -> Diagnostic:
    cure = "sparse_categorical_crossentropy"
    return Diagnostic(
        code="loss/classes",
        nodes=(node_id,),
        parameter="loss",
        message=f"{node_id}: {loss.name} tells two classes apart; {column.name} has {len(column.classes)}.",
        hint=f"Set loss to {cure}.",
        fix=Fix(label=f"Set loss to {cure}", edit=_set(node_id, "loss", cure)),
    )


def wrong_activation(subject: Subject) -> Iterator[Diagnostic]:
    """A loss that gets probabilities where it expects logits, or the other way round."""
    for node_id in subject.outputs:
        loss, prediction = _loss(subject, node_id), prediction_of(subject, node_id)
        if loss is None or loss.activation is None or prediction is None or prediction.activation is None:
            continue
        last = prediction.activated_by
        if prediction.size == 1 and prediction.activation == "softmax":
            yield _activation_fault(
                node_id,
                last,
                f"{last} applies softmax to a single value, which always gives 1.",
                "Use sigmoid.",
                _activation_fix(subject, last, "sigmoid"),
            )
        elif _takes_logits(subject, node_id, loss) and prediction.activation in (loss.activation, "sigmoid", "softmax"):
            yield _activation_fault(
                node_id,
                last,
                f"{node_id}: {loss.name} expects logits, and {last} applies {prediction.activation} to them.",
                "Set from_logits to false, or take the activation away.",
                Fix(label="Set from_logits to false", edit=_set_from_logits(subject, node_id, loss, False)),
            )
        elif not _takes_logits(subject, node_id, loss) and prediction.activation in (LINEAR, "relu"):
            fix = _activation_fix(subject, last, loss.activation)
            if fix is None and prediction.activation == LINEAR and loss.parameter("from_logits") is not None:
                fix = Fix(label="Set from_logits to true", edit=_set_from_logits(subject, node_id, loss, True))
            yield _activation_fault(
                node_id,
                last,
                f"{node_id}: {loss.name} expects probabilities, and {last} ends with {prediction.activation}.",
                f"Set activation of {last} to {loss.activation}"
                + (", or from_logits of the loss to true." if loss.parameter("from_logits") is not None else "."),
                fix,
            )


def _activation_fault(node_id: str, last: str, message: str, hint: str, fix: Fix | None) -> Diagnostic:
    return Diagnostic(
        code="loss/activation",
        severity="warning",
        nodes=(node_id, last),
        parameter="loss",
        message=message,
        hint=hint,
        fix=fix,
    )


def _activation_fix(subject: Subject, node_id: str, activation: str) -> Fix | None:
    if subject.types[node_id].parameter("activation") is None:
        return None
    owner = subject.nodes[node_id].shares or node_id
    return Fix(label=f"Set activation to {activation}", edit=_set(owner, "activation", activation))


def _loss(subject: Subject, node_id: str) -> ObjectType | None:
    match subject.value(node_id, "loss"):
        case str() as name:
            return subject.catalogue.find("losses", name)
        case Mapping() as value if isinstance(value.get("type"), str):
            return subject.catalogue.find("losses", str(value["type"]))
        case _:
            return None


def _takes_logits(subject: Subject, node_id: str, loss: ObjectType) -> bool:
    parameter = loss.parameter("from_logits")
    given = _loss_parameters(subject, node_id)
    return bool(given.get("from_logits", parameter.default if parameter else False))


def _loss_parameters(subject: Subject, node_id: str) -> Mapping[str, Json]:
    value = subject.value(node_id, "loss")
    parameters = value.get("parameters", {}) if isinstance(value, Mapping) else {}
    return parameters if isinstance(parameters, Mapping) else {}


def _set_from_logits(subject: Subject, node_id: str, loss: ObjectType, value: bool) -> Edit:
    parameters = {name: each for name, each in _loss_parameters(subject, node_id).items() if name != "from_logits"}
    if value:
        parameters["from_logits"] = True
    if parameters:
        return _set(node_id, "loss", {"type": loss.name, "parameters": parameters})
    return _set(node_id, "loss", loss.alias or loss.name)


def _set(node_id: str, parameter: str, value: Json) -> SetParameter:
    return SetParameter(id=node_id, name=parameter, value=value)


OUTPUT_RULES: tuple[Rule, ...] = (no_loss, wrong_size, wrong_activation)
