"""An in-memory Milvus that speaks the real protocol, in several versions.

``with simulator.start(profile="2.6") as server:`` gives a ``server.Simulator``, which has
the address, the kind and the restart of a ``tests.servers.process.RunningServer``. It earns
belief only through the contract suite and ``test_agreement``: where a real server of a
profile exists, both must answer alike. Rules of the other profiles say where they were read.
"""

from tests.simulator.call import Pace
from tests.simulator.server import start

__all__ = ["Pace", "start"]
