import pytest

from graphnn.document.model import Block, BlockParameter, Data, Document, Node
from graphnn.document.overrides import override
from graphnn.errors import UsageError

DOCUMENT = Document(
    nodes={"hidden": Node(type="Dense", parameters={"units": 32, "kernel": {"type": "Zeros"}, "size": [1, 2]})},
    data=Data(source="function", parameters={"noise": 0.5}),
)


def test_values_are_set_by_path_one_after_the_other():
    document = override(
        DOCUMENT,
        [
            "training.batch_size=64",
            "nodes.hidden.parameters.units=64",
            "nodes.hidden.parameters.units=65",
            "data.parameters.noise=0.1",
            "training.optimizer.parameters.learning_rate=1e-3",
        ],
    )

    assert document.training.batch_size == 64
    assert document.nodes["hidden"].parameters["units"] == 65
    assert document.data.parameters == {"noise": 0.1}
    assert document.training.optimizer.parameters == {"learning_rate": 0.001}
    assert DOCUMENT.training.batch_size == 32


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("relu", "relu"),
        ('"64"', "64"),
        ("64", 64),
        ("64.0", 64.0),
        ("true", True),
        ("null", None),
        ("[3, 3]", (3, 3)),
        ('{"type": "Zeros"}', {"type": "Zeros"}),
        ("", ""),
        ("a=b", "a=b"),
        ("[1,", "[1,"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_a_value_is_read_as_json_and_else_as_text(text, value):
    taken = override(DOCUMENT, [f"nodes.hidden.parameters.x={text}"]).nodes["hidden"].parameters["x"]

    assert taken == value
    assert type(taken) is type(value) or not isinstance(value, int | float)


def test_data_objects_and_places_in_lists_are_reached():
    document = override(
        Document(nodes=DOCUMENT.nodes),
        ["data.source=mnist", "nodes.hidden.parameters.kernel.type=Ones", "nodes.hidden.parameters.size.1=9"],
    )

    assert document.data == Data(source="mnist")
    assert document.nodes["hidden"].parameters == {"units": 32, "kernel": {"type": "Ones"}, "size": (1, 9)}


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("training.batchsize=1", "--set training.batchsize: unknown key. Did you mean batch_size?"),
        ("trainin.epochs=1", "--set trainin.epochs: unknown key. Did you mean training?"),
        ("nodes.hiden.parameters.units=1", "--set nodes.hiden.parameters.units: no such node. Did you mean hidden?"),
        ("nodes.zzz.type=Dense", "--set nodes.zzz.type: no such node. The document has hidden."),
        ("nodes.hidden.units=1", "--set nodes.hidden.units: unknown key."),
        ("nodes.hidden.parameters.units.x=1", "nodes.hidden.parameters.units is a single value. Set it whole."),
        ("nodes.hidden.parameters.size.2=1", "nodes.hidden.parameters.size has 2 entries."),
        ("training.callbacks=1", "training.callbacks: expected a list in [], not 1."),
        ("training.epochs=many", 'training.epochs: expected a whole number, not "many".'),
        ("training.epochs=0", "training.epochs: must be at least 1, not 0."),
        ("training.seed=1e999", "finite number"),
        ("data.parameters.noise=NaN", "finite number"),
        ('data.parameters={"a": 1, "a": 2}', "twice"),
        ("data.parameters.:on=1", "colon"),
        ("graphnn=2", "newer graphnn"),
        ("training.epochs", "expected path=value. Write it as training.batch_size=64."),
        ("=3", "expected path=value"),
        ("training..epochs=3", "expected path=value"),
    ],
)
def test_what_leads_nowhere_or_does_not_fit_is_wrong_usage(assignment, message):
    with pytest.raises(UsageError) as raised:
        override(DOCUMENT, [assignment])

    assert str(raised.value).startswith("--set ")
    assert message in str(raised.value)


def test_what_a_block_is_made_with_can_be_set():
    block = Block(parameters={"filters": BlockParameter(default=64)}, nodes={"conv": Node(type="Conv2D")})
    document = Document(nodes={"a": Node(type="block.b")}, blocks={"b": block})

    changed = override(document, ["blocks.b.parameters.filters.default=8", "nodes.a.repeat=3"])

    assert changed.blocks["b"].parameters["filters"].default == 8
    assert changed.nodes["a"].repeat == 3
    with pytest.raises(UsageError, match="no such block"):
        override(document, ["blocks.c.parameters.filters.default=8"])
