"""The errors that a person can meet. Each says what is wrong and what to do about it.

    NewsbotError
    ├── SettingsError      a NEWSBOT_* variable, an option or the .env file, or what
    │                      Discord says of the token
    ├── IngestError        a page or file that cannot become an article
    ├── CorpusError        the folder of articles
    ├── StoreError         the index file
    ├── QuestionError      a question or filter that cannot be understood, or is not allowed
    └── DiscordError       a bot that cannot start, or that Discord has sent away

Everything else that is raised is a fault of the program, not of its user.
"""

from __future__ import annotations

from typing import ClassVar

from newsbot.messages import Language, render


class NewsbotError(Exception):
    """An error with a code of ``messages.CATALOGUE`` and the details that fill its sentence."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(render(code, "en", **details))

    def sentence(self, language: Language) -> str:
        """Return what happened and the remedy, in *language*, on one line."""
        return " ".join(render(self.code, language, **self.details).split())


class SettingsError(NewsbotError):
    """A setting is wrong, misspelt or unreadable."""

    exit_code = 2


class IngestError(NewsbotError):
    """A page or file cannot be understood as an article."""


class CorpusError(NewsbotError):
    """The corpus folder, or an article in it, cannot be read or written."""


class StoreError(NewsbotError):
    """The index file cannot be opened, read or written."""


class QuestionError(NewsbotError):
    """A question, or a filter beside it, cannot be understood."""

    exit_code = 2


class DiscordError(NewsbotError):
    """The bot cannot log in to Discord, or not go on."""
