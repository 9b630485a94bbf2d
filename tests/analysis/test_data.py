"""Rules of the data: what reaches the first layers."""

import pytest

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.model import Column, DataSetType
from graphnn.document.apply import apply
from graphnn.document.model import Document
from tests.analysis.builders import catalogue, chain, node

LETTERS = DataSetType(
    name="letters",
    title="Letters",
    doc="Rows of letters, as numbers.",
    columns=(
        Column(name="letters", shape=(8,), dtype="int32", role="feature", kind="sequence", minimum=0, maximum=25),
        Column(name="case", shape=(), dtype="int32", role="feature", kind="label", classes=("lower", "upper")),
        Column(name="count", shape=(), dtype="int32", role="feature", kind="number"),
    ),
    train_count=10,
)


def looked_up(column: str, **parameters: int) -> Document:
    return chain("letters", x=node("Input", column=column), words=node("Embedding", output_dim=4, **parameters))


def too_large(document: Document) -> list[Diagnostic]:
    found = check(document, catalogue().model_copy(update={"data_sets": {"letters": LETTERS}}))
    return [fault for fault in found if fault.code == "data/index-range"]


@pytest.mark.parametrize(("column", "input_dim", "needed"), [("letters", 25, 26), ("letters", 1, 26), ("case", 1, 2)])
def test_numbers_that_an_embedding_does_not_know_are_a_fault_with_its_cure(column, input_dim, needed):
    document = looked_up(column, input_dim=input_dim)

    [fault] = too_large(document)

    assert (fault.nodes, fault.parameter, fault.is_error) == (("words",), "input_dim", True)
    assert fault.message == (
        f"words (Embedding) knows the numbers from 0 to {input_dim - 1}, and {column} goes up to {needed - 1}."
    )
    assert fault.fix.label == f"Set input_dim to {needed}"
    assert too_large(apply(document, fault.fix.edit)) == []


@pytest.mark.parametrize(("column", "input_dim"), [("letters", 26), ("case", 2), ("count", 1)])
def test_an_embedding_that_knows_all_numbers_or_takes_unknown_ones_has_no_fault(column, input_dim):
    assert too_large(looked_up(column, input_dim=input_dim)) == []
