"""One graph for each fault that a person can make, with what is said of it: the table of the faults."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A graph file and the one fault in it; `says` are the words that its message has, `cure` the button's."""

    text: str
    code: str
    severity: Literal["error", "warning"] = "error"
    nodes: tuple[str, ...] = ()
    port: str | None = None
    says: tuple[str, ...]
    hint: str = ""
    cure: str | None = None
    unknown: tuple[str, ...] = field(default=(), metadata={"doc": "nodes below the fault, of which nothing is told"})


def graph(nodes: Mapping[str, Plain], *wires: str, **others: Any) -> str:
    """Return a graph file: wires as "source > target"; without any, each node feeds the next."""
    names = list(nodes)
    wires = wires or tuple(f"{above} > {below}" for above, below in itertools.pairwise(names))
    edges = [dict(zip(("source", "target"), wire.split(" > "), strict=True)) for wire in wires]
    return json.dumps({"graphnn": 1, "nodes": nodes, "edges": edges, **others})


def node(type: str, **parameters: Any) -> Plain:
    return {"type": type, "parameters": parameters}


def digits(**changed: Plain) -> str:
    """Return a graph that tells handwritten digits apart, with some of its nodes changed."""
    nodes = {
        "image": node("Input", column="image"),
        "scale": node("Rescaling", scale=0.00392156862745098),
        "flat": node("Flatten"),
        "hidden": node("Dense", units=16, activation="relu"),
        "digit": node("Dense", units=10, activation="softmax"),
        "answer": node("Output", column="label", loss="categorical_crossentropy"),
    }
    return graph(nodes | changed, data={"source": "mnist"})


def shaped(*shape: int) -> Plain:
    return node("Input", shape=list(shape))


def dense(units: Any) -> str:
    return graph({"x": shaped(4), "layer": node("Dense", units=units), "answer": node("Output")})


LOGITS = {"type": "SparseCategoricalCrossentropy", "parameters": {"from_logits": True}}
PAIR = {"a": shaped(3, 4), "b": shaped(2, 5), "join": node("Add"), "last": node("Dense", units=2)}

FAULTS: Mapping[str, Faulty] = {
    "missing parameter": Faulty(
        text=graph({"x": shaped(4), "layer": node("Dense"), "answer": node("Output")}),
        code="parameter/missing",
        nodes=("layer",),
        says=("layer (Dense) needs units.",),
        hint="Give a whole number, at least 1.",
        cure="Set units to 64",
    ),
    "unknown parameter": Faulty(
        text=graph({"x": shaped(4), "layer": node("Dropout", ratio=0.5, rate=0.3), "answer": node("Output")}),
        code="parameter/unknown",
        nodes=("layer",),
        says=("layer (Dropout) has no parameter ratio.",),
        cure="Remove ratio",
    ),
    "misspelt parameter": Faulty(
        text=digits(flat=node("Flatten", data_formt="channels_first")),
        code="parameter/unknown",
        nodes=("flat",),
        says=("has no parameter data_formt",),
        hint="Did you mean data_format?",
        cure="Call it data_format",
    ),
    "bool for a number": Faulty(
        text=dense(True),
        code="parameter/kind",
        nodes=("layer",),
        says=("layer: units is true.",),
        hint="Give a whole number, at least 1.",
        cure="Set units to 64",
    ),
    "fraction for a whole number": Faulty(
        text=dense(16.0), code="parameter/kind", nodes=("layer",), says=("units is 16.0",), cure="Set units to 16"
    ),
    "number out of range": Faulty(
        text=dense(0), code="parameter/range", nodes=("layer",), says=("units is 0",), cure="Set units to 1"
    ),
    "unknown choice": Faulty(
        text=digits(hidden=node("Dense", units=16, activation="rellu")),
        code="parameter/choice",
        nodes=("hidden",),
        says=('activation is "rellu", which Keras does not have',),
        cure="Set activation to relu",
    ),
    "parameter within an object": Faulty(
        text=digits(hidden=node("Dense", units=16, kernel_regularizer={"type": "L2", "parameters": {"l2": -1}})),
        code="parameter/range",
        nodes=("hidden",),
        says=("kernel_regularizer.l2 is -1",),
        cure="Set l2 to 0",
    ),
    "unknown layer": Faulty(
        text=digits(flat=node("Flaten")),
        code="node/unknown-type",
        nodes=("flat",),
        says=("there is no layer Flaten",),
        cure="Make it a Flatten",
    ),
    "cycle": Faulty(
        text=graph(
            {"x": shaped(4), "sum": node("Add"), "one": node("ReLU"), "two": node("ReLU"), "answer": node("Output")},
            "x > sum.inputs.0",
            "two > sum.inputs.1",
            "sum > one",
            "one > two",
            "two > answer",
        ),
        code="edge/cycle",
        nodes=("sum", "one", "two"),
        says=("sum → one → two → sum",),
        cure="Delete the edge from two to sum.inputs.1",
    ),
    "dangling edge": Faulty(
        text=graph(
            {"x": shaped(4), "layer": node("Add"), "answer": node("Output")},
            "x > layer.inputs.0",
            "x > layer.inputs.1",
            "ghost > layer.inputs.2",
            "layer > answer",
        ),
        code="edge/dangling",
        nodes=("layer",),
        says=("The edge from ghost to layer.inputs.2: there is no node ghost.",),
        cure="Delete the edge",
    ),
    "edge to a port that is not there": Faulty(
        text=graph(
            {"x": shaped(4), "layer": node("Dense", units=2), "answer": node("Output")},
            "x > layer",
            "layer > answer",
            "x > layer.query",
        ),
        code="edge/port",
        nodes=("layer",),
        port="query",
        says=("layer (Dense) has no input query",),
        cure="Delete the edge",
    ),
    "unconnected input": Faulty(
        text=graph(
            {"x": shaped(4), "y": shaped(4), "less": node("Subtract"), "answer": node("Output")},
            "x > less.inputs.0",
            "less > answer",
        ),
        code="node/unconnected",
        nodes=("less",),
        port="inputs",
        says=("less (Subtract) needs 2 inputs and has 1.",),
        cure="Connect y to less",
    ),
    "duplicate id": Faulty(
        text='{"graphnn": 1, "nodes": {"x": {"type": "Flatten"}, "x": {"type": "Input"}}, "edges": []}',
        code="document/refused",
        says=("nodes.x: the key is given twice. Keep one of the two.",),
        hint="Mend the file.",
    ),
    "units against classes": Faulty(
        text=digits(digit=node("Dense", units=8, activation="softmax")),
        code="loss/units",
        nodes=("answer",),
        says=("digit gives 8 values to answer", "label has 10 classes"),
        hint="Set units of digit to 10.",
        cure="Set units to 10",
    ),
    "labels out of range": Faulty(
        text=digits(
            digit=node("Dense", units=8, activation="softmax"),
            answer=node("Output", column="label", loss="sparse_categorical_crossentropy"),
        ),
        code="loss/units",
        nodes=("answer",),
        says=("digit gives 8 values to answer", "label has 10 classes"),
        hint="Set units of digit to 10.",
        cure="Set units to 10",
    ),
    "data column missing": Faulty(
        text=digits(image=node("Input", column="images")),
        code="data/column",
        nodes=("image",),
        says=("mnist has no column images",),
        cure="Set column to image",
    ),
    "numbers out of a range": Faulty(
        text=graph(
            {
                "sum": node("Input", column="question"),
                "signs": node("Embedding", input_dim=8, output_dim=4),
                "steps": node("LSTM", units=8),
                "answer": node("Output"),
            },
            data={"source": "addition"},
        ),
        code="data/index-range",
        nodes=("signs",),
        says=("question", "10"),
        cure="Set input_dim to 11",
    ),
    "wrong optimizer": Faulty(
        text=json.dumps(json.loads(digits()) | {"training": {"optimizer": {"type": "Adamm"}}}),
        code="training/unknown-optimizer",
        says=("there is no optimizer Adamm",),
        cure="Use Adam",
    ),
    "wrong parameter of the optimizer": Faulty(
        text=json.dumps(
            json.loads(digits()) | {"training": {"optimizer": {"type": "SGD", "parameters": {"momentum": 2}}}}
        ),
        code="parameter/range",
        says=("training.optimizer.momentum is 2",),
        cure="Set momentum to 1",
    ),
}
"""Told without Keras."""

WARNINGS: Mapping[str, Faulty] = {
    "loss of probabilities behind logits": Faulty(
        text=digits(digit=node("Dense", units=10)),
        code="loss/activation",
        severity="warning",
        nodes=("answer", "digit"),
        says=("CategoricalCrossentropy expects probabilities, and digit ends with linear.",),
        cure="Set activation to softmax",
    ),
    "from_logits behind softmax": Faulty(
        text=digits(answer=node("Output", column="label", loss=LOGITS)),
        code="loss/activation",
        severity="warning",
        nodes=("answer", "digit"),
        says=("expects logits, and digit applies softmax to them.",),
        cure="Set from_logits to false",
    ),
    "ids that differ by case": Faulty(
        text=graph({"x": shaped(4), "layer": node("ReLU"), "Layer": node("ReLU"), "answer": node("Output")}),
        code="node/case-collision",
        severity="warning",
        nodes=("layer", "Layer"),
        says=("layer and Layer differ only in upper and lower case.",),
        cure="Rename Layer to layer_2",
    ),
    "unreachable node": Faulty(
        text=graph(
            {"x": shaped(4), "layer": node("ReLU"), "answer": node("Output"), "side": node("ReLU")},
            "x > layer",
            "layer > answer",
            "x > side",
        ),
        code="node/unused",
        severity="warning",
        nodes=("side",),
        says=("side (ReLU) leads to no Output, so it is not trained.",),
        cure="Remove side",
    ),
    "unscaled images": Faulty(
        text=digits(scale=node("Identity")),
        code="data/unscaled",
        severity="warning",
        nodes=("image", "hidden"),
        says=("hidden gets image unscaled, up to 255",),
        cure="Insert a Rescaling by 1/255",
    ),
}
"""Told without Keras, and no reason not to train."""

OF_SHAPES: Mapping[str, Faulty] = {
    "shapes that do not go together": Faulty(
        text=graph(
            PAIR | {"answer": node("Output")}, "a > join.inputs.0", "b > join.inputs.1", "join > last", "last > answer"
        ),
        code="shape/mismatch",
        nodes=("join",),
        port="inputs",
        says=("a gives 3 × 4", "b gives 2 × 5"),
        unknown=("last", "answer"),
    ),
    "an axis too few": Faulty(
        text=graph(
            {"image": shaped(28, 28), "edges": node("Conv2D", filters=4, kernel_size=3), "answer": node("Output")}
        ),
        code="shape/rank",
        nodes=("edges",),
        port="inputs",
        says=("edges needs height × width × channels", "image gives 28 × 28"),
        cure="Add a channel axis",
        unknown=("answer",),
    ),
    "a window larger than its input": Faulty(
        text=graph(
            {"image": shaped(4, 4, 1), "edges": node("Conv2D", filters=4, kernel_size=9), "answer": node("Output")}
        ),
        code="shape/window",
        nodes=("edges",),
        port="inputs",
        says=("its window is larger than its input", "image gives 4 × 4 × 1"),
        cure="Set padding to 'same'",
        unknown=("answer",),
    ),
    "values that do not fill a shape": Faulty(
        text=graph({"x": shaped(6), "layer": node("Reshape", target_shape=[4, 2]), "answer": node("Output")}),
        code="shape/size",
        nodes=("layer",),
        port="inputs",
        says=("do not fill the shape 4 × 2", "x gives 6"),
        cure="Set target_shape to [-1, 2]",
        unknown=("answer",),
    ),
    "a prediction unlike its target": Faulty(
        text=digits(flat=node("Reshape", target_shape=[4, 196])),
        code="loss/shape",
        nodes=("answer",),
        says=("digit gives 4 × 10, and label is one class a sample.",),
        cure="Insert a Flatten before digit",
    ),
    "over budget": Faulty(
        text=graph({"x": shaped(10_000), "huge": node("Dense", units=10_000_000), "answer": node("Output")}),
        code="graph/over-budget",
        nodes=("huge",),
        says=("Training would take 1.6 TB of memory", "huge is the largest with 100,010,000,000 parameters."),
    ),
    "a layer that takes other numbers": Faulty(
        text=graph({"x": shaped(6), "layer": node("GroupNormalization", groups=4), "answer": node("Output")}),
        code="shape/groups",
        nodes=("layer",),
        port="inputs",
        says=("the 6 channels of its input do not divide into its groups",),
        cure="Set groups to 6",
        unknown=("answer",),
    ),
}
"""Told by the engine, which knows shapes."""
