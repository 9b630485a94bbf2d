"""A first network that fits the columns of the data: its Inputs, a few layers, and an Output for each target.

It is what a person would draw to begin with, no more: every column of features comes in as its kind asks for, all
of it joins, one hidden layer, and answers with the units, the activation and the loss that fit the target.
"""

from collections.abc import Sequence

from graphnn.analysis.fixes import COLUMN_WIDTH, ROW_HEIGHT
from graphnn.catalogue.model import Column, DataSetType
from graphnn.document.apply import apply
from graphnn.document.edits import AddNode, Connect, Edit, Together
from graphnn.document.ids import fresh_id
from graphnn.document.model import Document, Node
from graphnn.document.values import Json

HIDDEN_UNITS = 32
WORDS = 5_000
FILTERS = (16, 32)
LARGEST_EMBEDDING = 8
LARGE_VALUE = 10.0
"""A target with larger values is brought to its units by a last layer, since weights answer with about one."""


def network_from_columns(document: Document, data_set: DataSetType) -> Edit | None:
    """Return the edit that adds a network for all columns; None where there is nothing to predict, or from.

    >>> width = Column(name="width", shape=(), dtype="float32", role="feature", kind="number")
    >>> kind = Column(name="kind", shape=(), dtype="int32", role="target", kind="label", classes=("a", "b", "c"))
    >>> birds = DataSetType(name="birds", title="", doc="", columns=(width, kind), train_count=9)
    >>> [edit.node.type for edit in network_from_columns(Document(), birds).edits if isinstance(edit, AddNode)]
    ['Input', 'Normalization', 'Dense', 'Dense', 'Output']
    """
    features, targets = chosen_features(data_set), [each for each in data_set.columns if each.role == "target"]
    if not features or not targets:
        return None
    draft = _Draft(document)
    ends = [end for group in _grouped(features) for end in draft.add_input(group)]
    depth = max(draft.depth(end) for end in ends) + 1
    joined = draft.add("Concatenate", ends, depth) if len(ends) > 1 else ends[0]
    depth += len(ends) > 1
    hidden = draft.add("Dense", [joined], depth, units=HIDDEN_UNITS, activation="relu")
    for target in targets:
        draft.add_output(target, hidden, depth + 1)
    return Together(edits=tuple(draft.edits))


def chosen_features(data_set: DataSetType) -> list[Column]:
    """Return the columns to predict from, each value once: a vector of which no parts are known stands for all."""
    features = [column for column in data_set.columns if column.role == "feature"]
    vectors = [column for column in features if column.kind == "vector" and not column.parts]
    series = [column for column in features if column.kind == "series"]
    if vectors:
        return vectors[:1]
    if series:
        return series[:1]
    return [column for column in features if column.kind != "vector"]


def _grouped(features: Sequence[Column]) -> list[list[Column]]:
    """Return numbers together, classes as vectors together, and every other column for itself."""
    together = [[column for column in features if column.kind == kind] for kind in ("number", "category")]
    alone = [[column] for column in features if column.kind not in ("number", "category")]
    return [group for group in (*together, *alone) if group]


class _Draft:
    """A document to which nodes are added, and the edits that add them."""

    def __init__(self, document: Document) -> None:
        self.edits: list[Edit] = []
        self._document = document
        positions = document.view.positions.values()
        self._top = max((y for _, y in positions), default=-2 * ROW_HEIGHT) + 2 * ROW_HEIGHT
        self._left = min((x for x, _ in positions), default=0.0)
        self._rows: dict[int, int] = {}
        self._depths: dict[str, int] = {}

    def depth(self, node_id: str) -> int:
        """Return how many layers stand before a node."""
        return self._depths[node_id]

    def add(self, type: str, above: Sequence[str], depth: int, /, **parameters: Json) -> str:
        """Add a node behind others and return its id."""
        node_id, row = fresh_id(self._document, type), self._rows.get(depth, 0)
        self._rows[depth], self._depths[node_id] = row + 1, depth
        place = (self._left + depth * COLUMN_WIDTH, self._top + row * ROW_HEIGHT)
        self._take(AddNode(id=node_id, node=Node(type=type, parameters=parameters), position=place))
        for number, source in enumerate(above):
            target = node_id if len(above) == 1 else f"{node_id}.inputs.{number}"
            self._take(Connect(source=source, target=target))
        return node_id

    def add_input(self, columns: Sequence[Column]) -> list[str]:
        """Add an Input with what its kind of column needs behind it; return where it goes on from."""
        names, first = [column.name for column in columns], columns[0]
        bound: Json = names[0] if len(names) == 1 else [*names]
        end = self.add("Input", [], 0, column=bound)
        for depth, (type, parameters) in enumerate(_layers_for(first), 1):
            end = self.add(type, [end], depth, **parameters)
        return [end]

    def add_output(self, target: Column, hidden: str, depth: int) -> None:
        """Add the last layer and the Output of a target."""
        if target.kind == "label":
            is_yes_or_no = len(target.classes) == 2
            units, activation = (1, "sigmoid") if is_yes_or_no else (max(len(target.classes), 1), "softmax")
            end = self.add("Dense", [hidden], depth, units=units, activation=activation)
            loss, metric = ("binary" if is_yes_or_no else "sparse_categorical") + "_crossentropy", "accuracy"
        else:
            end = self.add("Dense", [hidden], depth, units=target.shape[-1] or 1 if target.shape else 1)
            loss, metric = "mean_squared_error", "mean_absolute_error"
            low, high = target.minimum, target.maximum
            if low is not None and high is not None and max(abs(low), abs(high)) > LARGE_VALUE and high > low:
                depth += 1
                end = self.add("Rescaling", [end], depth, scale=(high - low) / 4, offset=(high + low) / 2)
        self.add("Output", [end], depth + 1, column=target.name, loss=loss, metrics=[metric])

    def _take(self, edit: Edit) -> None:
        self._document = apply(self._document, edit)
        self.edits.append(edit)


def _layers_for(column: Column) -> list[tuple[str, dict[str, Json]]]:
    """Return the layers between the Input of a column and vectors of numbers of about one."""
    match column.kind:
        case "number" | "vector":
            return [("Normalization", {})]
        case "label":
            size = min(LARGEST_EMBEDDING, max(len(column.classes), 1))
            return [("Embedding", {"input_dim": max(len(column.classes), 1), "output_dim": size}), ("Flatten", {})]
        case "text":
            # Padded, or how wide it is would be known only once it has seen the texts.
            counted: dict[str, Json] = {"max_tokens": WORDS, "output_mode": "multi_hot", "pad_to_max_tokens": True}
            return [("TextVectorization", counted)]
        case "sequence":
            count = int(column.maximum or WORDS - 1) + 1
            return [
                ("Embedding", {"input_dim": count, "output_dim": LARGEST_EMBEDDING}),
                ("GlobalAveragePooling1D", {}),
            ]
        case "series":
            return [("Normalization", {}), ("LSTM", {"units": HIDDEN_UNITS})]
        case "image":
            return _picture_layers(column)
        case "category":
            return []


def _picture_layers(column: Column) -> list[tuple[str, dict[str, Json]]]:
    """Return the layers for pictures, grey ones without an axis for it included, and for videos."""
    scaled: list[tuple[str, dict[str, Json]]] = [("Rescaling", {"scale": 1 / (column.maximum or 255)})]
    if len(column.shape) == 2:
        scaled.append(("Reshape", {"target_shape": [*column.shape, 1]}))
    is_video = len(column.shape) == 4
    convolution, pooling = ("Conv3D", "MaxPooling3D") if is_video else ("Conv2D", "MaxPooling2D")
    kernel_size: list[Json] = [3] * (3 if is_video else 2)
    # Few frames stay as many: halved as often as rows and columns, none would be left.
    pool: dict[str, Json] = {"pool_size": [1, 2, 2]} if is_video else {}
    for filters in FILTERS:
        learned: dict[str, Json] = {"filters": filters, "kernel_size": kernel_size, "activation": "relu"}
        scaled += [(convolution, {**learned, "padding": "same"}), (pooling, pool)]
    return [*scaled, ("Flatten", {})]
