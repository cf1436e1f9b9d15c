"""What tells a sentence of an article from a headline, a menu item or a notice."""

from __future__ import annotations

import re
from typing import Final

MAX_MARKED_CHARS: Final = 300
"""Longer lines are paragraphs: no pattern is tried on them, so hostile lines cost nothing."""
_MAX_HEADLINE_CHARS: Final = 90
_MAX_QUESTION_CHARS: Final = 70  # headlines may end in ? or !, paragraphs of this length too
_MIN_SENTENCE_CHARS: Final = 40  # of one that lacks its full stop, or that could be a notice

_ABBREVIATED: Final = re.compile(r"(?:\.\.|…|\b[A-Z]|Inc|Corp|Co|Ltd|Jr|vs)\.$")
_NOTES: Final = re.compile(r"(?:\s?(?:\[+[^\[\]]{0,40}\]+|\([^()]{0,40}\)))+$")  # 다.[1] 다. (끝)
_CLOSING: Final = "\"”’')]」』》>〉 "


def _core(line: str) -> str:
    """Return the end of *line* without notes and closing quotes."""
    return _NOTES.sub("", line[-MAX_MARKED_CHARS:]).rstrip(_CLOSING)


def has_full_stop(line: str) -> bool:
    """Return whether *line* ends in a full stop, a question mark or the like."""
    return _core(line).endswith((".", "。", "?", "!", "…"))


def is_sentence(line: str) -> bool:
    """Return whether *line* ends like a sentence, or is too long to be anything else."""
    core = _core(line)
    if len(line) > _MAX_HEADLINE_CHARS:
        return True
    if core.endswith((".", "。")):
        return not _ABBREVIATED.search(core)
    if core.endswith(("?", "!", "…")):
        return len(line) > _MAX_QUESTION_CHARS
    return len(line) >= _MIN_SENTENCE_CHARS and line.endswith(("다", "요", "죠"))


def says_something(line: str, after: str = "") -> bool:
    """Return whether *line* is a sentence of an article rather than a notice.

    It is none if it starts with one of the characters *after*.
    """
    return (
        line.endswith(("다.", "다.”", '다."'))
        and not line.startswith(tuple(after) or "\0")
        and len(line) > _MIN_SENTENCE_CHARS
    )
