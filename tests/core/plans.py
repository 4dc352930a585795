"""Plans of two sides, without a server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.live import fingerprints
from migrator.model import Resource, State
from migrator.plan import Plan, Refusal, Target, UsedApproval
from migrator.planning import desired_fingerprint
from tests.core.worlds import DESIRED, LIVE, SERVERS
from tests.kinds.answering import MILVUS_2_3
from tests.kinds.tables import work_out


def plan_of(
    live: Iterable[Resource],
    desired: Iterable[Resource],
    server: Capabilities = MILVUS_2_3,
    **more: Any,
) -> Plan:
    """Make the plan that turns the one into the other."""
    live, desired = list(live), list(desired)
    result = work_out(live, desired, server)
    made = {
        "target": Target("dev", "http://milvus:19530", server.server),
        "base": fingerprints(State.of(live)),
        "desired": desired_fingerprint(State.of(desired)),
        "changes": result.comparison.changes,
        "steps": result.steps,
        "unmanaged": result.comparison.unmanaged,
        "findings": result.comparison.findings,
    }
    return Plan(**{**made, **more})


def _finding(code: str, text: str, source: Source | None) -> Finding:
    return finding(code, text, hint=text, address=text, source=source)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=9)
FINDINGS = st.builds(
    _finding,
    st.sampled_from(["MIG601", "MIG602", "MIG604"]),
    TEXTS,
    st.none() | st.builds(Source, TEXTS, st.integers(1, 9), st.integers(1, 9)),
)


PLANS = st.builds(
    plan_of,
    LIVE,
    DESIRED,
    SERVERS,
    target=st.builds(Target, TEXTS, TEXTS, TEXTS, TEXTS),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
    refusals=st.lists(st.builds(Refusal, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    approvals=st.lists(st.builds(UsedApproval, *[TEXTS] * 5), max_size=2).map(tuple),
)
