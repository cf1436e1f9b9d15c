"""Screen: where a person reads and answers. No text of an article can command the terminal."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from newsbot.cli_messages import tell
from newsbot.errors import NewsbotError
from newsbot.messages import Language

PIPE_WIDTH: Final = 1_000
"""Columns of a pipe or file: lines are not broken there, so that quotes stay whole."""
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"


def safe(text: str) -> str:
    """Return *text*, as long as before, with nothing in it that a terminal would obey.

    Control and format characters (escape sequences, bidi controls) show as U+FFFD; a newline
    stays, a tab becomes a space.
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\n" or not unicodedata.category(character).startswith("C"):
        return character
    return " " if character == "\t" else _REPLACED


def speak_utf8() -> None:
    """Make standard output and error write UTF-8, and mark what they cannot write."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


class Screen:
    """Standard output for what was asked for, standard error for what is said about it."""

    def __init__(self, language: Language, *, styled: bool | None = None) -> None:
        """*styled* overrides whether the streams are taken for terminals (for tests)."""
        self.language = language
        self.out = _console(sys.stdout, styled)
        self.err = _console(sys.stderr, styled)

    def text(self, code: str, **details: object) -> str:
        """Return what *code* says in the reader's language, made safe."""
        return safe(tell(code, self.language, **details))

    def say(self, code: str, **details: object) -> None:
        """Print a sentence on standard output."""
        self.print(Text(self.text(code, **details)))

    def note(self, code: str, **details: object) -> None:
        """Print a sentence on standard error."""
        self.err.print(Text(self.text(code, **details)), soft_wrap=True)

    def fail(self, error: NewsbotError) -> None:
        """Print what went wrong and the remedy: one line on standard error."""
        self.note("error", sentence=error.sentence(self.language))

    def print(self, text: Text | None = None, *, indent: str = "", first: str = "") -> None:
        """Print *text*, broken to the terminal's width between *indent* and the right edge.

        *first* stands in place of the first line's indent. Spaces at a line's end are not printed.
        """
        text = text or Text()
        lines = [text] if not indent and not self.out.is_terminal else text.split("\n")
        width = max(self.out.width - len(indent), 20)
        for line in lines:
            broken = line.wrap(self.out, width) if self.out.is_terminal else [line]
            for part in broken or [Text()]:
                shown = Text(first or indent) + part
                shown.rstrip()
                self.out.print(shown, soft_wrap=True)
                first = ""

    def line(self, text: Text) -> None:
        """Print *text* on one line, however long: an address stays clickable."""
        self.out.print(text, soft_wrap=True)

    @property
    def interactive(self) -> bool:
        """Whether a person sits at standard input."""
        return sys.stdin.isatty()

    def confirm(self, code: str, *, default: bool) -> bool:
        """Ask, and return the answer; an empty line means *default*, the end of input no."""
        choices = self.text("yes_no" if default else "no_yes")
        self.err.print(Text(f"{self.text(code)} {choices} "), end="", soft_wrap=True)
        try:
            answer = input().strip().casefold()
        except EOFError:
            self.err.print()
            return False
        return answer in {"y", "yes", "예", "네", "ㅇ", "ㅛ"} or (default and not answer)

    @contextmanager
    def waiting(self, code: str) -> Iterator[None]:
        """Show on a terminal that something takes a moment."""
        if not self.err.is_terminal:
            yield
            return
        with self.err.status(Text(self.text(code))):
            yield


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to whoever runs the command; rich would exit with 1."""
        raise  # noqa: PLE0704 -- rich calls this while it handles the BrokenPipeError


def _console(stream: TextIO, styled: bool | None) -> Console:  # noqa: FBT001 -- as Screen has it
    terminal = stream.isatty() if styled is None else styled
    width = None
    if not terminal:
        width = PIPE_WIDTH
        with suppress(KeyError, ValueError):
            width = max(int(os.environ["COLUMNS"]), 40)
    return _Console(
        file=stream,
        force_terminal=styled,
        width=width,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )
