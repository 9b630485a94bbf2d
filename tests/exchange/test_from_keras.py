import json

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.values import thaw
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import Converted, convert
from tests.document.builders import wires
from tests.exchange.configs import entrance, functional, layer, sequential, tensor, with_layer

KERAS_1 = """
{"class_name": "Sequential", "keras_version": "1.2.2", "config": [
  {"class_name": "Convolution2D", "config": {"name": "conv", "trainable": true, "batch_input_shape": [null, 28, 28, 1],
   "input_dtype": "float32", "nb_filter": 8, "nb_row": 3, "nb_col": 5, "init": "glorot_uniform", "activation": "relu",
   "border_mode": "same", "subsample": [1, 1], "dim_ordering": "tf", "W_regularizer": null, "b_regularizer": null,
   "activity_regularizer": null, "W_constraint": null, "b_constraint": null, "bias": true}},
  {"class_name": "Dropout", "config": {"name": "drop", "trainable": true, "p": 0.25}},
  {"class_name": "Flatten", "config": {"name": "flat", "trainable": true}},
  {"class_name": "Dense", "config": {"name": "digit", "trainable": true, "output_dim": 10, "init": "he_normal",
   "activation": "softmax", "W_regularizer": null, "b_regularizer": null, "activity_regularizer": null,
   "W_constraint": null, "b_constraint": null, "bias": true, "input_dim": 100}}
]}
"""
KERAS_2 = """
{"class_name": "Model", "keras_version": "2.2.4", "backend": "tensorflow", "config": {"name": "siamese", "layers": [
  {"name": "left", "class_name": "InputLayer", "inbound_nodes": [],
   "config": {"batch_input_shape": [null, 6], "dtype": "float32", "sparse": false, "name": "left"}},
  {"name": "right", "class_name": "InputLayer", "inbound_nodes": [],
   "config": {"batch_input_shape": [null, 6], "dtype": "float32", "sparse": false, "name": "right"}},
  {"name": "twin", "class_name": "Dense",
   "inbound_nodes": [[["left", 0, 0, {}]], [["right", 0, 0, {}]]],
   "config": {"name": "twin", "trainable": true, "units": 4, "activation": "linear", "use_bias": true,
    "kernel_initializer": {"class_name": "VarianceScaling",
     "config": {"scale": 1.0, "mode": "fan_avg", "distribution": "normal", "seed": null, "dtype": "float32"}},
    "bias_initializer": {"class_name": "Zeros", "config": {"dtype": "float32"}}, "kernel_regularizer":
    {"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.001}}, "bias_regularizer": null,
    "activity_regularizer": null, "kernel_constraint": null, "bias_constraint": null}},
  {"name": "leak", "class_name": "LeakyReLU", "inbound_nodes": [[["twin", 1, 0, {}]]],
   "config": {"name": "leak", "trainable": true, "alpha": {"class_name": "__ndarray__", "config":
    {"dtype": "float32", "value": 0.2}}}},
  {"name": "normal", "class_name": "BatchNormalizationV1", "inbound_nodes": [[["leak", 0, 0, {}]]],
   "config": {"name": "normal", "trainable": false, "axis": [1], "momentum": 0.99, "epsilon": 0.001, "center": true,
    "scale": true, "fused": null}},
  {"name": "both", "class_name": "Concatenate", "inbound_nodes": [[["twin", 0, 0, {}], ["normal", 0, 0, {}]]],
   "config": {"name": "both", "trainable": true, "axis": -1}}],
 "input_layers": [["left", 0, 0], ["right", 0, 0]], "output_layers": [["both", 0, 0]]}}
"""


def converted(tree: object) -> Converted:
    return convert(tree, load_catalogue(), name="model")


def test_a_network_of_keras_1_is_read_under_the_names_of_today():
    document = converted(json.loads(KERAS_1)).document

    assert {name: thaw(node.parameters) for name, node in document.nodes.items()} == {
        "conv_input": {"shape": [28, 28, 1]},
        "conv": {"filters": 8, "kernel_size": [3, 5], "activation": "relu", "padding": "same"},
        "drop": {"rate": 0.25},
        "flat": {},
        "digit": {"units": 10, "activation": "softmax", "kernel_initializer": "he_normal"},
        "output": {},
    }


def test_a_network_of_keras_2_keeps_its_shared_layers_and_frozen_ones():
    document = converted(json.loads(KERAS_2)).document

    assert document.name == "siamese"
    assert document.nodes["twin_2"].shares == "twin"
    assert thaw(document.nodes["twin"].parameters) == {
        "units": 4,
        "kernel_initializer": {
            "type": "VarianceScaling",
            "parameters": {"mode": "fan_avg"},
        },
        "kernel_regularizer": {"type": "L1L2", "parameters": {"l2": 0.001}},
    }
    assert thaw(document.nodes["leak"].parameters) == {"negative_slope": 0.2}
    assert document.nodes["normal"].type == "BatchNormalization"
    assert not document.nodes["normal"].trainable
    assert wires(document) == [
        "left > twin",
        "right > twin_2",
        "twin_2 > leak",
        "leak > normal",
        "twin > both.inputs.0",
        "normal > both.inputs.1",
        "both > output",
    ]


def old(class_name: str, name: str, *sources: str, **config: object) -> dict:
    """Return a layer of a functional model as Keras 1 and 2 write it."""
    nodes = [[[source, 0, 0] for source in sources]] if sources else []
    return {"class_name": class_name, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


def old_network(*layers: dict) -> dict:
    first, last = layers[0]["name"], layers[-1]["name"]
    config = {"name": "net", "layers": list(layers), "input_layers": [[first, 0, 0]], "output_layers": [[last, 0, 0]]}
    return {"class_name": "Model", "config": config}


def test_what_keras_1_merged_by_mode_becomes_the_layer_of_that_mode():
    document = converted(
        old_network(
            old("InputLayer", "x", batch_input_shape=[None, 4]),
            old("Dense", "a", "x", output_dim=4),
            old("Merge", "sum", "x", "a", mode="sum", mode_type="raw", concat_axis=-1, output_mask=None),
            old("Merge", "both", "sum", "a", mode="concat", mode_type="raw", concat_axis=1, dot_axes=-1),
        )
    ).document

    assert document.nodes["sum"].type == "Add"
    assert "a > sum.inputs.1" in wires(document)
    assert document.nodes["both"].type == "Concatenate"
    assert thaw(document.nodes["both"].parameters) == {"axis": 1}


def test_keras_2_counts_the_calls_of_a_model_within_a_model_from_one():
    inner = old_network(old("InputLayer", "i", batch_input_shape=[None, 4]), old("Dense", "code", "i", units=4))
    inner |= {"name": "encoder", "inbound_nodes": [[["a", 0, 0, {}]], [["b", 0, 0, {}]]]}
    both = old("Concatenate", "both") | {"inbound_nodes": [[["encoder", 1, 0, {}], ["encoder", 2, 0, {}]]]}
    tree = old_network(
        old("InputLayer", "a", batch_input_shape=[None, 4]),
        old("InputLayer", "b", batch_input_shape=[None, 4]),
        inner,
        both,
    )
    tree["config"]["input_layers"].append(["b", 0, 0])

    document = converted(tree).document

    assert document.nodes["encoder_2"].shares == "encoder"
    assert wires(document)[-3:] == [
        "encoder > both.inputs.0",
        "encoder_2 > both.inputs.1",
        "both > output",
    ]


def test_keras_3_counts_the_calls_of_a_model_within_a_model_from_nought_but_for_outputs():
    encoder = functional(
        entrance("i", 4), layer("Dense", "code", [tensor("i")], units=4), inputs=[["i", 0, 0]], outputs=[["code", 0, 0]]
    )
    # Its first answer is both its own second question and an output of the whole.
    calls = [{"args": [tensor("x")], "kwargs": {}}, {"args": [tensor("encoder")], "kwargs": {}}]
    encoder |= {"name": "encoder", "inbound_nodes": calls}

    document = converted(
        functional(entrance("x", 4), encoder, inputs=[["x", 0, 0]], outputs=[["encoder", 1, 0], ["encoder", 2, 0]])
    ).document

    assert wires(document) == [
        "x > encoder",
        "encoder > encoder_2",
        "encoder > encoder_output",
        "encoder_2 > encoder_2_output",
    ]


def test_states_that_keras_2_handed_over_behind_the_sequence_reach_their_port():
    document = converted(
        old_network(
            old("InputLayer", "x", batch_input_shape=[None, 5, 3]),
            old("LSTM", "first", "x", units=3, return_sequences=True, return_state=True),
            old("LSTM", "second", units=3)
            | {"inbound_nodes": [[["first", 0, 0, {}], ["first", 0, 1, {}], ["first", 0, 2, {}]]]},
        )
    ).document

    assert wires(document)[1:4] == [
        "first > second",
        "first.state_h > second.initial_state.0",
        "first.state_c > second.initial_state.1",
    ]


def test_what_means_something_else_today_is_noted_or_said_outright():
    result = converted(
        old_network(
            old("InputLayer", "x", batch_input_shape=[7, 5, 4]),
            old("GRU", "read", "x", output_dim=3, inner_activation="hard_sigmoid", consume_less="cpu"),
        )
    )

    assert thaw(result.document.nodes["read"].parameters) == {
        "units": 3,
        "recurrent_activation": "hard_sigmoid",
        "reset_after": False,
    }
    assert [note.split(":")[0] for note in result.notes] == ["x", "read"]


def test_only_what_differs_from_the_defaults_is_written():
    pool = layer("MaxPooling2D", "pool", pool_size=[2, 2], strides=[2, 2], padding="valid", data_format="channels_last")
    dense = layer(
        "Dense",
        "dense",
        units=3,
        activation="linear",
        use_bias=True,
        kernel_initializer={
            "module": "keras.initializers",
            "class_name": "GlorotUniform",
            "config": {"seed": None, "input_axes": None},
            "registered_name": None,
        },
        quantization_config=None,
    )

    document = converted(sequential(entrance("x", 4, 4, 1), pool, layer("Flatten", "flat"), dense)).document

    assert thaw(document.nodes["pool"].parameters) == {}
    assert thaw(document.nodes["dense"].parameters) == {"units": 3}


def test_what_is_made_is_a_graph_file_with_places_for_its_nodes():
    document = converted(with_layer(layer("Dense", "middle", units=2))).document

    assert codec.loads(codec.dumps(document)) == document
    assert document.view.positions.keys() == document.nodes.keys()
    assert document.data is None


def test_several_inputs_and_outputs_become_nodes_each():
    tree = functional(
        entrance("a", 2),
        entrance("b", 3, dtype="int32"),
        layer("Concatenate", "both", [[tensor("a"), tensor("b")]]),
        layer("Dense", "p", [tensor("both")], units=1),
        layer("Dense", "q", [tensor("both")], units=1),
        inputs={"a": ["a", 0, 0], "b": ["b", 0, 0]},
        outputs=[["p", 0, 0], ["q", 0, 0]],
    )

    document = converted(tree).document

    assert thaw(document.nodes["b"].parameters) == {"shape": [3], "dtype": "int32"}
    assert [name for name, node in document.nodes.items() if node.type == "Output"] == ["p_output", "q_output"]


def within(network: dict, name: str, *calls: object) -> dict:
    """Return a model as it stands within another one."""
    nodes = [{"args": given, "kwargs": {"mask": None}} for given in calls]
    return network | {"name": name, "config": network["config"] | {"name": name}, "inbound_nodes": nodes}


def test_a_model_within_a_model_becomes_a_block_that_is_shared_where_it_is_called_twice():
    inner = sequential(entrance("e", 2), layer("Dense", "code", units=2))
    tree = functional(
        entrance("a", 2),
        entrance("b", 2),
        within(inner, "encoder", [tensor("a")], [tensor("b")]),
        layer("Add", "sum", [[tensor("encoder"), tensor("encoder", 1)]]),
        inputs=[["a", 0, 0], ["b", 0, 0]],
        outputs=[["sum", 0, 0]],
    )

    result = converted(tree)

    document = result.document
    assert list(document.blocks["encoder"].nodes) == ["code"]
    assert document.blocks["encoder"].inputs[0].targets == ("code",)
    assert (document.nodes["encoder"].type, document.nodes["encoder_2"].shares) == ("block.encoder", "encoder")
    assert [(place.node_id, place.names) for place in result.weights] == [
        ("encoder_code", ("encoder", "code")),
        ("sum", ("sum",)),
    ]


def test_models_that_are_made_alike_are_one_block_and_keep_weights_of_their_own():
    one, two = (sequential(entrance("e", 2), layer("Dense", f"dense_{number}", units=2)) for number in (4, 5))
    tree = sequential(entrance("x", 2), within(one, "sequential_1"), within(two, "sequential_2"))

    result = converted(tree)

    assert list(result.document.blocks) == ["sequential_1"]
    assert {node.type for name, node in result.document.nodes.items() if "seq" in name} == {"block.sequential_1"}
    assert [(place.node_id, place.names[-1]) for place in result.weights] == [
        ("sequential_1_dense", "dense_4"),
        ("sequential_2_dense", "dense_5"),
    ]


def test_a_block_has_a_port_for_each_tensor_and_passes_on_what_its_model_hands_through():
    inner = functional(
        entrance("left/1", 2),
        entrance("right", 2),
        layer("Dense", "d", [tensor("right")], units=2),
        inputs=[["left/1", 0, 0], ["right", 0, 0]],
        outputs=[["d", 0, 0], ["left/1", 0, 0]],
    )
    tree = functional(
        entrance("a", 2),
        within(inner, "split", [[tensor("a"), tensor("a")]]),
        layer("Add", "sum", [[tensor("split"), tensor("split", 0, 1)]]),
        inputs=[["a", 0, 0]],
        outputs=[["sum", 0, 0]],
    )

    document = converted(tree).document

    block = document.blocks["split"]
    assert [(port.name, port.targets) for port in block.inputs] == [("left_1", ("identity",)), ("right", ("d",))]
    assert [(port.name, port.source) for port in block.outputs] == [("d", "d"), ("left_1", "identity")]
    assert wires(document) == [
        "a > split.left_1",
        "a > split.right",
        "split.d > sum.inputs.0",
        "split.left_1 > sum.inputs.1",
        "sum > output",
    ]


def test_blocks_lie_in_each_other_as_the_models_did():
    innermost = within(
        sequential(entrance("e", 2), layer("Dense", "d", units=2)), "core", [tensor("x")], [tensor("core")]
    )
    middle = functional(entrance("x", 2), innermost, inputs=[["x", 0, 0]], outputs=[["core", 1, 0]])
    tree = sequential(entrance("x", 2), within(middle, "twice"), layer("Dense", "end", units=1))

    result = converted(tree)

    assert list(result.document.blocks) == ["core", "twice"]
    assert result.document.blocks["twice"].nodes["core_2"].shares == "core"
    assert [place.node_id for place in result.weights] == ["twice_core_d", "end"]


def test_names_that_no_id_can_have_stay_as_labels():
    document = converted(with_layer(layer("Dense", "block1/conv:0", units=2))).document

    assert document.nodes["block1_conv_0"].label == "block1/conv:0"


def test_names_that_differ_by_case_alone_become_different_ids():
    document = converted(sequential(entrance("x", 2), layer("Dense", "A", units=1), layer("Dense", "a", units=1)))

    assert {"A", "a_2"} <= document.document.nodes.keys()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (layer("Lambda", "evil", function={"class_name": "__lambda__", "config": {}}), "evil (Lambda): .*Python code"),
        (layer("Dense", "d", units=1) | {"module": "builtins"}, "builtins.Dense is a class of its author's own"),
        (layer("Dense", "d", units=1) | {"module": "os"}, "class of its author's own"),
        (layer("Dense", "d", units=1) | {"registered_name": "my>Dense"}, "my>Dense is a class of its author's own"),
        (layer("Mystery", "m"), "m .Mystery.: there is no layer Mystery"),
        (layer("Output", "o"), "there is no layer Output"),
        (layer("Dense", "d", units=1, activation="mine"), "'mine', a function that is not Keras' own"),
        (
            layer(
                "Dense",
                "d",
                units=1,
                activation={"module": "builtins", "class_name": "function", "config": "relu", "registered_name": "f"},
            ),
            "function relu of its author's own",
        ),
        (
            layer("Dense", "d", units=1, activation={"class_name": "__lambda__", "config": {"value": "4wEA"}}),
            "lambda, which holds Python code",
        ),
        (
            layer(
                "Dense",
                "d",
                units=1,
                kernel_initializer={"module": "os", "class_name": "Zeros", "config": {}, "registered_name": None},
            ),
            "its kernel_initializer is os",
        ),
        (
            layer(
                "Dense",
                "d",
                units=1,
                kernel_regularizer={
                    "module": "keras.regularizers",
                    "class_name": "L2",
                    "config": {"l2": {"class_name": "function", "module": "os", "config": "system"}},
                    "registered_name": None,
                },
            ),
            "is the object function",
        ),
        (layer("Dense", "d", units={"module": "builtins", "class_name": "function", "config": "eval"}), "the object"),
        (layer("Dense", "d", units=-3), "its units is -3"),
        (layer("Dense", "d", units=1, lora_rank=4), "its lora_rank is 4"),
        (layer("Dense", "d", units=1, dtype="float16"), "computes in float16"),
        (layer("Dense", "d"), "needs units"),
    ],
)
def test_what_no_graph_can_hold_is_refused_with_name_and_reason(given, reason):
    with pytest.raises(ModelError, match=reason.replace("(", "[(]").replace(")", "[)]")):
        converted(with_layer(given))


def test_a_model_called_with_a_dict_of_no_masks_is_taken():
    inner = functional(
        entrance("a", 2),
        entrance("b", 2),
        layer("Add", "sum", [[tensor("a"), tensor("b")]]),
        inputs={"a": ["a", 0, 0], "b": ["b", 0, 0]},
        outputs={"z": ["sum", 0, 0], "y": ["b", 0, 0]},
    )
    inner = within(inner, "named")
    inner["inbound_nodes"] = [
        {"args": [{"a": tensor("p"), "b": tensor("q")}], "kwargs": {"mask": {"a": None, "b": None}}}
    ]
    tree = functional(
        entrance("p", 2), entrance("q", 2), inner, inputs=[["p", 0, 0], ["q", 0, 0]], outputs=[["named", 1, 1]]
    )

    assert wires(converted(tree).document) == ["p > named.a", "q > named.b", "named.sum > output"]


def test_outputs_of_what_is_refused_are_not_told_as_missing():
    inner = within(functional(entrance("a", 2), inputs=[["a", 0, 0]], outputs=[["a", 0, 0], ["a", 0, 0]]), "m")
    inner["inbound_nodes"] = [{"args": [tensor("p")], "kwargs": {"reversed": True}}]
    tree = functional(entrance("p", 2), inner, inputs=[["p", 0, 0]], outputs=[["m", 1, 1]])

    with pytest.raises(ModelError, match=r"^m \(Functional\): it is called with reversed=True[^\n]*$"):
        converted(tree)


def test_all_that_cannot_be_taken_is_named_at_once():
    tree = sequential(entrance("x", 4), layer("Lambda", "one"), layer("Mystery", "two"))

    with pytest.raises(ModelError) as refusal:
        converted(tree)

    assert [line.split()[0] for line in str(refusal.value).splitlines()] == ["one", "two"]


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        {"class_name": "Sequential"},
        {"class_name": "Sequential", "config": []},
        {"class_name": "Sequential", "config": {"layers": [7]}},
        {"class_name": "Functional", "config": {"name": 1, "layers": [], "input_layers": [], "output_layers": []}},
        {"class_name": "MyModel", "config": {}},
        {"module": "evil", "class_name": "Sequential", "config": {"layers": [entrance("x", 1)]}},
        sequential(layer("Dense", "d", units=1)),
        sequential(entrance("x", 4), entrance("x", 4)),
        functional(layer("Dense", "a", [tensor("a")], units=1), inputs=[], outputs=[["a", 0, 0]]),
        functional(entrance("x", 4), inputs=[["x", 0, 0]], outputs=[["x", 7, 0]]),
        functional(entrance("x", 4), inputs=[["x", 0, 0]], outputs=[["x", 0, -1]]),
    ],
    ids=range(14),
)
def test_what_is_no_config_of_a_network_is_refused_in_words(tree):
    with pytest.raises(ModelError):
        converted(tree)


def test_models_within_models_that_would_multiply_without_end_are_refused():
    tree = functional(
        entrance("x", 4), layer("Dense", "d", [tensor("x")], units=4), inputs=[["x", 0, 0]], outputs=[["d", 0, 0]]
    )
    for _ in range(25):
        inner = within(tree, "m", [tensor("x")], [tensor("m")], [tensor("m", 1)])
        tree = functional(entrance("x", 4), inner, inputs=[["x", 0, 0]], outputs=[["m", 2, 0]])

    with pytest.raises(ModelError, match="20,000"):
        converted(tree)
