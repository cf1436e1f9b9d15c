"""What desks glue to the end of a paragraph: a signature, an address, whose the photo above is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from newsbot.ingest.bylines import EMAIL, read_byline
from newsbot.ingest.sentences import is_sentence

_MAX_ENDING_CHARS: Final = 120
_CLOSED: Final = r"(?<=[다요죠까][.?!])[\"”’')]?|(?<=[.?!][\"”])|(?<=[.?!…\])](?=\s?/))"
_SIGNATURE: Final = re.compile(
    rf"(?:{_CLOSED})\s*(?P<ending>/?\s?(?P<signature>[^.?!@]{{0,50}}?[ (<]?{EMAIL.pattern}[)>]?)"
    r"(?:\s?/[\d.]{8,12}/?)?)\s*$"
)
_CREDIT: Final = re.compile(
    rf"(?:{_CLOSED})\s*(?P<ending>[(\[]\s?(?:자료\s?)?(?:사진|그래픽|영상)\b[^()\[\]]{{0,60}}[)\]])$"
)
_FULL_STOP: Final = re.compile(r"[다요죠까][.?!][\"”’')]?\s")


def without_endings(lines: Iterable[str]) -> list[str]:
    """Return *lines*, what is glued to the end of a paragraph as a line of its own.

    A sentence with a photo's credit behind it is a caption, unless others stand before it or it
    is the last one of the article, whose photo is credited there.
    """
    parted = [part for line in lines for part in _unsigned(line)]
    ends = [number for number, line in enumerate(parted) if is_sentence(_uncredited(line)[0])]
    last = ends[-1] if len(ends) > 1 else -1
    return [
        part
        for number, line in enumerate(parted)
        for part in (_uncredited(line) if number == last or _has_several(line) else (line,))
    ]


def _unsigned(line: str) -> tuple[str, ...]:
    """Return *line*, a signature with an address at its end (홍길동 기자 a@b.kr) as a second."""
    start = max(0, len(line) - _MAX_ENDING_CHARS)
    match = _SIGNATURE.search(line, start)
    if not match:
        return (line,)
    name = EMAIL.sub("", match["signature"]).strip(" /()<>")
    if name and not read_byline(match["signature"].strip(" /")):
        return (line,)
    return line[: match.start("ending")].rstrip(), match["ending"]


def _uncredited(line: str) -> Sequence[str]:
    """Return *line*, a photo's credit at its end (``(사진=뉴시스)``) as a second."""
    match = _CREDIT.search(line, max(0, len(line) - _MAX_ENDING_CHARS))
    return (line[: match.start("ending")].rstrip(), match["ending"]) if match else (line,)


def _has_several(line: str) -> bool:
    return bool(_FULL_STOP.search(_uncredited(line)[0]))
