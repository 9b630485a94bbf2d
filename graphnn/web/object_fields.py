"""The controls of objects: a class that is chosen, with its own parameters below it, and a list of such.

Each keeps the value it shows, so that what is chosen within it changes nothing around it: a field keeps the cursor.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.element import Element

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import LayerType, ObjectType, Parameter
from graphnn.document.model import Configured
from graphnn.document.values import freeze, same, thaw
from graphnn.web.named import named
from graphnn.web.value_fields import Choose, row_button, select_control

Types = Mapping[str, ObjectType | LayerType]
"""What can be chosen, by the name that documents write."""

ChooseParameter = Callable[[Parameter, Any], None]
Fields = Callable[[Sequence[Parameter], Mapping[str, Any], ChooseParameter], None]
"""Builds the fields of some parameters, by their values; called with each value that a person chooses."""

_ADD = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """The classes that a field of objects offers, and how one just chosen is written."""

    types: Types
    find: Callable[[str], ObjectType | LayerType | None]

    @classmethod
    def of(cls, types: Types) -> "Offer":
        """Offer types that have no other names."""
        return cls(types, types.get)

    def written(self, object_type: ObjectType | LayerType) -> str:
        """Return the name of a type as documents write it here."""
        return next((name for name, each in self.types.items() if each is object_type), object_type.name)

    def value(self, object_type: ObjectType | LayerType, parameters: Mapping[str, Any]) -> Any:
        """Return what stands for an object: without parameters of its own a name says it all."""
        if not parameters:
            return self.written(object_type)
        return {"type": object_type.name, "parameters": dict(parameters)}


def as_it_starts(object_type: ObjectType | LayerType) -> dict[str, Any]:
    """Return the parameters of an object just chosen: what they suggest where a value is needed.

    >>> from graphnn.catalogue.model import Kind
    >>> units = Parameter(name="units", kind=Kind.INTEGER, required=True, suggestion=64)
    >>> as_it_starts(LayerType(name="Dense", category="Core", doc="", parameters=(units,)))
    {'units': 64}
    """
    needed = [each for each in object_type.parameters if each.required and each.suggestion is not None]
    return {each.name: thaw(each.suggestion) for each in needed}


class ParametersControl:
    """The fields of one object's own parameters."""

    def __init__(
        self,
        object_type: ObjectType | LayerType,
        values: Mapping[str, Any],
        choose: Callable[[dict[str, Any]], None],
        fields: Fields,
    ) -> None:
        """Build them into the present slot; of an object without any there is nothing to see."""
        self._values = dict(values)
        self._choose = choose
        if object_type.parameters:
            with ui.element("div").classes("gn-nested"):
                fields(object_type.parameters, self._values, self._set)

    def _set(self, parameter: Parameter, chosen: Any) -> None:
        self._values.pop(parameter.name, None)
        if parameter.required or not same(thaw(parameter.default), chosen):
            self._values[parameter.name] = chosen
        self._choose(dict(self._values))


class ObjectControl:
    """A choice of class, and below it the parameters of the one that was chosen."""

    def __init__(
        self,
        parameter: Parameter,
        value: Any,
        choose: Choose,
        *,
        offer: Offer,
        fields: Fields,
        doc: str = "",
        none_word: str = "none",
    ) -> None:
        """Build the control into the present slot."""
        self._choose = choose
        self._offer = offer
        self._fields = fields
        name, self._values = parts_of(value)
        object_type = offer.find(name) if name else None
        shown = offer.written(object_type) if object_type else name
        options: dict[Any, str] = {None: none_word} if parameter.optional else {}
        options |= {option: option for option in offer.types}
        select_control(options, shown, self._choose_type, label=parameter.name, doc=doc)
        self._own = ui.element("div").classes("gn-own")
        self._show(object_type)

    def _choose_type(self, name: str | None) -> None:
        object_type = self._offer.types.get(name or "")
        if object_type is None:
            self._values = {}
        else:
            self._values = {**as_it_starts(object_type), **_carried(object_type, self._values)}
        self._show(object_type)
        self._choose(self._offer.value(object_type, self._values) if object_type else name)

    def _show(self, object_type: ObjectType | LayerType | None) -> None:
        self._own.clear()
        if object_type is not None:
            with self._own:
                ParametersControl(object_type, self._values, partial(self._take, object_type), self._fields)

    def _take(self, object_type: ObjectType | LayerType, values: dict[str, Any]) -> None:
        self._values = values
        self._choose(self._offer.value(object_type, values))


def _carried(object_type: ObjectType | LayerType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that another class needs too: as many units, or steps, as the one before it had."""
    needed = {each.name: each for each in object_type.parameters if each.required}
    return {name: each for name, each in values.items() if name in needed and fault_of(needed[name], each) is None}


@dataclass(slots=True)
class _Row:
    """One item of a list, as it stands on the page."""

    item: Any
    card: Element
    up: Element
    down: Element
    remove: Element


class ListControl:
    """A list of objects, each with its parameters in place, that can be added, moved and taken away."""

    def __init__(
        self, label: str, items: Sequence[Any], choose: Callable[[list[Any]], None], *, offer: Offer, fields: Fields
    ) -> None:
        """Build the list into the present slot."""
        self._choose = choose
        self._offer = offer
        self._fields = fields
        self._rows: list[_Row] = []
        self._list = ui.element("div").classes("gn-list").props("role=list")
        named(self._list, label)
        for item in items:
            self._build(thaw(item))
        self._mark_ends()
        options = {_ADD: f"Add to {label.replace('_', ' ')}…", **{name: name for name in offer.types}}
        self._add = select_control(options, _ADD, self._append, label=f"add to {label}")
        self._add.classes("gn-list-add")

    def _build(self, item: Any) -> None:
        """Build one more row at the end."""
        name, values = parts_of(item)
        object_type = self._offer.find(name) if name else None
        shown = self._offer.written(object_type) if object_type else str(name)
        with self._list, ui.element("div").classes("gn-list-item").props("role=listitem") as card:
            with ui.element("div").classes("gn-list-head"):
                title = ui.label(shown).classes("gn-list-name")
                if object_type is not None and object_type.doc:
                    title.tooltip(object_type.doc)
                row = _Row(
                    item=item,
                    card=card,
                    up=row_button("up", f"Move {shown} up", lambda: self._move(row, -1)),
                    down=row_button("down", f"Move {shown} down", lambda: self._move(row, 1)),
                    remove=row_button("remove", f"Remove {shown}", lambda: self._remove(row)),
                )
            if object_type is not None:
                ParametersControl(object_type, values, partial(self._set, row, object_type), self._fields)
        self._rows.append(row)

    def _set(self, row: _Row, object_type: ObjectType | LayerType, values: dict[str, Any]) -> None:
        row.item = self._offer.value(object_type, values)
        self._changed()

    def _append(self, name: str) -> None:
        object_type = self._offer.types.get(name)
        if object_type is not None:
            self._build(self._offer.value(object_type, as_it_starts(object_type)))
            self._add.set_value(_ADD)
            self._changed()

    def _move(self, row: _Row, by: int) -> None:
        place = self._rows.index(row) + by
        if not 0 <= place < len(self._rows):
            return
        self._rows.remove(row)
        self._rows.insert(place, row)
        row.card.move(target_index=place)
        self._changed()
        # The focus stays with the row, on the button that can go on; at an end, on the one that leads back.
        goes_on = 0 < place < len(self._rows) - 1
        (row.up if (by < 0) == goes_on else row.down).run_method("focus")

    def _remove(self, row: _Row) -> None:
        place = self._rows.index(row)
        self._rows.remove(row)
        row.card.delete()
        self._changed()
        next_stop = self._rows[min(place, len(self._rows) - 1)].remove if self._rows else self._add
        next_stop.run_method("focus")

    def _changed(self) -> None:
        self._mark_ends()
        self._choose([row.item for row in self._rows])

    def _mark_ends(self) -> None:
        for place, row in enumerate(self._rows):
            row.up.props["disabled"] = place == 0
            row.down.props["disabled"] = place == len(self._rows) - 1


def parts_of(value: Any) -> tuple[str | None, Mapping[str, Any]]:
    """Return the name and the parameters of an object as documents write it.

    >>> parts_of("relu"), parts_of({"type": "L2", "parameters": {"l2": 0.1}})
    (('relu', {}), ('L2', {'l2': 0.1}))
    """
    if isinstance(value, Mapping):
        return str(value.get("type")), thaw(value.get("parameters", {}))
    return value, {}


def value_of(object: Configured) -> Any:
    """Return an object of the recipe as fields take it: its name, or that and its parameters.

    >>> value_of(Configured(type="Adam"))
    'Adam'
    """
    return {"type": object.type, "parameters": thaw(object.parameters)} if object.parameters else object.type


def configured(value: Any) -> Configured:
    """Return what a field gave as an object of the recipe; the way back from `value_of`."""
    name, parameters = parts_of(value)
    return Configured(type=str(name), parameters=freeze(parameters))
