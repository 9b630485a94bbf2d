"""The network of a document as a function of Python: one line for each layer, in the order the data reaches them.

An instance of a block is a call of the block's function; one that has none was taken apart beforehand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from graphnn.analysis.inputs import TEXT_DTYPE, sample_shape
from graphnn.catalogue.model import LayerType, PortType
from graphnn.catalogue.states import States
from graphnn.document.inside import END_TYPES
from graphnn.document.model import Node, Port, Training
from graphnn.document.values import Json, empty_mapping
from graphnn.exchange.python_facts import Facts
from graphnn.exchange.python_text import (
    Variables,
    arguments,
    call,
    layer_class,
    literal,
    nested,
    one_or_all,
    tuple_literal,
)

DEFAULT_PRECISION: Final = Training().precision
LOOP_VARIABLE: Final = "number"


@dataclass(frozen=True, slots=True)
class Signature:
    """The function of a block: its name, and those of its arguments by port and by parameter."""

    name: str
    ports: Mapping[str, str]
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class NetworkSource(Facts):
    """A network on its way to Python; `signatures` are the functions of blocks that it may call."""

    signatures: Mapping[str, Signature] = field(default_factory=empty_mapping)

    @cached_property
    def variables(self) -> Variables:
        """The names in the function that is written."""
        modules = (module.partition(".")[0] for module in self.plugin_modules)
        functions = (signature.name for signature in self.signatures.values())
        return Variables((*modules, *functions, LOOP_VARIABLE))

    def build_model(self) -> list[str]:
        """Return the function that makes the model, as lines of Python."""
        lines = ["def build_model():", '    """Return the network, its weights drawn by the seed."""']
        lines.append("    keras.utils.set_random_seed(SEED)")
        if (precision := self.document.training.precision) != DEFAULT_PRECISION:
            lines.append(f"    keras.config.set_dtype_policy({literal(precision)})")
        lines += self.layers()
        inputs, outputs = self._tensors(self.inputs), self._tensors(self.outputs)
        lines += call("return keras.Model(", [f"inputs={inputs}", f"outputs={outputs}"], level=1)
        return lines

    def layers(self) -> list[str]:
        """Return the lines that make and apply the layers."""
        lines = []
        shared = {node.shares for node in self.nodes.values() if node.shares is not None}
        for owner in sorted(shared):
            lines += self._layer(f"{self.variables.name(owner, 'layer')} = ", owner, "", self.document.nodes[owner])
        for name, node in self.nodes.items():
            layer_type = self.type_of(name)
            if layer_type.is_input:
                lines += self._input(name, node)
            elif not layer_type.is_output and node.type not in END_TYPES:
                lines += self._node(name, node, layer_type, shared)
        return lines

    def layer_name(self, name: str, *, is_numbered: bool = False) -> str:
        """Return what a layer is called, or all layers of an instance begin with: a piece of Python."""
        return f'f"{name}_{{{LOOP_VARIABLE}}}"' if is_numbered else literal(name)

    def _input(self, name: str, node: Node) -> list[str]:
        shape = tuple_literal(sample_shape(node, self.document, self.catalogue))
        dtype = TEXT_DTYPE if self.is_text(name) else node.parameters.get("dtype")
        given = [f"shape={shape}", *([f"dtype={literal(dtype)}"] if dtype else []), f"name={literal(name)}"]
        return call(f"{self.variables.name(name)} = keras.Input(", given, level=1)

    def _node(self, name: str, node: Node, layer_type: LayerType, shared: set[str]) -> list[str]:
        given = self._given(name, layer_type)
        if node.state == "bypassed":
            return [f"    {self.variables.name(name)} = {given[0]}"]
        if node.block is not None:
            return self._instance(name, node, self.signatures[node.block])
        targets = self._targets(name, layer_type)
        if layer_type.operation is not None:
            return call(f"{targets} = keras.ops.{layer_type.operation}(", self._operands(name, layer_type), level=1)
        if layer_type.joins_inputs:
            given = [f"[{', '.join(tensor for port in self._by_port(name, layer_type).values() for tensor in port)}]"]
        given += arguments(layer_type.taken_by("call"), node.parameters, self.catalogue)
        owner = node.shares or (name if name in shared else None)
        if owner is not None:
            return call(f"{targets} = {self.variables.name(owner, 'layer')}(", given, level=1)
        return self._layer(f"{targets} = ", name, f"({', '.join(given)})", node)

    def _instance(self, name: str, node: Node, signature: Signature) -> list[str]:
        """Return the call of a block's function, or the loop of calls where the block is repeated."""
        layer_type = self.type_of(name)
        reaching = {port.name: tensors[0] for port, tensors in self._by_port(name, layer_type).items()}
        values = [
            f"{signature.parameters[each.name]}={value.partition('=')[2]}"
            for each in layer_type.parameters
            for value in arguments([each], node.parameters, self.catalogue)
        ]
        given = [f"{signature.ports[port]}={tensor}" for port, tensor in reaching.items()]
        variable = self.variables.name(name)
        if node.repeat == 1:
            alone = list(reaching.values()) if len(given) == 1 else given
            start = f"{self._targets(name, layer_type)} = {signature.name}("
            return call(start, [*alone, *values, f"name={self.layer_name(name)}"], level=1)
        numbered = f"name={self.layer_name(name, is_numbered=True)}"
        return [
            f"    {variable} = {next(iter(reaching.values()))}",
            f"    for {LOOP_VARIABLE} in range(1, {node.repeat + 1}):",
            *call(f"{variable} = {signature.name}(", [variable, *values, numbered], level=2),
        ]

    def _targets(self, name: str, layer_type: LayerType) -> str:
        """Return what takes the outputs of a node, states within states in brackets as Keras gives them."""
        found = [self.output(Port(name, port.name)) for port in self._outputs(name)]
        structure = self._states(name, layer_type) if len(found) > 1 else None
        return ", ".join(found if structure is None else [found[0], *nested(found[1:], structure)])

    def _states(self, name: str, layer_type: LayerType) -> States | None:
        """Return how the states of a node's cell lie within each other, if it has a cell."""
        cell = next((each.name for each in layer_type.parameters if each.registry == "cells"), None)
        owner = self.nodes[name].shares or name
        return None if cell is None else self.catalogue.states_within(self.document.nodes[owner].parameters.get(cell))

    def _layer(self, start: str, name: str, end: str, node: Node) -> list[str]:
        layer_type = self.catalogue.layers[node.type]
        given = arguments(layer_type.taken_by("constructor"), node.parameters, self.catalogue)
        given += [] if node.trainable else ["trainable=False"]
        return call(f"{start}{layer_class(layer_type)}(", [*given, f"name={self.layer_name(name)}"], f"){end}", level=1)

    def _given(self, name: str, layer_type: LayerType) -> list[str]:
        """Return what a layer is called with: the first port by position, others by name."""
        given = []
        for port, tensors in self._by_port(name, layer_type).items():
            states = self._states(name, layer_type) if port.name == "initial_state" else None
            items = tensors if states is None else nested(tensors, states)
            text = f"[{', '.join(items)}]" if port.is_list else tensors[0]
            given.append(text if port is layer_type.inputs[0] else f"{port.name}={text}")
        return given

    def _operands(self, name: str, layer_type: LayerType) -> list[str]:
        """Return what an operation is called with: tensors by port, and parameters where none is connected."""
        parameters = self._parameters(name)
        if "subscripts" in parameters:  # einsum alone takes its tensors one by one
            tensors = [each for port in self._by_port(name, layer_type).values() for each in port]
            return [literal(parameters["subscripts"]), *tensors]
        connected = {port.name for port in self._by_port(name, layer_type)}
        alone = {key: value for key, value in parameters.items() if key not in connected}
        return [*self._given(name, layer_type), *arguments(layer_type.parameters, alone, self.catalogue)]

    def _by_port(self, name: str, layer_type: LayerType) -> dict[PortType, list[str]]:
        """Return the tensors that reach a node, by input port; ports that nothing reaches are left out."""
        by_port = {}
        for port in layer_type.inputs:
            sources = [e.source_port for e in self.edges_into[name] if e.target_port.name == port.name]
            if sources:
                by_port[port] = [self.output(source) for source in sources]
        return by_port

    def _outputs(self, name: str) -> tuple[PortType, ...]:
        return self.catalogue.outputs_of(self.type_of(name), self._parameters(name))

    def _parameters(self, name: str) -> Mapping[str, Json]:
        """Return what a node's layer is made and called with, those of the node whose layer it shares included."""
        node = self.nodes[name]
        owner = self.document.nodes[node.shares] if node.shares is not None else node
        return self.type_of(name).applied_with(owner.parameters, node.parameters)

    def output(self, port: Port) -> str:
        """Return the variable that an output is in."""
        is_only = len(self._outputs(port.node)) == 1
        return self.variables.name(port.node) if is_only else self.variables.name(port.node, port.name)

    def _tensors(self, names: Sequence[str]) -> str:
        """Return the tensors of Inputs or Outputs: the only one, or all by name."""
        by_name = {name: self._given(name, self.type_of(name))[0] for name in names if self.type_of(name).is_output}
        tensors = {name: by_name.get(name) or self._first_output(name) for name in names}
        return one_or_all(tensors)

    def _first_output(self, name: str) -> str:
        return self.output(Port(name, self.type_of(name).outputs[0].name))
