"""What the process imports that ``migrator`` is forked from; nothing here starts a thread."""

from __future__ import annotations

import deepdiff

import migrator.applying
import migrator.cli.app
import migrator.cli.applying
import migrator.commands.apply
import migrator.commands.planning
import migrator.commands.unlock
import migrator.milvus.client
import migrator.views.progress
import migrator.views.text

__all__ = ["deepdiff", "migrator"]
