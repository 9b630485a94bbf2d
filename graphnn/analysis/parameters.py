"""Rules of parameters: of nodes, of the optimizer, and of a data set that takes some."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.expected import expected
from graphnn.analysis.mending import MAX_CLOSE, mended, mended_values, suggested
from graphnn.analysis.subject import Rule, Subject
from graphnn.analysis.values import ValueFault, close_names, faults_of, object_faults
from graphnn.catalogue.model import Parameter
from graphnn.document.edits import ResetParameter, SetData, SetParameter, SetTraining, Together
from graphnn.document.model import Configured
from graphnn.document.values import Json


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
                found = suggested(parameter)
                edit = found and SetParameter(id=node_id, name=parameter.name, value=found.value)
                yield Diagnostic(
                    code="parameter/missing",
                    nodes=(node_id,),
                    parameter=parameter.name,
                    message=f"{subject.named(node_id)} needs {parameter.name}.",
                    hint=f"Give {expected(parameter)}.",
                    fix=Fix(label=found.label, edit=edit) if found and edit else None,
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
        fix=_value_fix(subject, node_id, parameter, value, fault.place),
    )


def _value_fix(subject: Subject, node_id: str, parameter: Parameter, value: Json, place: str) -> Fix | None:
    """Return the nearest value that the parameter takes, else its default; None where it has neither."""
    found = mended(parameter, value, place, subject.catalogue)
    if found is None and parameter.required:
        found = suggested(parameter)
    if found is not None:
        return Fix(label=found.label, edit=SetParameter(id=node_id, name=parameter.name, value=found.value))
    if parameter.required:
        return None
    return Fix(label=f"Reset {parameter.name}", edit=ResetParameter(id=node_id, name=parameter.name))


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
        found = mended_values(optimizer_type, values, fault.place, subject.catalogue)
        if found is not None:
            cured = training.model_copy(update={"optimizer": Configured(type=name, parameters=found.values)})
            fix = Fix(label=found.label, edit=SetTraining(training=cured))
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
