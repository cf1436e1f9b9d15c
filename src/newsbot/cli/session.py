"""Session: what a command is handed: settings, screen, and a newsroom when it asks for one."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from newsbot.messages import Language
from newsbot.terminal.progress import syncing
from newsbot.terminal.screen import Screen

if TYPE_CHECKING:  # these load kiwipiepy and pydantic
    from newsbot.indexing import SyncResult
    from newsbot.newsroom import Newsroom
    from newsbot.settings import Settings

Opener = Callable[[Path, Path], "Newsroom"]


def language_of(setting: str | None) -> Language:
    """Return the language of *setting*, ``ko`` or ``en``; else that of the locale.

    A locale without a language (``C``, ``POSIX``, none at all) is Korean, any other English.
    """
    for language in get_args(Language):
        if setting == language:
            return cast("Language", setting)
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "")
    language = locale.partition(".")[0].partition("_")[0].lower()
    return "ko" if language in {"ko", "c", "posix", ""} else "en"


def open_real(corpus_dir: Path, index_path: Path) -> Newsroom:
    """Open the newsroom; loads what that needs."""
    from newsbot.newsroom import open_newsroom

    return open_newsroom(corpus_dir, index_path)


@dataclass
class Session:
    """One run of a command."""

    settings: Settings
    screen: Screen
    opener: Opener = open_real
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def language(self) -> Language:
        """The language of the person who asks."""
        return self.screen.language

    @cached_property
    def newsroom(self) -> Newsroom:
        """The newsroom, its index perhaps behind the corpus. Raises StoreError."""
        with self.screen.waiting("index.loading"):
            newsroom = self.opener(self.settings.corpus_dir, self.settings.index_path)
        self._stack.callback(newsroom.close)
        return newsroom

    def synced(self, *, quiet: bool = False) -> Newsroom:
        """Return the newsroom, up to date; what cannot be read is noted unless *quiet*.

        Raises CorpusError, StoreError.
        """
        result = self.sync()
        if result.problems and not quiet:
            self.screen.note("index.problems", count=len(result.problems))
        return self.newsroom

    def ready(self, *, quiet: bool = False) -> Newsroom:
        """Return the newsroom, up to date and its model loaded, so that no question waits for it.

        Raises CorpusError, StoreError.
        """
        newsroom = self.synced(quiet=quiet)
        with self.screen.waiting("index.loading"):
            newsroom.warm()
        return newsroom

    def sync(self) -> SyncResult:
        """Bring the index up to date, with a progress bar on a terminal."""
        newsroom = self.newsroom
        with syncing(self.screen) as report:
            return newsroom.sync(report)

    def close(self) -> None:
        """Close what was opened."""
        self._stack.close()
