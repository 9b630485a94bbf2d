"""The lessons that come with graphnn, as data: each a file of steps beside the examples.

A step says something, and has one thing done on the page: a tab opened, a node looked at, a value set, a run trained.
Who has done it by hand has done it as well, so a step says what is to be true, not which button is to be pressed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from graphnn.document.examples import examples_folder
from graphnn.document.values import Frozen, FrozenMapping, Json

Words: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Tab: TypeAlias = Literal["Training", "Layers", "Fit", "Results", "Try it", "Runs", "Data", "Problems", "Code"]


class ShowTab(Frozen):
    """A tab below the canvas is looked at."""

    do: Literal["show"]
    tab: Tab


class SelectNode(Frozen):
    """A node is selected."""

    do: Literal["select"]
    node: str


class SetRecipe(Frozen):
    """Values of the training recipe are set."""

    do: Literal["recipe"]
    values: FrozenMapping[Json]


class SetParameter(Frozen):
    """A parameter of a node is set."""

    do: Literal["set"]
    node: str
    parameter: str
    value: Json


class TrainNetwork(Frozen):
    """The network has been trained as it is now."""

    do: Literal["train"]


class ShowPictures(Frozen):
    """All there is to see of what a node has learned is looked at."""

    do: Literal["pictures"]
    node: str


Action: TypeAlias = Annotated[
    ShowTab | SelectNode | SetRecipe | SetParameter | TrainNetwork | ShowPictures, Field(discriminator="do")
]


class Step(Frozen):
    """What is said, and what is to be done on the page."""

    text: Words = Field(description="Markdown.")
    action: Action
    button: Words = Field(description="What the button says that does it.")
    example: str | None = Field(default=None, description="the example to go on with, where it is another than before")


class Lesson(Frozen):
    """Steps in order; the first names the example to begin with."""

    title: Words
    about: Words = Field(description="What one knows afterwards, in a sentence.")
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=40)]

    def example_at(self, step: int) -> str:
        """Return the example that a step, counted from 0, works on."""
        return next(name for each in self.steps[step::-1] if (name := each.example) is not None)


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson: its name is its file's, without number and ending."""

    name: str
    lesson: Lesson


def lessons_folder() -> Path:
    """Return the folder of the lessons."""
    return examples_folder() / "lessons"


def load_lessons() -> tuple[LessonFile, ...]:
    """Return all lessons in the order of their numbers, as 3_batch_size.json comes third."""
    paths = sorted(lessons_folder().glob("*.json"))
    return tuple(LessonFile(path.stem.partition("_")[2], _read(path)) for path in paths)


def _read(path: Path) -> Lesson:
    return Lesson.model_validate_json(path.read_bytes())
