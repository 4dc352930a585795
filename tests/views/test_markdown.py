"""Comments: they fit, they say the worst first, and nothing in them does anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.codes import finding
from migrator.findings import Source
from migrator.model import Comparison
from migrator.views.markdown import drift_markdown, plan_markdown, problem_markdown
from migrator.views.sections import LIMIT, Section, code, fit
from tests.views.plans import HARMFUL, change, plan

if TYPE_CHECKING:
    from markdown_it.token import Token

markdown_it = pytest.importorskip("markdown_it", reason="The group readers is not installed.")

#: What GitHub takes.
GITHUB = 65_536

MARKDOWN = markdown_it.MarkdownIt("gfm-like", {"linkify": False, "html": True})

#: The only markup of ours that is HTML.
OURS = re.compile(r"(<details>\n<summary>[A-Z][a-z, ]*(: [\d,]+)?</summary>|</details>)\n?")


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def blocks(text: str, language: str) -> list[str]:
    found = (token for token in tokens(text) if token.type == "fence")
    return [token.content for token in found if token.info == language]


def hold(text: str) -> None:
    """What is true of every comment."""
    assert len(text) <= len(text.encode()) <= LIMIT < GITHUB
    found = list(tokens(text))
    kinds = {token.type for token in found}
    assert not kinds & {"link_open", "image", "table_open", "s_open", "blockquote_open"}
    markup = [token.content for token in found if token.type.startswith("html_")]
    assert all(OURS.fullmatch(html) for html in markup), markup
    assert "".join(markup).count("<details>") == "".join(markup).count("</details>")
    # What is rendered outside of code is our own words.
    prose = " ".join(token.content for token in found if token.type == "text")
    assert not re.search(r"[@#<>\[\]`|~]|://|www\.", prose), prose


@pytest.mark.parametrize("size", [0, 1, 2, 7, 40, 300, pytest.param(5_000, marks=pytest.mark.slow)])
def test_a_plan_of_any_size_fits_with_its_hash(size: int) -> None:
    made = plan(size)
    text = plan_markdown(made)
    hold(text)
    assert f"Hash of the whole plan: `{made.hash}`" in text
    assert ("… and " in text) == (size >= 300)
    if size == 5_000:
        assert "Changes: 5,000" in text
        assert len(text) > LIMIT * 0.7


@pytest.mark.parametrize("name", HARMFUL)
@pytest.mark.parametrize("size", [8, pytest.param(400, marks=pytest.mark.slow)])
def test_names_of_others_do_nothing(name: str, size: int) -> None:
    made = plan(size, name)
    hold(plan_markdown(made))
    hold(plan_markdown(replace(made, refusals=())))
    compared = Comparison(made.changes, made.unmanaged, made.findings)
    hold(drift_markdown(name, name, name, compared))
    hold(problem_markdown(name, name))
    hold(problem_markdown(name, name, made.findings))


@settings(deadline=None, max_examples=12)
@given(st.text(st.sampled_from("`~@#<>[]()!&*_-=|\\\n ab:"), max_size=30), st.integers(0, 12))
def test_text_by_chance_does_nothing(name: str, size: int) -> None:
    hold(plan_markdown(plan(size, name)))


@settings(deadline=None, max_examples=50)
@given(st.text(st.sampled_from("` \nab"), max_size=12))
def test_a_span_of_code_is_one(text: str) -> None:
    children = list(tokens(f"x {code(text)} y"))
    (span,) = [token for token in children if token.type == "code_inline"]
    shown = " ".join(text.split()) or "(empty)"
    assert " ".join(span.content.split()) == shown


def test_the_worst_stands_first() -> None:
    text = plan_markdown(plan(8))
    places = [text.index(each) for each in ("**destroy**", "**replace**", "**reload**")]
    assert places == sorted(places)
    assert text.index("**destroy**") < text.index("**outage**") < text.index("cannot be applied")
    (changes,) = blocks(text, "diff")
    signs = [line[0] for line in changes.splitlines() if line[1:].startswith(" Collection")]
    assert signs == ["-", "-", "!", "!", "!", "!", "+", "+"]


def test_approvals_can_be_pasted() -> None:
    (pasted,) = blocks(plan_markdown(plan(3, "a: b`#")), "yaml")
    documents = list(yaml.safe_load_all(pasted))
    assert documents == [{"kind": "Approval", "spec": {"address": "a: b`#"}}] * 3


def test_a_plan_that_can_be_applied_says_how() -> None:
    made = plan(2, refused=False)
    assert f"`migrator apply --on books --plan-hash {made.hash}`" in plan_markdown(made)
    assert "migrator apply" not in plan_markdown(plan(2))
    assert "migrator apply" not in plan_markdown(plan(0))


def test_one_long_change_is_cut_by_lines() -> None:
    long = plan(1)
    spec = {"fields": {f"f{n}": {"dtype": "Int64"} for n in range(5_000)}}
    resource = long.changes[0].after
    assert resource is not None
    one = replace(
        long.changes[0],
        after=replace(resource, spec=type(resource.spec).model_validate(spec)),
    )
    text = plan_markdown(replace(long, changes=(one,)))
    hold(text)
    assert re.search(r"… and 4,\d\d\d lines more|… and \d,\d\d\d lines more", text)


def test_drift_says_what_differs() -> None:
    text = drift_markdown("prod", "http://x", "Milvus", Comparison((change(1),)))
    hold(text)
    assert "1 resource differs from the manifests" in text
    nothing = drift_markdown("prod", "http://x", "Milvus", Comparison())
    assert "No drift" in nothing


def test_an_error_says_the_way_out_and_findings_their_place() -> None:
    assert blocks(problem_markdown("no such file", "write one"), "text") == [
        "no such file\nwrite one\n"
    ]
    found = finding("MIG101", "gone", source=Source("m.yaml", 2, 1))
    (told,) = blocks(problem_markdown("", "", [found]), "text")
    assert told.startswith("m.yaml:2:1: error MIG101: gone")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.builds(
            Section,
            st.just("Title"),
            st.just("item"),
            st.lists(st.text(max_size=400).map(lambda t: f"{t}\n"), max_size=20).map(tuple),
            st.sampled_from(["", "text"]),
            st.booleans(),
            st.sampled_from(["", "---\n"]),
        ),
        max_size=6,
    ),
    st.integers(2_500, 6_000),
)
def test_any_sections_fit(sections: list[Section], limit: int) -> None:
    text = fit(["head"], sections, ["foot"], limit)
    assert len(text.encode("utf-8", "surrogatepass")) <= limit
    assert text.startswith("head\n")
    assert text.endswith("foot\n")
