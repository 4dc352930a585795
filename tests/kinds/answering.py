"""A server as kinds see it: answers from a table, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from migrator.capabilities import Capabilities, capabilities_of
from migrator.errors import NotFound, ServerError
from migrator.kinds.base import Call
from migrator.milvus.messages import build
from migrator.milvus.methods import method

MILVUS_2_3 = capabilities_of("v2.3.5-lite")
MILVUS_2_6 = capabilities_of("v2.6.4")
LITE = capabilities_of("milvus_lite-3.2.2")
EMBEDDED = capabilities_of("milvus_lite-3.2.2", embedded=True)

#: The fields of an answer, or the failure in the place of one.
Answer = Mapping[str, Any] | ServerError

#: One answer for every call of an RPC, or what to answer to each call.
Row = Answer | Callable[[Call], Answer]


class Answering:
    """An ``Rpc`` over a table, RPC by RPC.

    Requests and answers go through the protocol's own messages, so that a field which no
    server knows is an error. A read that the table does not have is one too; a write that
    it does not have is OK.
    """

    def __init__(self, table: Mapping[str, Row], capabilities: Capabilities = MILVUS_2_3) -> None:
        self.table = dict(table)
        self._capabilities = capabilities
        self.asked: list[Call] = []
        #: The reference with which each user logs in.
        self.logins: dict[str, str] = {}

    @property
    def alias(self) -> str:
        return "dev"

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def methods(self) -> list[str]:
        """The names of the RPCs that were made, in order."""
        return [call.method for call in self.asked]

    def call(self, method: str, request: Mapping[str, Any], *, database: str = "default") -> Any:
        answer = self._answer(Call(method, request, database))
        if isinstance(answer, ServerError):
            raise answer
        return answer

    def call_all(self, calls: Sequence[Call]) -> list[Any]:
        return [self._answer(call) for call in calls]

    asks_for_login = False

    def logs_in(self, username: str, password: str) -> bool:
        return self.logins.get(username) == password

    def _answer(self, call: Call) -> Any:
        self.asked.append(call)
        known = method(call.method)
        build(known.request, call.request)
        row = self.table.get(call.method)
        if row is None:
            assert not known.is_read, f"{call.method} was not expected: {call}"
            return known.answer()
        answer = row(call) if callable(row) else row
        return answer if isinstance(answer, ServerError) else build(known.answer, answer)


def by_collection(answers: Mapping[str, Answer]) -> Row:
    """Answer for each collection by its name; any other is not there."""

    def answer(call: Call) -> Answer:
        return answers.get(call.request["collection_name"], NotFound("not there", code=100))

    return answer


def by_database(answers: Mapping[str, Answer]) -> Row:
    """Answer for each database by its name."""
    return lambda call: answers[call.database]
