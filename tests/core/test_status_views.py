"""The status of many resources on many servers, as people read it."""

from __future__ import annotations

import itertools

import pytest

from migrator.address import Address, collection_address, index_address
from migrator.model import Action, Change, Comparison, FieldChange
from migrator.report import ConnectionStatus, Standing, StatusReport
from migrator.views.differences import diff_markdown
from migrator.views.lines import render
from migrator.views.status import status_lines, status_markdown

markdown_it = pytest.importorskip("markdown_it", reason="The group readers is not installed.")

SHORT = collection_address("default", "books")
LONG = index_address(collection_address("a_database_of_a_team", "a_collection_" * 6), "embedding")
LEFT = collection_address("default", "left")


def connection(alias: str, **standings: Standing) -> ConnectionStatus:
    places = {"short": SHORT, "long": LONG, "left": LEFT}
    found = {places[name]: standing for name, standing in standings.items()}
    return ConnectionStatus(alias, "http://milvus:19530", "Milvus 2.6.0", found)


def report(*connections: ConnectionStatus) -> StatusReport:
    return StatusReport("shop", connections)


def text(made: StatusReport, width: int = 80, *, differing: bool = False) -> str:
    return render(status_lines(made, width, differing=differing), width=width)


def everywhere(count: int) -> StatusReport:
    return report(
        *(
            connection(f"region-{number}", short=Standing.IN_SYNC, long=Standing.DRIFTED)
            for number in range(count)
        )
    )


@pytest.mark.parametrize("count", [1, 3, 4, 9, 30])
@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_line_is_wider_than_the_terminal(count: int, width: int) -> None:
    lines = text(everywhere(count), width).splitlines()
    assert max(map(len, lines)) <= width


def test_connections_that_do_not_fit_come_in_a_table_of_their_own() -> None:
    shown = text(everywhere(9))
    heads = [line.split() for line in shown.splitlines() if line.startswith("  resource ")]
    assert [word for words in heads for word in words[1:]] == [f"region-{n}" for n in range(9)]
    assert len(heads) > 1
    assert shown.count("in sync\n") + shown.count("in sync  ") >= 9


def test_a_long_name_is_folded_and_not_cut() -> None:
    lines = text(everywhere(2)).splitlines()
    (first,) = (n for n, line in enumerate(lines) if line.startswith("  Index "))
    folded = []
    for line in lines[first:]:
        folded.append(line.split("  drifted")[0].strip())
        if "drifted" in line:
            break
    assert "".join(folded) == str(LONG)


def test_only_what_is_declared_somewhere_has_a_row() -> None:
    made = report(
        connection("dev", short=Standing.IN_SYNC, left=Standing.UNMANAGED),
        connection("prod", short=Standing.MISSING),
    )
    shown = text(made)
    assert "left" not in shown
    assert "dev   1 in sync, 1 unmanaged" in shown


def test_what_is_declared_for_one_connection_only_is_a_dash_elsewhere() -> None:
    made = report(connection("dev", short=Standing.IN_SYNC), connection("prod"))
    (row,) = (line for line in text(made).splitlines() if "books" in line)
    assert row.split()[-3:] == ["in", "sync", "-"]
    assert "prod  nothing" in text(made)


def test_what_is_in_sync_can_be_left_out() -> None:
    made = report(connection("dev", short=Standing.IN_SYNC, long=Standing.DRIFTED))
    assert "books" not in text(made, differing=True)
    assert "drifted" in text(made, differing=True)
    calm = report(connection("dev", short=Standing.IN_SYNC))
    assert "Nothing differs." in text(calm, differing=True)


def test_a_server_that_cannot_be_read_is_said_with_the_reason_and_the_way_out() -> None:
    gone = ConnectionStatus("prod", "", problem="prod: cannot be reached", hint="is it running?")
    made = report(connection("dev", short=Standing.IN_SYNC), gone)
    shown = text(made)
    (row,) = (line for line in shown.splitlines() if "books" in line)
    assert row.endswith("?")
    assert "prod  not read: cannot be reached\n      → is it running?" in shown
    assert text(report(gone)).startswith("Status of shop: 1 connection\n\nprod  not read: ")


def cells(markdown: str) -> list[list[str]]:
    """Render Markdown with another's library and return the rows of its table."""
    tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(markdown)
    rows: list[list[str]] = []
    for token, inner in itertools.pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append("".join(child.content for child in inner.children or ()))
    return rows


def test_markdown_has_one_row_a_resource() -> None:
    odd = Address("Alias", "default", "a|b*c_d_`e`<i>")
    made = report(
        ConnectionStatus(
            "my_dev_box", "", "Milvus", {odd: Standing.MISSING, SHORT: Standing.IN_SYNC}
        ),
        ConnectionStatus("prod", "", problem="cannot | be <b>reached</b>"),
    )
    told = status_markdown(made)
    assert cells(told) == [
        ["resource", "my_dev_box", "prod"],
        [str(odd), "missing", "?"],
        [str(SHORT), "in sync", "?"],
    ]
    assert "<b>" not in markdown_it.MarkdownIt("commonmark").render(told)


def test_differences_in_markdown_have_one_row_a_resource() -> None:
    odd = collection_address("default", "a|``b")
    changes = (
        Change(odd, Action.UPDATE, fields=(FieldChange(("properties", "`x|y`"), "1", "```"),)),
        Change(LEFT, Action.DELETE),
    )
    told = diff_markdown("dev", "prod", Comparison(changes))
    assert cells(told) == [
        ["resource", "", "attributes"],
        [str(odd), "differs", "properties.`x|y`"],
        [str(LEFT), "only in A", ""],
    ]
    assert told.endswith("1 only in A, 1 differs.")
    rendered = markdown_it.MarkdownIt("commonmark").render(told)
    assert rendered.count("<pre>") == 1
    assert "- Collection default/left" in rendered


def test_no_difference_in_markdown_is_a_line() -> None:
    assert diff_markdown("dev", "prod", Comparison()).endswith("\nNo differences.")
