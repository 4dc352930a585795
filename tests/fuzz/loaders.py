"""Targets that read files: YAML, manifests, the project file, saved plans."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

from migrator.errors import MigratorError
from migrator.findings import Finding
from migrator.manifest.dump import dump
from migrator.manifest.load import load as load_manifests
from migrator.manifest.project import load_project
from migrator.manifest.yaml import read
from migrator.planfile import from_data
from migrator.planfile import load as load_plan
from migrator.rules import SchemaLimits
from migrator.rules.desired import check
from migrator.views.errors import error_lines
from migrator.views.findings import findings_lines
from migrator.views.json import error_json, findings_json
from migrator.views.lines import render
from tests.canaries import canary
from tests.cli.shop import Shop
from tests.fuzz import samples
from tests.fuzz.mutation import mutated_bytes, mutated_data, mutated_text
from tests.fuzz.target import Target
from tests.fuzz.verdict import inert, sane
from tests.scripts.stage import in_process

TODAY = date(2030, 1, 1)

SECRET = canary("the fuzzer")

#: No file of the fuzzer's size gives more findings.
MOST_FINDINGS = 100_000


def case_yaml(random: Random, folder: Path) -> None:
    """Text as YAML: trees with places, or findings."""
    texts = [*samples.manifests(), *samples.projects()]
    trees, findings = read(mutated_text(random.choice(texts), random, texts), "m.yaml")
    for tree in trees:
        assert tree.source(tree.root).line >= 1
        if isinstance(tree.data, dict):
            for key in tree.data:
                assert tree.source(tree.key_place(tree.data, key)).line >= 1
    hold(findings)


def case_manifests(random: Random, folder: Path) -> None:
    """Manifest files, rendered with values; what is right is written out and read again."""
    texts = samples.manifests()
    write(folder / "a.yaml", mutated_text(random.choice(texts), random, texts), random)
    values = {"name": "books", "replicas": 1, "tree": {"a": [1]}, "long": "x" * 9_999}
    found = load_manifests(["."], root=folder, today=TODAY, values=values)
    hold(found.findings)
    if any(each.is_error for each in found.findings):
        return
    checked = check(found.state, found.locate, SchemaLimits.of({}))
    hold(checked)
    if any(each.is_error for each in checked):
        return  # Addresses of names that no server takes cannot be told apart.
    text = dump(found.state.resources.values())
    inert(text)
    write(folder / "a.yaml", text)
    again = load_manifests(["."], root=folder, today=TODAY)
    specs = {address: each.spec for address, each in found.state.resources.items()}
    assert {address: each.spec for address, each in again.state.resources.items()} == specs


def case_project(random: Random, folder: Path) -> None:
    """Project files with values and overlays, and credentials resolved where they are right."""
    texts = samples.projects()
    project_text = random.choice(texts)
    if random.random() < 0.6:
        project_text = mutated_text(project_text, random, texts)
    write(folder / "migrator.yaml", project_text, random)
    write(folder / "secret.txt", SECRET)
    manifest = samples.manifests()[0]
    write(folder / "manifests/a.yaml", manifest)
    write(folder / "values.yaml", mutated_text(samples.VALUES, random, texts), random)
    write(folder / "overlays/a.yaml", mutated_text(samples.OVERLAY, random, texts), random)
    try:
        project = load_project(folder, environ={"TOKEN": SECRET})
        for alias in project.aliases:
            told = repr(project.connection(alias))
            assert SECRET not in told
            hold(project.manifests(alias, today=TODAY).findings)
    except MigratorError as problem:
        hold_error(problem)


def case_plan(random: Random, folder: Path) -> None:
    """Saved plans, edited; also by somebody who gives them the right hash again."""
    data = mutated_data(random.choice(samples.plans()), random)
    if isinstance(data, dict) and random.random() < 0.7:
        with suppress(Exception):
            data["hash"] = from_data(data).hash
    text = json.dumps(data, ensure_ascii=random.random() < 0.5)
    path = write(folder / "plan.json", text, random if random.random() < 0.1 else None)
    with suppress(MigratorError):
        load_plan(path)
    sane(in_process(["show", str(path), *random.choice(((), ("--format", "json")))]))


def case_validate(random: Random, folder: Path) -> None:
    """``migrator validate`` on a project whose files are all of them wrong."""
    shop = Shop(folder)
    texts = samples.projects()
    project = random.choice(texts)
    if random.random() < 0.5:
        project = mutated_text(project, random, texts)
    write(folder / "migrator.yaml", project)
    others = samples.manifests()
    write(shop.folder / "manifests/a.yaml", mutated_text(random.choice(others), random, others))
    form = random.choice(((), ("--format", "json")))
    sane(in_process(["-C", str(folder), "validate", *form]))


def write(path: Path, text: str, random: Random | None = None) -> Path:
    """Write a text as far as it can be, at times with bytes in it that are none."""
    data = text.encode("utf-8", "replace")
    if random is not None and random.random() < 0.1:
        data = mutated_bytes(data, random)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def hold(findings: object) -> None:
    """Hold that findings can be shown, as text and as JSON."""
    listed: list[Finding] = list(findings)  # type: ignore[call-overload]
    assert len(listed) < MOST_FINDINGS
    inert(render(findings_lines(listed), width=100))
    inert(findings_json(listed))


def hold_error(problem: MigratorError) -> None:
    """Hold that an error can be shown, as text and as JSON."""
    inert(render(error_lines(problem.what, problem.hint), width=100))
    inert(error_json(problem))


TARGETS = (
    Target("yaml", "text as YAML", 22, case_yaml),
    Target("manifests", "manifest files", 22, case_manifests),
    Target("project", "project files, with values and overlays", 15, case_project),
    Target("plan", "saved plans", 9, case_plan),
    Target("validate", "`validate` on broken projects", 4, case_validate),
)
