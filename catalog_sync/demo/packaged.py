"""Finds the files that travel with the package, in a checkout as well as when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def packaged(name: str) -> Path:
    """A file or folder of the package; `dagster.yaml` and `workspace.yaml` stand above it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent / name
