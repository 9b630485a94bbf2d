"""What the two ends inside a block show: what comes in there, and what leaves."""

from graphnn.document.model import Block, BlockInput, BlockOutput, Document, Edge, Node
from graphnn.web.end_activity import with_ends

STAGE = Block(
    nodes={"conv": Node(type="Conv2D"), "bend": Node(type="ReLU")},
    edges=(Edge(source="conv", target="bend"),),
    inputs=(BlockInput(targets=("conv",)),),
    outputs=(BlockOutput(source="bend"),),
)
OUTER = Block(
    nodes={"stage": Node(type="block.stage")},
    inputs=(BlockInput(targets=("stage",)),),
    outputs=(BlockOutput(source="stage"),),
)


def given(*ways: str) -> dict[str, dict[str, str | None]]:
    return {way: {"picture": None, "text": way, "words": way} for way in ways}


def ends_of(document: Document, *ways: str) -> dict[str, str | None]:
    told = with_ends(given(*ways), document)
    return {way: each["text"] for way, each in told.items() if way.endswith("_")}


def test_what_feeds_a_block_is_at_its_entry_and_what_leaves_it_inside_at_its_exit() -> None:
    document = Document(
        nodes={"image": Node(type="Input"), "stage": Node(type="block.stage", repeat=2)},
        edges=(Edge(source="image", target="stage"),),
        blocks={"stage": STAGE},
    )

    told = ends_of(document, "image", "stage", "stage/conv", "stage/bend")

    # The block itself gives what its last copy does; inside, the first is shown.
    assert told == {"stage/_inputs_": "image", "stage/_outputs_": "stage/bend"}


def test_the_ends_of_a_block_in_a_block_follow_from_those_around_it() -> None:
    document = Document(
        nodes={"image": Node(type="Input"), "outer": Node(type="block.outer")},
        edges=(Edge(source="image", target="outer"),),
        blocks={"stage": STAGE, "outer": OUTER},
    )

    told = ends_of(document, "image", "outer", "outer/stage", "outer/stage/conv", "outer/stage/bend")

    assert told == {
        "outer/_inputs_": "image",
        "outer/_outputs_": "outer/stage",
        "outer/stage/_inputs_": "image",
        "outer/stage/_outputs_": "outer/stage/bend",
    }


def test_another_port_than_the_first_of_what_comes_before_is_not_what_its_card_shows() -> None:
    document = Document(
        nodes={"lstm": Node(type="LSTM"), "stage": Node(type="block.stage")},
        edges=(Edge(source="lstm.state_h", target="stage"),),
        blocks={"stage": STAGE},
    )

    assert ends_of(document, "lstm", "stage/conv") == {}
