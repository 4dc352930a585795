"""The RPCs that change a collection in place: its attributes, properties, fields, functions.

Servers refuse properties set and removed in one request, and the dynamic field beside
anything else; so each kind of change is a request of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrator.address import Address
from migrator.datatypes import BUILT_IN_FUNCTIONS
from migrator.kinds.base import Context, Phase, Step
from migrator.kinds.collection.onestep import collection_step
from migrator.kinds.collection.schema import field_schema, function_schema, struct_schema
from migrator.kinds.collection.spec import CollectionSpec, spec_of
from migrator.kinds.index.params import extra_params
from migrator.kinds.index.spec import IndexSpec
from migrator.model import Action, Change, FieldChange, Severity
from migrator.values import as_sent

#: Keys under which AlterCollection takes attributes that are no properties.
_ATTRIBUTE_KEYS = {
    "description": "collection.description",
    "consistency_level": "consistency_level",
    "enable_dynamic_field": "dynamicfield.enabled",
}


def alterations(change: Change, context: Context) -> Iterator[Step]:
    """Turn an update into the RPCs that change the collection itself."""
    assert change.before is not None
    assert change.after is not None
    indexes = _new_indexes(change.address, context)
    made = _Alterations(change, spec_of(change.before), spec_of(change.after), indexes)
    yield from made.functions_dropped()
    yield from made.fields_dropped()
    yield from made.fields_changed()
    yield from made.functions_added()
    yield from made.fields_added()
    yield from made.functions_changed()
    yield from made.attributes()
    yield from made.properties()


def _new_indexes(collection: Address, context: Context) -> dict[str, IndexSpec]:
    return {
        change.after.spec.field_name: change.after.spec
        for change in context.changes.values()
        if change.action is Action.CREATE
        and change.address.collection == collection
        and change.after is not None
        and isinstance(change.after.spec, IndexSpec)
    }


class _Alterations:
    """The steps of one update; ``fields`` and ``functions`` are what each step leaves.

    ``indexes`` are the declared ones that are not there yet, by their fields.
    """

    def __init__(
        self,
        change: Change,
        before: CollectionSpec,
        after: CollectionSpec,
        indexes: Mapping[str, IndexSpec],
    ) -> None:
        self.change = change
        self.before = before
        self.after = after
        self.indexes = indexes
        self.fields: dict[str, Any] = dict(before.managed().get("fields", {}))
        self.functions: dict[str, Any] = dict(before.managed().get("functions", {}))

    def _of(self, word: str, length: int | None = None) -> list[FieldChange]:
        found = [item for item in self.change.fields if item.path[0] == word]
        return [item for item in found if length is None or len(item.path) == length]

    def _step(
        self,
        op: str,
        title: str,
        request: Mapping[str, Any],
        leaves: dict[str, Any],
        causes: list[FieldChange],
    ) -> Step:
        severities = [cause.severity for cause in causes]
        return collection_step(
            op,
            self.change.address,
            title,
            severity=max(severities, key=lambda severity: severity.rank),
            phase=Phase.ALTER,
            request={"collection_name": self.change.address.name, **request},
            leaves=leaves,
            released=Severity.RELOAD in severities,
        )

    def _schema(self) -> dict[str, Any]:
        return {"fields": dict(self.fields), "functions": dict(self.functions)}

    def attributes(self) -> Iterator[Step]:
        """Change the description, the consistency level, the dynamic field."""
        for attribute, key in _ATTRIBUTE_KEYS.items():
            for item in self._of(attribute):
                value = item.after
                text = "" if value is None else as_sent(value)
                yield self._step(
                    "AlterCollection",
                    f"set {attribute}",
                    {"properties": {key: text}},
                    {attribute: value},
                    [item],
                )

    def properties(self) -> Iterator[Step]:
        """Set and remove properties."""
        changed = self._of("properties")
        put = {item.path[1]: item.after for item in changed if item.after is not None}
        gone = sorted(item.path[1] for item in changed if item.after is None)
        if put:
            yield self._step(
                "AlterCollection",
                f"set {', '.join(sorted(put))}",
                {"properties": put},
                {"properties": put},
                [item for item in changed if item.after is not None],
            )
        if gone:
            yield self._step(
                "AlterCollection",
                f"remove {', '.join(gone)}",
                {"delete_keys": gone},
                {"properties": dict.fromkeys(gone)},
                [item for item in changed if item.after is None],
            )

    def fields_dropped(self) -> Iterator[Step]:
        """Drop fields; those that a dropped function fills have gone with it."""
        for item in self._of("fields", 2):
            name = item.path[1]
            if item.after is not None or name not in self.fields:
                continue
            del self.fields[name]
            yield self._step(
                "AlterCollectionSchema",
                f"drop field {name}, with its values",
                {"action": {"drop_request": {"field_name": name}}},
                self._schema(),
                [item],
            )

    def fields_added(self) -> Iterator[Step]:
        """Add fields, each by itself: one request takes one field."""
        for item in self._of("fields", 2):
            name = item.path[1]
            if item.after is None or name in self.fields:
                continue
            spec = self.after.fields[name]
            self.fields[name] = self.after.managed()["fields"][name]
            if spec.struct_schema is not None:
                op = "AddCollectionStructField"
                request = {"struct_array_field_schema": struct_schema(name, spec)}
            else:
                op, request = "AddCollectionField", {"schema": field_schema(name, spec)}
            yield self._step(op, f"add field {name}", request, self._schema(), [item])

    def fields_changed(self) -> Iterator[Step]:
        """Change attributes of fields that stay."""
        changed: dict[str, list[FieldChange]] = {}
        for item in self._of("fields"):
            if len(item.path) > 2:
                changed.setdefault(item.path[1], []).append(item)
        for name, items in changed.items():
            yield from self._field_changed(name, items)

    def _field_changed(self, name: str, items: list[FieldChange]) -> Iterator[Step]:
        keys = {_field_key(item): item for item in items}
        put = {key: as_sent(item.after) for key, item in keys.items() if item.after is not None}
        gone = sorted(key for key, item in keys.items() if item.after is None)
        wanted = self.after.managed()["fields"][name]
        if put:
            self.fields[name] = {**self.fields[name], **_without(wanted, gone)}
            yield self._step(
                "AlterCollectionField",
                f"set {', '.join(sorted(put))} of field {name}",
                {"field_name": name, "properties": put},
                self._schema(),
                [item for item in items if item.after is not None],
            )
        if gone:
            self.fields[name] = wanted
            yield self._step(
                "AlterCollectionField",
                f"remove {', '.join(gone)} of field {name}",
                {"field_name": name, "delete_keys": gone},
                self._schema(),
                [item for item in items if item.after is None],
            )

    def functions_dropped(self) -> Iterator[Step]:
        """Drop functions; what they fill goes along, since nothing would fill it any more."""
        for item in self._of("functions", 2):
            if item.after is not None:
                continue
            name = item.path[1]
            outputs = self.before.functions[name].output_field_names
            del self.functions[name]
            for output in outputs:
                if output not in self.after.fields:
                    self.fields.pop(output, None)
            yield self._step(
                "AlterCollectionSchema",
                f"drop function {name}",
                {
                    "action": {
                        "drop_request": {
                            "function_name": name,
                            "drop_function_output_fields": True,
                        }
                    }
                },
                self._schema(),
                [item],
            )

    def functions_added(self) -> Iterator[Step]:
        """Add functions; a built-in one with the field that it fills, in one request."""
        for item in self._of("functions", 2):
            name = item.path[1]
            if item.before is not None or item.after is None:
                continue
            spec = self.after.functions[name]
            self.functions[name] = self.after.managed()["functions"][name]
            if spec.function_type not in BUILT_IN_FUNCTIONS:
                yield self._step(
                    "AddCollectionFunction",
                    f"add function {name}",
                    {"functionSchema": function_schema(name, spec)},
                    self._schema(),
                    [item],
                )
                continue
            outputs = [each for each in spec.output_field_names if each not in self.fields]
            infos = [self._output(each) for each in outputs]
            for each in outputs:
                self.fields[each] = self.after.managed()["fields"][each]
            added = {"field_infos": infos, "func_schema": [function_schema(name, spec)]}
            yield self._step(
                "AlterCollectionSchema",
                f"add function {name} with {', '.join(outputs)}",
                {"action": {"add_request": added}},
                self._schema(),
                [item],
            )

    def _output(self, name: str) -> dict[str, Any]:
        """Describe the field that a function fills, with the index that is declared for it.

        A server that is told of none makes one by itself, which the declared one would
        then meet.
        """
        info: dict[str, Any] = {
            "field_schema": field_schema(name, self.after.fields[name], is_output=True)
        }
        spec = self.indexes.get(name)
        if spec is not None:
            info["index_name"] = spec.index_name or ""
            info["extra_params"] = extra_params(spec, flat=True)
        return info

    def functions_changed(self) -> Iterator[Step]:
        """Change functions that stay."""
        names = {item.path[1] for item in self._of("functions") if len(item.path) > 2}
        for name in sorted(names):
            self.functions[name] = self.after.managed()["functions"][name]
            yield self._step(
                "AlterCollectionFunction",
                f"change function {name}",
                {
                    "function_name": name,
                    "functionSchema": function_schema(name, self.after.functions[name]),
                },
                self._schema(),
                [item for item in self._of("functions") if item.path[1] == name],
            )


def _field_key(item: FieldChange) -> str:
    """Return the key under which AlterCollectionField takes an attribute."""
    attribute = item.path[2]
    if attribute == "type_params":
        return item.path[3]
    return {"description": "field.description", "mmap_enabled": "mmap.enabled"}.get(
        attribute, attribute
    )


def _without(spec: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    gone = {"mmap_enabled" if key == "mmap.enabled" else key for key in keys}
    return {key: value for key, value in spec.items() if key not in gone}
