import numpy as np
import pytest

from graphnn.engine.explaining.pictures import unpacked
from graphnn.engine.explaining.predict import predict
from graphnn.engine.explaining.submodels import values_at
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.explanation import Predict
from tests.engine.builders import SAVING_WARNS

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def test_every_node_tells_what_it_gives_to_the_sample(digits_run: TrainedRun) -> None:
    given = predict(digits_run, Predict(run="", sample=3, has_activity=True)).activity

    assert set(given) == {"image", "scale", "flat", "hidden", "digit", "answer"}
    values = values_at(digits_run, "hidden", digits_run.inputs_at([3]))[0]
    opacity = unpacked(given["hidden"].picture or "")[0, :, 3]  # 16 units, each by how much it gives
    assert np.array_equal(opacity > 0, values > 0)
    assert int(opacity.argmax()) in np.flatnonzero(values >= np.percentile(values, 90))
    assert given["hidden"].words.startswith("16, from ")


def test_a_picture_stands_upright(digits_run: TrainedRun) -> None:
    given = predict(digits_run, Predict(run="", sample=3, has_activity=True)).activity

    ink = values_at(digits_run, "scale", digits_run.inputs_at([3]))[0]
    assert np.array_equal(unpacked(given["scale"].picture or "")[..., 3] > 0, ink > 0)


def test_of_several_samples_it_is_the_first(digits_run: TrainedRun) -> None:
    both, first = (digits_run.node_outputs.to(digits_run.inputs_at(places)) for places in ([5, 6], [5]))

    assert both == first


def test_what_nodes_give_is_told_only_where_it_is_asked_for(digits_run: TrainedRun) -> None:
    assert not predict(digits_run, Predict(run="", sample=3)).activity
