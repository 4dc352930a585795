"""The command line: parse, confirm, choose the view, exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the ``migrator`` command and exit with its code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        # Answered before anything is imported: scripts ask for it often.
        from migrator._version import __version__

        sys.stdout.write(f"migrator {__version__}\n")
        sys.exit(0)
    from migrator.cli.app import run

    sys.exit(run(arguments))
