"""Approvals: documents of kind ``Approval``, checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from migrator.address import Address
from migrator.approval import APPROVAL_IDS, MAX_DAYS, Approval
from migrator.findings import Finding
from migrator.manifest.documents import Document
from migrator.manifest.problems import Subject, shown, validate
from migrator.manifest.specs import SPECS, ApprovalSpec
from migrator.wording import suggestion

#: What an approval's address may name: resources, and parts of them.
ADDRESS_KINDS = tuple(sorted({*SPECS, "Field", "Function"}))

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def approval(
    document: Document,
    findings: list[Finding],
    *,
    connections: Iterable[str] | None,
    today: date,
) -> Approval | None:
    """Return the approval that a document gives, None where it is not valid.

    An expired one is returned with a warning: policy does not count it, and says so where
    it would have been needed. ``connections`` None leaves aliases unchecked.
    """
    subject = document.subject(f"Approval {document.name}", "spec")
    before = len(findings)
    spec = validate(ApprovalSpec, document.spec or {}, subject, findings)
    # What is there is checked even where something else is missing.
    said = document.spec or {}
    allow, reason = said.get("allow"), said.get("reason")
    if isinstance(allow, str) and allow not in APPROVAL_IDS:
        message = f"{shown(allow)} is no approval"
        hint = suggestion(allow, APPROVAL_IDS)
        findings.append(subject.find("MIG340", message, ("allow",), hint=hint))
    address = _address(said.get("address"), subject, findings)
    until = _until(said.get("until"), subject, findings, today)
    if isinstance(reason, str) and not reason.strip():
        message = "the reason is empty"
        findings.append(subject.find("MIG345", message, ("reason",), hint="say why"))
    _check_connections(said.get("connections"), connections, subject, findings)
    if spec is None or address is None or until is None or len(findings) > before:
        return None
    if until < today:
        message = f"expired on {until} and does not count"
        findings.append(subject.find("MIG344", message, ("until",), hint="remove it"))
    return Approval(
        document.name,
        spec.allow,
        address,
        until,
        spec.reason.strip(),
        spec.connections,
        spec.max_rows,
        subject.source(),
    )


def _address(text: object, subject: Subject, findings: list[Finding]) -> Address | None:
    if not isinstance(text, str):
        return None
    try:
        address = Address.parse(text)
    except ValueError:
        message = f"{shown(text)} is no address"
        hint = "write it as in the plan, such as Collection default/articles"
        findings.append(subject.find("MIG341", message, ("address",), hint=hint))
        return None
    if address.kind not in ADDRESS_KINDS:
        message = f"{shown(text)} names the unknown kind {shown(address.kind)}"
        hint = suggestion(address.kind, ADDRESS_KINDS)
        findings.append(subject.find("MIG341", message, ("address",), hint=hint))
        return None
    return address


def _until(text: object, subject: Subject, findings: list[Finding], today: date) -> date | None:
    if not isinstance(text, str):
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        message = f"{shown(text)} is no date"
        hint = f"write the last day as {today + timedelta(days=14)}"
        findings.append(subject.find("MIG342", message, ("until",), hint=hint))
        return None
    last = today + timedelta(days=MAX_DAYS)
    if day > last:
        message = f"{day} is more than {MAX_DAYS} days ahead"
        hint = f"the last day possible is {last}"
        findings.append(subject.find("MIG343", message, ("until",), hint=hint))
        return None
    return day


def _check_connections(
    given: object,
    known: Iterable[str] | None,
    subject: Subject,
    findings: list[Finding],
) -> None:
    if known is None or not isinstance(given, list):
        return
    aliases = tuple(known)
    for index, alias in enumerate(given):
        if isinstance(alias, str) and alias not in aliases:
            message = f"the project has no connection {shown(alias)}"
            hint = suggestion(alias, aliases)
            findings.append(subject.find("MIG346", message, ("connections", index), hint=hint))
