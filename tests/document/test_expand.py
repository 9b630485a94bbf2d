import itertools

import pytest
from hypothesis import given

from graphnn.document.codec import loads
from graphnn.document.expand import expand
from graphnn.document.expansion import Expansion
from graphnn.document.model import Block, BlockParameter, Document, Edge, Node
from graphnn.document.nesting import MAX_DEPTH, MAX_EXPANDED_NODES
from tests.document.builders import wired, wires
from tests.document.strategies import documents, quick


def block(
    *wires: str, inputs: tuple[str, ...], output: str, parameters: dict[str, object] | None = None, **nodes: Node
):
    graph = wired(*wires)
    return Block(
        parameters={name: BlockParameter(default=default) for name, default in (parameters or {}).items()},
        nodes={**graph.nodes, **nodes},
        edges=graph.edges,
        inputs=({"targets": inputs},),
        outputs=({"source": output},),
    )


def residual() -> Block:
    conv = Node(
        type="Conv2D", parameters={"filters": {"$parameter": "filters"}, "strides": [1, {"$parameter": "step"}]}
    )
    return block(
        "conv > sum.inputs.0",
        inputs=("conv", "sum.inputs.1"),
        output="sum",
        parameters={"filters": 64, "step": 1},
        conv=conv,
        sum=Node(type="Add"),
    )


def with_instances(**instances: Node) -> Document:
    ids = ["x", *instances, "y"]
    nodes = {"x": Node(type="Input"), **instances, "y": Node(type="Output")}
    edges = tuple(Edge(source=above, target=below) for above, below in itertools.pairwise(ids))
    return Document(nodes=nodes, edges=edges, blocks={"residual": residual()})


def faults(expansion: Expansion) -> list[tuple[str, str]]:
    return [(fault.code, fault.message) for fault in expansion.faults]


@quick
@given(documents)
def test_whatever_a_file_holds_expands_to_a_graph_of_known_nodes_the_same_every_time(document):
    expansion = expand(document)
    flat = expansion.document

    assert expand(document) == expansion
    assert all(node_id in expansion.paths or node_id in document.nodes for node_id in flat.nodes)
    assert all(expansion.home(node_id) in document.nodes for node_id in flat.nodes)
    assert {fault.node for fault in expansion.faults} <= flat.nodes.keys() | document.nodes.keys()
    assert len({node_id.lower() for node_id in flat.nodes}) >= len({node_id.lower() for node_id in expansion.paths})
    assert all(len(node_id) <= 64 for node_id in flat.nodes)
    targets = [edge.target for edge in flat.edges]
    assert len(targets) == len(set(targets))


def test_a_document_without_instances_is_its_own_expansion():
    document = wired("a > b", blocks={"residual": residual()})

    assert expand(document).document is document


def test_an_instance_becomes_its_nodes_with_its_parameters():
    flat = expand(with_instances(stage=Node(type="block.residual", parameters={"filters": 8}))).document

    assert list(flat.nodes) == ["x", "stage_conv", "stage_sum", "y"]
    assert flat.nodes["stage_conv"].parameters == {"filters": 8, "strides": (1, 1)}
    assert set(wires(flat)) == {
        "x > stage_conv",
        "x > stage_sum.inputs.1",
        "stage_conv > stage_sum.inputs.0",
        "stage_sum > y",
    }


def test_a_repeated_block_feeds_itself_in_a_row_with_layers_of_its_own_each_time():
    expansion = expand(with_instances(stage=Node(type="block.residual", repeat=3)))

    flat = expansion.document
    assert [node_id for node_id in flat.nodes if node_id.endswith("conv")] == [f"stage_{n}_conv" for n in (1, 2, 3)]
    assert {"stage_1_sum > stage_2_conv", "stage_2_sum > stage_3_sum.inputs.1", "stage_3_sum > y"} <= set(wires(flat))
    assert expansion.title("stage_2_conv") == "stage › 2 › conv"
    assert expansion.outputs["stage"] == {"output": "stage_3_sum.output"}
    assert all(node.shares is None for node in flat.nodes.values())


def test_blocks_nest_and_hand_their_parameters_down():
    stage = Node(type="block.residual", parameters={"filters": {"$parameter": "width"}}, repeat=2)
    outer = block(inputs=("stage",), output="stage", parameters={"width": 16}, stage=stage)
    document = with_instances(net=Node(type="block.outer", parameters={"width": 4}))
    document = document.model_copy(update={"blocks": {"residual": residual(), "outer": outer}})

    expansion = expand(document)

    assert expansion.faults == ()
    assert expansion.document.nodes["net_stage_2_conv"].parameters["filters"] == 4
    assert expansion.paths["net_stage_2_conv"] == ("net", "stage", 2, "conv")


def test_an_instance_that_shares_another_applies_all_its_layers_again():
    owner = Node(type="block.residual", parameters={"filters": 8}, repeat=2)
    flat = expand(with_instances(first=owner, again=Node(type="block.residual", shares="first"))).document

    assert flat.nodes["again_2_conv"].shares == "first_2_conv"
    assert flat.nodes["again_2_conv"].parameters["filters"] == 8
    assert flat.nodes["again_1_sum"].shares == "first_1_sum"


def test_layers_shared_inside_a_block_are_shared_within_each_copy_and_with_the_first_of_a_shared_one():
    twins = block("a > b", inputs=("a",), output="b", b=Node(type="Dense", shares="a"))
    document = with_instances(one=Node(type="block.twins"), two=Node(type="block.twins"))
    document = document.model_copy(update={"blocks": {"twins": twins}})

    assert {expand(document).document.nodes[f"{n}_b"].shares for n in ("one", "two")} == {"one_a", "two_a"}

    sharing = {**document.nodes, "two": Node(type="block.twins", shares="one")}
    nodes = expand(document.model_copy(update={"nodes": sharing})).document.nodes
    assert {nodes["two_a"].shares, nodes["two_b"].shares} == {"one_a"}


def test_ids_of_inner_nodes_meet_no_others_and_stay_short():
    document = with_instances(
        stage=Node(type="block.residual"), Stage_Conv=Node(type="Dense"), **{"n" * 60: Node(type="block.residual")}
    )

    flat = expand(document).document

    assert "stage_conv_2" in flat.nodes
    assert len({node_id.lower() for node_id in flat.nodes}) == len(flat.nodes)
    assert max(map(len, flat.nodes)) <= 64


def test_what_is_muted_or_bypassed_stays_whole():
    document = with_instances(
        off=Node(type="block.residual", state="muted"), by=Node(type="block.residual", state="bypassed")
    )

    assert expand(document).document is document


def test_an_instance_that_is_not_trained_has_no_trained_layer():
    flat = expand(with_instances(stage=Node(type="block.residual", trainable=False))).document

    assert not flat.nodes["stage_conv"].trainable


def test_a_parameter_that_a_block_does_not_have_is_a_fault_where_it_is_referred_to():
    bad = block(
        inputs=("d",),
        output="d",
        parameters={"units": 1},
        d=Node(type="Dense", parameters={"units": {"$parameter": "unit"}}),
    )
    document = with_instances(
        stage=Node(type="block.bad"), x2=Node(type="Dense", parameters={"units": {"$parameter": "u"}})
    )

    found = expand(document.model_copy(update={"blocks": {"bad": bad}})).faults

    assert [(fault.code, fault.node, fault.parameter) for fault in found] == [
        ("block/parameter", "stage_d", "units"),
        ("block/parameter", "x2", "units"),
    ]
    assert found[0].message == "stage › d: units refers to the parameter unit, which its block does not have."
    assert found[0].hint == "Did you mean units?"
    assert "stands in no block" in found[1].message


def test_a_block_that_contains_itself_is_told_with_the_way_around():
    a = block(inputs=("b",), output="b", b=Node(type="block.b"))
    b = block(inputs=("a",), output="a", a=Node(type="block.a"))
    document = with_instances(stage=Node(type="block.a")).model_copy(update={"blocks": {"a": a, "b": b}})

    assert faults(expand(document)) == [("block/cycle", "stage: its block contains itself: b → a → b.")]


def test_blocks_that_stand_for_too_much_are_told_and_not_expanded():
    ten = {"b0": Block(nodes={f"n{n}": Node(type="Dense") for n in range(10)})}
    ten |= {f"b{n}": Block(nodes={f"i{k}": Node(type=f"block.b{n - 1}") for k in range(10)}) for n in range(1, 12)}

    document = Document(nodes={"all": Node(type="block.b11")}, blocks=ten)

    assert expand(document).document is document
    [(code, message)] = faults(expand(document))
    assert code == "block/too-large"
    assert "1,000,000,000,000 nodes" in message
    assert f"{MAX_EXPANDED_NODES:,}" in message


def test_parameters_that_would_grow_without_bound_are_told_in_time():
    doubling = [{"$parameter": "p"}, {"$parameter": "p"}]
    blocks = {
        f"b{n}": block(
            inputs=("i",), output="i", parameters={"p": 1}, i=Node(type=f"block.b{n + 1}", parameters={"p": doubling})
        )
        for n in range(25)
    }
    blocks["b25"] = block(
        inputs=("d",), output="d", parameters={"p": 1}, d=Node(type="Dense", parameters={"units": {"$parameter": "p"}})
    )

    found = expand(Document(nodes={"a": Node(type="block.b0")}, blocks=blocks)).faults

    assert "becomes too large" in found[0].message


def test_blocks_may_lie_in_each_other_to_a_limit():
    blocks = {f"b{n}": block(inputs=("i",), output="i", i=Node(type=f"block.b{n + 1}")) for n in range(1500)}

    document = Document(nodes={"a": Node(type="block.b0")}, blocks=blocks)

    [(code, message)] = faults(expand(document))
    assert code == "block/too-deep"
    assert f"{MAX_DEPTH} is the limit" in message


@pytest.mark.parametrize("state", [{"repeat": 2}, {"state": "bypassed"}])
def test_only_one_input_and_one_output_can_be_repeated_or_bypassed(state):
    two = residual().model_copy(
        update={"outputs": (*residual().outputs, *Block(outputs=({"name": "b", "source": "conv"},)).outputs)}
    )
    document = with_instances(stage=Node(type="block.residual", **state)).model_copy(
        update={"blocks": {"residual": two}}
    )

    [(code, message)] = faults(expand(document))

    assert code == "block/ports"
    assert "residual has 1 and 2" in message


def test_edges_and_ports_to_nowhere_inside_a_block_are_told():
    text = """{"graphnn": 1, "nodes": {"a": {"type": "block.b"}, "c": {"type": "block.c"}}, "blocks": {
        "b": {"nodes": {"d": {"type": "Dense"}}, "edges": [{"source": "gone", "target": "d"}]},
        "c": {"nodes": {"d": {"type": "Dense"}}, "outputs": [{"source": "gone"}]}}}"""

    assert faults(expand(loads(text))) == [
        ("edge/dangling", "a: there is no gone, which the edge from gone to d asks for."),
        ("block/port", "c: a port of c leads to gone, and there is no such node in it."),
    ]


def test_blocks_of_nothing_repeated_in_each_other_are_told_in_time():
    most = {"repeat": MAX_EXPANDED_NODES}
    blocks = {f"b{n}": block(inputs=("i",), output="i", i=Node(type=f"block.b{n + 1}", **most)) for n in range(9)}

    found = expand(Document(nodes={"a": Node(type="block.b0", **most)}, blocks={**blocks, "b9": Block()})).faults

    assert [fault.code for fault in found] == ["block/too-large"]
