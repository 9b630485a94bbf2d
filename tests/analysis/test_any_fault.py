"""Whatever is wrong with a document: every cure applies, and takes away the fault or warning it is for."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.apply import apply
from graphnn.document.model import (
    DEFAULT_TARGET_PORT,
    Configured,
    Data,
    Document,
    Node,
    Split,
    Training,
    parse_port,
)
from graphnn.document.values import Json
from tests.analysis.builders import chain, classifier, faults, node, with_edges

# Of every kind, right and wrong ones, and names that are nearly those of Keras.
VALUES: st.SearchStrategy[Json] = st.sampled_from(
    [None, True, False, 0, -1, 3, 10, 1.0, 0.5, 1e9, "", "relu", "Relu", "softmax", "image", "price", "sold", "nothing",
     [], [1], [0, -1], [2, 3], ["rooms", "age"], ["plan", "rooms"], "mse", "Mse", "binary_crossentropy", {"type": "L2"},
     {"type": "SparseCategoricalCrossentropy", "parameters": {"from_logits": True}},
     {"type": "CategoricalCrossentropy", "parameters": {"label_smoothing": 2, "nothing": 1}}, {"type": "Nothing"},
     {"type": "LSTM", "parameters": {"units": 0}}]
)  # fmt: skip
PARAMETERS = st.sampled_from(
    ["units", "unit", "activation", "column", "loss", "metrics", "shape", "dtype", "scale", "axis", "layer",
     "kernel_size", "return_state", "input_dim", "max_tokens", "rate"]
)  # fmt: skip
TYPES = st.sampled_from(
    ["Dense", "dense", "Flatten", "Add", "Subtract", "LSTM", "Dropout", "Input", "Output", "Softmax", "Bidirectional",
     "Embedding", "TextVectorization", "MultiHeadAttention", "ops.add", "ops.matmul", "block.missing", "Nothing"]
)  # fmt: skip
PORTS = st.sampled_from(["", ".inputs.0", ".inputs.1", ".inputs.2", ".query", ".value", ".state_h", ".output", ".x1"])
DATA = st.sampled_from(
    [None, Data(source="pixels"), Data(source="houses"), Data(source="house"), Data(source="zzz"),
     Data(source="houses", parameters={"noise": -1}), Data(source="houses", parameters={"nothing": 1}),
     Data(source="houses", test=Split(split="test"), validation=Split(split="test"))]
)  # fmt: skip
OPTIMIZERS = st.sampled_from(
    [Configured(type="Adm"), Configured(type="zzz"), Configured(type="SGD", parameters={"momentum": 2, "nothing": 1}),
     Configured(type="LossScaleOptimizer")]
)  # fmt: skip

STARTS: tuple[Document, ...] = (
    classifier(),
    chain(
        "houses",
        rooms=node("Input", column="rooms"),
        one=node("Dense", units=1),
        answer=node("Output", column="price", loss="mse"),
    ),
    chain(
        "houses",
        plan=node("Input", column="plan"),
        steps=node("LSTM", units=4),
        both=node("Add"),
        last=node("Dense", units=1, activation="sigmoid"),
        answer=node("Output", column="sold", loss="binary_crossentropy"),
    ),
)


@st.composite
def changed(draw: st.DrawFn) -> Document:
    """Return a document with up to four things done to it that no editor would do."""
    document = draw(st.sampled_from(STARTS))
    for _ in range(draw(st.integers(1, 4))):
        document = draw(st.sampled_from(CHANGES))(draw, document)
    return document


def some_node(draw: st.DrawFn, document: Document) -> str:
    return draw(st.sampled_from([*document.nodes, "ghost"]))


def replaced(document: Document, node_id: str, new: Node | None) -> Document:
    nodes = {key: each for key, each in document.nodes.items() if key != node_id}
    return document.model_copy(update={"nodes": nodes if new is None else {**document.nodes, node_id: new}})


def with_parameter(draw: st.DrawFn, document: Document) -> Document:
    node_id = draw(st.sampled_from([*document.nodes]))
    old = document.nodes[node_id]
    return replaced(
        document, node_id, Node(type=old.type, parameters={**old.parameters, draw(PARAMETERS): draw(VALUES)})
    )


def without_parameters(draw: st.DrawFn, document: Document) -> Document:
    node_id = draw(st.sampled_from([*document.nodes]))
    return replaced(document, node_id, Node(type=document.nodes[node_id].type))


def with_type(draw: st.DrawFn, document: Document) -> Document:
    node_id = draw(st.sampled_from([*document.nodes]))
    return replaced(document, node_id, document.nodes[node_id].model_copy(update={"type": draw(TYPES)}))


def with_state(draw: st.DrawFn, document: Document) -> Document:
    node_id = draw(st.sampled_from([*document.nodes]))
    change = draw(st.sampled_from([{"state": "muted"}, {"state": "bypassed"}, {"repeat": 3}, {"shares": "ghost"}]))
    shares = draw(st.sampled_from([{}, {"shares": some_node(draw, document)}]))
    return replaced(document, node_id, document.nodes[node_id].model_copy(update={**change, **shares}))


def with_node(draw: st.DrawFn, document: Document) -> Document:
    node_id = draw(st.sampled_from(["side", "Image", "ANSWER", *document.nodes]))
    return replaced(document, node_id, Node(type=draw(TYPES)))


def without_node(draw: st.DrawFn, document: Document) -> Document:
    node_id = draw(st.sampled_from([*document.nodes])) if len(document.nodes) > 1 else ""
    return replaced(document, node_id, None) if node_id else document


def with_edge(draw: st.DrawFn, document: Document) -> Document:
    target = some_node(draw, document) + draw(PORTS)
    end = parse_port(target, DEFAULT_TARGET_PORT)
    # No document has two edges at one place, nor edges with and without a place at one port.
    free = [e for e in document.edges if e.target_port[:2] != end[:2] or None not in (end.index, e.target_port.index)]
    free = [each for each in free if each.target != target]
    document = document.model_copy(update={"edges": tuple(free)})
    return with_edges(document, (some_node(draw, document) + draw(st.sampled_from(["", ".state_h"])), target))


def without_edge(draw: st.DrawFn, document: Document) -> Document:
    place = draw(st.integers(0, max(len(document.edges) - 1, 0)))
    return document.model_copy(update={"edges": (*document.edges[:place], *document.edges[place + 1 :])})


def with_data(draw: st.DrawFn, document: Document) -> Document:
    return document.model_copy(update={"data": draw(DATA)})


def with_optimizer(draw: st.DrawFn, document: Document) -> Document:
    return document.model_copy(update={"training": Training(optimizer=draw(OPTIMIZERS))})


CHANGES = (
    with_parameter, with_parameter, without_parameters, with_type, with_state, with_node, without_node, with_edge,
    with_edge, without_edge, with_data, with_optimizer,
)  # fmt: skip


def told(fault: Diagnostic) -> tuple[object, ...]:
    return fault.code, fault.nodes, fault.port, fault.parameter, fault.message


@given(changed())
@example(with_edges(classifier(flat=node("Add")), ("hidden", "flat.inputs.1"), ("hidden", "flat.inputs.2")))
# The same documents each time: what a new one finds is for whoever looks for it, not for the next change.
@settings(max_examples=600, deadline=None, derandomize=True)
def test_every_cure_applies_and_takes_its_fault_away(document: Document) -> None:
    for fault in faults(document):
        if fault.fix is None:
            continue

        cured = apply(document, fault.fix.edit)

        assert told(fault) not in map(told, faults(cured)), fault


@given(changed())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_every_fault_has_its_place_and_says_what_to_do(document: Document) -> None:
    found = faults(document)

    assert found == faults(document)
    for fault in found:
        assert set(fault.nodes) <= set(document.nodes)
        assert fault.message.endswith((".", "?"))
        assert fault.hint.endswith((".", "?"))
        assert fault.nodes or fault.parameter or fault.code.startswith(("graph/", "edge/")), fault
