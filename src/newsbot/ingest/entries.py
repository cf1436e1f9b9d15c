"""What looks like furniture on its own and is text of an article: turns of talk, lists, questions.

Only for lines that are an article's body and hardly more: on a whole page the same marks stand
before captions, links and menus.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from newsbot.ingest.captions import is_caption
from newsbot.ingest.lines import Line
from newsbot.ingest.sentences import has_full_stop, is_sentence

_MARKS: Final = tuple("▲△")
_MIN_MARKED: Final = 2
_MIN_ENTRIES: Final = 3
_ENTRY_SHARE: Final = 0.7
_MIN_TURNS: Final = 2
_MIN_SPEAKERS: Final = 2
_MIN_QUESTION_CHARS: Final = 20
_TURN: Final = re.compile(
    r"[▷▶◇◆○●◎□■☞-]\s?(?P<name>[^\W\d_][^:.?!,=▷▶]{0,19}?)\s?:\s?(?P<said>\S.*)"
)
_NOT_SPEAKING: Final = re.compile(
    r"전화|메일|톡|제보|문의|관련|기사|뉴스|사진|영상|촬영|편집|출처|자료|그래픽|구독|홈페이지|바로가기|보기"
)
_OPENING: Final = re.compile(  # (창원=연합뉴스) 이정훈 기자 = "걸림돌이 이제 없다"
    r"[\[(【](?=[^\])】]{0,50}(?:기자|특파원|=))[^\])】]{2,60}[\])】]\s?(?:[^=]{2,40}=\s?)?"
    r"[^\s=\[(【].{7,}"
)
_QUESTION: Final = re.compile(r"(?:까|나요|가요|[을를]까|은가|는가)\?[\"”’]?")
_ENTRY: Final = re.compile(r"[△▲▷●○◇◆■□·•※-]\s?\S|(?:\D{0,60}?\d+){2}")
_MAX_MARKED_ENTRY_CHARS: Final = 25
"""Of a career, say; longer lines behind a triangle are the headlines of advertisements."""
_NOT_ENTRY: Final = re.compile(r"20\d\d\s?[-./년]|\b0\d{1,2}-\d{3,4}|https?:|@")


def as_article(lines: Sequence[Line]) -> list[Line]:
    """Return *lines* with the turns, sub-headlines and entries among them taken for text."""
    return _with_last_entries(_with_opening(_with_marked(with_turns(lines))))


def with_turns(lines: Sequence[Line]) -> list[Line]:
    """Take lines such as ``▷ 홍길동 : 안녕하세요?`` for text where several people speak in turn."""
    matches = [_TURN.match(line.text) if _is_open(line) else None for line in lines]
    names = Counter(match["name"] for match in matches if match)
    speakers = {
        name
        for name, count in names.items()
        if count >= _MIN_TURNS and not _NOT_SPEAKING.search(name)
    }
    if len(speakers) < _MIN_SPEAKERS:
        return list(lines)
    return [
        Line(line.text, "sentence") if match and match["name"] in speakers else line
        for line, match in zip(lines, matches, strict=True)
    ]


def _is_open(line: Line) -> bool:
    return line.reason in (None, "related", "caption") and line.kind != "blank"


def _with_marked(lines: Sequence[Line]) -> list[Line]:
    """Take lines that begin with a triangle for text where several do and credit no photo."""
    marked = [number for number, line in enumerate(lines) if _is_uncredited(lines, number, line)]
    taken = list(lines)
    if len(marked) >= _MIN_MARKED:
        for number in marked:
            text = lines[number].text
            ends = has_full_stop(text) and not text.endswith(("..", "…"))
            taken[number] = Line(text, "sentence" if ends else "short")
    return taken


def _is_uncredited(lines: Sequence[Line], number: int, line: Line) -> bool:
    if line.reason != "caption" or not line.text.startswith(_MARKS):
        return False
    label, colon, _ = line.text.partition(":")
    if colon and _NOT_SPEAKING.search(label):
        return False
    beside = [below for below in lines[number + 1 : number + 3] if below.kind != "blank"][:1]
    credited = any(below.reason in ("credit", "copyright") for below in beside)
    return not credited and not is_caption(line.text.lstrip("".join(_MARKS)))


def _with_opening(lines: Sequence[Line]) -> list[Line]:
    """Take short lines above the first sentence that open the article for text.

    These are one behind a dateline, which is a quotation, and a question in full.
    """
    taken = list(lines)
    for number, line in enumerate(lines):
        if line.kind == "sentence":
            break
        asks = len(line.text) >= _MIN_QUESTION_CHARS and _QUESTION.search(line.text[-6:])
        if line.kind == "short" and (_OPENING.fullmatch(line.text) or asks):
            taken[number] = replace(line, kind="sentence")
            break
    return taken


def _with_last_entries(lines: Sequence[Line]) -> list[Line]:
    """Take a list behind the last sentence (results, a career) for text, with its heading."""
    start = 1 + max((at for at, line in enumerate(lines) if line.kind == "sentence"), default=-1)
    run: list[int] = []
    for number in range(start, len(lines)):
        if lines[number].kind == "short":
            run.append(number)
        elif lines[number].kind != "blank":
            break
    entries = [number for number in run if _is_entry(lines[number].text)]
    run = [number for number in run if entries and number <= entries[-1]]
    taken = list(lines)
    if len(entries) >= max(_MIN_ENTRIES, _ENTRY_SHARE * len(run)):
        for number in run:
            taken[number] = replace(lines[number], kind="sentence")
    return taken


def _is_entry(text: str) -> bool:
    if text.startswith(_MARKS) and len(text) > _MAX_MARKED_ENTRY_CHARS:
        return False
    return bool(_ENTRY.match(text)) and not (_NOT_ENTRY.search(text) or is_sentence(text))
