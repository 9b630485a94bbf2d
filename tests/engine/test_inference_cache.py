import keras

from graphnn.document.apply import apply
from graphnn.document.edits import SetParameter
from graphnn.document.model import Document
from graphnn.engine.build import infer_graph
from graphnn.engine.inference_cache import MAXIMUM_ENTRIES, Inference, InferenceCache
from graphnn.protocol.report import GraphReport, NodeReport
from tests.engine.builders import CATALOGUE, GIGABYTE, chain, inferred, node, shaped

NOTHING = Inference({}, NodeReport())


class Counting:
    """Infers nothing, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Inference:
        self.count += 1
        return NOTHING


def network() -> Document:
    return chain(
        x=shaped(4),
        first=node("Dense", units=3),
        second=node("Dense", units=3),
        normal=node("BatchNormalization"),
        answer=node("Output"),
    )


def inferred_with(document: Document, cache: InferenceCache) -> GraphReport:
    return infer_graph(document, CATALOGUE, budget=GIGABYTE, cache=cache)


def test_a_layer_is_inferred_once_for_each_configuration() -> None:
    cache, infer = InferenceCache(), Counting()

    for units in (3, 4, 3, 4):
        cache.get_or_infer(node("Dense", units=units), {}, infer)
    cache.get_or_infer(node("Dense", units=3).model_copy(update={"trainable": False}), {}, infer)

    assert infer.count == 3


def test_the_same_tensors_at_other_ports_are_another_inference() -> None:
    cache, infer = InferenceCache(), Counting()
    tensor = keras.KerasTensor((None, 4))

    for port in ("key", "attention_mask", "key"):
        cache.get_or_infer(node("MultiHeadAttention"), {"query": tensor, port: [tensor]}, infer)

    assert infer.count == 2


def test_a_label_and_a_state_are_no_part_of_the_configuration() -> None:
    cache, infer = InferenceCache(), Counting()

    cache.get_or_infer(node("Dense", units=3), {}, infer)
    cache.get_or_infer(node("Dense", units=3).model_copy(update={"label": "Hidden"}), {}, infer)

    assert infer.count == 1


def test_those_unused_longest_go_first() -> None:
    cache, infer = InferenceCache(), Counting()
    for units in range(MAXIMUM_ENTRIES):
        cache.get_or_infer(node("Dense", units=units), {}, infer)
    cache.get_or_infer(node("Dense", units=0), {}, infer)
    cache.get_or_infer(node("Dense", units=MAXIMUM_ENTRIES), {}, infer)
    infer.count = 0

    cache.get_or_infer(node("Dense", units=0), {}, infer)
    assert infer.count == 0
    cache.get_or_infer(node("Dense", units=1), {}, infer)
    assert infer.count == 1


def test_a_kept_cache_never_changes_what_is_reported() -> None:
    cache = InferenceCache()
    document = network()

    for name, value in (("units", 5), ("units", 3), ("activation", "relu"), ("use_bias", False)):
        document = apply(document, SetParameter(id="first", name=name, value=value))
        assert inferred_with(document, cache) == inferred(document)


def test_a_fault_is_found_again_and_gone_once_it_is_mended() -> None:
    cache = InferenceCache()
    faulty = apply(network(), SetParameter(id="normal", name="axis", value=5))

    for _ in range(2):
        assert [diagnostic.nodes for diagnostic in inferred_with(faulty, cache).diagnostics] == [("normal",)]
    assert inferred_with(network(), cache).is_valid


def test_what_is_kept_does_not_hold_on_to_layers() -> None:
    cache = InferenceCache()
    inferred_with(network(), cache)

    kept = cache.get_or_infer(node("Dense", units=3), {"inputs": keras.KerasTensor((None, 4))}, lambda: NOTHING)

    assert kept is not NOTHING
    assert all(tensor._keras_history.operation is None for tensor in kept.outputs.values())
