"""Whether the shape of a prediction fits what it is compared with: known only once the walk has reached the Output.

Keras stretches shapes that differ to fit each other and trains on nonsense, or fails in the first step.
"""

from collections.abc import Mapping

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.fixes import insert_before
from graphnn.analysis.outputs import prediction_of
from graphnn.analysis.subject import Subject
from graphnn.catalogue.model import Catalogue, Column, ObjectType
from graphnn.document.edits import SetParameter
from graphnn.document.model import Document, Node
from graphnn.engine.fault import format_sample_shape
from graphnn.protocol.report import TensorSpec

Shape = tuple[int | None, ...]


def target_fault(
    node_id: str, document: Document, catalogue: Catalogue, *, source: str, prediction: TensorSpec
) -> Diagnostic | None:
    """Return the fault of an Output whose prediction has another shape than its target.

    How many values stand for a class is for `analysis`, which knows the losses; here one vector of them will do.
    """
    node = document.nodes[node_id]
    columns = node.parameters.get("column")
    data_set = catalogue.data_set(document.data)
    if data_set is None or not columns or node.parameters.get("loss") is None:
        return None
    given = prediction.shape[1:]
    loss = loss_type(node, catalogue)
    column = catalogue.bound_column(node, document.data)
    if loss is not None and loss.target == "sequence":
        return _sequence_fault(node_id, loss, column, source=source, prediction=prediction)
    if column is not None and column.kind == "sequence" and column.classes:
        wanted: Shape = (*column.shape, *given[-1:]) if loss is not None and loss.target == "index" else column.shape
        words = f"{column.name} is {format_sample_shape((None, *column.shape))} classes"
        hint = "Give it a vector of values for each step, and take sparse_categorical_crossentropy for a loss."
    elif column is not None and column.kind == "label":
        wanted = given[-1:]
        words = f"{column.name} is one class a sample"
        hint = "Give it one vector of values a sample, with a Flatten further up."
    else:
        wanted = (
            (column.shape or (1,))
            if column is not None
            else (len(columns) if isinstance(columns, tuple | list) else 1,)
        )
        words = f"{columns if column is not None else 'the target'} is {format_sample_shape((None, *wanted))}"
        hint = "Make the last layer give as many values as the target has, in the same shape."
    if _is_alike(given, wanted):
        return None
    message = f"{node_id}: {source} gives {format_sample_shape(prediction.shape)}, and {words}."
    fix = None
    if len(given) == len(wanted) == 1:
        fix = _resized(node_id, document, catalogue, wanted)
    elif column is not None and column.kind == "label" and None not in given:
        fix = _flattened(document, catalogue, source)
    return Diagnostic(code="loss/shape", nodes=(node_id,), parameter="column", message=message, hint=hint, fix=fix)


def _flattened(document: Document, catalogue: Catalogue, source: str) -> Fix | None:
    """Return the cure of a last layer that works on each row of what it gets, where it should on all."""
    node = document.nodes.get(source)
    layer_type = catalogue.layers.get(node.type) if node is not None else None
    edges = [edge for edge in document.edges if edge.target_port.node == source]
    if layer_type is None or layer_type.size_parameter is None or not edges or document.blocks:
        return None
    return Fix(label=f"Insert a Flatten before {source}", edit=insert_before(document, edges[:1], "Flatten", {}))


def _resized(node_id: str, document: Document, catalogue: Catalogue, wanted: Shape) -> Fix | None:
    """Return the cure that has the layer which decides on how many values there are give as many as wanted."""
    subject = Subject(document, catalogue)
    prediction = prediction_of(subject, node_id)
    if prediction is None or (sized_by := prediction.sized_by) is None or document.blocks:
        return None
    name = subject.types[sized_by].size_parameter or ""
    return Fix(label=f"Set {name} to {wanted[0]}", edit=SetParameter(id=sized_by, name=name, value=wanted[0]))


def loss_type(node: Node, catalogue: Catalogue) -> ObjectType | None:
    """Return the loss of an Output, whether it is written by name or with its parameters."""
    loss = node.parameters.get("loss")
    name = loss.get("type") if isinstance(loss, Mapping) else loss
    return catalogue.find("losses", name) if isinstance(name, str) else None


def _sequence_fault(
    node_id: str, loss: ObjectType, column: Column | None, *, source: str, prediction: TensorSpec
) -> Diagnostic | None:
    """Return the fault of a loss that finds a sequence of classes in the steps of a longer one."""
    given, wanted = prediction.shape[1:], column.shape if column is not None else ()
    if len(given) == 2 and len(wanted) == 1 and None in (given[0], wanted[0]):
        return None
    if len(given) == 2 and len(wanted) == 1 and (given[0] or 0) >= (wanted[0] or 0):
        return None
    name = column.name if column is not None else "the target"
    return Diagnostic(
        code="loss/shape",
        nodes=(node_id,),
        parameter="loss",
        message=(
            f"{node_id}: {loss.name} finds a sequence of classes in steps × classes; {source} gives "
            f"{format_sample_shape(prediction.shape)}, and {name} is {format_sample_shape((None, *wanted))}."
        ),
        hint="Give it a vector for each of at least as many steps as the target has, and a target of class numbers.",
    )


def batch_fault(node_id: str, *, source: str, prediction: TensorSpec) -> Diagnostic | None:
    """Return the fault of an Output whose prediction is not one for each sample: an operation took the batch axis."""
    if prediction.shape and prediction.shape[0] is None:
        return None
    sizes = " × ".join("?" if size is None else f"{size}" for size in prediction.shape) or "one number"
    return Diagnostic(
        code="output/batch",
        nodes=(node_id,),
        message=f"{node_id}: {source} gives {sizes} for all samples together, and an Output needs one for each sample.",
        hint="Leave axis 0, the batch, as it is further up: name the axes to work on.",
    )


def _is_alike(given: Shape, wanted: Shape) -> bool:
    """Tell whether Keras compares value by value: a last axis of 1 may be missing on one side."""
    given, wanted = _without_last_one(given), _without_last_one(wanted)
    return len(given) == len(wanted) and all(a == b or None in (a, b) for a, b in zip(given, wanted, strict=True))


def _without_last_one(shape: Shape) -> Shape:
    return shape[:-1] if shape[-1:] == (1,) else shape
