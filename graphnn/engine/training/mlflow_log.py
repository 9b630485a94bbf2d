"""The metrics of a run for MLflow, in one database beside the folders of the runs: `runs/mlflow.db`.

MLflow is an extra: it is imported where a recipe names it, and nowhere else. `mlflow ui --backend-store-uri
sqlite:///runs/mlflow.db` shows what is there.
"""

from importlib import import_module
from typing import Any

import keras

from graphnn.document.model import Document
from graphnn.errors import FaultyGraphError
from graphnn.protocol.run_folder import RunFolder, unwritable

FOLDER_TAG = "graphnn.run"
"""By this tag a resumed run finds what was logged of it before."""


class MlflowLog(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Writes the recipe of a run, and its metrics at the end of each epoch."""

    def __init__(self, folder: RunFolder, experiment: str = "") -> None:
        """Open the database.

        Raises:
            FaultyGraphError: If MLflow is not installed.
            UnwritableError: If the database cannot be opened.
        """
        super().__init__()
        try:
            # Only here: it is an extra, and takes a second.
            tracking, exceptions = import_module("mlflow.tracking"), import_module("mlflow.exceptions")
        except ImportError as error:
            raise FaultyGraphError(
                "MLflow: is not installed. Install it by pip install graphnn[mlflow], or remove the callback."
            ) from error
        self._folder = folder
        self._failure: type[Exception] = exceptions.MlflowException
        store = folder.path.parent.resolve()
        try:
            self._client = tracking.MlflowClient(tracking_uri=f"sqlite:///{store / 'mlflow.db'}")
            self._run_id = self._find_or_begin(folder.read_document(), experiment, artifacts=store.as_uri())
        except self._failure as error:
            raise unwritable(folder.path, OSError(str(error))) from error

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write the metrics of the epoch; those of one that is done again stand beside."""
        try:
            for name, value in (logs or {}).items():
                self._client.log_metric(self._run_id, name, value, step=epoch + 1)
        except self._failure as error:
            raise unwritable(self._folder.path, OSError(str(error))) from error

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Say that the run has finished."""
        self._client.set_terminated(self._run_id)

    def _find_or_begin(self, document: Document, name: str, *, artifacts: str) -> str:
        """Return the number of the run in MLflow."""
        experiment = self._client.get_experiment_by_name(name or document.name)
        number = (
            experiment.experiment_id
            if experiment is not None
            else self._client.create_experiment(name or document.name, artifact_location=artifacts)
        )
        found = self._client.search_runs([number], f"tags.`{FOLDER_TAG}` = '{self._folder.name}'")
        if found:
            return str(found[0].info.run_id)
        run = self._client.create_run(number, run_name=self._folder.name, tags={FOLDER_TAG: self._folder.name})
        for key, value in _recipe(document).items():
            self._client.log_param(run.info.run_id, key, value)
        return str(run.info.run_id)


def _recipe(document: Document) -> dict[str, Any]:
    recipe = document.training
    optimizer = {f"optimizer.{name}": value for name, value in recipe.optimizer.parameters.items()}
    plain = {name: getattr(recipe, name) for name in ("epochs", "batch_size", "seed", "precision", "device")}
    return {**plain, "optimizer": recipe.optimizer.type, **optimizer}
