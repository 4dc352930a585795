"""Analyzers: how the text of a field is cut into words.

Sources: server source, validateAnalyzer, validateMultiAnalyzerParams. What analyzers and
tokenizers there are is checked by native code and depends on the server.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.findings import Finding
from migrator.rules.subject import FieldSubject
from migrator.wording import shown, suggestion


def check(field: FieldSubject) -> Iterator[Finding]:
    """Check the analyzer of a field."""
    spec = field.spec
    if spec.enable_match and not spec.enable_analyzer:
        message = "enable_match needs enable_analyzer"
        yield field.find("MIG440", message, "enable_match", hint="set enable_analyzer: true")
    if spec.analyzer_params is not None:
        if not isinstance(spec.analyzer_params, dict):
            message = f"analyzer_params is a mapping, not {shown(spec.analyzer_params)}"
            yield field.find("MIG441", message, "analyzer_params", hint="e.g. {type: english}")
        elif not spec.enable_analyzer:
            message = "analyzer_params has no effect without enable_analyzer"
            yield field.find("MIG423", message, "analyzer_params", hint="set enable_analyzer: true")
    if spec.multi_analyzer_params is not None:
        yield from _multi(field)


def _multi(field: FieldSubject) -> Iterator[Finding]:
    spec, key = field.spec, "multi_analyzer_params"
    if spec.enable_match:
        message = f"enable_match does not work with {key}"
        yield field.find("MIG441", message, "enable_match", hint="remove one of the two")
    if spec.analyzer_params is not None:
        message = f"analyzer_params and {key} exclude each other"
        yield field.find("MIG441", message, "analyzer_params", hint="remove one of the two")
    params = spec.multi_analyzer_params
    if not isinstance(params, dict):
        message = f"{key} is a mapping, not {shown(params)}"
        yield field.find("MIG441", message, key, hint="give it by_field and analyzers")
        return
    yield from _by_field(field, params.get("by_field"))
    analyzers = params.get("analyzers")
    if not isinstance(analyzers, dict) or "default" not in analyzers:
        message = f"{key} needs analyzers with one called default"
        yield field.find("MIG441", message, key, "analyzers", hint="add default")


def _by_field(field: FieldSubject, name: object) -> Iterator[Finding]:
    path, fields = ("multi_analyzer_params", "by_field"), field.of.spec.fields
    if not isinstance(name, str):
        message = "multi_analyzer_params needs by_field, the name of a VarChar field"
        yield field.find("MIG441", message, *path, hint="add it")
    elif name not in fields:
        message = f"by_field names {shown(name)}, which is not there"
        yield field.find("MIG441", message, *path, hint=suggestion(name, fields))
    elif fields[name].dtype != "VarChar":
        message = f"by_field names {name}, which is {fields[name].dtype}"
        yield field.find("MIG441", message, *path, hint="name a VarChar field")
