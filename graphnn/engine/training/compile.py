"""A built model made ready to learn: the losses and metrics of its Outputs, and the optimizer of the recipe."""

import keras

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.build import BuiltModel, one_or_all
from graphnn.engine.objects import keras_value, make_optimizer


def compile_model(built: BuiltModel, document: Document, catalogue: Catalogue) -> keras.Model:
    """Compile a built model with the losses and metrics of its Outputs and the document's optimizer."""
    nodes = built.document.nodes
    output_type = {name: catalogue.layers[nodes[name].type] for name in built.outputs}

    def of_outputs(parameter_name: str, default: object) -> object:
        values = {}
        for name, layer_type in output_type.items():
            parameter = layer_type.parameter(parameter_name)
            value = nodes[name].parameters.get(parameter_name)
            values[name] = default if value is None or parameter is None else keras_value(parameter, value, catalogue)
        return one_or_all(values)

    loss_weights = of_outputs("loss_weight", 1.0)
    built.model.compile(
        optimizer=make_optimizer(document.training.optimizer, catalogue),
        loss=of_outputs("loss", None),
        metrics=of_outputs("metrics", []),
        loss_weights=loss_weights if isinstance(loss_weights, dict) else [loss_weights],
    )
    return built.model
