import xml.etree.ElementTree as ElementTree

from hypothesis import given

from graphnn.catalogue.load import load_catalogue
from graphnn.document.apply import apply
from graphnn.document.edits import AddNode, Connect, Edit, MoveNodes, RemoveNodes, RenameNode, SetParameter
from graphnn.document.model import Document, Node
from graphnn.web.picture.comparison import ADDED, CHANGED, REMOVED, Comparison, compared
from tests.document.builders import wired
from tests.document.strategies import documents, quick

CATALOGUE = load_catalogue()
NET = wired("image > hidden", "hidden > digit")


def after(*edits: Edit) -> Comparison:
    document = NET
    for edit in edits:
        document = apply(document, edit)
    return compared(NET, document, CATALOGUE)


def test_what_came_went_and_changed_is_told_by_node_in_words_and_in_colour():
    found = after(
        AddNode(id="new", node=Node(type="Flatten")),
        Connect(source="hidden", target="new"),
        RemoveNodes(ids=("digit",)),
        SetParameter(id="hidden", name="units", value=8),
    )

    assert (found.added, found.removed, found.changed) == ({"new"}, {"digit"}, {"hidden"})
    assert "hidden: units the default → 8" in found.sentences
    fills = [each.get("fill") for each in ElementTree.fromstring(found.picture).iter()]
    assert [fills.count(colour) for colour in (ADDED, REMOVED, CHANGED)] == [1, 1, 1]
    strokes = [each.get("stroke") for each in ElementTree.fromstring(found.picture).iter()]
    assert (strokes.count(ADDED), strokes.count(REMOVED)) == (1, 1)


def test_a_renamed_node_changed_and_its_wires_did_not():
    found = after(RenameNode(id="hidden", new_id="inner"))

    assert (found.added, found.removed, found.changed) == (frozenset(), frozenset(), {"inner"})
    assert ADDED not in found.picture


def test_a_moved_card_is_no_difference():
    found = after(MoveNodes(positions={"hidden": (900.0, 5.0)}))

    assert found.sentences == ()
    assert not found.added | found.removed | found.changed


@quick
@given(documents, documents)
def test_any_two_documents_can_be_compared(before: Document, later: Document):
    found = compared(before, later, CATALOGUE)

    assert ElementTree.fromstring(found.picture).tag.endswith("svg")
    assert found.removed <= before.nodes.keys()
    assert found.added | found.changed <= later.nodes.keys()
