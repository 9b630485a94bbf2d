"""MLflow is told of a run where its recipe says so, in a database beside the runs."""

import sqlite3
import sys
from pathlib import Path

import pytest

from graphnn.document.model import Configured, Document
from graphnn.engine.training.train import train
from graphnn.protocol.run_folder import create_run_folder
from graphnn.runs.record import read_record
from tests.engine.builders import GIGABYTE, SAVING_WARNS, PausedFolder, function_fit


def logged() -> Document:
    document = function_fit()
    recipe = document.training.model_copy(update={"callbacks": (Configured(type="MLflow"),)})
    return document.model_copy(update={"training": recipe, "name": "A curve"})


def test_without_it_the_run_is_refused_with_how_to_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)

    ended = train(create_run_folder(tmp_path, logged(), name="run"), budget=GIGABYTE)

    assert (ended.outcome, ended.message) == (
        "refused",
        "MLflow: is not installed. Install it by pip install graphnn[mlflow], or remove the callback.",
    )


@pytest.mark.filterwarnings(SAVING_WARNS, "ignore::DeprecationWarning")
def test_recipe_and_metrics_are_there_once_for_each_epoch_also_of_a_run_that_was_paused(tmp_path: Path) -> None:
    pytest.importorskip("mlflow", reason="an extra")
    folder = create_run_folder(tmp_path, logged(), name="run")

    paused = train(PausedFolder(folder.path, [], 3), budget=GIGABYTE)
    finished = train(folder, budget=GIGABYTE)

    assert (paused.outcome, finished.outcome) == ("paused", "finished")
    with sqlite3.connect(tmp_path / "mlflow.db") as database:
        runs = database.execute("select name, status from runs").fetchall()
        experiments = database.execute("select name from experiments where name != 'Default'").fetchall()
        losses = database.execute("select step, value from metrics where key = 'loss' order by step").fetchall()
        recipe = dict(database.execute("select key, value from params").fetchall())
    database.close()
    assert (runs, experiments) == ([("run", "FINISHED")], [("A curve",)])
    assert recipe["optimizer"] == "Adam"
    assert recipe["optimizer.learning_rate"] == "0.01"
    history = [epoch["loss"] for epoch in read_record(folder).history()]
    assert [loss for _, loss in losses] == pytest.approx(history)
