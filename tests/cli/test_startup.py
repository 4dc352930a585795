"""What each command imports: starting fast is a promise, and it is easily lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from migrator.commands.init import scaffold
from migrator.planfile import from_data
from tests.cli.shop import ROOT

_SCRIPT = """\
import sys
from migrator.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    sys.stderr.write(f"{end.code} {' '.join(sys.modules)}")
"""


def imported(folder: Path, *arguments: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments],
        capture_output=True,
        check=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        text=True,
    )
    code, *names = ended.stderr.splitlines()[-1].split(" ")
    assert code in ("0", "None"), ended.stderr
    return set(names)


def test_the_version_is_told_without_anything(tmp_path: Path) -> None:
    unwanted = {"click", "pydantic", "yaml", "importlib.metadata", "grpc", "google", "rich"}
    assert not imported(tmp_path, "--version") & unwanted


SLOW = {"grpc", "google.protobuf", "deepdiff", "rich"}


def test_validate_contacts_nobody_and_imports_nothing_for_it(tmp_path: Path) -> None:
    scaffold(tmp_path)
    assert not imported(tmp_path, "validate") & SLOW


@pytest.mark.parametrize("form", ["text", "json"])
def test_show_needs_neither_a_server_nor_manifests(tmp_path: Path, form: str) -> None:
    data = {**EMPTY_PLAN, "hash": from_data(EMPTY_PLAN).hash}
    (tmp_path / "plan.json").write_text(json.dumps(data), "utf-8")
    modules = imported(tmp_path, "show", "plan.json", "--format", form)
    assert "migrator.planfile" in modules
    assert not modules & SLOW


def test_help_explain_and_init_import_no_server_either(tmp_path: Path) -> None:
    for arguments in (["--help"], ["explain", "MIG610"], ["init"], ["schema"]):
        assert not imported(tmp_path, *arguments) & SLOW


EMPTY_PLAN: dict[str, Any] = {
    "approvals": [],
    "base": {},
    "changes": [],
    "desired": "",
    "findings": [],
    "format": 1,
    "kind": "Plan",
    "objects": {},
    "refusals": [],
    "severity": "live",
    "steps": [],
    "target": {"alias": "dev", "identity": "", "server": "Milvus 2.6.0", "where": "x"},
    "unmanaged": [],
}
