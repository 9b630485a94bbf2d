"""The part of an exported script that trains: samples from columns, compile, fit with its callbacks, and evaluate."""

from collections.abc import Mapping
from typing import Final

from graphnn.analysis.training import class_number
from graphnn.catalogue.callbacks import CALLBACKS
from graphnn.catalogue.model import Column
from graphnn.document.model import Configured, Training
from graphnn.document.values import thaw
from graphnn.exchange.python_data import load_data_source, part_names
from graphnn.exchange.python_facts import Facts
from graphnn.exchange.python_text import arguments, call, literal, object_call, one_or_all, several, statement

_FILES: Final = {"ModelCheckpoint": "best.keras", "CSVLogger": "history.csv", "TensorBoard": "tensorboard"}
"""What callbacks write, beside the script as in the folder of a run."""

_NOT_OF_KERAS: Final = {"MLflow": "call mlflow.keras.autolog() before training."}
"""What Keras has no callback for, and what does the same."""

_SETTINGS: Final = {"ModelCheckpoint": ("save_best_only=True",)}
"""What graphnn's callbacks do that Keras' own have to be told."""

_BALANCED: Final = (
    "def class_weights(labels):",
    '    """Return how much a sample of each class counts: all classes count the same in all."""',
    "    classes, counts = np.unique(labels, return_counts=True)",
    "    weights = len(labels) / (len(classes) * counts)",
    "    return dict(zip(classes.tolist(), weights.tolist()))",
)


def training_source(facts: Facts) -> list[list[str]]:
    """Return the functions that load the data, bind its columns, and train and score the model."""
    functions = load_data_source(facts)
    functions.append(_samples(facts))
    if facts.document.training.class_weights == "balanced":
        functions.append(list(_BALANCED))
    if facts.document.training.callbacks:
        functions.append(_callbacks(facts))
    if facts.document.training.weights is not None:
        functions.append(_start(facts.document.training.weights))
    return [*functions, _main(facts)]


def _samples(facts: Facts) -> list[str]:
    given = {name: _input(facts, name) for name in facts.inputs}
    # Keras takes text as a tensor, and in no array.
    x = {name: f"tf.constant({each})" if facts.is_text(name) else each for name, each in given.items()}
    y = {name: _target(facts, name) for name in facts.outputs}
    return [
        "def samples(columns):",
        '    """Return what the network takes, and what its predictions are compared with."""',
        *_assigned("x", x),
        *_assigned("y", y),
        "    return x, y",
    ]


def _input(facts: Facts, name: str) -> str:
    # A layer needs an axis to work on.
    return f"{_column(facts, name)}{'[:, np.newaxis]' if facts.is_number(name) else ''}"


def _column(facts: Facts, name: str) -> str:
    columns = thaw(facts.value(name, "column"))
    if isinstance(columns, list):
        if all(facts.is_single(each) for each in columns):
            return f"np.stack([columns[name] for name in {literal(columns)}], axis=1)"
        parts = [f"columns[{literal(each)}]{'[:, np.newaxis]' if facts.is_single(each) else ''}" for each in columns]
        return f"np.concatenate([{', '.join(parts)}], axis=-1)"
    return f"columns[{literal(columns)}]"


def _target(facts: Facts, name: str) -> str:
    values, column = _column(facts, name), facts.bound_column(name)
    loss = facts.loss(name)
    if column is None or column.kind != "label" or loss is None:
        return values
    if loss.target == "one_hot":
        return f"keras.utils.to_categorical({values}, {len(column.classes)})"
    size = facts.prediction_size(name)
    if loss.target is None and size != 1:  # compared value by value
        return f"keras.utils.to_categorical({values}, {size or len(column.classes)})"
    return values


def _callbacks(facts: Facts) -> list[str]:
    lines: list[str] = []
    items: list[str] = []
    for callback in facts.document.training.callbacks:
        if any(parameter.registry == "schedules" for parameter in CALLBACKS[callback.type].parameters):
            before, item = _epoch_schedule(facts, callback, len(lines))
            lines += before
            items.append(item)
        else:
            items += _callback(facts, callback)
    doc = '    """Return what watches the epochs and acts, in this order."""'
    return ["def callbacks():", doc, *lines, "    return [", *items, "    ]"]


def _callback(facts: Facts, callback: Configured) -> list[str]:
    if callback.type in _NOT_OF_KERAS:
        return [f"        # {callback.type}: {_NOT_OF_KERAS[callback.type]}"]
    callback_type = CALLBACKS[callback.type]
    file = [literal(_FILES[callback.type])] if callback.type in _FILES else []
    given = arguments(callback_type.parameters, callback.parameters, facts.catalogue)
    settings = _SETTINGS.get(callback.type, ())
    return call(f"keras.callbacks.{callback.type}(", [*file, *given, *settings], "),", level=2)


def _epoch_schedule(facts: Facts, callback: Configured, count: int) -> tuple[list[str], str]:
    """Return a schedule as a variable, and the callback that asks it for the plain number that Keras wants."""
    name = f"schedule_{count + 1}" if count else "schedule"
    (given,) = arguments(CALLBACKS[callback.type].parameters, callback.parameters, facts.catalogue)
    watch = f"        keras.callbacks.{callback.type}(lambda epoch: float({name}(epoch))),"
    return statement(f"{name} = {given.partition('=')[2]}", level=1), watch


def _start(file: str) -> list[str]:
    """Return the function that gives layers weights that were learned before."""
    return [
        "def start_from_weights(model):",
        '    """Give layers the weights of those of the same names in another model."""',
        "    # The file that graphnn starts from, beside this script.",
        *call("other = keras.models.load_model(", [literal(file), "compile=False"], level=1),
        "    names = [layer.name for layer in model.layers]",
        "    for layer in other.layers:",
        "        if layer.name in names:",
        "            model.get_layer(layer.name).set_weights(layer.get_weights())",
    ]


def _class_weights(facts: Facts) -> str | None:
    """Return what says how much each class counts; None where all count the same."""
    weights = facts.document.training.class_weights
    if weights is None:
        return None
    (output,) = facts.outputs
    column = facts.bound_column(output)
    if weights == "balanced":
        return f"class_weights(train[{literal(facts.value(output, 'column'))}])"
    numbers = {number: weights[name] for name in weights if (number := _number(column, name)) is not None}
    return "{" + ", ".join(f"{number}: {numbers[number]!r}" for number in sorted(numbers)) + "}"


def _number(column: Column | None, name: str) -> int | None:
    return None if column is None else class_number(column, name)


def _main(facts: Facts) -> list[str]:
    training, data = facts.document.training, facts.document.data
    parts = part_names(facts)
    lines = ["def main():", "    model = build_model()", "    model.summary()"]
    lines += [f"    {', '.join(parts)} = load_data()", "    x, y = samples(train)", *_adapt(facts)]
    if training.weights is not None:
        lines.append("    start_from_weights(model)")
    lines += _compile(facts)
    fit = ["x", "y", f"batch_size={training.batch_size}", f"epochs={training.epochs}"]
    if data is not None and data.validation is not None:
        fit.append(f"validation_data=samples({'validation' if 'validation' in parts else 'test'})")
    if (weights := _class_weights(facts)) is not None:
        fit.append(f"class_weight={weights}")
    if training.callbacks:
        fit.append("callbacks=callbacks()")
    lines += call("model.fit(", fit, level=1)
    return [*lines, "    model.evaluate(*samples(test))"] if "test" in parts else lines


def _adapt(facts: Facts) -> list[str]:
    """Return the lines in which layers learn from the data before training."""
    lines = []
    for name, node in facts.nodes.items():
        given = facts.type_of(name).adapts_unless_given
        if given is None or node.parameters.get(given) is not None or node.shares or node.state is not None:
            continue
        layer, source = f"model.get_layer({literal(name)})", facts.edges_into[name][0].source_port.node
        if source in facts.inputs:
            lines.append(f"    {layer}.adapt({'x' if len(facts.inputs) == 1 else f'x[{literal(source)}]'})")
            continue
        lines.append(f"    layer = {layer}")
        lines.append("    layer.adapt(keras.Model(model.inputs, layer.input).predict(x, verbose=0))")
    return lines


def _compile(facts: Facts) -> list[str]:
    optimizer = facts.document.training.optimizer
    given = [f"optimizer={object_call('optimizers', optimizer.type, optimizer.parameters, facts.catalogue)}"]
    for argument, parameter in (("loss", "loss"), ("metrics", "metrics"), ("loss_weights", "loss_weight")):
        values = {}
        for name in facts.outputs:
            known = facts.type_of(name).parameter(parameter)
            if known is not None and facts.value(name, parameter) is not None:
                values[name] = arguments([known], facts.nodes[name].parameters, facts.catalogue)[0].partition("=")[2]
        if len(facts.outputs) > 1 and values:
            given.append(f"{argument}={several(values)}")
        elif values:
            value = next(iter(values.values()))
            given.append(f"{argument}={f'[{value}]' if argument == 'loss_weights' else value}")
    if (jit_compile := facts.document.training.jit_compile) != Training().jit_compile:
        given.append(f"jit_compile={literal(jit_compile)}")
    return call("model.compile(", given, level=1)


def _assigned(name: str, by_name: Mapping[str, str]) -> list[str]:
    if len(by_name) == 1:
        return [f"    {name} = {one_or_all(by_name)}"]
    return call(f"{name} = {{", [f"{literal(key)}: {value}" for key, value in by_name.items()], "}", level=1)
