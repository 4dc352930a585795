"""Files that are small and cost much: bounded in time, memory and in what is said of them."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.manifest import load as loading
from migrator.manifest import yaml
from migrator.manifest.load import load
from migrator.wording import suggestion
from tests.cli.shop import ROOT
from tests.manifest.samples import TODAY, manifest

#: Where these took gigabytes or hours before they were bounded.
MEMORY_BYTES = 2 << 30
PROCESSOR_S = 100


def _many(count: int, text: str) -> str:
    return ", ".join(text.replace("#", str(number)) for number in range(count))


def _spec(text: str) -> str:
    return manifest("Collection", "x", "{" + text + "}")


#: What is in the file, and a code that it earns.
BOMBS: dict[str, tuple[str, str]] = {
    "documents": ("--- a\n" * 300_000, "MIG120"),
    "empty documents": ("---\n" * 300_000, "MIG120"),
    "%TAG lines": ("a: 1\n---\n" + "%TAG !a! x\n" * 100_000 + "--- b\n", "MIG117"),
    "tags": (f"a: [{_many(90_000, '!x #')}]", "MIG121"),
    "one key again and again": (f"a: {{{_many(60_000, 'k#: 1')}, {_many(60_000, 'k59999: #')}}}",
                                "MIG121"),
    "unknown keys": (_spec(_many(60_000, "k#: 1")), "MIG121"),
    "unknown keys outside": (manifest("Database", "x") + _many(60_000, "k#: 1\n").replace(", ", ""),
                             "MIG121"),
    "fields": (_spec(f"fields: [{_many(30_000, '{name: f#, dtype: No}')}]"), "MIG121"),
    "fields without names": (_spec(f"fields: [{_many(30_000, '{dtype: Int64}')}]"), "MIG121"),
    "references to nothing": (_spec("properties: {" + _many(40_000, "k#: '${values.n#}'") + "}"),
                              "MIG121"),
    "a long value often": (_spec("properties: {a: '" + "${values.long}" * 50_000 + "'}"), "MIG115"),
    "a large value often": (_spec("properties: {" + _many(20_000, "k#: '${values.tree}'") + "}"),
                            "MIG115"),
    "broken manifests": ("---\n".join(f"kind: Approval\nmetadata: {{name: a{n}}}\n"
                                      for n in range(20_000)), "MIG121"),
}  # fmt: skip

LOADS = """
import sys
from datetime import date
from pathlib import Path
from migrator.manifest.load import load
values = {"long": "x" * 1_000_000, "tree": [1] * 100_000}
found = load(["."], root=Path(sys.argv[1]), today=date(2030, 1, 1), values=values).findings
assert len(found) < 10_000
print(" ".join(sorted({each.code for each in found})))
"""


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # Of the processor, not of the clock: the machine may have more to do.
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))


@pytest.mark.slow
@pytest.mark.parametrize(("text", "code"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_does_not_go_off(text: str, code: str, tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADS, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_bound,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert code in done.stdout.split()


def codes(text: str, folder: Path, **values: object) -> list[str]:
    folder.joinpath("a.yaml").write_text(text, "utf-8")
    found = load(["."], root=folder, today=TODAY, values=values)
    return [each.code for each in found.findings]


def test_problems_of_one_document_are_listed_up_to_a_bound(tmp_path: Path) -> None:
    found = codes(_spec(_many(yaml.MAX_PROBLEMS + 50, "k#: 1")), tmp_path)
    assert found.count("MIG301") == yaml.MAX_PROBLEMS
    assert found.count("MIG121") == 1
    assert codes(_spec(_many(yaml.MAX_PROBLEMS, "k#: 1")), tmp_path).count("MIG121") == 0


def test_problems_of_all_documents_are_listed_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MAX_FINDINGS", 10)
    found = codes("---\n".join([manifest("Databse", "x")] * 30), tmp_path)
    assert (found.count("MIG312"), found.count("MIG121")) == (10, 1)


def test_values_put_into_a_document_as_much_as_it_may_hold(tmp_path: Path) -> None:
    text = _spec("properties: {a: '${values.a}', b: '${values.a}', c: '${values.b}'}")
    assert codes(text, tmp_path, a="x" * 9_000_000, b=1) == ["MIG115"]
    assert codes(text, tmp_path, a="x" * 8_000_000, b=1) == []
    assert codes(text, tmp_path, a="x", b=list(range(yaml.MAX_NODES))) == ["MIG115"]
    assert codes(text, tmp_path, a="x", b=list(range(99))) == []


def test_places_are_right_however_often_they_are_asked_for() -> None:
    (tree,), _ = yaml.read("a: 1\nb: [x, {name: y}, x]\nc: {d: 1, a: 2}\n", "m.yaml")
    for _ in range(2):
        assert str(tree.source(tree.key_place(tree.data["c"], "a"))) == "m.yaml:3:11"
        assert str(tree.source(tree.value_place(tree.data, "c"))) == "m.yaml:3:4"


def test_a_word_is_suggested_among_many() -> None:
    known = [f"field_{number}" for number in range(10_000)]
    assert suggestion("feild_7", known) == "did you mean field_7?"
    assert suggestion("x", known).startswith("known are field_0, field_1,")
