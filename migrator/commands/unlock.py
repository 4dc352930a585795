"""``unlock``: break the lease of an apply that is gone."""

from __future__ import annotations

from migrator import lease
from migrator.commands.session import open_session
from migrator.connection import Connection
from migrator.errors import Refused
from migrator.generations import Held, this_process


def unlock(connection: Connection, holder_id: str) -> Held:
    """Break the lease that is held under an id, and return it as it was. Writes to the server.

    Raises:
        Refused: nobody holds it, or somebody of another id does; nothing was changed.
        WrongServer: it is not the server that the connection expects.
        ServerError: the server cannot be reached, or refuses.
    """
    if connection.path is not None:
        raise Refused(
            f"{connection.alias} is embedded and has no lease",
            hint="its folder is locked by the process that uses it, for as long as that runs",
        )
    with open_session(connection) as session:
        return lease.unlock(session.client, holder_id, this_process())
