"""Models that leave out steps come over: the graph leaves out the same ones."""

import json

import keras
import numpy as np
import pytest

from graphnn.engine.conversion_process import import_model
from graphnn.exchange.from_keras import convert
from graphnn.protocol.conversion import ImportModel
from tests.engine.builders import CATALOGUE, SAVING_WARNS
from tests.engine.importing.masked_models import MASKED, masked_samples
from tests.engine.importing.models import disturbed, predictions

pytestmark = [
    pytest.mark.filterwarnings(SAVING_WARNS),
    pytest.mark.filterwarnings("ignore:Layer .* does not support masking:UserWarning"),
]


@pytest.mark.parametrize("name", MASKED)
def test_what_a_model_leaves_out_the_graph_leaves_out_by_every_route(name, tmp_path):
    original = disturbed(MASKED[name]())
    given = masked_samples(original)
    answers = {}
    for kind in ("keras", "h5"):
        file, folder = tmp_path / f"model.{kind}", tmp_path / kind
        original.save(file)
        folder.mkdir()
        answers[kind] = import_model(ImportModel(file=str(file), name="model", folder=str(folder)))
        rebuilt = keras.saving.load_model(folder / "model.keras")
        for ours, theirs in zip(predictions(rebuilt, given), predictions(original, given), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    by_json = convert(json.loads(original.to_json()), CATALOGUE, name="model")

    assert answers["keras"].document == answers["h5"].document == by_json.document
