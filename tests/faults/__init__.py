"""Faults at every RPC of an apply, and whether one more apply puts everything right.

``proxy`` stands between migrator and a server and does what goes wrong; ``plans`` are the
migrations that are walked, ``walk`` does one case, ``python -m tests.faults`` all of them.
"""
