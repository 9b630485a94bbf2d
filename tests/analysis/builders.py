"""Short ways to write the documents that the rules are tried on."""

import itertools

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.from_columns import network_from_columns
from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue, Column, DataSetType, Kind, Parameter
from graphnn.document.apply import apply
from graphnn.document.model import Configured, Data, Document, Edge, Node, Training
from graphnn.document.values import Json

PIXELS = DataSetType(
    name="pixels",
    title="Pixels",
    doc="Small images of ten classes.",
    columns=(
        Column(name="image", shape=(8, 8), dtype="uint8", role="feature", kind="image", minimum=0, maximum=255),
        Column(
            name="label", shape=(), dtype="int32", role="target", kind="label", classes=tuple("0123456789"), maximum=9
        ),
    ),
    train_count=100,
    test_count=20,
)
HOUSES = DataSetType(
    name="houses",
    title="Houses",
    doc="Numbers and two classes, with no test split.",
    columns=(
        Column(name="rooms", shape=(), dtype="float32", role="feature", kind="number"),
        Column(name="age", shape=(), dtype="float32", role="feature", kind="number"),
        Column(name="plan", shape=(4, 4), dtype="float32", role="feature", kind="image", minimum=0, maximum=1),
        Column(name="price", shape=(), dtype="float32", role="target", kind="number"),
        Column(name="sold", shape=(), dtype="int32", role="target", kind="label", classes=("no", "yes")),
    ),
    parameters=(Parameter(name="noise", kind=Kind.NUMBER, default=0.1, minimum=0),),
    train_count=None,
)


def catalogue() -> Catalogue:
    """Return the shipped catalogue with data sets that no other file decides on."""
    return load_catalogue().model_copy(update={"data_sets": {"pixels": PIXELS, "houses": HOUSES}})


def node(type: str, **parameters: Json) -> Node:
    return Node(type=type, parameters=parameters)


def chain(data: str | None = "pixels", **nodes: Node) -> Document:
    """Return a document whose nodes each feed the next."""
    ids = list(nodes)
    edges = tuple(Edge(source=above, target=below) for above, below in itertools.pairwise(ids))
    return Document(nodes=nodes, edges=edges, data=None if data is None else Data(source=data))


def classifier(**changed: Node) -> Document:
    """Return a faultless document in which some nodes are changed."""
    nodes = {
        "image": node("Input", column="image"),
        "scale": node("Rescaling", scale=1 / 255),
        "flat": node("Flatten"),
        "hidden": node("Dense", units=16, activation="relu"),
        "digit": node("Dense", units=10, activation="softmax"),
        "answer": node("Output", column="label", loss="categorical_crossentropy", metrics=["accuracy"]),
    }
    return chain(**(nodes | changed))


def with_edges(document: Document, *edges: tuple[str, str]) -> Document:
    more = tuple(Edge(source=source, target=target) for source, target in edges)
    return document.model_copy(update={"edges": (*document.edges, *more)})


def trained_by(optimizer: str, **parameters: Json) -> Document:
    training = Training(optimizer=Configured(type=optimizer, parameters=parameters))
    return classifier().model_copy(update={"training": training})


def learning_from(data: Data | None, document: Document | None = None) -> Document:
    return (document or classifier()).model_copy(update={"data": data})


def faults(document: Document) -> tuple[Diagnostic, ...]:
    return check(document, catalogue())


def codes(document: Document) -> list[str]:
    return [diagnostic.code for diagnostic in faults(document)]


def built_for(data: Data) -> Document:
    """Return the document with the network for its data, of a kind that the catalogue knows."""
    document, catalogue = Document(data=data), load_catalogue()
    data_set = catalogue.data_set(data)
    assert data_set is not None
    edit = network_from_columns(document, data_set)
    assert edit is not None
    return apply(document, edit)
