import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec
from graphnn.web.fit_panel import can_be_drawn

EXAMPLES = {example.name: example.document for example in load_examples()}


def reported(*shape: int, node: str, dtype: str = "float32") -> GraphReport:
    spec = TensorSpec(shape=(None, *shape), dtype=dtype)
    return GraphReport(nodes={node: NodeReport(outputs={"output": spec})})


@pytest.mark.parametrize(
    ("name", "node", "shape", "expected"),
    [
        ("fit_square", "x", (1,), True),
        ("spirals", "point", (2,), True),
        ("iris", "flower", (4,), False),
        ("digits_rows", "image", (8, 8), False),
        ("two_inputs_two_outputs", "petal", (1,), False),
    ],
)
def test_a_network_of_one_or_two_numbers_and_one_answer_can_be_drawn(
    name: str, node: str, shape: tuple[int, ...], expected: bool
) -> None:
    assert can_be_drawn(EXAMPLES[name], reported(*shape, node=node), load_catalogue()) is expected


def test_a_text_is_no_number_and_what_is_not_known_yet_is_not_drawn() -> None:
    assert not can_be_drawn(EXAMPLES["opinions_lstm"], reported(1, node="sentence", dtype="string"), load_catalogue())
    assert not can_be_drawn(EXAMPLES["fit_square"], None, load_catalogue())
