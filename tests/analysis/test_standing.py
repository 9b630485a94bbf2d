from hypothesis import given
from hypothesis import strategies as st

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.standing import beyond, standing
from graphnn.document.apply import apply
from graphnn.document.diff import diff
from graphnn.document.edits import Connect, MoveNodes, SetData, SetParameter, SetTraining
from graphnn.document.model import Document, Training
from tests.analysis.builders import classifier
from tests.document.strategies import documents, ids, quick

findings = st.lists(
    st.builds(
        Diagnostic,
        code=st.sampled_from(["shape/rank", "edge/cycle"]),
        nodes=st.lists(ids, max_size=2, unique=True).map(tuple),
        message=st.sampled_from(["no", "never"]),
        hint=st.just("Mend it."),
    ),
    max_size=6,
)


def found(*nodes: str) -> Diagnostic:
    return Diagnostic(code="shape/rank", nodes=nodes, message="It does not fit.", hint="Mend it.")


def test_what_is_said_of_a_changed_node_or_of_where_a_new_edge_ends_stands_no_longer():
    before = classifier()
    wider = diff(before, apply(before, SetParameter(id="hidden", name="units", value=32)))
    wired = diff(before, apply(before, Connect(source="flat", target="digit")))

    told = [found("hidden"), found("digit"), found("digit", "answer"), found()]

    assert standing(told, wider) == (found("digit"), found("digit", "answer"), found())
    assert standing(told, wired) == (found("hidden"), found())


def test_a_move_leaves_everything_standing_and_other_data_or_training_nothing():
    before = classifier()
    moved, other, trained = (
        diff(before, apply(before, edit))
        for edit in (
            MoveNodes(positions={"hidden": (1.0, 2.0)}),
            SetData(data=None),
            SetTraining(training=Training(epochs=77)),
        )
    )

    assert standing([found("hidden")], moved) == (found("hidden"),)
    assert standing([found("hidden")], other) == standing([found("hidden")], trained) == ()


@quick
@given(documents, documents, findings)
def test_what_stands_was_found_in_this_order_and_names_only_nodes_that_are_as_they_were(
    old: Document, new: Document, told: list[Diagnostic]
) -> None:
    left = standing(told, diff(old, new))

    rest = iter(told)
    assert all(each in rest for each in left)
    assert all(old.nodes.get(node) == new.nodes.get(node) for each in left for node in each.nodes)


@quick
@given(documents, documents, findings)
def test_everything_stands_where_only_places_are_other(old: Document, new: Document, told: list[Diagnostic]) -> None:
    moved = old.model_copy(update={"view": new.view})

    assert standing(told, diff(old, moved)) == tuple(told)


@quick
@given(findings, findings)
def test_beyond_and_what_is_known_hold_all_that_was_found(told: list[Diagnostic], known: list[Diagnostic]) -> None:
    more = beyond(told, known)

    assert {*told} <= {*known, *more}
    assert {*more}.isdisjoint(known)
