"""Rules of the data: the data set, the columns that nodes bind, and what reaches the first layers."""

from collections.abc import Iterator
from difflib import get_close_matches

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.fixes import insert_before
from graphnn.analysis.subject import Rule, Subject
from graphnn.catalogue.model import Column, DataSetType
from graphnn.document.edits import SetData, SetParameter
from graphnn.document.model import Split

# Weights are drawn for values of about one; pixels from 0 to 255 are the case that this is meant for.
LARGEST_UNSCALED = 16
RESCALING = "Rescaling"
MAX_LISTED = 12


def unknown_set(subject: Subject) -> Iterator[Diagnostic]:
    """A data set that does not exist."""
    data = subject.document.data
    if data is None or subject.data_set is not None or not isinstance(data.source, str):
        return
    names = subject.catalogue.data_sets
    close = get_close_matches(data.source.lower().replace(" ", "_").replace("-", "_"), names, n=3)
    fix = None
    if close:
        fix = Fix(label=f"Use {close[0]}", edit=SetData(data=data.model_copy(update={"source": close[0]})))
    yield Diagnostic(
        code="data/unknown-set",
        parameter="data.source",
        message=f"data.source: there is no data set {data.source}.",
        hint=f"Did you mean {' or '.join(close)}?"
        if close
        else failed_plugins(subject) or f"Choose one of {_listed(list(names))}.",
        fix=fix,
    )


def unreadable_file(message: str) -> Diagnostic:
    """Return the fault of a document whose data file cannot be had, or is not as described; `sources` knows why."""
    what, _, cure = message.rpartition(". ")
    return Diagnostic(code="data/file", parameter="data.source", message=f"{what}.", hint=cure)


def failed_plugins(subject: Subject) -> str | None:
    """Return what to mend where plug-ins could not be loaded: nothing says which of them would have brought a name."""
    failed = "; ".join(f"{name}: {fault}" for name, fault in subject.catalogue.plugin_faults.items())
    return f"Mend the plug-in that could not be loaded: {failed}." if failed else None


def missing_data(subject: Subject) -> Iterator[Diagnostic]:
    """Columns bound in a document that names no data."""
    if subject.document.data is not None:
        return
    shapeless = [n for n in subject.inputs if subject.columns(n) and subject.value(n, "shape") is None]
    bound = [n for n in (*subject.inputs, *subject.outputs) if subject.columns(n)]
    if bound:
        names = ", ".join(dict.fromkeys(name for node_id in shapeless or bound for name in subject.columns(node_id)))
        yield Diagnostic(
            code="data/missing",
            severity="error" if shapeless else "warning",
            nodes=tuple(shapeless or bound),
            parameter="column",
            message=f"{' and '.join(shapeless or bound)}: no data is chosen for the columns {names}.",
            hint="Choose a data set.",
        )


def unknown_column(subject: Subject) -> Iterator[Diagnostic]:
    """A column that the data does not have, or that cannot be stacked with others."""
    data_set = subject.data_set
    if data_set is None:
        return
    for node_id in (*subject.inputs, *subject.outputs):
        names = subject.columns(node_id)
        for name in names:
            column = data_set.column(name)
            if column is None:
                yield _column_fault(subject, node_id, name, data_set)
            elif len(names) > 1 and not _can_be_stacked(column, data_set.column(names[0])):
                yield Diagnostic(
                    code="data/column",
                    nodes=(node_id,),
                    parameter="column",
                    message=f"{node_id}: {name} is no number, class or vector a sample, so it cannot be stacked.",
                    hint="Bind it alone, and join it with the others by a layer.",
                )


def _can_be_stacked(column: Column, first: Column | None) -> bool:
    """Tell whether a column can stand beside the first: both vectors or numbers, or both steps in the same time."""
    if column.kind == "text" or first is None or first.kind == "text":
        return False
    are_flat = len(column.shape) <= 1 and len(first.shape) <= 1
    return are_flat or (column.kind == "series" and column.shape == first.shape)


def _column_fault(subject: Subject, node_id: str, name: str, data_set: DataSetType) -> Diagnostic:
    role = "feature" if subject.types[node_id].is_input else "target"
    names = [column.name for column in data_set.columns]
    likely = [column.name for column in data_set.columns if column.role == role]
    close = get_close_matches(name.lower(), names, n=1) or (likely if len(likely) == 1 else [])
    fix = None
    if close and len(subject.columns(node_id)) == 1:
        edit = SetParameter(id=node_id, name="column", value=close[0])
        fix = Fix(label=f"Set column to {close[0]}", edit=edit)
    return Diagnostic(
        code="data/column",
        nodes=(node_id,),
        parameter="column",
        message=f"{node_id}: {data_set.name} has no column {name}.",
        hint=f"Its columns: {_listed(names)}.",
        fix=fix,
    )


def no_test_split(subject: Subject) -> Iterator[Diagnostic]:
    """A split asked of data that has none."""
    data, data_set = subject.document.data, subject.data_set
    if data is None or data_set is None:
        return
    counts = {None: 0, "validation": data_set.validation_count, "test": data_set.test_count}
    for name, split in (("validation", data.validation), ("test", data.test)):
        if split is not None and counts[split.split] is None:
            cured = data.model_copy(update={name: Split(fraction=0.1)})
            yield Diagnostic(
                code="data/no-test-split",
                parameter=f"data.{name}",
                message=f"data.{name}: {data_set.name} has no {split.split} split of its own.",
                hint="Hold out a fraction of the samples.",
                fix=Fix(label="Hold out a tenth of the samples", edit=SetData(data=cured)),
            )


def input_shape(subject: Subject) -> Iterator[Diagnostic]:
    """An Input of which nobody knows the shape."""
    for node_id in subject.inputs:
        if subject.columns(node_id) or subject.value(node_id, "shape") is not None:
            continue
        column = main_feature(subject.data_set)
        fix = None
        if column is not None:
            fix = Fix(label=f"Bind {column}", edit=SetParameter(id=node_id, name="column", value=column))
        yield Diagnostic(
            code="input/shape",
            nodes=(node_id,),
            parameter="column",
            message=f"{node_id} has neither a column nor a shape.",
            hint="Bind a column of the data, or give the shape of one sample.",
            fix=fix,
        )


def main_feature(data_set: DataSetType | None) -> str | None:
    """Return the column to learn from, where it is plain which: the only one, or the one that holds them all."""
    features = [column for column in data_set.columns if column.role == "feature"] if data_set else []
    vectors = [column for column in features if column.kind == "vector"]
    likely = features if len(features) == 1 else vectors
    return likely[0].name if len(likely) == 1 else None


def unscaled(subject: Subject) -> Iterator[Diagnostic]:
    """Large values that reach learned weights as they are."""
    for node_id in subject.inputs:
        column = subject.column(node_id)
        if column is None or column.kind != "image" or column.maximum is None or column.maximum <= LARGEST_UNSCALED:
            continue
        reached = _first_weighing(subject, node_id)
        edges = [edge for edge in subject.edges_from[node_id] if subject.has_input(edge.target_port)]
        if reached is None or subject.edges_into[node_id]:  # an edge into an Input is a fault that comes first
            continue
        edit = insert_before(subject.document, edges, RESCALING, {"scale": 1 / column.maximum})
        yield Diagnostic(
            code="data/unscaled",
            severity="warning",
            nodes=(node_id, reached),
            message=f"{reached} gets {column.name} unscaled, up to {column.maximum:g}; training may be slow or fail.",
            hint=f"Put a {RESCALING} by 1/{column.maximum:g} behind {node_id}.",
            fix=Fix(label=f"Insert a {RESCALING} by 1/{column.maximum:g}", edit=edit),
        )


def index_range(subject: Subject) -> Iterator[Diagnostic]:
    """A layer that looks numbers up, and gets some from the data that are too large for it."""
    for node_id in subject.inputs:
        column = subject.column(node_id)
        largest = _largest_number(column)
        if column is None or largest is None:
            continue
        for target in dict.fromkeys(edge.target_port.node for edge in subject.edges_from[node_id]):
            layer_type = subject.types.get(target)
            name = layer_type.index_limit if layer_type is not None else None
            limit = subject.value(target, name) if name is not None else None
            if name is None or not isinstance(limit, int) or subject.nodes[target].state is not None:
                continue
            if 0 < limit <= largest:
                owner = subject.nodes[target].shares or target
                yield Diagnostic(
                    code="data/index-range",
                    nodes=(target,),
                    parameter=name,
                    message=(
                        f"{subject.named(target)} knows the numbers from 0 to {limit - 1:,}, "
                        f"and {column.name} goes up to {largest:,}."
                    ),
                    hint=f"Set {name} to {largest + 1:,} or more.",
                    fix=Fix(
                        label=f"Set {name} to {largest + 1}",
                        edit=SetParameter(id=owner, name=name, value=largest + 1),
                    ),
                )


def _largest_number(column: Column | None) -> int | None:
    if column is None:
        return None
    return len(column.classes) - 1 if column.classes else None if column.maximum is None else int(column.maximum)


def _first_weighing(subject: Subject, start: str) -> str | None:
    """Return the first node below that weighs what it gets, with no scaling node between."""
    waiting, seen = [start], {start}
    for node_id in waiting:
        for edge in subject.edges_from[node_id]:
            target = edge.target_port.node
            if target in seen or not subject.has_input(edge.target_port):
                continue
            layer_type = subject.types[target]
            seen.add(target)
            is_active = subject.nodes[target].state != "bypassed"
            if is_active and "weighs" in layer_type.traits:
                return target
            if not (is_active and "scales" in layer_type.traits):
                waiting.append(target)
    return None


def _listed(names: list[str]) -> str:
    rest = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {rest} more" if rest > 0 else "")


DATA_RULES: tuple[Rule, ...] = (
    unknown_set,
    missing_data,
    unknown_column,
    no_test_split,
    input_shape,
    unscaled,
    index_range,
)
