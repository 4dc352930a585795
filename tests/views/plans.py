"""Plans of any size, with names that would do harm if anything took them for markup."""

from __future__ import annotations

from migrator.address import Address, collection_address
from migrator.codes import finding
from migrator.findings import Source
from migrator.kinds.base import Phase, Step
from migrator.kinds.collection.spec import CollectionSpec
from migrator.model import Action, Change, FieldChange, Resource, Severity
from migrator.plan import Plan, Refusal, Target, UsedApproval

#: What somebody may call a collection, or a server may say, to have an effect elsewhere.
HARMFUL = (
    "@team",
    "#12",
    "<img src=x onerror=alert(1)>",
    "</details>",
    "```\n# owned",
    "`a` ``b`` @team",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/a.png)",
    "www.evil.example https://evil.example",
    "a\n::error::owned",
    "a\r\n::set-output name=x::y",
    "100%,file=x:y",
    "<!-- -->",
    "--> <b>",
    "$`x`$ | ~~~",
    "&lt;b&gt; &#64;team",
    "~~~\n<script>",
    "\u202egnp.exe",
    "日本語",
    "",
)

FIELDS = {"id": {"dtype": "Int64", "is_primary": True}, "v": {"dtype": "FloatVector", "dim": 8}}


def change(number: int, name: str = "books") -> Change:
    """One change of a kind that goes by its number."""
    address = collection_address("default", f"{name}_{number}")
    source = Source(f"manifests/{name}.yaml", number + 1, 3)
    spec = CollectionSpec.model_validate({"description": f"{name} {number}", "fields": FIELDS})
    made = Resource(address, spec, source)
    kinds = (
        Change(address, Action.CREATE, None, made),
        Change(
            address,
            Action.UPDATE,
            made,
            made,
            (FieldChange(("description",), f"{name} a", f"{name} b", Severity.RELOAD, name),),
            severity=Severity.RELOAD,
        ),
        Change(
            address, Action.DELETE, made, None, reason=name, severity=Severity.DESTROY, rows=number
        ),
        Change(
            address,
            Action.REPLACE,
            made,
            made,
            (FieldChange(("num_shards",), 1, 2, Severity.REPLACE, name),),
            severity=Severity.REPLACE,
            refused=name,
        ),
    )
    return kinds[number % len(kinds)]


def step(number: int, name: str) -> Step:
    """One step, every third of which interrupts."""
    address = collection_address("default", f"{name}_{number}")
    return Step(
        op="LoadCollection",
        address=address,
        title=f"load {name}",
        severity=Severity.RELOAD if number % 3 == 0 else Severity.LIVE,
        phase=Phase.LOAD,
        lane=address,
        database="default",
        request={},
        leaves=None,
        outage=number % 3 == 0,
        id=str(number + 1),
        needs=(str(number),) if number else (),
    )


def plan(size: int, name: str = "books", *, refused: bool = True) -> Plan:
    """A plan with so many changes, and as many of everything else."""
    addresses = [f"Collection default/{name}_{number}" for number in range(size)]
    document = f'kind: Approval\nspec:\n  address: "{name}"\n'
    refusals = [Refusal("MIG610", address, f"needs {name}", document) for address in addresses]
    return Plan(
        target=Target(name or "dev", f"http://{name}:19530", f"Milvus {name}"),
        base={},
        desired="",
        changes=tuple(change(number, name) for number in range(size)),
        steps=tuple(step(number, name) for number in range(size)),
        unmanaged=tuple(Address("Collection", "default", f"{name}_{n}") for n in range(size)),
        findings=tuple(
            finding("MIG601", f"about {name}", hint=name, address=address)
            for address in addresses[: size // 2]
        ),
        refusals=tuple(refusals) if refused else (),
        approvals=tuple(
            UsedApproval(name, "drop-collection", address, "2030-01-01", name)
            for address in addresses[: size // 5]
        ),
    )
