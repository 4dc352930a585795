"""Diagrams in both languages: whole, and with no markup in anybody's text."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from migrator.views.diagrams import Arrow, Box, Diagram, Frame, dot, mermaid

HOSTILE = [
    'a"]; click n1 "javascript:alert(1)"',
    "<script>alert(1)</script>",
    'end"]\nsubgraph x',
    "back\\slash\\",
    "&quot;#quot;",
    "`code` %% note :::bad",
    "\x1b[31mred\x1b[0m\u202e",
    "Ünïcødé 表",
    "",
]


def diagram(text: str) -> Diagram:
    boxes = tuple(
        Box(f"n{number}", (text, "Int64"), shape, style)
        for number, (shape, style) in enumerate(
            [("box", "key"), ("round", ""), ("hexagon", "bad"), ("flag", "good"), ("store", "")], 1
        )
    )
    arrows = (Arrow("n1", "n2", text), Arrow("n2", "n3", dotted=True))
    return Diagram((Frame(text or "frame", boxes), Frame("", (Box("n9", (text,)),))), arrows)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_a_label_in_mermaid(text: str) -> None:
    told = mermaid(diagram(text))
    quoted = re.findall(r'"([^"]*)"', told)
    assert told.count('"') == 2 * len(quoted)
    for label in quoted:
        plain = label.replace("<br/>", "")
        assert re.fullmatch(r"(?:[\w .:,/-]|#\d+;)*", plain), label
        assert label
    # Outside of the labels there are our own words only.
    rest = re.sub(r'"[^"]*"', "", told)
    assert re.fullmatch(r"[\w\s>.:;,|#(){}\[\]-]*", rest), rest
    assert len(told.splitlines()) == 15


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_a_string_in_dot(text: str) -> None:
    told = dot(diagram(text))
    rest = re.sub(r'"(?:[^"\\]|\\.)*"', "", told)
    assert '"' not in rest
    assert "\x1b" not in told
    assert re.fullmatch(r"[\w\s>=:;,{}\[\]-]*", rest), rest
    assert len(told.splitlines()) == len(dot(diagram("a")).splitlines())


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed.")
@pytest.mark.parametrize("text", HOSTILE)
def test_graphviz_draws_it(text: str) -> None:
    done = subprocess.run(
        ["dot", "-Tsvg"], input=dot(diagram(text)), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count('class="node"') == 6
    assert done.stdout.count('class="edge"') == 2
