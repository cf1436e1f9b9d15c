"""Where a conversation's lines come from: a keyboard with editing and history, or a pipe."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from types import ModuleType, TracebackType
from typing import BinaryIO, Final, Self

from newsbot import ingest

HISTORY_LINES: Final = 500
MAX_LINE_BYTES: Final = 1 << 20
"""A longer line of a pipe is read in pieces."""


def _readline() -> ModuleType | None:
    """Return the module that edits lines, which Windows lacks."""
    try:
        import readline
    except ImportError:
        return None
    return readline


class Keyboard:
    """Lines that a person types. Questions are kept in *history*, for its owner alone to read."""

    interactive: Final = True

    def __init__(self, history: Path) -> None:
        self._history = history
        self._editor = _readline()

    def __enter__(self) -> Self:
        if self._editor is not None:
            self._editor.set_auto_history(False)
            with contextlib.suppress(OSError, UnicodeDecodeError):  # none yet, or not ours
                for line in self._history.read_text("utf-8").splitlines()[-HISTORY_LINES:]:
                    self._editor.add_history(line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._editor is None:
            return
        count = self._editor.get_current_history_length()
        lines = [self._editor.get_history_item(n) for n in range(1, count + 1)][-HISTORY_LINES:]
        text = "".join(f"{line}\n" for line in lines)
        with contextlib.suppress(OSError):  # a conversation does not fail for its history
            descriptor = os.open(self._history, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(text)

    def read(self, prompt: str) -> str:
        """Return the next line; one without *prompt* is not kept. Raises EOFError at the end."""
        line = input(prompt)
        if self._editor is not None and prompt and line.strip():
            self._editor.add_history(line)
        return line


class Pipe:
    """Lines of a file or another program: UTF-8, or cp949 as Korean Windows writes it."""

    interactive: Final = False

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream or sys.stdin.buffer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the stream open: it is not ours."""

    def read(self, prompt: str) -> str:  # noqa: ARG002 -- nobody is there to be prompted
        """Return the next line. Raises EOFError at the end, IngestError if it is no text."""
        data = self._stream.readline(MAX_LINE_BYTES)
        if not data:
            raise EOFError
        return ingest.decode(data).rstrip("\r\n")
