"""Approvals: what they allow, for how long, and what makes them void."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from migrator.address import Address
from migrator.approval import APPROVAL_IDS, MAX_DAYS, Approval
from migrator.manifest.load import Manifests
from tests.manifest.samples import TODAY, load_text, manifest, told

SAID = {
    "allow": "drop-collection",
    "address": "Collection default/articles_old",
    "until": "2030-01-31",
    "reason": "Replaced by articles in PR 81",
}


def text(**changed: str | None) -> str:
    """Return an approval with some keys changed; None leaves one out."""
    said = {key: value for key, value in {**SAID, **changed}.items() if value is not None}
    lines = "".join(f"  {key}: {value}\n" for key, value in said.items())
    return f"apiVersion: migrator/v1\nkind: Approval\nmetadata: {{name: drop-old}}\nspec:\n{lines}"


def loaded(folder: Path, *texts: str) -> Manifests:
    return load_text(folder, *texts, connections=["dev", "prod"])


def problems(folder: Path, *texts: str) -> list[str]:
    found = loaded(folder, *texts)
    return [
        line.removeprefix("1.yaml:").replace("Approval drop-old: ", "")
        for line in told(found.findings, folder)
    ]


def test_an_approval_is_read(tmp_path: Path) -> None:
    given = loaded(tmp_path, text(connections="[prod]", max_rows="100000"))
    assert given.findings == ()
    (approval,) = given.approvals
    assert approval == Approval(
        "drop-old",
        "drop-collection",
        Address("Collection", "default", "articles_old"),
        date(2030, 1, 31),
        "Replaced by articles in PR 81",
        ("prod",),
        100_000,
        approval.source,
    )
    assert str(approval.source) == f"{tmp_path / '1.yaml'}:5:3"
    assert given.state.resources == {}


@pytest.mark.parametrize("allow", APPROVAL_IDS)
def test_every_id_of_the_contract_is_known(allow: str, tmp_path: Path) -> None:
    assert problems(tmp_path, text(allow=allow)) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Collection default/a", Address("Collection", "default", "a")),
        ("Collection a", Address("Collection", "default", "a")),
        ("Field default/a.lang", Address("Field", "default", "a.lang")),
        ("Function default/a.bm25", Address("Function", "default", "a.bm25")),
        ("Index db/a.v", Address("Index", "db", "a.v")),
        ("Partition default/a/en", Address("Partition", "default", "a/en")),
        ("Alias default/live", Address("Alias", "default", "live")),
        ("Database archive", Address("Database", None, "archive")),
        ("User ci", Address("User", None, "ci")),
        ("Grant reader/Search/default/a", Address("Grant", None, "reader/Search/default/a")),
    ],
)
def test_addresses_of_resources_and_their_parts_are_known(
    address: str, expected: Address, tmp_path: Path
) -> None:
    (approval,) = loaded(tmp_path, text(address=address)).approvals
    assert approval.address == expected


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"allow": "drop-colection"}, "5:10: error MIG340: 'drop-colection' is no approval "
         "(did you mean drop-collection?)"),
        ({"allow": "3"}, "5:10: error MIG303: allow must be text, not 3 (put it in quotes)"),
        ({"address": "articles"}, "6:12: error MIG341: 'articles' is no address "
         "(write it as in the plan, such as Collection default/articles)"),
        ({"address": "Colection a"}, "6:12: error MIG341: 'Colection a' names the unknown kind "
         "'Colection' (did you mean Collection?)"),
        ({"until": "31.01.2030"}, "7:10: error MIG342: '31.01.2030' is no date "
         "(write the last day as 2030-01-29)"),
        ({"until": "2030-02-30"}, "7:10: error MIG342: '2030-02-30' is no date "
         "(write the last day as 2030-01-29)"),
        ({"until": "20300131"}, "7:10: error MIG303: until must be text, not 20300131 "
         "(put it in quotes)"),
        ({"until": "2030-02-15"}, "7:10: error MIG343: 2030-02-15 is more than 30 days ahead "
         "(the last day possible is 2030-02-14)"),
        ({"until": "2030-01-14"}, "7:10: warning MIG344: expired on 2030-01-14 and does not count "
         "(remove it)"),
        ({"reason": "' '"}, "8:11: error MIG345: the reason is empty (say why)"),
        ({"reason": None}, "5:3: error MIG302: reason is missing"),
        ({"max_rows": "-1"}, "9:13: error MIG303: max_rows must be at least 0, not -1"),
        ({"max_rows": "1_000"}, "9:13: error MIG307: max_rows is 1_000, which parsers of YAML "
         "read differently (write a plain decimal number)"),
        ({"connections": "[dev, prd]"}, "9:22: error MIG346: the project has no connection 'prd' "
         "(did you mean prod?)"),
        ({"connections": "prod"}, "9:16: error MIG303: connections must be a list, not 'prod'"),
        ({"connection": "[prod]"}, "9:3: error MIG301: unknown key 'connection' "
         "(did you mean connections?)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_approval_is_told(
    changed: dict[str, str | None], problem: str, tmp_path: Path
) -> None:
    assert problems(tmp_path, text(**changed)) == [problem]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = text(allow="x", address="x", until="x", reason=None, connections="[x]", max_rows="x")
    assert [line.split(": ")[1] for line in problems(tmp_path, wrong)] == [
        "error MIG302",
        "error MIG340",
        "error MIG341",
        "error MIG342",
        "error MIG346",
        "error MIG303",
    ]
    assert loaded(tmp_path, wrong).approvals == ()


@pytest.mark.parametrize(
    ("days", "codes"),
    [(-1, ["MIG344"]), (0, []), (1, []), (MAX_DAYS, []), (MAX_DAYS + 1, ["MIG343"])],
    ids=["yesterday", "today", "tomorrow", "the last day possible", "a day too far"],
)
def test_an_approval_counts_until_its_last_day(days: int, codes: list[str], tmp_path: Path) -> None:
    found = loaded(tmp_path, text(until=str(TODAY + timedelta(days=days))))
    assert [item.code for item in found.findings] == codes


def test_an_expired_approval_is_given_on_with_a_warning(tmp_path: Path) -> None:
    found = loaded(tmp_path, text(until="2029-12-31"))
    assert [item.is_error for item in found.findings] == [False]
    assert [approval.until for approval in found.approvals] == [date(2029, 12, 31)]


def test_any_connection_may_be_named_where_none_are_known(tmp_path: Path) -> None:
    assert load_text(tmp_path, text(connections="[anything]")).findings == ()


def test_two_approvals_of_one_name_have_both_places(tmp_path: Path) -> None:
    other = text(address="Collection default/b")
    assert told(loaded(tmp_path, text(), other).findings, tmp_path) == [
        "2.yaml:5:3: error MIG320: Approval drop-old: declared twice; first at 1.yaml:5:3 "
        "(keep one of the two)"
    ]


@pytest.mark.parametrize("key", ["database", "previous_name", "protect", "ensure"])
def test_metadata_that_mean_nothing_for_an_approval_are_refused(key: str, tmp_path: Path) -> None:
    value = {"protect": "true", "ensure": "absent"}.get(key, "y")
    spec = "{allow: drop-user, address: User ci, until: 2030-01-20, reason: r}"
    (found,) = loaded(tmp_path, manifest("Approval", "x", spec, **{key: value})).findings
    assert (found.code, found.message) == (
        "MIG315",
        f"metadata.{key} has no meaning for kind Approval",
    )


def test_values_reach_approvals_and_secrets_do_not(tmp_path: Path) -> None:
    given = text(address="Collection default/${values.name}", reason="${env:TOKEN}")
    found = load_text(tmp_path, given, values={"name": "a"})
    assert [item.code for item in found.findings] == ["MIG233"]
