"""Where the real upstream files stand on this machine, for tests with the marker `upstream`."""

import os
from pathlib import Path

import pytest

from orchestration.paths import REPOSITORY


def upstream(*parts: str) -> Path:
    """A file or folder of the real upstream files; skips the test where they are absent."""
    root = Path(os.environ.get("GIGALEDGER_UPSTREAM") or REPOSITORY.parent / "shared" / "data")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no upstream file {'/'.join(parts)}; set GIGALEDGER_UPSTREAM to the folder that has it")
    return path
