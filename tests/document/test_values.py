import pytest
from pydantic import TypeAdapter, ValidationError

from graphnn.document.model import Node
from graphnn.document.values import MAX_INTEGER, MAX_VALUE_DEPTH, Json, key_path, same

json_adapter: TypeAdapter[object] = TypeAdapter(Json)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (float("nan"), "NaN"),
        ({"a": [float("inf")]}, "a.0: NaN, Infinity"),
        (MAX_INTEGER + 1, "lose digits"),
        ("\ud800", "half a character"),
        ({"a": {":onclick": 1}}, r'a.":onclick": keys starting with'),
        ({"__proto__": 1}, "__proto__"),
        ({"$parameter": 3}, r'"\$parameter": "its_name"'),
        ([{"$parameter": "filters", "default": 3}], r"0.\$parameter: a parameter of a block is referred to by"),
        (nested(MAX_VALUE_DEPTH + 1), "60 levels deep"),
        (nested(10_000), "60 levels deep"),
    ],
)
def test_a_value_that_no_file_may_hold_is_refused_with_its_place(value, fault):
    with pytest.raises(ValidationError, match=fault):
        json_adapter.validate_python(value)


def test_a_value_of_the_greatest_depth_is_taken():
    assert json_adapter.validate_python(nested(MAX_VALUE_DEPTH))


def test_what_a_model_holds_cannot_be_changed():
    given = {"shape": [1, {"axis": 2}]}
    node = Node(type="Reshape", parameters=given)

    given["shape"].append(3)

    assert node.parameters["shape"] == (1, {"axis": 2})
    with pytest.raises(TypeError):
        node.parameters["shape"][1]["axis"] = 5


def test_models_that_differ_in_one_and_true_are_not_the_same():
    ones = [Node(type="Dense", parameters={"units": one}) for one in (1, 1.0, True)]

    assert [[same(left, right) for right in ones] for left in ones] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_a_place_can_be_printed_whatever_the_keys_are():
    assert key_path(("nodes", "a b", "\ud800\n", 3)) == r'nodes."a b"."\ud800\n".3'
