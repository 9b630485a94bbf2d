"""An example of a plug-in: a layer, a data set and a block about wavelets. This module imports no Keras."""

from graphnn.catalogue.model import Column, DataSetType, Kind, LayerType, Parameter
from graphnn.catalogue.plugins import Plugin
from graphnn.document.model import Block

HAAR = LayerType(
    name="wavelets>Haar",
    category="Wavelets",
    doc="Splits a signal into sums and differences of neighbours.",
    parameters=(
        Parameter(name="gain", kind=Kind.NUMBER, default=1.0, exclusive_minimum=0, main=True, doc="Multiplies both."),
    ),
    implementation="tests.plugins.wavelets.layers:Haar",
)

STEPS = DataSetType(
    name="steps",
    title="Steps",
    doc="Signals that jump once, up or down.",
    columns=(
        Column(name="signal", shape=(8,), dtype="float32", role="feature", kind="vector"),
        Column(name="direction", shape=(), dtype="int32", role="target", kind="label", classes=("down", "up")),
    ),
    parameters=(Parameter(name="samples", kind=Kind.INTEGER, default=200, minimum=2, doc="How many signals."),),
    train_count=None,
    implementation="tests.plugins.wavelets.data:load_steps",
)

# As it stands in a graph file under "blocks".
DENOISE = Block.model_validate_json(
    """
    {
      "nodes": {
        "split": {"type": "wavelets>Haar"},
        "keep": {"type": "Dense", "parameters": {"units": 4, "activation": "relu"}}
      },
      "edges": [{"source": "split", "target": "keep"}],
      "inputs": [{"name": "signal", "targets": ["split"]}],
      "outputs": [{"name": "clean", "source": "keep"}]
    }
    """
)

plugin = Plugin(layers=(HAAR,), data_sets=(STEPS,), blocks={"denoise": DENOISE})
