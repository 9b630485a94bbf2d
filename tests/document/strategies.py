"""Any document, any edit: few ids, so that edits meet nodes and each other."""

from hypothesis import settings
from hypothesis import strategies as st

from graphnn.document.edits import (
    AddNode,
    AddNodes,
    Arrange,
    Collapse,
    Connect,
    Disconnect,
    Edit,
    InBlock,
    MakeBlock,
    MoveNodes,
    RemoveBlock,
    RemoveNodes,
    RenameBlock,
    RenameNode,
    RenamePort,
    ReplaceNode,
    ResetParameter,
    RouteEdges,
    SetBlock,
    SetData,
    SetFrame,
    SetNote,
    SetParameter,
    SetTitle,
    SetTraining,
    Together,
    Unpack,
)
from graphnn.document.model import (
    Block,
    BlockInput,
    BlockOutput,
    BlockParameter,
    Configured,
    Data,
    DataColumn,
    Document,
    Edge,
    FileSource,
    Frame,
    Node,
    Note,
    Split,
    Training,
    View,
    Windows,
)
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
references = st.sampled_from([{"$parameter": "units"}, {"$parameter": "n"}, [{"$parameter": "n"}]])
parameters = st.dictionaries(
    st.sampled_from(["units", "activation", "axis", "n"]) | keys, json_values | references, max_size=2
)
nodes = st.builds(
    Node,
    type=st.sampled_from(["Input", "Dense", "Add", "Output", "ops.add", "block.b", "block.stage", "block.nowhere"]),
    parameters=parameters,
    label=st.none() | texts,
    state=st.sampled_from([None, "bypassed", "muted"]),
    trainable=st.booleans(),
    repeat=st.sampled_from([1, 1, 1, 2, 3]),
)
sharing_nodes = st.builds(lambda node, owner: node.model_copy(update={"shares": owner}), nodes, st.none() | ids)
splits = (
    st.builds(Split, fraction=st.floats(0.01, 0.99), by=st.sampled_from([None, "random", "stratified", "time"]))
    | st.just(Split(split="test"))
    | st.builds(Split, column=st.just("part"), value=texts)
)
optional_splits = st.none() | splits
column_names = keys.filter(bool)
columns = st.builds(
    DataColumn,
    kind=st.sampled_from([None, "number", "category", "text", "date", "array", "image"]),
    role=st.sampled_from([None, "feature", "target", "ignored"]),
    missing=st.sampled_from([None, "drop", "mean", "median", "most_frequent", "category"]),
    encoding=st.sampled_from([None, "one_hot", "integer"]),
    normalize=st.sampled_from([None, "standard", "range"]),
    classes=st.none() | st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple),
    range=st.none() | points,
    shape=st.none() | st.lists(st.integers(0, 9), max_size=3).map(tuple),
    dtype=st.sampled_from([None, "float32", "uint8"]),
)
windows = st.builds(
    Windows, length=st.integers(1, 100), horizon=st.sampled_from([1, 1, 5]), stride=st.sampled_from([1, 3])
)
data = st.builds(
    Data, source=texts.filter(bool), parameters=parameters, validation=optional_splits, test=optional_splits
) | st.builds(
    Data,
    source=st.builds(FileSource, csv=st.sampled_from(["penguins.csv", "data/series.csv.gz"]))
    | st.sampled_from([FileSource(npz="arrays.npz"), FileSource(images="pictures")]),
    columns=st.dictionaries(column_names, columns, max_size=3),
    samples=st.none() | st.integers(1, 10_000),
    time=st.none() | column_names,
    windows=st.none() | windows,
    validation=optional_splits,
    test=optional_splits,
)
configured = st.builds(Configured, type=st.sampled_from(["Adam", "SGD"]), parameters=parameters)
trainings = st.builds(
    Training,
    epochs=st.integers(1, 100),
    seed=st.integers(0, 2**32 - 1),
    optimizer=configured,
    callbacks=st.lists(configured, max_size=2).map(tuple),
    class_weights=st.none() | st.just("balanced") | st.dictionaries(keys, st.floats(0, 1e6), max_size=3),
    precision=st.sampled_from(["float32", "mixed_float16", "mixed_bfloat16"]),
    jit_compile=st.sampled_from(["auto", True, False]),
    streaming=st.sampled_from(["auto", True, False]),
    device=st.sampled_from(["auto", "cpu", "gpu"]),
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


@st.composite
def any_blocks(draw: st.DrawFn) -> Block:
    """Blocks as a file may have them: ports to nowhere included, instances of others and of themselves."""
    edges = draw(edge_lists())
    taken = {(edge.target_port.node, edge.target_port.name) for edge in edges}
    free = [node + port for node in IDS for port in (".inputs", ".query") if (node, port[1:]) not in taken]
    entries = draw(st.lists(st.sampled_from(free), unique=True, max_size=4))
    inputs = [("inputs", entries[:2]), ("query", entries[2:])]
    return Block(
        parameters=draw(
            st.dictionaries(st.sampled_from(["units", "n"]), st.builds(BlockParameter, default=json_values))
        ),
        nodes=draw(st.dictionaries(ids, sharing_nodes, max_size=4)),
        edges=edges,
        inputs=tuple(BlockInput(name=name, targets=tuple(ends)) for name, ends in inputs if ends),
        outputs=tuple(
            BlockOutput(name=name, source=draw(sources))
            for name in draw(st.sampled_from([[], ["output"], ["output"], ["output", "state"]]))
        ),
        view=draw(views),
    )


routes = st.lists(points, max_size=3).map(tuple)
shortest_targets = targets.map(lambda target: target.replace(".inputs", "") if target.endswith(".inputs") else target)
directions = st.sampled_from(["left-to-right", "top-to-bottom"])
colours = st.sampled_from(["grey", "iris"])
frames = st.builds(
    Frame, nodes=st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple), title=texts, colour=colours
)
notes = st.builds(Note, text=texts, position=points, width=st.floats(80, 2_000), colour=colours)
drawn_keys = st.sampled_from(["one", "two"])
views = st.builds(
    View,
    positions=st.dictionaries(ids, points, max_size=4),
    waypoints=st.dictionaries(shortest_targets, routes.filter(bool), max_size=4),
    direction=directions,
    frames=st.dictionaries(drawn_keys, frames, max_size=2),
    notes=st.dictionaries(drawn_keys, notes, max_size=2),
    collapsed=st.lists(ids, max_size=3, unique=True).map(tuple),
)
block_names = st.sampled_from(["b", "stage"])
block_maps = st.dictionaries(block_names, any_blocks(), max_size=2)
documents = st.builds(
    Document,
    name=texts,
    description=texts,
    nodes=st.dictionaries(ids, sharing_nodes, max_size=5),
    edges=edge_lists(),
    blocks=block_maps,
    data=st.none() | data,
    training=trainings,
    view=views,
)

single_edits = st.one_of(
    st.builds(AddNode, id=ids, node=sharing_nodes, position=st.none() | points),
    st.builds(
        AddNodes,
        nodes=st.dictionaries(ids | st.just("new"), sharing_nodes, max_size=2),
        edges=edge_lists(),
        positions=st.dictionaries(ids, points, max_size=2),
    ),
    st.builds(RemoveNodes, ids=st.lists(ids, max_size=3).map(tuple), heal=st.booleans()),
    st.builds(RenameNode, id=ids, new_id=ids | st.just("other")),
    st.builds(SetParameter, id=ids, name=st.just("units") | keys, value=json_values),
    st.builds(ResetParameter, id=ids, name=st.just("units") | keys),
    st.builds(ReplaceNode, id=ids, node=sharing_nodes),
    st.builds(MoveNodes, positions=st.dictionaries(ids, points, max_size=3)),
    st.builds(RouteEdges, waypoints=st.dictionaries(targets, routes, max_size=2)),
    st.builds(
        Arrange,
        positions=st.dictionaries(ids, points, max_size=3),
        waypoints=st.dictionaries(targets, routes, max_size=2),
        direction=directions,
    ),
    st.builds(SetFrame, id=drawn_keys, frame=st.none() | frames),
    st.builds(SetNote, id=drawn_keys, note=st.none() | notes),
    st.builds(Collapse, ids=st.lists(ids, max_size=2).map(tuple), is_collapsed=st.booleans()),
    st.builds(Connect, source=sources, target=targets),
    st.builds(Disconnect, target=targets),
    st.builds(SetTitle, name=texts, description=texts),
    st.builds(SetData, data=st.none() | data),
    st.builds(SetTraining, training=trainings),
)
packing_edits = st.one_of(
    st.builds(MakeBlock, ids=st.lists(ids, max_size=3).map(tuple), name=block_names, id=ids),
    st.builds(Unpack, id=ids),
    st.builds(RemoveBlock, name=block_names),
    st.builds(RenameBlock, name=block_names, new_name=block_names | st.just("other")),
    st.builds(
        RenamePort,
        block=block_names,
        side=st.sampled_from(["input", "output"]),
        name=st.sampled_from(["inputs", "output"]),
        new_name=st.sampled_from(["query", "state"]),
    ),
)
end_wires = st.builds(Connect, source=sources | st.just("_inputs_.more"), target=targets | st.just("_outputs_.more"))
changes: st.SearchStrategy[Edit] = (
    single_edits | packing_edits | st.builds(Together, edits=st.lists(single_edits, max_size=3).map(tuple))
)
edits_inside = st.builds(InBlock, block=block_names, change=changes | end_wires)
edits_of_nodes: st.SearchStrategy[Edit] = changes | edits_inside
"""All edits but those that bring a whole block, which may be as faulty as a file."""
edits: st.SearchStrategy[Edit] = edits_of_nodes | st.builds(SetBlock, name=block_names, block=any_blocks())
