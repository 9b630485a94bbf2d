"""Whether a step of a lesson is done, by what the page shows; and the edit that does it, where it is one."""

from dataclasses import dataclass
from typing import assert_never

from graphnn.document.edits import Edit, SetTraining
from graphnn.document.edits import SetParameter as SetParameterEdit
from graphnn.document.lessons import (
    Action,
    SelectNode,
    SetParameter,
    SetRecipe,
    ShowPictures,
    ShowTab,
    TrainNetwork,
)
from graphnn.document.model import Document, Training
from graphnn.document.values import same, thaw


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What the page shows at a moment."""

    document: Document
    selected: tuple[str, ...] = ()
    tab: str = "Training"
    trained: Document | None = None
    """The document of the last run, once it has ended with a model."""
    are_pictures_open: bool = False


def is_done(action: Action, state: PageState) -> bool:
    """Tell whether what a step asks for is so."""
    match action:
        case ShowTab():
            return state.tab == action.tab
        case SelectNode():
            return state.selected == (action.node,)
        case SetRecipe():
            return state.document.training == _recipe(state.document, action)
        case SetParameter():
            node = state.document.nodes.get(action.node)
            return node is not None and same(thaw(node.parameters.get(action.parameter)), thaw(action.value))
        case TrainNetwork():
            return state.trained is not None and state.trained.experiment == state.document.experiment
        case ShowPictures():
            return state.selected == (action.node,) and state.are_pictures_open
        case _:
            assert_never(action)


def edit_of(action: SetRecipe | SetParameter, document: Document) -> Edit:
    """Return the edit by which a document becomes what a step asks for."""
    if isinstance(action, SetRecipe):
        return SetTraining(training=_recipe(document, action))
    return SetParameterEdit(id=action.node, name=action.parameter, value=action.value)


def _recipe(document: Document, action: SetRecipe) -> Training:
    return Training.model_validate({**dict(document.training), **thaw(action.values)})
