"""What each line of a page looks like, on its own and beside its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from newsbot.dates import parse_moment
from newsbot.ingest.bylines import is_bare_dateline, read_byline
from newsbot.ingest.captions import is_image_button
from newsbot.ingest.furniture import Reason, reason_to_drop
from newsbot.ingest.outlets import outlet_named
from newsbot.ingest.sentences import MAX_MARKED_CHARS, is_sentence
from newsbot.ingest.timestamps import is_label, read_stamps

Kind = Literal[
    "blank", "stamps", "moment", "label", "byline", "outlet", "drop", "sentence", "short"
]
_MIN_HEADLINE_CHARS: Final = 10  # of one without a space; less is a menu item
_MAX_MENU_WORDS: Final = 2
_PROMPTS: Final = tuple("▲△◀◁")
"""What a complete caption starts with: the line above it is not its part."""

_MAX_SPEAKER_CHARS: Final = 80
_SAID: Final = re.compile(  # [봉나루/나루군 주민 : "날마다 즐거워요."]
    r"\[[^\[\]:=]{2,40} ?: ?[\"“]?[^\[\]]{8,}(?:[.?!…][\"”]?|[다요죠])\]"
)
_SPEAKER: Final = re.compile(
    r"[\[<(【◀]\s?(?:앵커|기자|리포터?|리포트|인터뷰|녹취|답변|질문|질문 [0-9]+|스튜디오|현장음)"
    r"(?: ?멘트)?\s?[\])>】▶]|◀ ?(?:INT|SYN|SOV) ?▶.{0,60}"
    r"|▶ ?(?:인터뷰|스탠딩|싱크|녹취) ?(?:\([^()]{1,30}\) ?)?: ?\S.{0,60}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, what it looks like and, if it is no part of an article, what it is taken for."""

    text: str
    kind: Kind
    reason: Reason | None = None


def classify(text: str) -> Line:
    """Return the line *text* with what it looks like on its own."""
    if not text:
        return Line(text, "blank")
    if is_speaker(text):
        return Line(text, "short")
    if _SAID.fullmatch(text[:MAX_MARKED_CHARS]):
        return Line(text, "sentence")
    if len(text) <= MAX_MARKED_CHARS and (known := _classify_known(text)):
        return known
    if reason := reason_to_drop(text):
        return Line(text, "drop", reason)
    return Line(text, "sentence" if is_sentence(text) else "short")


def _classify_known(text: str) -> Line | None:
    """Return the line *text* if it gives a field of the article: a time, a name, an outlet."""
    kind: Kind | None = None
    if parse_moment(text.rstrip(" .|")):
        text, kind = text.rstrip(" .|"), "moment"
    elif read_stamps(text):
        kind = "stamps"
    elif is_label(text):
        kind = "label"
    elif read_byline(text) or is_bare_dateline(text):
        kind = "byline"
    elif outlet_named(text.strip("[]()")):
        kind = "outlet"
    return Line(text, kind) if kind else None


def is_speaker(text: str) -> bool:
    """Return whether *text* says who speaks next in a broadcast: ``[앵커]``, ``◀ 리포트 ▶``."""
    return len(text) <= _MAX_SPEAKER_CHARS and bool(_SPEAKER.fullmatch(text))


def stands_alone(text: str) -> bool:
    """Return whether the line *text* is of a kind that is no part of a paragraph."""
    return classify(text).kind not in ("sentence", "short")


def understood(texts: Sequence[str]) -> list[Line]:
    """Return the lines *texts*; a label and the time below it become one."""
    lines = [classify(text) for text in texts]
    for number, line in enumerate(lines):  # a label (입력), and its time on the next line
        below = next(
            (at for at in (number + 1, number + 2) if at < len(lines) and lines[at].text), 0
        )
        if line.kind == "label" and lines[below].kind == "moment":
            lines[number] = Line(f"{line.text.rstrip(' :|')} {lines[below].text}", "stamps")
            lines[below] = Line("", "blank")
    if all(line.kind != "sentence" for line in lines):  # a note without full stops
        return [Line(line.text, "sentence") if _is_weak_sentence(line) else line for line in lines]
    return lines


def _is_weak_sentence(line: Line) -> bool:
    return (
        line.kind == "short"
        and len(line.text) >= _MIN_HEADLINE_CHARS
        and line.text.endswith(tuple("다요죠까음함됨임!?"))
    )


def is_headline(line: Line) -> bool:
    """Return whether *line* can be a headline or sub-headline."""
    return line.kind == "short" and (" " in line.text or len(line.text) >= _MIN_HEADLINE_CHARS)


def is_menu_like(line: Line) -> bool:
    """Return whether *line* is as short as a menu item (``연예 뉴스``), or a short headline."""
    return len(line.text) < _MIN_HEADLINE_CHARS and len(line.text.split()) <= _MAX_MENU_WORDS


def with_captions(lines: Sequence[Line]) -> list[Line]:
    """Mark the short lines right below an image button, or right above a credit, as captions."""
    marked = list(lines)
    for number, line in enumerate(lines):
        if line.kind == "short" and number:
            above = marked[number - 1]
            below = lines[number + 1] if number + 1 < len(lines) else above
            beside_photo = below.reason in ("credit", "caption") and not below.text.startswith(
                _PROMPTS
            )
            under_button = above.reason == "caption" and (
                is_image_button(above.text) or lines[number - 1].kind == "short"
            )
            if beside_photo or under_button:
                marked[number] = Line(line.text, "drop", "caption")
    return marked
