"""The ``newsbot`` command. A command loads what it needs when it runs, so that help is quick."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from newsbot.cli.app import app
from newsbot.cli.session import language_of
from newsbot.terminal.screen import Screen

__all__ = ["app", "main"]


def main() -> None:
    """Run the command that the arguments name; exits with its code. Never shows a traceback."""
    try:
        try:
            app(prog_name="newsbot")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # `newsbot articles | head`: who reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 -- a fault of ours ends here, as one line
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        Screen(language_of("auto")).note("internal", kind=type(error).__name__, place=place)
        sys.exit(1)
