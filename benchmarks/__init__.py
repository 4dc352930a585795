"""Measurements against pymilvus in the same run; ``python -m benchmarks`` or ``make bench``."""
