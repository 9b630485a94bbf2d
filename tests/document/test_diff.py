import pytest
from hypothesis import given

from graphnn.document.apply import apply
from graphnn.document.codec import dumps
from graphnn.document.diff import Patch, diff, patched
from graphnn.document.edits import Connect, MoveNodes, RemoveNodes, RenameNode, SetData, SetParameter, SetTitle
from graphnn.document.model import Data, Document, Edge, Node
from graphnn.document.values import same
from graphnn.errors import EditError
from tests.document.builders import wired
from tests.document.strategies import documents, edits, quick


@quick
@given(documents, documents)
def test_a_patch_makes_the_new_document_of_the_old_one(old, new):
    again = patched(old, diff(old, new))

    assert same(again, new)
    assert list(again.nodes) == list(new.nodes)
    assert diff(again, new).is_empty


@quick
@given(documents, edits)
def test_a_patch_of_an_edit_makes_the_same_file(document, edit):
    try:
        edited = apply(document, edit)
    except EditError:
        edited = document

    assert dumps(patched(document, diff(document, edited))) == dumps(edited)


@quick
@given(documents, documents)
def test_a_patch_reads_back_from_json(old, new):
    patch = diff(old, new)

    assert same(Patch.model_validate_json(patch.model_dump_json()), patch)


def test_nothing_changed_is_an_empty_patch():
    document = wired("a > b")

    assert diff(document, document).is_empty
    assert diff(wired("a > b"), wired("a > b")).is_empty
    assert patched(document, Patch()) is document


def test_a_patch_holds_whole_entities_and_null_for_those_gone():
    document = wired("a > b", "b > c")

    patch = diff(document, apply(document, RemoveNodes(ids=("b",), heal=True)))

    assert patch == Patch(nodes={"b": None}, edges={"b": None, "c": Edge(source="a", target="c")})


def test_no_data_differs_from_unchanged_data():
    document = wired("a", data=Data(source="mnist"))

    patch = diff(document, apply(document, SetData(data=None)))

    assert patch.data is not None
    assert patch.data.value is None
    assert diff(document, apply(document, SetTitle(name="x", description=""))).data is None


def test_one_and_true_differ():
    old, new = (Document(nodes={"a": Node(type="Dense", parameters={"x": value})}) for value in (1, True))

    assert list(diff(old, new).nodes) == ["a"]


def test_the_order_is_sent_only_where_new_entities_do_not_stand_last():
    document = wired("a > b", "b > c")

    assert diff(document, apply(document, SetParameter(id="a", name="units", value=2))).node_order is None
    assert diff(document, apply(document, RenameNode(id="a", new_id="image"))).node_order == ("image", "b", "c")


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (MoveNodes(positions={"a": (1.0, 1.0)}), False),
        (SetTitle(name="digits", description=""), False),
        (SetParameter(id="a", name="units", value=2), True),
        (Connect(source="a", target="c"), True),
        (SetData(data=Data(source="mnist")), True),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_only_what_a_run_rests_on_changes_the_experiment(edit, changes):
    document = wired("a > b", "c")

    assert diff(document, apply(document, edit)).changes_experiment is changes
