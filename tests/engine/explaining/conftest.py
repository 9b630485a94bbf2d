"""Runs that many tests look at, trained once."""

import pytest

from graphnn.engine.explaining.trained import TrainedRun
from tests.engine.builders import function_fit
from tests.engine.explaining.runs import flat_digits, open_trained


@pytest.fixture(scope="session")
def digits_run(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    return open_trained(tmp_path_factory.mktemp("digits"), flat_digits())


@pytest.fixture(scope="session")
def curve_run(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    return open_trained(tmp_path_factory.mktemp("curve"), function_fit())
