from typing import Any

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.values import thaw
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from tests.exchange.configs import entrance, layer, sequential


def vocabulary_of(class_name: str, *lines: str, **config: Any) -> Any:
    """Return what a layer's words become whose archive keeps these lines for it."""
    tree = sequential(entrance("x", 1, dtype="string"), layer(class_name, "words", **config))
    place = "layers/" + {"StringLookup": "string_lookup", "IntegerLookup": "integer_lookup"}.get(
        class_name, "text_vectorization"
    )
    document = convert(tree, load_catalogue(), name="model", vocabularies={place: lines}).document
    return thaw(document.nodes["words"].parameters["vocabulary"])


@pytest.mark.parametrize(
    ("class_name", "lines", "config", "words"),
    [
        ("TextVectorization", ["", "[UNK]", "the", "cat"], {}, ["the", "cat"]),
        ("TextVectorization", ["[UNK]", "the", "cat"], {"output_mode": "multi_hot"}, ["the", "cat"]),
        ("StringLookup", ["[UNK]", "b", "a"], {"mask_token": None, "vocabulary_size": 3}, ["b", "a"]),
        ("StringLookup", ["-", "?", "?", "a"], {"mask_token": "-", "oov_token": "?", "num_oov_indices": 2}, ["a"]),
        ("StringLookup", ["b", "a"], {"mask_token": None, "num_oov_indices": 0}, ["b", "a"]),
    ],
)
def test_words_come_from_the_file_without_the_places_that_are_reserved(class_name, lines, config, words):
    assert vocabulary_of(class_name, *lines, **config) == words


def test_numbers_come_from_the_file_as_numbers():
    tree = sequential(entrance("x", 1, dtype="int64"), layer("IntegerLookup", "n", oov_token=-1, mask_token=None))

    document = convert(
        tree, load_catalogue(), name="model", vocabularies={"layers/integer_lookup": ["-1", "7", "-2"]}
    ).document

    assert thaw(document.nodes["n"].parameters["vocabulary"]) == [7, -2]


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"vocabulary_size": 2, "mask_token": None}, "words .StringLookup.: its file of words has 3 lines"),
        ({"output_mode": "tf_idf"}, "does not tell how rare its words are"),
    ],
)
def test_a_file_that_does_not_tell_all_of_the_words_is_refused(config, reason):
    with pytest.raises(ModelError, match=reason):
        vocabulary_of("StringLookup", "[UNK]", "new", "line", **config)


def test_words_that_the_file_does_not_keep_are_told_to_be_learned_anew():
    tree = sequential(
        entrance("x", 1, dtype="string"), layer("TextVectorization", "words", vocabulary=None, vocabulary_size=9)
    )

    assert convert(tree, load_catalogue(), name="model").notes == (
        "words: the words it has learned are not in the file. Training learns them anew.",
    )


def test_a_vocabulary_that_names_a_file_is_refused_and_no_file_is_read():
    tree = sequential(entrance("x", 1, dtype="string"), layer("StringLookup", "words", vocabulary="/etc/passwd"))

    with pytest.raises(ModelError, match=r'words \(StringLookup\): its vocabulary is "/etc/passwd"'):
        convert(tree, load_catalogue(), name="model")
