"""Rules of parameters: of nodes, of the optimizer, and of a data set that takes some."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.subject import Rule, Subject
from graphnn.analysis.values import ValueFault, close_names, expected, faults_of, object_faults
from graphnn.catalogue.model import Parameter
from graphnn.document.edits import ResetParameter, SetData, SetParameter, SetTraining, Together
from graphnn.document.model import Configured
from graphnn.document.values import MAX_INTEGER, Json

# More names than these are a list to choose from, and no guess at what was meant.
MAX_CLOSE = 3


def node_parameters(subject: Subject) -> Iterator[Diagnostic]:
    """A parameter of a node that is unknown, missing or has a value it does not take."""
    for node_id, layer_type in subject.types.items():
        node = subject.nodes[node_id]
        is_layer = not layer_type.is_input and not layer_type.is_output
        shares = is_layer and node.shares is not None
        if is_layer and node.state == "bypassed":
            # Its parameters take no part: nothing is made from them.
            continue
        for name, value in node.parameters.items():
            parameter = layer_type.parameter(name)
            if shares and (parameter is None or parameter.place == "constructor"):
                # The layer is made from those of its owner; only what it is called with is the node's own.
                continue
            if parameter is None:
                yield _unknown(subject, node_id, name, value)
                continue
            for fault in faults_of(parameter, value, subject.catalogue):
                yield _wrong_value(subject, node_id, parameter, value, fault)
        for parameter in layer_type.required:
            if not shares and parameter.name not in node.parameters:
                yield Diagnostic(
                    code="parameter/missing",
                    nodes=(node_id,),
                    parameter=parameter.name,
                    message=f"{subject.named(node_id)} needs {parameter.name}.",
                    hint=f"Give {expected(parameter)}.",
                )


def _unknown(subject: Subject, node_id: str, name: str, value: Json) -> Diagnostic:
    layer_type = subject.types[node_id]
    free = [each.name for each in layer_type.parameters if each.name not in subject.nodes[node_id].parameters]
    reset = ResetParameter(id=node_id, name=name)
    fix = Fix(label=f"Remove {name}", edit=reset)
    hint = f"Remove it; {layer_type.name} takes {', '.join(free) or 'no other parameter'}."
    for close in get_close_matches(name, free, n=1):
        hint = f"Did you mean {close}?"
        parameter = layer_type.parameter(close)
        if parameter is not None and next(faults_of(parameter, value, subject.catalogue), None) is None:
            renamed = Together(edits=(reset, SetParameter(id=node_id, name=close, value=value)))
            fix = Fix(label=f"Call it {close}", edit=renamed)
    return Diagnostic(
        code="parameter/unknown",
        nodes=(node_id,),
        parameter=name,
        message=f"{subject.named(node_id)} has no parameter {name}.",
        hint=hint,
        fix=fix,
    )


def _wrong_value(subject: Subject, node_id: str, parameter: Parameter, value: Json, fault: ValueFault) -> Diagnostic:
    place = ".".join(filter(None, (parameter.name, fault.place)))
    return Diagnostic(
        code=fault.code,
        nodes=(node_id,),
        parameter=parameter.name,
        message=f"{node_id}: {place} {fault.fault}.",
        hint=fault.cure,
        fix=_value_fix(subject, node_id, parameter, value),
    )


def _value_fix(subject: Subject, node_id: str, parameter: Parameter, value: Json) -> Fix | None:
    """Return the nearest value that the parameter takes, else its default; None where it has neither."""
    nearest = _nearest(subject, parameter, value)
    if nearest is not None and next(faults_of(parameter, nearest, subject.catalogue), None) is None:
        edit = SetParameter(id=node_id, name=parameter.name, value=nearest)
        return Fix(label=f"Set {parameter.name} to {nearest}", edit=edit)
    if parameter.required:
        return None
    return Fix(label=f"Reset {parameter.name}", edit=ResetParameter(id=node_id, name=parameter.name))


def _nearest(subject: Subject, parameter: Parameter, value: Json) -> Json:
    match value:
        case bool():
            return None
        case float() if value.is_integer() and abs(value) <= MAX_INTEGER:
            return _bounded(parameter, int(value))
        case int() | float():
            return _bounded(parameter, value)
        case str() if parameter.choices:
            return next(iter(get_close_matches(value.lower(), parameter.choices, n=1)), None)
        case str() if parameter.registry is not None:
            close = close_names(parameter.registry, value, subject.catalogue)
            return close[0] if len(close) <= MAX_CLOSE else None
        case _:
            return None


def _bounded(parameter: Parameter, number: float) -> float:
    if parameter.minimum is not None and number < parameter.minimum:
        number = type(number)(parameter.minimum)
    if parameter.maximum is not None and number > parameter.maximum:
        number = type(number)(parameter.maximum)
    return number


def optimizer(subject: Subject) -> Iterator[Diagnostic]:
    """An optimizer that does not exist, or a parameter of it that is wrong."""
    training = subject.document.training
    name = training.optimizer.type
    optimizer_type = subject.catalogue.find("optimizers", name)
    if optimizer_type is None:
        close = close_names("optimizers", name, subject.catalogue)
        optimizers = [each.name for each in subject.catalogue.optimizers.values() if each.alias in close]
        fix = None
        if len(optimizers) <= MAX_CLOSE and optimizers:
            cured = training.model_copy(update={"optimizer": Configured(type=optimizers[0])})
            fix = Fix(label=f"Use {optimizers[0]}", edit=SetTraining(training=cured))
        yield Diagnostic(
            code="training/unknown-optimizer",
            parameter="training.optimizer.type",
            message=f"training.optimizer: there is no optimizer {name}.",
            hint=f"Choose one of {', '.join(optimizers)}.",
            fix=fix,
        )
        return
    values = training.optimizer.parameters
    for fault in object_faults(optimizer_type, values, subject.catalogue):
        fix = None
        if fault.code != "parameter/missing":
            kept = _without(values, fault.place)
            cured = training.model_copy(update={"optimizer": Configured(type=name, parameters=kept)})
            fix = Fix(label=f"Reset {fault.place.partition('.')[0]}", edit=SetTraining(training=cured))
        yield _elsewhere("training.optimizer", fault, fix)


def data_parameters(subject: Subject) -> Iterator[Diagnostic]:
    """A parameter of the data set that is wrong."""
    data, data_set = subject.document.data, subject.data_set
    if data is None or data_set is None:
        return
    known = {parameter.name: parameter for parameter in data_set.parameters}
    for name, value in data.parameters.items():
        cured = data.model_copy(update={"parameters": _without(data.parameters, name)})
        fix = Fix(label=f"Reset {name}", edit=SetData(data=cured))
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            yield _elsewhere(
                "data.parameters",
                ValueFault(
                    code="parameter/unknown",
                    place=name,
                    fault=f"is no parameter of {data_set.name}",
                    cure=f"Remove it; {takes}.",
                ),
                fix,
            )
            continue
        for fault in faults_of(known[name], value, subject.catalogue):
            yield _elsewhere(f"data.parameters.{name}", fault, fix)


def _elsewhere(place: str, fault: ValueFault, fix: Fix | None) -> Diagnostic:
    full = ".".join(filter(None, (place, fault.place)))
    return Diagnostic(code=fault.code, parameter=full, message=f"{full} {fault.fault}.", hint=fault.cure, fix=fix)


def _without(values: Mapping[str, Json], place: str) -> Mapping[str, Json]:
    return {name: value for name, value in values.items() if name != place.partition(".")[0]}


PARAMETER_RULES: tuple[Rule, ...] = (node_parameters, optimizer, data_parameters)
