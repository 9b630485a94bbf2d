from graphnn.document.apply import apply
from graphnn.document.edits import AddNode, Edit, MoveNodes, RemoveNodes, SetParameter, Together
from graphnn.document.model import Document, Node
from graphnn.session.authors import SHORT_WHILE_SECONDS, Authors
from tests.document.builders import wired


class Table:
    """A document, who edits it, and a clock that goes when it is told to."""

    def __init__(self, document: Document) -> None:
        self.document = apply(document, MoveNodes(positions=dict.fromkeys(document.nodes, (0.0, 0.0))))
        self.now_seconds = 0.0
        self.authors = Authors(lambda: self.now_seconds)

    def edit(self, by: str, edit: Edit) -> list[tuple[str, str]]:
        before, self.document = self.document, apply(self.document, edit)
        return list(self.authors.note(before, self.document, by))


def units(value: int, node_id: str = "hidden") -> SetParameter:
    return SetParameter(id=node_id, name="units", value=value)


def test_the_earlier_is_told_what_the_later_made_of_the_same_value():
    table = Table(wired("hidden"))

    assert table.edit("A", units(64)) == []
    assert table.edit("B", units(32)) == [("A", "hidden: units 64 → 32")]
    assert table.edit("A", units(16)) == [("B", "hidden: units 32 → 16")]
    assert table.edit("A", units(8)) == []


def test_different_things_are_nobodys_business():
    table = Table(wired("hidden", "digit"))
    table.edit("A", units(64))

    assert table.edit("B", units(10, "digit")) == []
    assert table.edit("B", SetParameter(id="hidden", name="activation", value="relu")) == []
    assert table.edit("B", MoveNodes(positions={"hidden": (5.0, 5.0)})) == []


def test_a_node_deleted_or_moved_under_anothers_hand_is_told():
    table = Table(wired("hidden", "digit"))
    table.edit("A", MoveNodes(positions={"digit": (5.0, 5.0)}))
    table.edit("A", units(64))

    assert table.edit("B", MoveNodes(positions={"digit": (6.0, 6.0)})) == [("A", "digit: moved")]
    assert table.edit("B", RemoveNodes(ids=("hidden",))) == [("A", "removed hidden (Dense)")]


def test_many_things_are_told_in_one_sentence():
    table = Table(wired("a", "b", "c", "d"))
    all_of_them = ("a", "b", "c", "d")
    table.edit("A", Together(edits=tuple(units(1, each) for each in all_of_them)))

    told = table.edit("B", Together(edits=tuple(units(2, each) for each in all_of_them)))

    assert told == [("A", "a: units 1 → 2; b: units 1 → 2 and 2 more")]


def test_what_was_set_long_ago_is_forgotten():
    table = Table(wired("hidden"))
    table.edit("A", units(64))
    table.now_seconds = SHORT_WHILE_SECONDS

    assert table.edit("B", units(32)) == []


def test_a_node_that_one_added_may_be_deleted_by_the_other_and_is_told():
    table = Table(wired("hidden"))
    table.edit("A", AddNode(id="new", node=Node(type="Dense")))

    assert table.edit("B", RemoveNodes(ids=("new",))) == [("A", "removed new (Dense)")]
