"""Keras' errors in words for the person who drew the graph, with the cure where there is one.

Keras says what a layer expected and got; which node gave it, and what to do, it cannot know. Each rule below
reads one family of messages; what no rule reads keeps Keras' first sentence, without the internals.
"""

import math
import re
from collections.abc import Callable

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.fixes import insert_before
from graphnn.document.edits import SetParameter
from graphnn.document.model import Document
from graphnn.document.values import Json, thaw
from graphnn.engine.apply import OTHER_BATCH
from graphnn.engine.fault import Fault, format_sample_shape
from graphnn.engine.faults_of_text import explain_text
from graphnn.errors import RefusedError
from graphnn.protocol.report import TensorSpec

# The axes of a sample by rank, batch axis left out, as Keras' layers name them.
_AXES = {
    0: "one number",
    1: "a vector of features",
    2: "steps × features",
    3: "height × width × channels",
    4: "depth × height × width × channels",
}
_AXES_OVER_TIME = {3: "steps × width × channels", 4: "steps × height × width × channels"}

# What inputs must have in common, where it is not all of their shape.
_ALL_BUT_AN_AXIS = "Give them the same shape, apart from the axis that is joined."
_WHAT_FITS = {
    "Concatenate": _ALL_BUT_AN_AXIS,
    "ops.concatenate": _ALL_BUT_AN_AXIS,
    "ops.matmul": "Make the last axis of the first as long as the last but one of the second.",
}

# The parameters that are a window over the axes between batch and channels, as messages name them.
_WINDOWS = {
    "kernel_size": "kernel_size",
    "pool_size": "pool_size",
    "cropping": "cropping",
    "frame_length": "frame_length",
    "height": "height and width",
}


def explain(
    error: Exception, node_id: str, document: Document, sources: tuple[str, ...], inputs: tuple[TensorSpec, ...]
) -> Diagnostic:
    """Return the diagnostic of what Keras raised when a node was made or applied to its inputs.

    Args:
        error: What Keras raised.
        node_id: The node at fault.
        document: The graph it stands in.
        sources: The nodes its inputs come from, in order.
        inputs: What they give, in the same order.
    """
    fault = Fault(_keras_message(error), node_id, document, sources, inputs)
    rules = _RULES if inputs and sources else ()
    explained = next((found for rule in rules if (found := rule(fault)) is not None), None)
    if explained is not None:
        return explained
    if not isinstance(error, ValueError | NotImplementedError | RefusedError):
        # An IndexError, a TypeError or the like speaks of Keras' own variables.
        return fault.diagnose(
            "layer/refused",
            f"{fault.place}: Keras cannot apply it with these parameters; {fault.given or 'nothing reaches it'}.",
            "Change its parameters or what it is connected to.",
        )
    return fault.diagnose(
        "layer/refused",
        f"{fault.place}: {keras_sentence(error)}",
        "Change its parameters or what it is connected to.",
    )


def keras_sentence(error: Exception) -> str:
    """Return the first sentence of what Keras said."""
    line = " ".join(_keras_message(error).split())
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", line)[0]
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _explain_rank(fault: Fault) -> Diagnostic | None:
    wanted = _wanted_rank(fault.text)
    if wanted is None:
        return None
    if fault.node.type == "Permute":
        return fault.diagnose(
            "shape/rank",
            f"{fault.node_id} orders {wanted} axes; {fault.given}.",
            "Give dims one number for each axis, counted from 1.",
        )
    axes = _AXES_OVER_TIME if fault.node.type.startswith("ConvLSTM") else _AXES
    needed = axes.get(wanted, f"{wanted} axes")
    fix = _rank_fix(fault, fault.inputs[0].shape[1:], wanted)
    hint = f"{fix.label}." if fix else f"Put a layer between them that gives {needed}."
    return fault.diagnose("shape/rank", f"{fault.node_id} needs {needed}; {fault.given}.", hint, fix)


def _wanted_rank(text: str) -> int | None:
    """Return how many axes of a sample the layer takes, where Keras' message is about that."""
    if found := re.search(r"expected (?:min_|max_)?ndim=(\d+), found ndim=", text):
        return int(found.group(1)) - 1
    if found := re.search(r"Kernel shape must have the same length as input, .*? kernel of shape \(([^)]*)\)", text):
        return len(found.group(1).split(",")) - 1
    return None


def _rank_fix(fault: Fault, sample: tuple[int | None, ...], wanted: int) -> Fix | None:
    """Return the cure for a wrong rank: a missing channel axis is added; axes too many are made one."""
    if None in sample:
        return None
    if len(sample) + 1 == wanted:
        return _reshape_fix(fault, "Add a channel axis", [*sample, 1])
    if wanted == 1 and len(sample) > 1:
        return _insert_fix(fault, "Insert a Flatten", "Flatten", {})
    if wanted == 2 and len(sample) > 2:
        return _reshape_fix(fault, "Make the axes behind the first one", [sample[0], -1])
    return None


def _reshape_fix(fault: Fault, label: str, target_shape: list[Json]) -> Fix | None:
    return _insert_fix(fault, label, "Reshape", {"target_shape": target_shape})


def _insert_fix(fault: Fault, label: str, layer: str, parameters: dict[str, Json]) -> Fix | None:
    edges = [
        edge
        for edge in fault.document.edges
        if edge.target_port.node == fault.node_id and edge.source_port.node == fault.sources[0]
    ]
    return Fix(label=label, edit=insert_before(fault.document, edges[:1], layer, parameters)) if edges else None


def _explain_merge(fault: Fault) -> Diagnostic | None:
    is_merge = re.search(
        r"incompatible (?:input )?shapes|matching shapes|(?:not be|cannot) broadcast|not compatible|must be equal",
        fault.text,
        re.IGNORECASE,
    )
    if len(fault.inputs) < 2 or is_merge is None:
        return None
    hint = _WHAT_FITS.get(fault.node.type, "Give them the same shape.")
    return fault.diagnose("shape/mismatch", f"{fault.place} cannot join its inputs: {fault.given}.", hint)


def _explain_window(fault: Fault) -> Diagnostic | None:
    pattern = r"negative dimension|non-positive|<= 0|zero or negative|`cropping`.*(smaller|greater)"
    if re.search(pattern, fault.text, re.IGNORECASE | re.DOTALL) is None:
        return None
    window = next((words for name, words in _WINDOWS.items() if name in fault.node.parameters), "its window")
    fix = None
    hint = f"Make {window} smaller."
    if window in ("kernel_size", "pool_size"):
        hint = f"Make {window} smaller, or set padding to 'same'."
        fix = Fix(label="Set padding to 'same'", edit=SetParameter(id=fault.owner_id, name="padding", value="same"))
    return fault.diagnose(
        "shape/window", f"{fault.place}: its window is larger than its input; {fault.given}.", hint, fix
    )


def _explain_reshape(fault: Fault) -> Diagnostic | None:
    if "total size of the tensor must be unchanged" not in fault.text:
        return None
    target = thaw(fault.node.parameters.get("target_shape", []))
    wanted = format_sample_shape((None, *(None if size == -1 else size for size in target)))
    fitting = _fitting_shape(fault.inputs[0].shape[1:], target)
    fix = None
    if fitting is not None:
        edit = SetParameter(id=fault.owner_id, name="target_shape", value=fitting)
        fix = Fix(label=f"Set target_shape to {fitting}", edit=edit)
    return fault.diagnose(
        "shape/size",
        f"{fault.place}: the values of its input do not fill the shape {wanted}; {fault.given}.",
        "Give target_shape as many values as the input has, or -1 for one of its sizes.",
        fix,
    )


def _fitting_shape(sample: tuple[int | None, ...], target: list[int]) -> list[Json] | None:
    """Return a shape with one of its sizes left open, where the others divide what there is; the last that can be."""
    if None in sample or -1 in target:
        return None
    count = math.prod(size for size in sample if size is not None)
    for place in reversed(range(len(target))):
        others = math.prod([*target[:place], *target[place + 1 :]])
        if others and count % others == 0:
            return [*target[:place], -1, *target[place + 1 :]]
    return None


def _explain_axis(fault: Fault) -> Diagnostic | None:
    name = next((name for name in ("axis", "shared_axes") if name in fault.node.parameters), None)
    if name is None or re.search(r"index out of range|out of bounds|must be in the range", fault.text) is None:
        return None
    last = len(fault.inputs[0].shape) - 1
    return fault.diagnose(
        "shape/axis",
        f"{fault.place}: {name} names an axis that its input lacks; {fault.given}.",
        f"Name one from 1 to {last}, or -1 for the last." if last else "Give it an input with more axes.",
    )


def _explain_batch(fault: Fault) -> Diagnostic | None:
    if OTHER_BATCH not in fault.text:
        return None
    return fault.diagnose(
        "shape/batch",
        f"{fault.place} works along the batch: {fault.text.partition(OTHER_BATCH)[2].strip()}; {fault.given}.",
        "Leave axis 0, the batch, as it is.",
    )


def _explain_unknown_size(fault: Fault) -> Diagnostic | None:
    is_met = None in fault.inputs[0].shape[1:] and "NoneType" in fault.text
    if not is_met and "must be fully-defined" not in fault.text and "should be defined" not in fault.text:
        return None
    return fault.diagnose(
        "shape/unknown-size",
        f"{fault.place} has weights for each of its features, so it must know how many there are; {fault.given}.",
        "Take the axis of unknown size away before it, as GlobalAveragePooling1D or an LSTM does.",
    )


def _explain_other_size(fault: Fault) -> Diagnostic | None:
    found = re.search(r"expected axis (-?\d+) of input shape to have value (\d+)", fault.text)
    if found is None:
        return None
    axis = "its last axis" if found.group(1) == "-1" else f"axis {found.group(1)}"
    return fault.diagnose(
        "shape/size",
        f"{fault.place} has weights for {found.group(2)} along {axis}; {fault.given}.",
        "Give it the same shape wherever it is applied, or give this node a layer of its own.",
    )


def _explain_channels(fault: Fault) -> Diagnostic | None:
    found = re.search(r"must have ([\d or]+) channels, but received", fault.text)
    if found is None:
        return None
    return fault.diagnose(
        "shape/channels",
        f"{fault.place} takes images with {found.group(1)} channels; {fault.given}.",
        "Give it such images, or take it away.",
    )


def _explain_groups(fault: Fault) -> Diagnostic | None:
    channels = fault.inputs[0].shape[-1]
    if fault.node.type != "GroupNormalization" or not fault.text.startswith("Number of groups") or channels is None:
        return None
    return fault.diagnose(
        "shape/groups",
        f"{fault.place}: the {channels} channels of its input do not divide into its groups; {fault.given}.",
        f"Set groups to a number that divides {channels}.",
        Fix(label=f"Set groups to {channels}", edit=SetParameter(id=fault.owner_id, name="groups", value=channels)),
    )


_RULES: tuple[Callable[[Fault], Diagnostic | None], ...] = (
    explain_text,
    _explain_rank,
    _explain_merge,
    _explain_window,
    _explain_reshape,
    _explain_axis,
    _explain_batch,
    _explain_unknown_size,
    _explain_other_size,
    _explain_channels,
    _explain_groups,
)


def _keras_message(error: Exception) -> str:
    """Return what Keras said, without colours, internals, and the lines it adds about arguments and call stacks."""
    text = str(error).strip() or type(error).__name__
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"^Exception encountered when calling .*?\.call\(\)\.\s*", "", text, flags=re.DOTALL)
    text = re.split(r"\n\s*Arguments received by", text)[0]
    text = re.sub(r"^Input \d+ (with name '[^']*' )?of layer \S+ is incompatible with the layer: ", "", text)
    text = re.split(r"\.? for '\{\{", text)[0]  # TensorFlow goes on with its own operation and its arguments
    text = re.sub(r"\{\{.*?\}\}|\[Op:\w+\]|<KerasTensor [^>]*>", "", text)
    return text.strip()
