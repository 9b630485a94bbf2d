"""Text on its way through a network: what is shown of it, what is refused, and what is learned from it."""

import gzip
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.apply import apply
from graphnn.document.model import Configured, Data, Document, Node, Split, Training
from graphnn.document.values import Json
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.samples import Batchable
from graphnn.protocol import events
from tests.engine.builders import (
    CATALOGUE,
    SAVING_WARNS,
    built,
    chain,
    events_of,
    inferred,
    node,
    run_in,
    shaped,
    wired,
)

LINES = ("a good film", "what a bad film", "good good good", "bad and long")
VOCABULARY: Json = ["good", "bad", "film"]
TEXT, WORDS = shaped(dtype="string"), shaped(3, dtype="string")
TF_IDF: dict[str, Json] = {"output_mode": "tf_idf", "idf_weights": [1.0, 2.0, 0.5]}


def read_by(text: Node, type: str, /, **parameters: Json) -> Document:
    return chain(review=text, words=node(type, **parameters), answer=node("Output"))


def only_fault(document: Document) -> Diagnostic:
    (fault,) = inferred(document).diagnostics
    return fault


@pytest.mark.parametrize(
    "document",
    [
        read_by(TEXT, "TextVectorization", vocabulary=VOCABULARY, output_sequence_length=5),
        read_by(TEXT, "TextVectorization", vocabulary=VOCABULARY, output_sequence_length=5, split="character"),
        read_by(TEXT, "TextVectorization", vocabulary=VOCABULARY, ngrams=2),
        read_by(TEXT, "TextVectorization", vocabulary=VOCABULARY, output_mode="multi_hot"),
        read_by(TEXT, "TextVectorization", vocabulary=VOCABULARY, output_mode="count", standardize=None),
        read_by(TEXT, "TextVectorization", vocabulary=VOCABULARY, **TF_IDF),
        read_by(shaped(1, dtype="string"), "TextVectorization", vocabulary=VOCABULARY),
        read_by(WORDS, "TextVectorization", vocabulary=VOCABULARY, split=None),
        read_by(TEXT, "StringLookup", vocabulary=VOCABULARY),
        read_by(TEXT, "StringLookup", vocabulary=VOCABULARY, output_mode="one_hot"),
        read_by(WORDS, "StringLookup", vocabulary=VOCABULARY, output_mode="multi_hot"),
        read_by(WORDS, "StringLookup", vocabulary=VOCABULARY, output_mode="count", num_oov_indices=2),
        read_by(WORDS, "StringLookup", vocabulary=VOCABULARY, **TF_IDF),
        read_by(TEXT, "Hashing", num_bins=6),
        read_by(WORDS, "Hashing", num_bins=6, output_mode="count", salt=[1, 2], mask_value="bad"),
        read_by(shaped(3, dtype="int32"), "IntegerLookup", vocabulary=[1, 2], output_mode="multi_hot"),
        read_by(shaped(1, dtype="int32"), "IntegerLookup", vocabulary=[1, 2], output_mode="one_hot"),
        read_by(shaped(3, dtype="int32"), "IntegerLookup", vocabulary=[1, 2, 3], **TF_IDF),
    ],
    ids=lambda document: f"{document.nodes['words'].type} {dict(document.nodes['words'].parameters)}",
)
def test_what_is_shown_of_text_is_what_the_network_makes_of_it(document: Document) -> None:
    (tensor,) = built(document).model.inputs
    values = tf.constant(LINES)[:2] if tensor.dtype == "string" else tf.constant([1, 2])
    values = tf.broadcast_to(tf.reshape(values, (2, *[1] * (len(tensor.shape) - 1))), (2, *tensor.shape[1:]))

    report = inferred(document)
    result = built(document).model(values)

    assert report.diagnostics == ()
    # Keras says float32 of the vectors of its lookups, and gives int64: the values are the same.
    shown = report.nodes["words"].outputs["output"].shape
    assert [size if known is not None else None for known, size in zip(shown, result.shape, strict=True)] == [*shown]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (read_by(TEXT, "Dense", units=3), "text/numbers"),
        (read_by(TEXT, "ops.relu"), "text/numbers"),
        (read_by(TEXT, "Concatenate"), "text/numbers"),
        (read_by(shaped(3), "StringLookup"), "text/text"),
        (read_by(shaped(3), "TextVectorization"), "text/text"),
        (read_by(WORDS, "TextVectorization"), "text/layout"),
        (read_by(shaped(1, dtype="string"), "TextVectorization", output_mode="count", vocabulary=["a"]), "text/layout"),
        (read_by(TEXT, "TextVectorization", split=None), "text/layout"),
        (read_by(TEXT, "StringLookup", vocabulary=VOCABULARY, output_mode="count"), "text/layout"),
        (read_by(TEXT, "Hashing", num_bins=6, output_mode="one_hot"), "text/layout"),
        (read_by(TEXT, "TextVectorization", output_mode="multi_hot"), "text/tokens"),
        (read_by(TEXT, "TextVectorization", output_mode="count", max_tokens=9), "text/tokens"),
        (read_by(TEXT, "StringLookup", output_mode="one_hot"), "text/tokens"),
    ],
    ids=lambda each: each if isinstance(each, str) else str(dict(each.nodes["words"].parameters)),
)
def test_text_that_does_not_fit_is_told_with_its_cure(document: Document, code: str) -> None:
    fault = only_fault(document)

    assert (fault.code, fault.nodes) == (code, ("words",))
    if fault.fix is not None:
        assert code not in [each.code for each in inferred(apply(document, fault.fix.edit)).diagnostics]


def test_a_layer_of_numbers_gets_the_words_counted_for_it() -> None:
    document = read_by(TEXT, "Dense", units=3)
    fault = only_fault(document)
    assert fault.fix is not None

    cured = apply(document, fault.fix.edit)

    assert fault.message == "words (Dense) takes numbers; review gives one text."
    assert inferred(cured).diagnostics == ()
    assert inferred(cured).nodes["words"].parameter_count == 3 * 10_000 + 3


def test_a_column_is_bound_as_a_list_where_a_vector_is_needed() -> None:
    counted = node("StringLookup", vocabulary=["a"], output_mode="count")
    document = chain(review=node("Input", column="text"), words=counted, answer=node("Output"))
    document = document.model_copy(update={"data": Data(source="movie_reviews")})
    fault = only_fault(document)
    assert fault.fix is not None

    cured = apply(document, fault.fix.edit)

    assert cured.nodes["review"].parameters["column"] == ("text",)
    assert inferred(cured).diagnostics == ()


def test_two_texts_are_crossed() -> None:
    nodes = {"a": TEXT, "b": TEXT, "both": node("HashedCrossing", num_bins=5), "answer": node("Output")}
    document = wired(nodes, "a > both.inputs.0", "b > both.inputs.1", "both > answer")

    values = built(document).model({"a": tf.constant(LINES), "b": tf.constant(LINES[::-1])})

    assert inferred(document).diagnostics == ()
    assert values.shape == (4,)
    assert set(values.numpy()) <= set(range(5))


def test_a_lookup_that_two_nodes_share_adapts_to_what_reaches_its_owner() -> None:
    nodes = {
        "a": TEXT,
        "b": TEXT,
        "place": node("StringLookup"),
        "other": Node(type="StringLookup", shares="place"),
        "answer": node("Output"),
        "second": node("Output"),
    }
    document = wired(nodes, "a > place", "b > other", "place > answer", "other > second")
    model = built(document)

    texts = {"a": tf.constant(["x", "y", "x"]), "b": tf.constant(["z", "z", "z"])}
    adapt_layers(model, CATALOGUE, Batchable(texts, None, (None, None), 3))

    assert list(model.model.get_layer("place").get_vocabulary()) == ["[UNK]", "x", "y"]


def reviews(folder: Path, *, rows: int = 2_000) -> Path:
    """Write a file of reviews: a good film is called good."""
    lines = [f'{number % 2},"a {"good" if number % 2 else "bad"} film, number {number % 7}"' for number in range(rows)]
    path = folder / "movie_reviews.csv.gz"
    path.write_bytes(gzip.compress("\n".join(["label,text", *lines]).encode()))
    return path


@pytest.mark.filterwarnings(SAVING_WARNS)
@pytest.mark.parametrize("is_sequence", [False, True], ids=["bag", "sequence"])
def test_a_network_learns_from_text_and_keeps_its_words_in_the_file(
    is_sequence: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHNN_DATA", str(reviews(tmp_path).parent))
    bag = {"words": node("TextVectorization", max_tokens=20, output_mode="tf_idf", pad_to_max_tokens=True)}
    sequence = {
        "words": node("TextVectorization", max_tokens=20, ngrams=2),
        "vectors": node("Embedding", input_dim=20, output_dim=4),
        "mean": node("GlobalAveragePooling1D"),
    }
    document = chain(
        review=node("Input", column="text"),
        **(sequence if is_sequence else bag),
        praise=node("Dense", units=1, activation="sigmoid"),
        answer=node("Output", column="label", loss="binary_crossentropy", metrics=["accuracy"]),
    )
    training = Training(epochs=2, batch_size=50, optimizer=Configured(type="Adam", parameters={"learning_rate": 0.1}))
    data = Data(source="movie_reviews", test=Split(fraction=0.25))
    folder = run_in(tmp_path, document.model_copy(update={"training": training, "data": data}))

    (ended,) = (event for event in events_of(folder) if isinstance(event, events.RunEnded))
    (test,) = (event for event in events_of(folder) if isinstance(event, events.TestEnd))
    loaded = keras.models.load_model(folder.path / "model.keras")
    praise = loaded(tf.constant(["a good film", "a bad film"])).numpy().reshape(-1)

    assert ended.outcome == "finished", ended.message
    assert test.metrics["accuracy"] == 1.0
    assert {"good", "bad"} < set(map(str, loaded.get_layer("words").get_vocabulary()))
    assert praise[0] > 0.9
    assert praise[1] < 0.1
    assert np.isfinite(praise).all()


@pytest.mark.filterwarnings(SAVING_WARNS)
@pytest.mark.parametrize(
    "words",
    [
        node("StringLookup"),
        node("StringLookup", mask_token="a", num_oov_indices=2),
        node("StringLookup", output_mode="one_hot", max_tokens=8, pad_to_max_tokens=True),
        node("TextVectorization", split="character"),
        node("TextVectorization", output_mode="tf_idf", max_tokens=60, pad_to_max_tokens=True),
        node("TextVectorization", output_mode="count", max_tokens=4, pad_to_max_tokens=True),
    ],
    ids=lambda words: f"{words.type} {dict(words.parameters)}",
)
def test_a_learned_vocabulary_comes_back_from_the_file_whatever_its_words_hold(words: Node, tmp_path: Path) -> None:
    model = built(chain(review=TEXT, words=words, answer=node("Output")))
    texts = tf.constant([*LINES, "two\nlines", "two\u2028lines", "next\x85line", "a", "a"])
    adapt_layers(model, CATALOGUE, Batchable(texts, None, (None, None), len(texts)))
    before = model.model(texts).numpy()

    model.model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")

    np.testing.assert_array_equal(loaded(texts).numpy(), before)
