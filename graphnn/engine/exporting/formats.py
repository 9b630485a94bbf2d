"""A Keras model as a SavedModel, a LiteRT file or an ONNX file; each is loaded again and compared before it counts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from graphnn.engine.exporting.onnx_file import run_onnx, write_onnx
from graphnn.errors import EngineError
from graphnn.protocol.conversion import ModelFormat

Arrays: TypeAlias = Mapping[str, np.ndarray[Any, Any]]

BATCH = 3
UNKNOWN_SIZE = 6
TOLERANCE = 1e-3
"""More than this, of the largest output, is no rounding."""


class Exported(NamedTuple):
    """How far the outputs of what was written are from the model's own; None where it cannot run here."""

    difference: float | None
    notes: tuple[str, ...] = ()


def export_to(model: keras.Model, path: Path, format: ModelFormat) -> Exported:
    """Write a model, and compare what was written with it on random input.

    Raises:
        EngineError: If it cannot be written in this format, or computes something else there.
    """
    match format:
        case "keras":
            model.save(path)
            return Exported(None)
        case "savedmodel":
            return _compared(model, path, format, _write_saved_model, _run_saved_model)
        case "litert":
            return _compared(model, path, format, _write_litert, _run_litert)
        case "onnx":
            return _compared(model, path, format, write_onnx, run_onnx)


def samples_for(model: keras.Model, seed: int = 0) -> Arrays:
    """Return random input for a model, by the names of its inputs."""
    generator = np.random.default_rng(seed)
    samples: dict[str, np.ndarray[Any, Any]] = {}
    for tensor in model.inputs:
        shape = (BATCH, *(UNKNOWN_SIZE if size is None else size for size in tensor.shape[1:]))
        if tensor.dtype == "string":
            samples[tensor.name] = generator.choice(["a film", "seen twice", ""], shape).astype(object)
        elif "int" in tensor.dtype or tensor.dtype == "bool":
            samples[tensor.name] = generator.integers(0, 2, shape).astype(tensor.dtype)
        else:
            samples[tensor.name] = generator.random(shape).astype(tensor.dtype)
    return samples


def _why(error: Exception, model: keras.Model, format: ModelFormat) -> str:
    """Return why a network cannot be written; where it reads text, no format but TensorFlow's own has the operators."""
    why = _first_line(error).rstrip(".")
    if any(tensor.dtype == "string" for tensor in model.inputs):
        why = f"it reads text, for which the format has no operators ({why})"
    others = [other for other in ("savedmodel", "keras") if other != format]
    return f"{why}. Export to {' or '.join(others)}."


def _compared(
    model: keras.Model,
    path: Path,
    format: ModelFormat,
    write: Callable[[keras.Model, Path], None],
    run: Callable[[Path, Arrays], list[np.ndarray[Any, Any]]],
) -> Exported:
    samples = samples_for(model)
    own = _own_outputs(model, samples, format)
    try:
        write(model, path)
    except MemoryError:
        raise
    except Exception as error:
        raise EngineError(f"{format}: the network cannot be written so: {_why(error, model, format)}") from error
    try:
        outputs = run(path, samples)
    except _CannotRunHere:
        return Exported(None, (_loop_note(model),))
    except Exception as error:
        raise EngineError(f"{format}: what was written cannot be run: {_first_line(error)}") from error
    difference = _difference(own, outputs)
    if not difference <= TOLERANCE * max(1.0, *(float(np.abs(each).max()) for each in own)):
        raise EngineError(
            f"{format}: what was written computes something else; its outputs differ by {difference:.3g}."
        )
    return Exported(difference)


class _CannotRunHere(Exception):
    """The file needs operators that the interpreter here does not have."""


def _own_outputs(model: keras.Model, samples: Arrays, format: ModelFormat) -> list[np.ndarray[Any, Any]]:
    try:
        return [np.asarray(each) for each in keras.tree.flatten(model(_given(model, samples), training=False))]
    except (tf.errors.FailedPreconditionError, RuntimeError) as error:  # how Keras has it: no words in the table yet
        raise EngineError(
            f"{format}: some of its layers learn from the data before they compute anything. "
            "Train it first, and name the run with --run."
        ) from error


def _given(model: keras.Model, samples: Arrays) -> Any:
    tensors = {name: tf.convert_to_tensor(values) for name, values in samples.items()}
    return tensors if len(tensors) > 1 else next(iter(tensors.values()))


def _difference(own: list[np.ndarray[Any, Any]], outputs: list[np.ndarray[Any, Any]]) -> float:
    if [each.shape for each in own] != [each.shape for each in outputs]:
        return float("inf")
    pairs = zip(own, outputs, strict=True)
    return max(float(np.abs(a.astype("float64") - b.astype("float64")).max(initial=0)) for a, b in pairs)


def _write_saved_model(model: keras.Model, path: Path) -> None:
    model.export(path, format="tf_saved_model", verbose=False)


def _run_saved_model(path: Path, samples: Arrays) -> list[np.ndarray[Any, Any]]:
    loaded = tf.saved_model.load(str(path))
    tensors = {name: tf.convert_to_tensor(values) for name, values in samples.items()}
    outputs = loaded.serve(tensors if len(tensors) > 1 else next(iter(tensors.values())))
    return [each.numpy() for each in keras.tree.flatten(outputs)]


def _write_litert(model: keras.Model, path: Path) -> None:
    # Keras insists on the ending.
    made = path.with_name(f"{path.name}.tflite")
    model.export(made, format="litert", verbose=False)
    made.replace(path)


def _run_litert(path: Path, samples: Arrays) -> list[np.ndarray[Any, Any]]:
    interpreter = tf.lite.Interpreter(model_path=str(path))
    signature = interpreter.get_signature_list()["serving_default"]
    names = signature["inputs"]
    given = samples if set(names) == set(samples) else dict(zip(names, samples.values(), strict=True))
    try:
        outputs = interpreter.get_signature_runner("serving_default")(**given)
    except RuntimeError as error:
        if "Select TensorFlow op" in str(error):
            raise _CannotRunHere from error
        raise
    return [outputs[name] for name in sorted(signature["outputs"])]


def _loop_note(model: keras.Model) -> str:
    loops = ", ".join(layer.name for layer in model.layers if getattr(layer, "unroll", None) is False)
    cure = f" {loops}: a loop over time. With unroll set, and a known length, it needs none." if loops else ""
    return (
        "LiteRT has no operators of its own for some of this network, so the file needs the Select TensorFlow "
        f"operators (Flex) where it runs, and was not compared with the model here.{cure}"
    )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]
