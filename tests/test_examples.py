import itertools
import re
from pathlib import Path

import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.document.codec import dumps, loads
from graphnn.document.examples import Example, load_examples
from graphnn.web.picture.sizes import card_sizes

EXAMPLES = load_examples()
README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
README_FILES = re.findall(r"^```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
EVERY_EXAMPLE = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)

# This example shows what happens without scaling, so it is meant to be warned of.
MEANT_WARNINGS = {"mnist_logits": {"data/unscaled"}}


def test_the_examples_are_those_that_the_documentation_names() -> None:
    names = {example.name for example in EXAMPLES}

    assert names == {
        "mnist_dense",
        "mnist_logits",
        "mnist_dropout",
        "function_fit",
        "housing",
        "digits_cnn",
        "resnet_blocks",
        "reviews_text",
        "reviews_lstm",
        "fit_square",
        "fit_absolute",
        "fit_heaviside",
        "spirals",
        "circles",
        "moons",
        "xor",
        "iris",
        "autoencoder",
        "denoising",
        "two_inputs_two_outputs",
        "digits_rows",
        "transformer",
        "sunspots",
        "waves_gru",
        "opinions_lstm",
        "addition",
        "siamese",
        "unet",
        "transfer",
        "overfitting",
    }


@EVERY_EXAMPLE
def test_an_example_is_written_as_saving_writes_it(example: Example) -> None:
    written = example.path.read_bytes()

    assert dumps(loads(written)) == written


@EVERY_EXAMPLE
def test_an_example_checks_clean(example: Example) -> None:
    diagnostics = check(example.document, load_catalogue())

    assert {diagnostic.code for diagnostic in diagnostics} == MEANT_WARNINGS.get(example.name, set())
    assert all(diagnostic.severity == "warning" for diagnostic in diagnostics)


@EVERY_EXAMPLE
def test_an_example_has_a_name_and_explains_itself(example: Example) -> None:
    assert example.document.name != "Untitled"
    assert "*Try:*" in example.document.description


@EVERY_EXAMPLE
def test_an_example_speaks_only_of_nodes_it_has(example: Example) -> None:
    named = {word for place, word in enumerate(example.document.description.split("**")) if place % 2}

    assert named <= set(example.document.nodes)


@EVERY_EXAMPLE
def test_the_cards_of_an_example_all_have_a_place_and_none_covers_another(example: Example) -> None:
    positions = example.document.view.positions
    sizes = card_sizes(example.document, load_catalogue())

    assert set(positions) == set(example.document.nodes)
    for one, other in itertools.combinations(positions, 2):
        apart = [
            positions[one][axis] + sizes[one][axis] <= positions[other][axis]
            or positions[other][axis] + sizes[other][axis] <= positions[one][axis]
            for axis in (0, 1)
        ]
        assert any(apart), f"{one} and {other}"


def test_the_main_example_learns_from_all_training_images() -> None:
    document = next(example.document for example in EXAMPLES if example.name == "mnist_dense")

    assert document.data is not None
    assert document.data.validation is not None
    assert document.data.validation.split == "test"
    assert -(-60_000 // document.training.batch_size) == 469


@pytest.mark.parametrize("text", README_FILES, ids=range(len(README_FILES)))
def test_a_graph_file_in_the_readme_has_no_fault(text: str) -> None:
    assert not [each for each in check(loads(text), load_catalogue()) if each.severity == "error"]


def test_the_readme_shows_graph_files() -> None:
    assert len(README_FILES) == 2
