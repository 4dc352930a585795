"""Interruption: Ctrl-C and SIGTERM, put off while something must not be torn apart."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: What a terminal's Ctrl-C and a CI runner that cancels a job send.
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def put_off() -> Iterator[threading.Event]:
    """Set the event at a signal that would raise ``KeyboardInterrupt`` between any two lines.

    An executor that is interrupted between sending an RPC and noting it would say that
    the RPC was not begun. Only in the main thread, and only signals that would raise:
    whoever has a handler of their own keeps it.
    """
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    here = threading.current_thread() is threading.main_thread()
    raising = [
        number
        for number in SIGNALS
        if here and signal.getsignal(number) is signal.default_int_handler
    ]
    for number in raising:
        signal.signal(number, ask)
    try:
        yield asked
    finally:
        for number in raising:
            signal.signal(number, signal.default_int_handler)
