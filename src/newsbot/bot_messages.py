"""What the Discord bot says, in Korean and English; errors are in ``messages``."""

# ruff: noqa: ISC004 -- a sentence may be longer than a line; a test checks that all are pairs

from __future__ import annotations

from typing import Final

from newsbot.messages import Language

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # code: (Korean, English); both use the same names in braces (a test checks it).
    # replies
}


def say(language: Language, code: str, **details: object) -> str:
    """Return the sentence *code* in *language*, filled with *details*."""
    return MESSAGES[code][language == "en"].format(**details)
