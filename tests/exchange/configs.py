"""Configs of models as each Keras writes them, by hand."""

from typing import Any

FLOAT32 = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}


def layer(class_name: str, name: str, *calls: Any, **config: Any) -> dict[str, Any]:
    """Return a layer as Keras 3 writes it."""
    return {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, "trainable": True, "dtype": FLOAT32, **config},
        "registered_name": None,
        "name": name,
        "inbound_nodes": [{"args": list(given), "kwargs": {}} for given in calls],
    }


def operation(class_name: str, name: str, *args: Any, module: str = "numpy", **config: Any) -> dict[str, Any]:
    """Return one call of a function of keras.ops as Keras 3 writes it."""
    return {
        "module": f"keras.src.ops.{module}",
        "class_name": class_name,
        "config": {"name": name, **config},
        "registered_name": class_name,
        "name": name,
        "inbound_nodes": [{"args": list(args), "kwargs": {}}],
    }


def tensorflow_operation(function: str, name: str, *entries: Any, shape: Any = None) -> dict[str, Any]:
    """Return a call of a function of TensorFlow as Keras 2 writes it."""
    kind = "SlicingOpLambda" if function.endswith("getitem") else "TFOpLambda"
    return {
        "class_name": kind,
        "name": name,
        "config": {"name": name, "trainable": True, "dtype": "float32", "function": function},
        "build_config": {"input_shape": shape},
        "inbound_nodes": [list(entries)],
    }


def entrance(name: str, *sizes: int | None, **config: Any) -> dict[str, Any]:
    """Return an InputLayer as Keras 3 writes it."""
    return layer("InputLayer", name) | {"config": {"name": name, "batch_shape": [None, *sizes], **config}}


def tensor(name: str, call: int = 0, index: int = 0, *, shape: Any = ()) -> dict[str, Any]:
    """Return the output of a layer's call, as an argument of another."""
    return {"class_name": "__keras_tensor__", "config": {"shape": list(shape), "keras_history": [name, call, index]}}


def functional(*layers: Any, inputs: Any, outputs: Any, name: str = "functional") -> dict[str, Any]:
    """Return a functional model as Keras 3 writes it."""
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {"name": name, "layers": list(layers), "input_layers": inputs, "output_layers": outputs},
        "registered_name": "Functional",
    }


def sequential(*layers: Any, name: str = "sequential") -> dict[str, Any]:
    """Return a Sequential as Keras 3 writes it."""
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": name, "layers": list(layers)},
        "registered_name": None,
    }


def with_layer(given: dict[str, Any]) -> dict[str, Any]:
    """Return a Sequential of an input of four values, a layer, and a Dense."""
    return sequential(entrance("x", 4), given, layer("Dense", "end", units=1))
