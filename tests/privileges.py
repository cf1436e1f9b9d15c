"""Tests run as root see no permissions: this gives them up for a moment."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534

needs_permissions = pytest.mark.skipif(
    not hasattr(os, "seteuid"), reason="permissions of this kind exist on POSIX systems only"
)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as somebody whom permissions stop; nothing changes for who is not root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@contextmanager
def public_folder() -> Iterator[Path]:
    """Make a folder that everyone can enter (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
