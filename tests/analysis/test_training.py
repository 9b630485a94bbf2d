import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.examples import examples_folder
from graphnn.document.model import Configured, Document, Training

CATALOGUE = load_catalogue()
SCHEDULE = {
    "type": "ExponentialDecay",
    "parameters": {"initial_learning_rate": 1.0, "decay_steps": 1, "decay_rate": 0.9},
}


def trained(example: str = "mnist_dense", *callbacks: tuple[str, dict], **changed) -> Document:
    document = codec.read(examples_folder() / f"{example}.json")
    configured = tuple(Configured(type=type, parameters=parameters) for type, parameters in callbacks)
    training = Training.model_validate({**dict(document.training), "callbacks": configured, **changed})
    return document.model_copy(update={"training": training})


def unvalidated(document: Document) -> Document:
    assert document.data is not None
    return document.model_copy(update={"data": document.data.model_copy(update={"validation": None})})


def codes(document: Document) -> list[str]:
    return [diagnostic.code for diagnostic in check(document, CATALOGUE)]


def test_every_callback_with_its_defaults_and_suggestions_is_sound():
    callbacks = [
        (name, {each.name: each.suggestion for each in callback.parameters if each.required})
        for name, callback in CATALOGUE.callbacks.items()
    ]

    assert codes(trained("mnist_dense", *callbacks)) == []


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (trained("mnist_dense", ("EarlyStoping", {})), "there is no callback EarlyStoping"),
        (trained("mnist_dense", ("EarlyStopping", {"patiense": 3})), "callbacks.0.patiense is no parameter"),
        (trained("mnist_dense", ("EarlyStopping", {"patience": -1})), "training.callbacks.0.patience"),
        (trained("mnist_dense", ("ReduceLROnPlateau", {"factor": 1.5})), "training.callbacks.0.factor"),
        (unvalidated(trained("mnist_dense", ("EarlyStopping", {}))), "EarlyStopping watches val_loss, and no samples"),
        (
            trained(
                "mnist_dense",
                ("ReduceLROnPlateau", {}),
                optimizer=Configured(type="SGD", parameters={"learning_rate": SCHEDULE}),
            ),
            "ReduceLROnPlateau sets the learning rate, and that of SGD is a schedule.",
        ),
        (trained("function_fit", class_weights="balanced"), "they need one Output whose target is a class"),
        (trained("mnist_dense", class_weights={"ten": 2.0}), "label has no class ten"),
    ],
)
def test_a_fault_of_the_recipe_is_told_and_its_cure_removes_it(document, message):
    (diagnostic,) = check(document, CATALOGUE)
    assert message in diagnostic.message
    assert diagnostic.fix is not None

    assert codes(apply(document, diagnostic.fix.edit)) == []


def test_a_callback_that_lacks_what_it_needs_is_told():
    (diagnostic,) = check(trained("mnist_dense", ("LearningRateScheduler", {})), CATALOGUE)

    assert diagnostic.message == "training.callbacks.0.schedule is needed by LearningRateScheduler."


@pytest.mark.parametrize("weights", ["balanced", {"3": 2.0, "7": 0.0}])
def test_weights_of_classes_that_there_are_are_sound(weights):
    assert codes(trained("mnist_dense", class_weights=weights)) == []
