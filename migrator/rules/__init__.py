"""Rules: what no server accepts, and what this one does not serve; nothing is contacted.

``check`` finds the first over a whole desired state, ``support`` the second for one server.
Where servers differ a rule is not ours, and where knowledge is uncertain it is a warning:
an error in vain stops people, one that a server tells later does not.
"""

from __future__ import annotations

from migrator.rules.desired import check
from migrator.rules.limits import SchemaLimits
from migrator.rules.subject import Locate

__all__ = ["Locate", "SchemaLimits", "check"]
