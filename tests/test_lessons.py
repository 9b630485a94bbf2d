"""Each lesson walked on paper: what it speaks of is there, and no step is done before it is."""

from dataclasses import replace

import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.document.apply import apply
from graphnn.document.examples import load_examples
from graphnn.document.lessons import (
    Action,
    Lesson,
    SelectNode,
    SetParameter,
    SetRecipe,
    ShowPictures,
    ShowTab,
    TrainNetwork,
    load_lessons,
)
from graphnn.web.lesson_steps import PageState, edit_of, is_done

EXAMPLES = {example.name: example.document for example in load_examples()}
LESSONS = {each.name: each.lesson for each in load_lessons()}
EVERY_LESSON = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)

NOTIONS = {"tensor", "vector", "loss", "optimizer", "batch", "Validation", "Dropout", "confusion matrix"}
"""What is set in bold, as nodes are, because the lesson explains it."""


def after(action: Action, state: PageState) -> PageState:
    """Return what the page shows once the button of a step was pressed."""
    match action:
        case ShowTab():
            return replace(state, tab=action.tab)
        case SelectNode():
            return replace(state, selected=(action.node,))
        case SetRecipe() | SetParameter():
            return replace(state, document=apply(state.document, edit_of(action, state.document)))
        case TrainNetwork():
            return replace(state, tab="Training", trained=state.document)
        case ShowPictures():
            return replace(state, selected=(action.node,), are_pictures_open=True)


def test_there_is_a_lesson_on_each_of_the_subjects_in_their_order() -> None:
    assert list(LESSONS) == [
        "tensors",
        "neuron",
        "non_linearity",
        "loss_and_optimizer",
        "batch_size",
        "overfitting",
        "confusion_matrix",
        "weights",
    ]


@EVERY_LESSON
def test_every_step_asks_for_what_is_not_so_yet_and_its_button_does_it(lesson: Lesson) -> None:
    state = PageState(document=EXAMPLES[lesson.example_at(0)])
    for step in lesson.steps:
        if step.example is not None:
            state = PageState(document=EXAMPLES[step.example])

        assert not is_done(step.action, state), step.text
        state = after(step.action, state)
        assert is_done(step.action, state), step.text
        assert not [each for each in check(state.document, load_catalogue()) if each.is_error], step.text


@EVERY_LESSON
def test_a_lesson_speaks_only_of_nodes_and_words_that_its_network_has(lesson: Lesson) -> None:
    for place, step in enumerate(lesson.steps):
        document = EXAMPLES[lesson.example_at(place)]
        named = {word for number, word in enumerate(step.text.split("**")) if number % 2}
        assert named - NOTIONS <= set(document.nodes)
        if isinstance(step.action, SelectNode | ShowPictures | SetParameter):
            assert step.action.node in document.nodes
        if isinstance(step.action, SetParameter):
            layer_type = load_catalogue().layers[document.nodes[step.action.node].type]
            assert layer_type.parameter(step.action.parameter) is not None


@EVERY_LESSON
def test_what_is_trained_in_a_lesson_does_not_ask_for_patience(lesson: Lesson) -> None:
    steps = enumerate(lesson.steps)
    trained = {lesson.example_at(place) for place, step in steps if isinstance(step.action, TrainNetwork)}

    assert trained <= {"fit_absolute", "circles", "function_fit", "digits_rows", "overfitting", "mnist_dense"}


def test_a_network_that_was_changed_since_is_not_trained() -> None:
    step = LESSONS["neuron"].steps[2]
    document = EXAMPLES["fit_absolute"]
    changed = document.model_copy(update={"training": document.training.model_copy(update={"epochs": 3})})

    assert isinstance(step.action, TrainNetwork)
    assert is_done(step.action, PageState(document=document, trained=document))
    assert not is_done(step.action, PageState(document=changed, trained=document))
