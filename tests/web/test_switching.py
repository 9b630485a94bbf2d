import pytest

from graphnn.document.apply import apply
from graphnn.errors import EditError
from graphnn.web.elements.intents import Switch
from graphnn.web.switching import switched
from tests.analysis.builders import catalogue, classifier


def after(document, state, *nodes):
    return apply(document, switched(Switch(nodes=nodes, state=state), document, catalogue()))


def test_a_state_is_taken_on_and_off_by_the_same_gesture():
    bypassed = after(classifier(), "bypassed", "hidden", "gone")
    muted = after(bypassed, "muted", "hidden")

    assert bypassed.nodes["hidden"].state == "bypassed"
    assert muted.nodes["hidden"].state == "muted"
    assert after(muted, "muted", "hidden") == classifier()


def test_of_several_nodes_those_that_still_work_are_switched_off_first():
    one = after(classifier(), "muted", "flat")

    both = after(one, "muted", "flat", "hidden")

    assert both.nodes["flat"].state == both.nodes["hidden"].state == "muted"


def test_an_end_of_the_network_lets_nothing_pass_but_can_be_muted():
    with pytest.raises(EditError, match=r"answer .* has nothing to pass through"):
        after(classifier(), "bypassed", "hidden", "answer")

    assert after(classifier(), "muted", "answer").nodes["answer"].state == "muted"
