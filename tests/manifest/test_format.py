"""Canonical form: one way to write a manifest, and what it means is never touched."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.manifest.dump import dump
from migrator.manifest.format import formatted
from migrator.manifest.load import Manifests, Parsed, render
from migrator.manifest.yaml import read
from migrator.model import State
from tests.manifest.messy import Mess
from tests.manifest.random_resources import states
from tests.manifest.samples import TODAY
from tests.manifest.test_dump import CANONICAL, plainly

VALUES = {"x": "INT64", "n": 3}


def load(text: str) -> Manifests:
    trees, findings = read(text, "m.yaml")
    return render(Parsed((), tuple(trees), tuple(findings)), today=TODAY, values=VALUES)


def said(text: str) -> object:
    """Return all that a text says to whoever loads it, but for places."""
    manifests = load(text)
    codes = Counter((found.code, found.address) for found in manifests.findings)
    approvals = [(item.name, item.allow, item.until, item.reason) for item in manifests.approvals]
    return plainly(manifests.state), approvals, codes


def form(text: str) -> str:
    made = formatted(text, "m.yaml").text
    assert made is not None
    return made


def spec_of(text: str) -> dict[str, object]:
    """Return the one spec of a text, its words as they are written."""
    (document,) = yaml.safe_load_all(text)
    spec: dict[str, object] = document["spec"]
    return spec


@st.composite
def messes(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Give a messy text of a few documents, and its comments."""
    state = draw(states.filter(lambda state: bool(state.resources)))
    mess = Mess(draw)
    trees, _ = read(dump(state.resources.values()), "m.yaml")
    between = draw(st.sampled_from(("---\n", "\n---\n", "--- \n\n", "...\n---\n", "---\n---\n")))
    text = between.join(mess.document(tree.data) for tree in trees)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text, mess.comments


def check_mess(mess: tuple[str, list[str]]) -> None:
    text, comments = mess
    made = form(text)
    assert said(made) == said(text)
    assert form(made) == made
    for comment in comments:
        (line,) = [line for line in made.splitlines() if line.endswith(comment)]
        assert line.count("# c") == 1


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(messes())
def test_any_manifest_means_the_same_in_one_form_and_keeps_its_comments(
    mess: tuple[str, list[str]],
) -> None:
    check_mess(mess)


@pytest.mark.slow
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(messes())
def test_many_manifests_mean_the_same_in_one_form_and_keep_their_comments(
    mess: tuple[str, list[str]],
) -> None:
    check_mess(mess)


@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(states.filter(lambda state: bool(state.resources)))
def test_what_export_writes_is_canonical(state: State) -> None:
    text = dump(state.resources.values())
    assert form(text) == text


BEFORE = """\
# All about articles

# The kind comes first here.
kind: "Collection"   # the kind
apiVersion: migrator/v1
spec:   # what it is
  # the fields
  fields:
  - name: id   # pk
    # about the type
    data_type: INT64
    is_primary: true

  # vectors
  - {name: v, dtype: FLOAT_VECTOR, dim: 0x10} # the vector
  - field_name: text
    datatype: DataType.VARCHAR
    max_length: "${values.len:-10}"
    # end of text
  # end of fields
  indexes: [ # all
    {index_type: hnsw, metric_type: cosine, field_name: v, index_params: {M: 16}}, # one
    ]
  load:
    state: loaded
    # end of load

  partitions:
  - a
  # about b
  - b
  description: |  # lit
    two
    lines
  # end of spec
metadata: {labels: {b: x, a: 'no'}, name: articles}
# end of document

---
# second
apiVersion: migrator/v1
kind: Alias
metadata:
    name: live
spec: {collection: articles}
...
# after
"""

AFTER = """\
# All about articles

# The kind comes first here.
apiVersion: migrator/v1
kind: Collection  # the kind
metadata:
  name: articles
  labels: {a: "no", b: x}
spec:  # what it is
  description: |  # lit
    two
    lines
  # the fields
  fields:
    - name: id  # pk
      # about the type
      dtype: Int64
      is_primary: true

    # vectors
    - {name: v, dtype: FloatVector, dim: 16}  # the vector
    - name: text
      dtype: VarChar
      max_length: "${values.len:-10}"
      # end of text
  # end of fields
  indexes:
    # all
    - {field_name: v, index_type: HNSW, metric_type: COSINE, params: {M: 16}}  # one

  partitions:
    - a
    # about b
    - b
  load:
    state: loaded
    # end of load
  # end of spec
# end of document

---
# second
apiVersion: migrator/v1
kind: Alias
metadata:
  name: live
spec:
  collection_name: articles
# after
"""


def test_a_manifest_with_comments_everywhere_in_canonical_form() -> None:
    assert form(BEFORE) == AFTER
    assert form(AFTER) == AFTER
    assert form(BEFORE.replace("\n", "\r\n")) == AFTER


def test_the_form_that_people_read_in_the_contract_is_canonical() -> None:
    assert form(CANONICAL) == CANONICAL


HEAD = "apiVersion: migrator/v1\nkind: Collection\nmetadata:\n  name: a\n"


def collection(spec: str) -> str:
    return f"{HEAD}spec:\n{spec}"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        pytest.param(
            "  fields: {id: {dtype: INT64}, v: {dim: 8, dtype: FLOAT_VECTOR}}\n",
            "  fields:\n    - {name: id, dtype: Int64}\n"
            "    - {name: v, dtype: FloatVector, dim: 8}\n",
            id="a mapping by name becomes a list",
        ),
        pytest.param(
            "  num_shards: ${values.n}\n  fields:\n    - {name: a, dtype: '${values.x}'}\n",
            '  num_shards: "${values.n}"\n  fields:\n    - {name: a, dtype: "${values.x}"}\n',
            id="references stay",
        ),
        pytest.param(
            "  num_shards: 010\n  properties: {a: 010, b: '010', c: yes, d: 1.50, e: ~}\n",
            '  num_shards: 010\n  properties: {a: 010, b: "010", c: "yes", d: 1.5, e: null}\n',
            id="numbers on which parsers disagree stay as they are, to be refused",
        ),
        pytest.param(
            "  unheard_of: 1\n  load: {state: loaded}\n  num_shards: two\n",
            "  num_shards: two\n  load: {state: loaded}\n  unheard_of: 1\n",
            id="mistakes stay, for validate to tell",
        ),
        pytest.param(
            "  fields:\n    - {name: a, datatype: INT64, dtype: INT64}\n",
            "  fields:\n    - {name: a, dtype: Int64, datatype: INT64}\n",
            id="two words for one thing stay two",
        ),
        pytest.param(
            "  replace: {mapping: {b: {source: a, cast: INT64}}, strategy: copy}\n",
            "  replace: {strategy: copy, mapping: {b: {from: a, cast: Int64}}}\n",
            id="mappings",
        ),
        pytest.param(
            "  properties: &p {b: 1, a: 2}\n  num_shards: 1\n  load: {<<: *p}\n",
            "  properties: &p {b: 1, a: 2}\n  num_shards: 1\n  load: {<<: *p}\n",
            id="what is shared keeps its order",
        ),
        pytest.param(
            "  properties:\n    # only this\n    ? a\n    : 1  # one\n",
            "  properties:\n    # only this\n    a: 1  # one\n",
            id="announced keys",
        ),
        pytest.param(
            "  partitions: [\n    # none\n  ]\n  num_shards:\n    # how many\n    1\n",
            "  # how many\n  num_shards: 1\n  # none\n  partitions: []\n",
            id="comments where nothing else stands",
        ),
        pytest.param(
            "  partitions:  # beside\n    -  # item\n      name: b\n      ensure: absent # gone\n",
            "  partitions:  # beside\n    # item\n    - name: b\n      ensure: absent  # gone\n",
            id="a comment behind a dash",
        ),
    ],
)
def test_parts_in_canonical_form(spec: str, expected: str) -> None:
    text = collection(spec)
    made = form(text)
    assert made == collection(expected)
    assert said(made) == said(text)
    assert form(made) == made


def test_index_parameters_keep_the_word_by_which_they_are_understood() -> None:
    text = collection("  indexes:\n    - {field_name: v, index_params: {index_type: HNSW}}\n")
    assert said(form(text)) == said(text)


def test_secrets_stay_references() -> None:
    text = "apiVersion: migrator/v1\nkind: Approval\nmetadata: {name: '${env:TOKEN}'}\n"
    assert '"${env:TOKEN}"' in form(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "a: 1\n",
        "[1, 2]\n",
        "apiVersion: v1\nkind: Secret\n",
        "apiVersion: migrator/v1\nkind: Project\nmetadata: {name: a}\n",
        f"{HEAD}---\na: 1\n",
    ],
)
def test_what_is_no_manifest_is_left_alone(text: str) -> None:
    assert formatted(text, "m.yaml").text is None
    assert formatted(text, "m.yaml").findings == ()


@pytest.mark.parametrize(
    "text", [f"{HEAD}spec: {{\n", f"{HEAD}kind: Alias\n", f"{HEAD}spec: !!set {{a}}\n", "a: *b\n"]
)
def test_what_is_wrong_is_told_and_left_alone(text: str) -> None:
    made = formatted(text, "m.yaml")
    assert made.text is None
    assert [found.level for found in made.findings] == ["error"]
