import pytest

from graphnn.document.model import Configured, Data, Document, Node, Split, Training
from tests.analysis.builders import chain, classifier, codes, faults, learning_from, node, with_edges

LOGITS = {"type": "SparseCategoricalCrossentropy", "parameters": {"from_logits": True}}


def test_the_graph_of_the_design_has_no_fault() -> None:
    document = classifier().model_copy(
        update={
            "data": Data(source="pixels", validation=Split(fraction=0.1)),
            "training": Training(batch_size=128, optimizer=Configured(type="RMSprop")),
        }
    )

    assert codes(document) == []


def test_unscaled_pixels_before_logits_give_exactly_one_warning() -> None:
    document = chain(
        image=node("Input", column="image"),
        flat=node("Flatten"),
        hidden=node("Dense", units=40, activation="relu"),
        digit=node("Dense", units=10),
        answer=node("Output", column="label", loss=LOGITS, metrics=["accuracy"]),
    )

    assert [(d.code, d.severity, d.nodes) for d in faults(document)] == [
        ("data/unscaled", "warning", ("image", "hidden"))
    ]


def test_dropout_before_the_output_hides_neither_units_nor_activation() -> None:
    document = classifier(
        digit=node("Dense", units=9),
        drop=node("Dropout", rate=0.3),
        soft=node("Softmax"),
        answer=node("Output", column="label", loss="sparse_categorical_crossentropy"),
    )
    nodes = dict(document.nodes)
    nodes["answer"] = nodes.pop("answer")
    document = chain(**nodes)

    assert codes(document) == ["loss/units"]


def test_all_faults_are_told_at_once_and_always_in_the_same_order() -> None:
    document = classifier(hidden=node("Dense"), flat=node("Nothing"), answer=node("Output", column="label"))

    assert codes(document) == ["node/unknown-type", "parameter/missing", "output/no-loss"]
    assert faults(document) == faults(document)


def test_numbers_cannot_stand_in_for_every_input_of_a_node() -> None:
    document = Document(
        nodes={"x": node("Input", shape=[2]), "less": node("ops.subtract", x1=1, x2=2)},
        edges=(),
    )

    assert codes(document) == ["node/unconnected"]


def test_a_muted_node_is_as_if_absent() -> None:
    document = classifier(hidden=Node(type="Nonsense", state="muted"))

    assert codes(document) == ["node/unconnected", "node/unused", "node/unused", "node/unused"]


def test_a_bypassed_node_passes_its_input_through() -> None:
    document = classifier(
        soft=Node(type="Softmax", state="bypassed"),
        scale=Node(type="Rescaling", parameters={"scale": 1}, state="bypassed"),
    )

    assert "data/unscaled" in codes(document)


def test_a_graph_without_output_is_no_fault() -> None:
    assert codes(chain(image=node("Input", column="image"), flat=node("Flatten"))) == []


def test_a_graph_without_data_is_no_fault_where_shapes_are_given() -> None:
    document = chain(None, image=node("Input", shape=[8, 8]), flat=node("Flatten"), out=node("Output"))

    assert codes(document) == []


def test_an_autoencoder_may_learn_its_own_input() -> None:
    document = chain(
        image=node("Input", column="image"),
        scale=node("Rescaling", scale=1 / 255),
        same=node("Dense", units=8),
        out=node("Output", column="image", loss="mse"),
    )

    assert codes(document) == []


def test_several_inputs_and_outputs_are_normal() -> None:
    document = Document(
        nodes={
            "rooms": node("Input", column="rooms"),
            "age": node("Input", column=["age", "rooms"]),
            "join": node("Concatenate"),
            "one": node("Dense", units=1),
            "two": node("Dense", units=1, activation="sigmoid"),
            "price": node("Output", column="price", loss="mae", loss_weight=0.5),
            "sold": node("Output", column="sold", loss="binary_crossentropy"),
        },
        data=Data(source="houses"),
    )
    document = with_edges(
        document,
        ("rooms", "join.inputs.0"),
        ("age", "join.inputs.1"),
        ("join", "one"),
        ("join", "two"),
        ("one", "price"),
        ("two", "sold"),
    )

    assert codes(document) == []


def test_a_shared_layer_needs_no_parameters_of_its_own() -> None:
    document = classifier(again=Node(type="Dense", shares="hidden"))
    document = chain(**{name: document.nodes[name] for name in ("image", "scale", "flat", "hidden", "again")})

    assert codes(document) == []


def test_a_learning_rate_may_be_a_schedule() -> None:
    schedule = {"type": "ExponentialDecay", "parameters": {"initial_learning_rate": 0.1, "decay_steps": 100}}
    training = Training(optimizer=Configured(type="SGD", parameters={"learning_rate": schedule}))
    document = classifier().model_copy(update={"training": training})

    assert [(d.code, d.parameter) for d in faults(document)] == [
        ("parameter/missing", "training.optimizer.learning_rate.decay_rate")
    ]


@pytest.mark.parametrize("count", [500])
def test_a_long_chain_is_checked_whole(count: int) -> None:
    layers = {f"hidden_{index}": node("Dense", units=0) for index in range(count)}

    found = codes(chain(image=node("Input", shape=[4]), **layers))

    assert found.count("parameter/range") == count


def test_the_fault_of_a_cycle_names_its_nodes_in_order() -> None:
    document = with_edges(classifier(flat=node("Add")), ("digit", "flat.inputs.1"))

    (cycle,) = [diagnostic for diagnostic in faults(document) if diagnostic.code == "edge/cycle"]

    assert cycle.nodes == ("flat", "hidden", "digit")
    assert "flat → hidden → digit → flat" in cycle.message


def test_the_hint_of_a_missing_column_lists_those_that_are_there() -> None:
    document = learning_from(Data(source="houses"))

    hints = [diagnostic.hint for diagnostic in faults(document) if diagnostic.code == "data/column"]

    assert hints == ["Its columns: rooms, age, plan, price, sold."] * 2
