"""Access and cluster resources as objects: users, roles, grants, groups of either kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrator.address import (
    DEFAULT_DATABASE,
    Address,
    privilege_group_address,
    resource_group_address,
    role_address,
    user_address,
)
from migrator.kinds.grant import GrantSpec, address_of
from migrator.kinds.privilegegroup import PrivilegeGroupSpec
from migrator.kinds.resourcegroup import ResourceGroupSpec
from migrator.kinds.role import RoleSpec
from migrator.kinds.user import UserSpec
from migrator.library.item import Item, copied, metadata_of, validated
from migrator.model import Resource


class Grant(Item):
    """A privilege of a role: ``Grant("Search", object_name="articles")``.

    It goes into ``Role(grants=[…])``, or stands alone with ``role=``. From 2.5 on there is
    ``collection_name=`` in the place of an object, and a privilege may be a group of them.
    """

    spec: GrantSpec

    def __init__(
        self,
        privilege: str,
        *,
        role: Role | str | None = None,
        database: str = DEFAULT_DATABASE,
        absent: bool = False,
        **attributes: Any,
    ) -> None:
        """Describe a grant; contacts no server. Attributes are those of a manifest.

        Raises:
            InvalidInput: an attribute is unknown or has no such value.
        """
        name = role.name if isinstance(role, Role) else role or "?"
        data = {"privilege": privilege, "db_name": database, **attributes}
        spec = validated(GrantSpec, data, f"grant of {privilege}")
        super().__init__(address_of(name, spec), spec, metadata_of(absent=absent))

    @property
    def privilege(self) -> str:
        """The privilege, or group of privileges, that is granted."""
        return self.spec.privilege

    def of(self, role: Address) -> Grant:
        """Return this grant as one of a role."""
        address = address_of(role.name, self.spec)
        return copied(Grant, Resource(address, self.spec, metadata=self.metadata))


class Role(Item):
    """A role with its grants: ``Role("reader", grants=[Grant("Search"), …])``."""

    def __init__(self, name: str, *, grants: Iterable[Grant] = (), absent: bool = False) -> None:
        """Describe a role; contacts no server."""
        address = role_address(name)
        super().__init__(address, RoleSpec(), metadata_of(absent=absent))
        self.grants = tuple(grant.of(address) for grant in grants)

    @property
    def name(self) -> str:
        """The name of the role."""
        return self.address.name

    def resources(self) -> Iterator[Resource]:
        """Yield the role and its grants."""
        yield from super().resources()
        for grant in self.grants:
            yield from grant.resources()


class User(Item):
    """A user: ``User("ci", password="${env:CI_PASSWORD}", roles=["reader"])``.

    Passwords are references, which are looked up when a user is made, and never kept.
    """

    spec: UserSpec

    def __init__(
        self,
        name: str,
        *,
        password: str | None = None,
        previous_password: str | None = None,
        roles: Iterable[Role | str] | None = None,
        absent: bool = False,
    ) -> None:
        """Describe a user; contacts no server.

        Raises:
            InvalidInput: a password is no reference, or a role is named twice.
        """
        data: dict[str, Any] = {"password": password, "previous_password": previous_password}
        data = {key: value for key, value in data.items() if value is not None}
        if roles is not None:
            data["roles"] = [each.name if isinstance(each, Role) else each for each in roles]
        address = user_address(name)
        super().__init__(address, validated(UserSpec, data, address), metadata_of(absent=absent))

    @property
    def name(self) -> str:
        """The name of the user."""
        return self.address.name


class PrivilegeGroup(Item):
    """Privileges under one name: ``PrivilegeGroup("readers", ["Search", "Query"])``."""

    spec: PrivilegeGroupSpec

    def __init__(
        self, name: str, privileges: Iterable[str] | None = None, *, absent: bool = False
    ) -> None:
        """Describe a privilege group; contacts no server.

        Raises:
            InvalidInput: a privilege has no name or stands twice.
        """
        address = privilege_group_address(name)
        data = {} if privileges is None else {"privileges": list(privileges)}
        spec = validated(PrivilegeGroupSpec, data, address)
        super().__init__(address, spec, metadata_of(absent=absent))

    @property
    def name(self) -> str:
        """The name of the group."""
        return self.address.name


class ResourceGroup(Item):
    """Query nodes for some replicas: ``ResourceGroup("fast", requests={"node_num": 2})``."""

    spec: ResourceGroupSpec

    def __init__(
        self,
        name: str,
        *,
        requests: Mapping[str, int] | None = None,
        limits: Mapping[str, int] | None = None,
        absent: bool = False,
        **attributes: Any,
    ) -> None:
        """Describe a resource group; contacts no server. Attributes are those of a manifest.

        Raises:
            InvalidInput: an attribute is unknown or has no such value.
        """
        data = dict(attributes)
        for key, nodes in (("requests", requests), ("limits", limits)):
            if nodes is not None:
                data[key] = dict(nodes)
        address = resource_group_address(name)
        spec = validated(ResourceGroupSpec, data, address)
        super().__init__(address, spec, metadata_of(absent=absent))

    @property
    def name(self) -> str:
        """The name of the group."""
        return self.address.name
