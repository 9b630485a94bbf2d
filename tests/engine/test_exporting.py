"""Networks in other formats compute what the network computes: each is written, loaded again and compared."""

import keras
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.engine.budget import available_budget
from graphnn.engine.build import build_model
from graphnn.engine.exporting.formats import export_to
from graphnn.errors import EngineError

EXACT = 1e-5
EXAMPLES = {example.name: example.document for example in load_examples()}


def recurrent(*, unroll: bool = False) -> keras.Model:
    x = keras.Input((5, 4), name="x")
    states = keras.layers.LSTM(6, return_sequences=True, unroll=unroll, name="memory")(x)
    return keras.Model(x, keras.layers.GRU(3, unroll=unroll)(states))


def several() -> keras.Model:
    """Two inputs, the later in the alphabet first, two outputs, and a gelu."""
    b, a = keras.Input((4,), name="b"), keras.Input((3,), name="a")
    both = keras.layers.Concatenate()([keras.layers.Dense(5, activation="gelu")(b), a])
    return keras.Model(
        {"b": b, "a": a}, {"wide": keras.layers.Dense(4)(both), "deep": keras.layers.Dense(4, activation="tanh")(both)}
    )


def normalised() -> keras.Model:
    """A network with constants that are no weights."""
    x = keras.Input((3,), name="x")
    return keras.Model(x, keras.layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[1.0, 4.0, 9.0])(x))


def grouped() -> keras.Model:
    """Convolutions of groups of channels, which Keras gives to XLA on a CPU."""
    x = keras.Input((8, 8, 4), name="x")
    return keras.Model(x, keras.layers.Conv2D(6, 3, groups=2)(x))


MODELS = {"recurrent": recurrent, "several": several, "normalised": normalised, "grouped": grouped}
MODELS |= {
    name: lambda document=document: build_model(document, load_catalogue(), budget=available_budget()).model
    for name, document in EXAMPLES.items()
    if name in ("digits_cnn", "resnet_blocks", "siamese", "sunspots")
}


# A loop that the example does not unroll: LiteRT has none, which the next test tells of.
WRITTEN = [(name, format) for name in MODELS for format in ("savedmodel", "litert", "onnx")]
WRITTEN.remove(("sunspots", "litert"))


@pytest.mark.filterwarnings("ignore")  # TensorFlow's own converters warn of themselves
@pytest.mark.parametrize(("name", "format"), WRITTEN)
def test_what_is_written_computes_what_the_network_does(name, format, tmp_path):
    model = MODELS[name]() if (name, format) != ("recurrent", "litert") else recurrent(unroll=True)

    done = export_to(model, tmp_path / "exported", format)

    assert done.difference is not None
    assert done.difference <= EXACT
    assert not done.notes


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["recurrent", "sunspots"])
def test_a_loop_over_time_is_told_of_in_plain_words(name, tmp_path):
    done = export_to(MODELS[name](), tmp_path / "loops", "litert")

    assert done.difference is None
    assert "memory" in done.notes[0]
    assert "unroll" in done.notes[0]
    assert (tmp_path / "loops").is_file()


@pytest.mark.filterwarnings("ignore")
def test_an_onnx_file_has_the_names_of_the_network(tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    export_to(several(), tmp_path / "several.onnx", "onnx")

    session = onnxruntime.InferenceSession(tmp_path / "several.onnx")

    assert sorted(each.name for each in session.get_inputs()) == ["a", "b"]
    assert [each.name for each in session.get_outputs()] == ["deep", "wide"]
    assert session.get_inputs()[0].shape[0] not in (1, 3)


@pytest.mark.filterwarnings("ignore")
def test_a_network_that_a_format_has_no_words_for_fails_in_words(tmp_path):
    text = keras.Input((), dtype="string", name="text")
    words = keras.layers.TextVectorization(output_mode="count", vocabulary=["film", "seen"])

    with pytest.raises(EngineError, match=r"^onnx: .* it reads text.* Export to savedmodel or keras"):
        export_to(keras.Model(text, words(text)), tmp_path / "words.onnx", "onnx")


@pytest.mark.filterwarnings("ignore")
def test_a_network_that_has_still_to_learn_its_words_is_told_of_its_run(tmp_path):
    text = keras.Input((), dtype="string", name="text")
    model = keras.Model(text, keras.layers.TextVectorization(output_mode="count", max_tokens=4)(text))

    with pytest.raises(EngineError, match="Train it first, and name the run with --run"):
        export_to(model, tmp_path / "words", "savedmodel")

    assert not (tmp_path / "words").exists()


@pytest.mark.filterwarnings("ignore")
def test_text_goes_into_a_saved_model_as_text(tmp_path):
    text = keras.Input((), dtype="string", name="text")
    words = keras.layers.TextVectorization(output_mode="count", vocabulary=["film", "seen"])

    done = export_to(keras.Model(text, words(text)), tmp_path / "words", "savedmodel")

    assert done.difference == 0
