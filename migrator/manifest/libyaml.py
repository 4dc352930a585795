"""The parser of YAML: libyaml's through PyYAML, or the pure one where libyaml is missing."""

from __future__ import annotations

try:
    from yaml._yaml import CParser as Parser
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as Parser  # type: ignore[assignment]

__all__ = ["Parser"]
