"""The ``newsbot`` command. A command loads what it needs when it runs, so that help is quick."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import Final

from newsbot.cli.app import app
from newsbot.cli.command import Unwritten
from newsbot.cli.session import language_of
from newsbot.errors import NewsbotError
from newsbot.terminal.screen import Screen

__all__ = ["app", "main"]

_SIGPIPE: Final = 128 + 13
"""How a shell sees a program that a closed pipe has ended."""


def main() -> None:
    """Run the command that the arguments name; exits with its code. Never shows a traceback."""
    try:
        try:
            app(prog_name="newsbot")
        finally:
            sys.stdout.flush()
    except Unwritten as end:
        _give_up(end.number)
    except Exception as error:  # noqa: BLE001 -- a fault of ours ends here, as one line
        if isinstance(error, OSError) and error.errno in {errno.EPIPE, errno.ENOSPC}:
            _give_up(error.errno)
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        Screen(language_of("auto")).note("internal", kind=type(error).__name__, place=place)
        sys.exit(1)


def _give_up(number: int) -> None:
    """Exit because standard output takes no more: its reader has left, or the disk is full."""
    # What is still buffered must not be tried again, or Python complains when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if number == errno.EPIPE:  # `newsbot articles | head`: who reads has read enough
        sys.exit(_SIGPIPE)
    Screen(language_of(os.environ.get("NEWSBOT_LANGUAGE"))).fail(NewsbotError("output.disk_full"))
    sys.exit(1)
