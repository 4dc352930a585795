"""Applying: what is held against the server before and after the steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from migrator.applying import apply_plan, check_refusals
from migrator.connection import Connection
from migrator.diff import Ownership
from migrator.errors import ApplyError, ApprovalMissing, Refused, StalePlan, WrongServer
from migrator.execute import Event, Outcome, Phase
from migrator.identity import read_identity
from migrator.model import Resource, State
from migrator.plan import Plan, Refusal, Target, UsedApproval
from migrator.planning import Request, make_plan
from tests.core.serving import Serving
from tests.kinds.answering import MILVUS_2_6
from tests.kinds.tables import FIELDS, alias, collection, database

DEV = Connection("dev", "http://milvus:19530")
TODAY = date(2026, 3, 1)
SHOP = [database("shop"), collection(within="shop"), alias("live", within="shop")]


def request(desired: Iterable[Resource], **ownership: Any) -> Request:
    return Request(State.of(desired), (), Ownership((), **ownership), TODAY)


def planned(server: Serving, desired: Iterable[Resource]) -> Plan:
    return make_plan(server, DEV, request(desired), identity=read_identity(server))


def ignore(_event: Event) -> None:
    return


def carry_out(plan: Plan, server: Serving, on_event: Any = ignore) -> Outcome:
    return apply_plan(plan, server, DEV, on_event, today=TODAY)


def test_an_apply_leaves_nothing_to_do_and_knows_the_server_again() -> None:
    server = Serving()
    plan = planned(server, SHOP)
    assert carry_out(plan, server).complete
    again = planned(server, SHOP)
    assert again.is_empty
    assert again.target.identity
    assert plan.target.identity == ""


def test_an_empty_plan_changes_nothing_that_is_declared() -> None:
    server = Serving()
    carry_out(planned(server, SHOP), server)
    writes = server.writes
    assert carry_out(planned(server, SHOP), server).complete
    assert server.writes == writes


def refused(plan: Plan, server: Serving, error: type[Refused]) -> str:
    """Hold that an apply is refused before any write; return the message."""
    before = server.writes
    with pytest.raises(error) as caught:
        carry_out(plan, server)
    assert server.writes == before
    assert caught.value.exit_code == 3
    return str(caught.value)


def in_shop(server: Serving) -> dict[str, Any]:
    found = server.collections["shop"]["books"]
    assert isinstance(found, dict)
    return found


def change(server: Serving) -> None:
    in_shop(server)["properties"] = {"a": "1"}


def drop(server: Serving) -> None:
    del server.collections["shop"]["books"]


def take(server: Serving) -> None:
    """Give the alias to another collection than the plan would have."""
    server.aliases["shop"]["live"] = "others"


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        pytest.param(change, "Collection shop/books differs", id="changed"),
        pytest.param(drop, "Collection shop/books is gone", id="dropped"),
        pytest.param(take, "Alias shop/live exists now", id="created"),
    ],
)
def test_a_plan_is_stale_when_what_it_was_made_from_is_no_more(meanwhile: Any, told: str) -> None:
    server = Serving()
    carry_out(planned(server, SHOP[:2]), server)
    plan = planned(server, SHOP)
    meanwhile(server)
    assert told in refused(plan, server, StalePlan)


def test_what_is_none_of_its_business_does_not_make_a_plan_stale() -> None:
    server = Serving()
    carry_out(planned(server, SHOP[:2]), server)
    plan = planned(server, SHOP)
    server.collections["shop"]["other"] = in_shop(server)
    server.collections["elsewhere"] = {}
    assert carry_out(plan, server).complete


def test_many_differences_are_counted() -> None:
    server = Serving()
    names = [f"c{number}" for number in range(9)]
    desired = [database("shop"), *[collection(name=name, within="shop") for name in names]]
    carry_out(planned(server, desired), server)
    plan = planned(server, [*desired, collection(within="shop")])
    for name in names:
        del server.collections["shop"][name]
    assert "; 4 more" in refused(plan, server, StalePlan)


def test_a_plan_for_another_version_is_refused() -> None:
    plan = planned(Serving(), SHOP)
    message = refused(plan, Serving(capabilities=MILVUS_2_6), WrongServer)
    assert "dev runs Milvus 2.6.4, the plan was made for Milvus 2.3.5" in message


def test_a_plan_for_another_server_of_the_same_version_is_refused() -> None:
    first, second = Serving(), Serving()
    for server in (first, second):
        carry_out(planned(server, SHOP[:1]), server)
    message = refused(planned(first, SHOP), second, WrongServer)
    assert "not the one that the plan was made for" in message


def test_a_plan_that_was_refused_is_not_applied() -> None:
    server = Serving()
    carry_out(planned(server, SHOP), server)
    plan = planned(
        server, [collection(within="shop", absent=True), alias("live", within="shop", absent=True)]
    )
    message = refused(plan, server, ApprovalMissing)
    assert "MIG610: Collection shop/books" in message
    assert "allow: drop-collection" in message
    assert "allow: drop-alias" in message


def test_a_refusal_without_a_remedy_is_a_plain_one() -> None:
    plan = replace(planned(Serving(), SHOP), refusals=(Refusal("MIG615", "", "nothing declared"),))
    with pytest.raises(Refused, match="MIG615: nothing declared") as caught:
        check_refusals(plan, TODAY)
    assert not isinstance(caught.value, ApprovalMissing)


@pytest.mark.parametrize(("until", "counts"), [("2026-03-01", True), ("2026-02-28", False)])
def test_an_approval_must_still_count_when_the_plan_is_applied(until: str, counts: bool) -> None:
    used = UsedApproval("mine", "drop-alias", "Alias shop/live", until, "a test")
    plan = replace(planned(Serving(), SHOP), approvals=(used,))
    if counts:
        check_refusals(plan, TODAY)
        return
    with pytest.raises(ApprovalMissing, match=r"mine \(until 2026-02-28\)"):
        check_refusals(plan, TODAY)


def test_what_somebody_undoes_meanwhile_is_named() -> None:
    server = Serving()

    def undo(event: Event) -> None:
        if event.phase is Phase.DONE and event.step.op == "CreateAlias":
            server.aliases["shop"].clear()

    with pytest.raises(
        ApplyError, match=r"differences remain: Alias shop/live \(create\)"
    ) as caught:
        carry_out(planned(server, SHOP), server, undo)
    assert len(caught.value.done) == 3


def test_a_target_without_an_identity_may_have_one_by_now() -> None:
    """The first plan for a server is made before anything was written to it."""
    server = Serving()
    plan = planned(server, SHOP)
    assert plan.target == Target("dev", "http://milvus:19530", "Milvus 2.3.5", "")
    carry_out(planned(server, [database("other")]), server)
    assert carry_out(plan, server).complete


def test_a_plan_that_was_interrupted_is_made_anew_and_goes_on() -> None:
    server = Serving()

    def press(event: Event) -> None:
        if event.phase is Phase.DONE:
            raise KeyboardInterrupt

    assert carry_out(planned(server, SHOP), server, press).interrupted
    rest = planned(server, SHOP)
    assert [step.op for step in rest.steps] == ["CreateCollection", "CreateAlias"]
    assert carry_out(rest, server).complete


def test_fields_of_a_collection_come_out_as_they_went_in() -> None:
    server = Serving("shop")
    carry_out(planned(server, [collection({"fields": FIELDS}, within="shop")]), server)
    assert planned(server, [collection({"fields": FIELDS}, within="shop")]).is_empty
