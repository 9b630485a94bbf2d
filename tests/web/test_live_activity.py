"""Which nodes are shown with what they give, once the document is no longer what was trained."""

from graphnn.document.model import Block, BlockInput, BlockOutput, Document, Edge, Node
from graphnn.web.live_activity import of_unchanged_nodes

STAGE = Block(
    nodes={"conv": Node(type="Conv2D"), "bend": Node(type="ReLU")},
    edges=(Edge(source="conv", target="bend"),),
    inputs=(BlockInput(targets=("conv",)),),
    outputs=(BlockOutput(source="bend"),),
)
TRAINED = Document(nodes={"hidden": Node(type="Dense"), "stage": Node(type="block.stage")}, blocks={"stage": STAGE})
GIVEN = {way: {"picture": None, "text": way, "words": way} for way in ("hidden", "stage", "stage/conv", "stage/bend")}


def shown_after(current: Document) -> set[str]:
    return set(of_unchanged_nodes(GIVEN, TRAINED, current))


def test_a_node_that_was_changed_or_deleted_gives_nothing_any_more():
    changed = TRAINED.model_copy(update={"nodes": {**TRAINED.nodes, "hidden": Node(type="Dense", trainable=False)}})
    without = TRAINED.model_copy(update={"nodes": {"stage": TRAINED.nodes["stage"]}})

    assert shown_after(TRAINED) == set(GIVEN)
    assert shown_after(changed) == shown_after(without) == {"stage", "stage/conv", "stage/bend"}


def test_a_change_inside_a_block_is_one_of_the_block_and_of_all_within():
    block = STAGE.model_copy(update={"nodes": {**STAGE.nodes, "bend": Node(type="ELU")}})

    assert shown_after(TRAINED.model_copy(update={"blocks": {"stage": block}})) == {"hidden"}


def test_where_nodes_lie_changes_nothing():
    moved = STAGE.model_copy(update={"view": STAGE.view.model_copy(update={"positions": {"conv": (40.0, 8.0)}})})

    assert shown_after(TRAINED.model_copy(update={"blocks": {"stage": moved}})) == set(GIVEN)
