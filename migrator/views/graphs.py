"""Graphs: a schema, and the steps of a plan, as diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.address import Address, alias_address
from migrator.datatypes import VECTORS
from migrator.kinds.alias import AliasSpec
from migrator.kinds.base import Step
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.model import Resource, Severity, State
from migrator.plan import Plan
from migrator.views.diagrams import Arrow, Box, Diagram, Frame

#: How a step is coloured by what it costs.
_STYLES = {
    Severity.LIVE: "good",
    Severity.RELOAD: "warn",
    Severity.REINDEX: "warn",
    Severity.REPLACE: "warn",
    Severity.DESTROY: "bad",
}


def schema_diagram(state: State, about: str) -> Diagram:
    """Draw collections with their fields, functions, indexes, partitions and aliases.

    Arrows go from a function's inputs to the function and on to its outputs, from a field to
    its index, and from an alias to its collection's key.
    """
    ids = _Ids()
    frames: list[Frame] = []
    arrows: list[Arrow] = []
    for collection in state.of_kind("Collection"):
        if not isinstance(collection.spec, CollectionSpec) or collection.metadata.absent:
            continue
        frame, drawn = _collection(collection, collection.spec, state, ids)
        frames.append(frame)
        arrows += drawn
    aliases = tuple(_aliases(state, ids))
    frames += [Frame("", tuple(box for box, _ in aliases))] if aliases else []
    arrows += [arrow for _, arrow in aliases if arrow is not None]
    return Diagram(tuple(frames), tuple(arrows), notes=(about,))


class _Ids:
    """Ids of boxes, the same for the same things in the same order."""

    def __init__(self) -> None:
        self._known: dict[object, str] = {}

    def of(self, *what: object) -> str:
        return self._known.setdefault(what, f"n{len(self._known) + 1}")


def _collection(
    resource: Resource, spec: CollectionSpec, state: State, ids: _Ids
) -> tuple[Frame, list[Arrow]]:
    address = resource.address
    boxes = [
        Box(ids.of(address, "field", name), _field_lines(name, field), style=_style(field))
        for name, field in spec.fields.items()
    ]
    if spec.enable_dynamic_field:
        boxes.append(Box(ids.of(address, "dynamic"), ("any other key", "dynamic field")))
    arrows: list[Arrow] = []
    for name, function in spec.functions.items():
        box = ids.of(address, "function", name)
        boxes.append(Box(box, (name, function.function_type), shape="hexagon"))
        ins, outs = function.input_field_names, function.output_field_names
        arrows += [Arrow(ids.of(address, "field", each), box) for each in ins]
        arrows += [Arrow(box, ids.of(address, "field", each)) for each in outs]
    children = [child for child in state.children(address) if not child.metadata.absent]
    for child in children:
        if isinstance(child.spec, IndexSpec):
            box = ids.of(child.address)
            boxes.append(Box(box, tuple(_index_lines(child.spec)), shape="round"))
            field = ids.of(address, "field", child.spec.field_name)
            arrows.append(Arrow(field, box, dotted=True))
    partitions = [
        child.address.name.partition("/")[2]
        for child in children
        if child.address.kind == "Partition"
    ]
    if partitions:
        lines = ("partitions", *partitions)
        boxes.append(Box(ids.of(address, "partitions"), lines, shape="store"))
    return Frame(_title(address, spec), tuple(boxes)), arrows


def _title(address: Address, spec: CollectionSpec) -> str:
    told = [f"{address.database}/{address.name}"]
    if spec.load is not None:
        told.append(spec.load.state)
    return ", ".join(told)


def _field_lines(name: str, field: FieldSpec) -> tuple[str, ...]:
    size = field.dim or field.max_length
    inner = f" of {field.element_type}" if field.element_type else ""
    lines = [name, f"{field.dtype}{inner}{f' ({size})' if size else ''}"]
    keys = [
        word
        for word, holds in (
            ("primary key", field.is_primary),
            ("partition key", field.is_partition_key),
            ("clustering key", field.is_clustering_key),
            ("auto id", field.auto_id),
            ("nullable", field.nullable),
        )
        if holds
    ]
    return (*lines, ", ".join(keys)) if keys else tuple(lines)


def _style(field: FieldSpec) -> str:
    if field.is_primary or field.is_partition_key:
        return "key"
    return "vector" if field.dtype in VECTORS else ""


def _index_lines(spec: IndexSpec) -> Iterator[str]:
    yield spec.index_type or "default index"
    if spec.metric_type:
        yield spec.metric_type
    if spec.json_path:
        yield spec.json_path


def _aliases(state: State, ids: _Ids) -> Iterator[tuple[Box, Arrow | None]]:
    for alias in state.of_kind("Alias"):
        if alias.metadata.absent or not isinstance(alias.spec, AliasSpec):
            continue
        name = alias.address.name
        database = alias.address.database or "default"
        box = Box(ids.of(alias_address(database, name)), (name, "alias"), shape="flag")
        collection = Address("Collection", database, alias.spec.collection_name)
        there = state.get(collection)
        key = there.spec.primary_key if there and isinstance(there.spec, CollectionSpec) else None
        arrow = Arrow(box.id, ids.of(collection, "field", key)) if key else None
        yield box, arrow


def plan_diagram(plan: Plan) -> Diagram:
    """Draw the steps of a plan, in a frame for each lane; arrows say what waits for what.

    Steps without a way between them may run at the same time.
    """
    frames = [
        Frame(str(lane), tuple(_step_box(step) for step in steps))
        for lane, steps in plan.lanes.items()
    ]
    arrows = [
        Arrow(_step_id(need), _step_id(step.id)) for step in plan.steps for need in step.needs
    ]
    if not frames:
        frames = [Frame("", (Box("nothing", ("Nothing to do",)),))]
    about = f"Plan for {plan.target.alias}, {plan.target.server}: {plan.hash}"
    return Diagram(tuple(frames), tuple(arrows), tall=True, notes=(about,))


def _step_id(step: str) -> str:
    return f"step{step}"


def _step_box(step: Step) -> Box:
    lines = [f"{step.id}. {step.op}", str(step.address), step.title]
    if step.outage:
        lines.append("not searchable from here on")
    return Box(_step_id(step.id), tuple(lines), style=_STYLES[step.severity])
