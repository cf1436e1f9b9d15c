"""When a page says it was published and changed: its lines of 입력 and 수정."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from newsbot.dates import Moment, parse_moment

_MAX_STAMPS_CHARS: Final = 200
_STAMP_WORDS: Final = 7
_LABEL: Final = re.compile(
    r"(?:(?P<modified>(?:기사)?\s?(?:최종|마지막)?\s?(?:수정|업데이트)|최종"
    r"|(?:last\s)?(?:updated|modified))"
    r"|(?P<published>(?:기사|최초)?\s?(?:입력|등록|송고|승인|발행|게재|게시|작성|보도)"
    r"|published|posted))"
    r"\s?(?:시간|일시|시각|일자|일|on\b|at\b)?(?:\s*[:|]\s*|\s*\(|\s*(?=[0-9])|\s+(?=[A-Za-z])|\s*$)",
    re.IGNORECASE,
)
_NO_BRACKETS: Final = str.maketrans("()[]", "    ")


@dataclass(frozen=True, slots=True)
class Stamps:
    """The times that a line gives, and what stands before the first of them."""

    published: Moment | None = None
    modified: Moment | None = None
    before: str = ""


def read_stamps(line: str) -> Stamps | None:
    """Return the labelled times of *line* (입력, 수정, Updated ...), or None if it has none."""
    if len(line) > _MAX_STAMPS_CHARS or not any(char.isdigit() for char in line):
        return None
    if line.endswith("송고") and (moment := parse_moment(line.removesuffix("송고").strip())):
        return Stamps(published=moment)
    labels = list(_LABEL.finditer(line))
    found: dict[str, Moment] = {}
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=False):
        if moment := _first_moment(line[label.end() : end]):
            found.setdefault(label.lastgroup or "", moment)
    if not found:
        return None
    return Stamps(
        found.get("published"), found.get("modified"), line[: labels[0].start()].strip(" |")
    )


def is_label(line: str) -> bool:
    """Return whether *line* is nothing but the label of a time (입력, 수정, Updated ...)."""
    label = _LABEL.match(line)
    return label is not None and label.end() == len(line)


def _first_moment(text: str) -> Moment | None:
    """Return the time at the start of *text*; what follows (지면 A1, 댓글 3) is not looked at."""
    words = text.translate(_NO_BRACKETS).strip(" :|/,·").split()[:_STAMP_WORDS]
    for count in range(len(words), 0, -1):
        if moment := parse_moment(" ".join(words[:count]).strip(" |/,·")):
            return moment
    return None
