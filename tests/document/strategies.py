"""Any document, any edit: few ids, so that edits meet nodes and each other."""

from hypothesis import settings
from hypothesis import strategies as st

from graphnn.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    ReplaceNode,
    ResetParameter,
    SetData,
    SetParameter,
    SetTitle,
    SetTraining,
    Together,
)
from graphnn.document.model import Configured, Data, Document, Edge, Node, Split, Training, View
from graphnn.document.values import MAX_INTEGER

# No deadline: on a busy machine it would say more about the machine than about the program.
quick = settings(max_examples=25, deadline=None)

IDS = ("image", "hidden", "Hidden", "add", "join_2", "_")

ids = st.sampled_from(IDS)
texts = st.text(max_size=6)
keys = texts.filter(lambda text: not text.startswith(":") and text not in ("__proto__", "$parameter"))
coordinates = st.floats(allow_nan=False, allow_infinity=False)
points = st.tuples(coordinates, coordinates)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.sampled_from([0, 0.0, 1, 1.0, True, False])
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=5
)
parameters = st.dictionaries(st.sampled_from(["units", "activation", "axis"]) | keys, json_values, max_size=2)
nodes = st.builds(
    Node,
    type=st.sampled_from(["Input", "Dense", "Add", "Output", "ops.add"]),
    parameters=parameters,
    label=st.none() | texts,
    state=st.sampled_from([None, "bypassed", "muted"]),
    trainable=st.booleans(),
)
sharing_nodes = st.builds(lambda node, owner: node.model_copy(update={"shares": owner}), nodes, st.none() | ids)
splits = st.builds(Split, fraction=st.floats(0.01, 0.99)) | st.just(Split(split="test"))
data = st.builds(Data, source=texts.filter(bool), parameters=parameters, validation=st.none() | splits)
trainings = st.builds(
    Training,
    epochs=st.integers(1, 100),
    seed=st.integers(0, 2**32 - 1),
    optimizer=st.builds(Configured, type=st.sampled_from(["Adam", "SGD"]), parameters=parameters),
)
sources = st.builds(lambda node, port: node + port, ids, st.sampled_from(["", ".output", ".state_h"]))
port_names = st.sampled_from([".inputs", ".query"])
targets = ids | st.builds(
    lambda node, port, index: node + port + index, ids, port_names, st.sampled_from(["", ".0", ".1", ".2", ".7"])
)


@st.composite
def edge_lists(draw: st.DrawFn) -> tuple[Edge, ...]:
    """Edges as a file may have them: to nodes that are not there, in cycles, with gaps, but one to each port."""
    ports = draw(st.lists(st.tuples(ids, port_names), unique=True, max_size=4))
    edges = []
    for node, port in ports:
        places = draw(st.just([""]) | st.lists(st.sampled_from([".0", ".1", ".2", ".5"]), unique=True, min_size=1))
        edges += [Edge(source=draw(sources), target=node + port + place) for place in places]
    return tuple(draw(st.permutations(edges)))


documents = st.builds(
    Document,
    name=texts,
    description=texts,
    nodes=st.dictionaries(ids, sharing_nodes, max_size=5),
    edges=edge_lists(),
    data=st.none() | data,
    training=trainings,
    view=st.builds(View, positions=st.dictionaries(ids, points, max_size=4)),
)

single_edits = st.one_of(
    st.builds(AddNode, id=ids, node=sharing_nodes, position=st.none() | points),
    st.builds(RemoveNodes, ids=st.lists(ids, max_size=3).map(tuple), heal=st.booleans()),
    st.builds(RenameNode, id=ids, new_id=ids | st.just("other")),
    st.builds(SetParameter, id=ids, name=st.just("units") | keys, value=json_values),
    st.builds(ResetParameter, id=ids, name=st.just("units") | keys),
    st.builds(ReplaceNode, id=ids, node=sharing_nodes),
    st.builds(MoveNodes, positions=st.dictionaries(ids, points, max_size=3)),
    st.builds(Connect, source=sources, target=targets),
    st.builds(Disconnect, target=targets),
    st.builds(SetTitle, name=texts, description=texts),
    st.builds(SetData, data=st.none() | data),
    st.builds(SetTraining, training=trainings),
)
edits: st.SearchStrategy[Edit] = single_edits | st.builds(Together, edits=st.lists(single_edits, max_size=3).map(tuple))
