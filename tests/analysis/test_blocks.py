import time

from hypothesis import given

from graphnn.analysis.blocks import with_blocks
from graphnn.analysis.check import examine
from graphnn.catalogue.model import Kind
from graphnn.document.apply import apply
from graphnn.document.model import Block, BlockParameter, Document, Edge, Node
from tests.analysis.builders import catalogue, chain, classifier, codes, faults, node
from tests.document.strategies import documents, quick


def with_block(document: Document, **blocks: Block) -> Document:
    return document.model_copy(update={"blocks": blocks})


def folding(units: object = None, **more: Node) -> Block:
    """Return a block of one Dense, whose size is a parameter."""
    dense = Node(type="Dense", parameters={"units": {"$parameter": "size"} if units is None else units})
    return Block(
        parameters={"size": BlockParameter(default=16)},
        nodes={"fc": dense, **more},
        inputs=({"targets": ("fc",)},),
        outputs=({"source": "fc"},),
    )


def instance(**fields: object) -> Node:
    return Node(type="block.fold", **fields)


def test_a_document_with_a_block_has_no_fault():
    assert codes(with_block(classifier(hidden=instance(repeat=2)), fold=folding())) == []


def test_the_data_s_rules_see_through_a_block():
    document = with_block(classifier(digit=instance(parameters={"size": 9})), fold=folding())
    softmax = folding(fc=Node(type="Dense", parameters={"units": 9, "activation": "softmax"}))

    assert codes(document) == codes(classifier(digit=node("Dense", units=9)))
    [fault] = faults(with_block(classifier(digit=instance()), fold=softmax))
    assert (fault.code, fault.nodes) == ("loss/units", ("answer",))
    assert "digit › fc" in fault.message
    assert fault.fix.label == "Set units to 10 in fold"


def test_a_parameter_of_a_block_is_checked_as_the_one_inside_it_stands_for():
    document = with_block(classifier(hidden=instance(parameters={"size": 0})), fold=folding())

    [fault] = faults(document)

    assert (fault.code, fault.nodes, fault.parameter) == ("parameter/range", ("hidden",), "size")
    assert codes(apply(document, fault.fix.edit)) == []


def test_a_parameter_that_a_block_does_not_have_is_told_at_its_instance():
    [fault] = faults(with_block(classifier(hidden=instance(parameters={"sise": 8})), fold=folding()))

    assert (fault.code, fault.nodes, fault.hint) == ("parameter/unknown", ("hidden",), "Did you mean size?")


def test_a_fault_inside_a_block_is_told_once_at_each_instance_with_the_way_to_it():
    document = with_block(classifier(hidden=instance(repeat=3)), fold=folding(units=-1))

    [fault] = faults(document)

    assert (fault.code, fault.nodes) == ("parameter/range", ("hidden",))
    assert fault.message.startswith("hidden › 1 › fc: units")
    assert codes(apply(document, fault.fix.edit)) == []


def test_an_unknown_block_is_offered_the_nearest():
    [fault] = [f for f in faults(with_block(classifier(hidden=Node(type="block.foldd")), fold=folding())) if f.nodes]

    assert fault.code == "node/unknown-type"
    assert "there is no block foldd" in fault.message
    assert fault.fix.edit.node.type == "block.fold"


def test_a_block_that_nobody_uses_can_be_removed():
    document = with_block(classifier(), fold=folding())

    [fault] = faults(document)

    assert (fault.code, fault.severity) == ("block/unused", "warning")
    assert apply(document, fault.fix.edit).blocks == {}


def test_blocks_that_contain_each_other_are_told_with_the_way_around():
    other = folding().model_copy(update={"nodes": {"fc": instance()}})
    endless = folding().model_copy(update={"nodes": {"fc": Node(type="block.other")}})
    used = with_block(classifier(hidden=instance()), fold=endless, other=other)
    unused = with_block(classifier(), fold=endless, other=other)

    assert [(fault.code, fault.nodes) for fault in faults(used)] == [("block/cycle", ("hidden",))]
    assert "fold → other → fold" in faults(used)[0].message or "other → fold → other" in faults(used)[0].message
    assert codes(unused) == ["block/cycle"]


def test_only_blocks_repeat():
    document = classifier(hidden=Node(type="Dense", parameters={"units": 4}, repeat=2))

    [fault] = faults(document)

    assert (fault.code, fault.nodes) == ("node/repeat", ("hidden",))
    assert codes(apply(document, fault.fix.edit)) == []


def test_data_does_not_enter_or_leave_inside_a_block():
    document = with_block(
        classifier(hidden=instance()), fold=folding(end=Node(type="Input", parameters={"shape": [3]}))
    )

    assert ("block/end", ("hidden",)) in [(fault.code, fault.nodes) for fault in faults(document)]


def test_a_fix_around_a_block_speaks_of_its_instance():
    document = chain(image=node("Input", column="image"), first=instance(), last=node("Dense", units=2))
    document = with_block(document.model_copy(update={"edges": document.edges[:1]}), fold=folding())

    [fault] = [fault for fault in faults(document) if fault.code == "node/unconnected"]

    assert fault.fix.edit.source == "first"


def test_a_fault_inside_a_block_is_mended_inside_it():
    document = with_block(classifier(hidden=instance()), fold=folding(wide=node("Dense", units=0)))

    [fault] = [fault for fault in faults(document) if fault.code == "parameter/range"]

    assert fault.fix.label == "Set units to 1 in fold"
    cured = apply(document, fault.fix.edit)
    assert cured.blocks["fold"].nodes["wide"].parameters["units"] == 1
    assert "parameter/range" not in codes(cured)


def test_a_value_that_instances_give_is_not_set_inside_the_block():
    block = folding(wide=node("Dense", units={"$parameter": "size"}))
    block = block.model_copy(update={"parameters": {"size": BlockParameter(default=0)}})
    document = with_block(classifier(hidden=instance()), fold=block)

    found = [fault.fix for fault in faults(document) if fault.message.startswith("hidden › wide: units")]

    assert found == [None]


def test_ports_of_a_block_are_checked_like_those_of_a_layer():
    document = with_block(classifier(hidden=instance()), fold=folding())
    edges = (*document.edges[:2], Edge(source="flat", target="hidden.query"), *document.edges[3:])

    found = faults(document.model_copy(update={"edges": edges}))

    assert {("edge/port", ("hidden",)), ("node/unconnected", ("hidden",))} == {(f.code, f.nodes) for f in found}


def test_what_is_faulty_inside_a_block_is_known_by_its_place_in_the_flat_graph():
    document = with_block(classifier(hidden=instance(repeat=2)), fold=folding(units=-1))

    assert {"hidden_1_fc", "hidden_2_fc"} <= examine(document, catalogue()).faulty


def test_a_block_offers_the_ports_and_parameters_of_a_layer():
    block_type = with_blocks(with_block(Document(), fold=folding()), catalogue()).layers["block.fold"]

    assert block_type.parameter("size").kind is Kind.INTEGER
    assert block_type.parameter("size").default == 16
    assert [port.name for port in block_type.inputs + block_type.outputs] == ["inputs", "output"]


def test_a_large_document_of_blocks_is_checked_in_seconds():
    lone = Block(nodes={f"n{n}": Node(type="Add") for n in range(1000)})
    document = with_block(Document(nodes={f"b{n}": instance() for n in range(20)}), fold=lone)

    started = time.perf_counter()
    examine(document, catalogue())

    assert time.perf_counter() - started < 20


def test_a_block_without_ports_is_no_end_of_the_network():
    document = with_block(Document(nodes={"b": instance()}), fold=Block(nodes={"n": node("Flatten")}))

    assert "graph/no-input" in codes(document)
    assert "input/shape" not in codes(document)


def test_a_block_that_leads_nowhere_is_told_once():
    document = with_block(classifier(), fold=folding())
    aside = document.model_copy(
        update={
            "nodes": {**document.nodes, "aside": instance(repeat=2)},
            "edges": (*document.edges, Edge(source="flat", target="aside")),
        }
    )

    assert [(fault.code, fault.nodes) for fault in faults(aside)] == [("node/unused", ("aside",))]


@quick
@given(documents)
def test_whatever_a_file_holds_is_checked_and_told_in_terms_of_its_own_nodes(document):
    for fault in faults(document):
        assert set(fault.nodes) <= document.nodes.keys()
