"""The faults of text in words, with their cures: what `requirements_of_text` refuses."""

from collections.abc import Callable, Mapping

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.fixes import insert_before
from graphnn.document.edits import Edit, SetParameter, Together
from graphnn.document.values import Json, thaw
from graphnn.engine.fault import Fault
from graphnn.engine.requirements_of_text import (
    TAKES_NUMBERS,
    TAKES_ONE,
    TAKES_SEVERAL,
    TAKES_TEXT,
    UNKNOWN_COUNT,
)

VECTORIZATION = "TextVectorization"
USUAL_TOKENS = 10_000


def explain_text(fault: Fault) -> Diagnostic | None:
    """Return the diagnostic of a refusal that is about text."""
    rule = _RULES.get(fault.text)
    return None if rule is None else rule(fault)


def _takes_numbers(fault: Fault) -> Diagnostic:
    return fault.diagnose(
        "text/numbers",
        f"{fault.place} takes numbers; {fault.given}.",
        f"Put a {VECTORIZATION}, or for single words a StringLookup, between them.",
        _vectorize(fault),
    )


def _takes_text(fault: Fault) -> Diagnostic:
    return fault.diagnose(
        "text/text",
        f"{fault.place} takes text; {fault.given}.",
        "Bind its Input to a column of text, or take this node out of the wire.",
    )


def _takes_one(fault: Fault) -> Diagnostic:
    return fault.diagnose(
        "text/layout",
        f"{fault.place} splits one text a sample; {fault.given}.",
        "Bind its Input to a single column of text, or set split to none.",
        _bind(fault, is_list=False),
    )


def _takes_several(fault: Fault) -> Diagnostic:
    return fault.diagnose(
        "text/layout",
        f"{fault.place} would count over all samples together; {fault.given}.",
        "Give it a vector for each sample: bind the column of its Input as a list of one.",
        _bind(fault, is_list=True),
    )


def _unknown_count(fault: Fault) -> Diagnostic:
    return fault.diagnose(
        "text/tokens",
        f"{fault.place} gives a vector with a place for every token, and how many there are is not known yet.",
        "Set max_tokens, and pad_to_max_tokens to true.",
        Fix(label="Set the number of tokens", edit=_padded(fault)),
    )


def _vectorize(fault: Fault) -> Fix | None:
    edges = [edge for edge in fault.document.edges if edge.target_port.node == fault.node_id]
    texts = [edge for edge, spec in zip(edges, fault.inputs, strict=False) if spec.shape == (None,)]
    if len(edges) != 1 or len(texts) != 1:
        return None
    parameters: dict[str, Json] = {"max_tokens": USUAL_TOKENS, "output_mode": "multi_hot", "pad_to_max_tokens": True}
    edit = insert_before(fault.document, texts, VECTORIZATION, parameters)
    return Fix(label=f"Insert a {VECTORIZATION}", edit=edit)


def _bind(fault: Fault, *, is_list: bool) -> Fix | None:
    """Return the edit that binds the column of the Input above as a list of one, or alone."""
    source = fault.sources[0]
    match thaw(fault.document.nodes[source].parameters.get("column")):
        case str() as name if is_list:
            return Fix(label=f"Bind [{name}]", edit=SetParameter(id=source, name="column", value=[name]))
        case [str() as name] if not is_list:
            return Fix(label=f"Bind {name} alone", edit=SetParameter(id=source, name="column", value=name))
        case _:
            return None


def _padded(fault: Fault) -> Edit:
    pad = SetParameter(id=fault.owner_id, name="pad_to_max_tokens", value=True)
    if fault.node.parameters.get("max_tokens") is not None:
        return pad
    return Together(edits=(SetParameter(id=fault.owner_id, name="max_tokens", value=USUAL_TOKENS), pad))


_RULES: Mapping[str, Callable[[Fault], Diagnostic]] = {
    TAKES_NUMBERS: _takes_numbers,
    TAKES_TEXT: _takes_text,
    TAKES_ONE: _takes_one,
    TAKES_SEVERAL: _takes_several,
    UNKNOWN_COUNT: _unknown_count,
}
