"""Keras' errors in words for the person who drew the graph, with the cure where there is one.

Keras says what a layer expected and got; which node gave it, and what to do, it cannot know. Each rule below
reads one family of messages; what no rule reads keeps Keras' first sentence, without the internals.
"""

import re
from collections.abc import Callable

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.fixes import insert_before
from graphnn.document.model import Document
from graphnn.protocol.report import TensorSpec

# The axes of a sample by rank, batch axis left out, as Keras' layers name them.
_AXES = {
    0: "one number",
    1: "a vector of features",
    2: "steps × features",
    3: "height × width × channels",
    4: "depth × height × width × channels",
}

Explained = tuple[str, str, str, Fix | None]  # code, message, hint, fix


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
    text = _keras_message(error)
    for rule in _RULES:
        explained = rule(text, node_id, document, sources, inputs)
        if explained is not None:
            code, message, hint, fix = explained
            return Diagnostic(code=code, nodes=(node_id,), message=message, hint=hint, fix=fix)
    return Diagnostic(
        code="layer/refused",
        nodes=(node_id,),
        message=f"{node_id} ({document.nodes[node_id].type}): {_first_sentence(text)}",
        hint="Change its parameters or what it is connected to.",
    )


def format_sample_shape(shape: tuple[int | None, ...]) -> str:
    """Return the shape of one sample, batch axis left out, as people write it.

    >>> format_sample_shape((None, 28, 28))
    '28 × 28'
    """
    return " × ".join("?" if size is None else f"{size}" for size in shape[1:]) or "one number"


def _explain_rank(
    text: str, node_id: str, document: Document, sources: tuple[str, ...], inputs: tuple[TensorSpec, ...]
) -> Explained | None:
    found = re.search(r"expected (min_|max_)?ndim=(\d+), found ndim=(\d+)", text)
    if found is None or not inputs or not sources:
        return None
    wanted = int(found.group(2)) - 1
    relation = {"min_": "at least ", "max_": "at most "}.get(found.group(1) or "", "")
    shape = inputs[0].shape
    needed = _AXES.get(wanted, f"{wanted} axes")
    message = f"{node_id} needs {relation}{needed}; {sources[0]} gives {format_sample_shape(shape)}."
    fix = _reshape_fix(node_id, document, sources[0], shape, wanted)
    hint = f"{fix.label}." if fix else f"Put a layer between them that gives {needed}."
    return "shape/rank", message, hint, fix


def _reshape_fix(
    node_id: str, document: Document, source: str, shape: tuple[int | None, ...], wanted: int
) -> Fix | None:
    """Return the cure for a wrong rank: a missing channel axis is added; too many axes are flattened."""
    edge = next((e for e in document.edges if e.target_port.node == node_id and e.source_port.node == source), None)
    sample = shape[1:]
    if edge is None or None in sample:
        return None
    if len(sample) + 1 == wanted:
        return Fix(
            label="Add a channel axis", edit=insert_before(document, [edge], "Reshape", {"target_shape": [*sample, 1]})
        )
    if wanted == 1:
        return Fix(label="Insert a Flatten", edit=insert_before(document, [edge], "Flatten", {}))
    return None


def _explain_merge(
    text: str, node_id: str, document: Document, sources: tuple[str, ...], inputs: tuple[TensorSpec, ...]
) -> Explained | None:
    is_merge = re.search(r"incompatible shapes|matching shapes|could not be broadcast|not compatible", text, re.I)
    if len(inputs) < 2 or is_merge is None:
        return None
    given = " and ".join(
        f"{source} gives {format_sample_shape(spec.shape)}" for source, spec in zip(sources, inputs, strict=False)
    )
    message = f"{node_id} ({document.nodes[node_id].type}) cannot join its inputs: {given}."
    return "shape/mismatch", message, "Give them the same shape, apart from the axis that is joined.", None


def _explain_window(
    text: str, node_id: str, document: Document, sources: tuple[str, ...], inputs: tuple[TensorSpec, ...]
) -> Explained | None:
    if re.search(r"negative dimension|non-positive|<= 0|zero or negative", text, re.I) is None or not inputs:
        return None
    message = (
        f"{node_id} ({document.nodes[node_id].type}): its window is larger than what {sources[0]} gives, "
        f"{format_sample_shape(inputs[0].shape)}."
    )
    return "shape/window", message, "Make kernel_size or pool_size smaller, or set padding to 'same'.", None


_Rule = Callable[[str, str, Document, tuple[str, ...], tuple[TensorSpec, ...]], Explained | None]
_RULES: tuple[_Rule, ...] = (_explain_rank, _explain_merge, _explain_window)


def _keras_message(error: Exception) -> str:
    """Return what Keras said, without the lines it adds about arguments and call stacks."""
    text = str(error).strip() or type(error).__name__
    text = re.sub(r"^Exception encountered when calling .*?\.\s*", "", text, flags=re.S)
    text = re.split(r"\n\s*Arguments received by", text)[0]
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return text.strip()


def _first_sentence(text: str) -> str:
    line = " ".join(text.split())
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", line)[0]
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
