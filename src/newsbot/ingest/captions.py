"""Photo captions and credits: what stands under a picture."""

from __future__ import annotations

import re
from typing import Final

from newsbot.ingest.outlets import is_credited
from newsbot.ingest.sentences import says_something

_MAX_CAPTION_CHARS: Final = 200

_IMAGE_BUTTON: Final = re.compile(
    r"(?:이미지|사진)\s?(?:확대|크게)\s?(?:보기|하기)?|(?:이미지|사진) ?원본 ?보기"
)
_CREDIT: Final = re.compile(
    r"[/(\[<]?\s?(?:사진|그래픽|영상|자료|일러스트|이미지|촬영|photo|image)\s?(?:출처|제공)?\s?[=:/|ⓒ\]]\s?\S.{0,80}"
    r"|[/(\[]?사진\s?(?:제공|출처).{0,60}|[ⓒ©]\s?.{2,60}|\S{2,12} 제공",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"^[▲△◀◁]\s?\S|[/(\[]\s?(?:사진|그래픽|자료|이미지)\s?(?:출처|제공)?\s?[=:/|].{1,60}$"
    r"|[\[(]사진[^\])]{0,60}[\])]$|/뉴스1\b|[ⓒ©]\s?\S.{1,40}$|\(.{1,30} 제공\)$|\[.{1,30} 제공\]$"
    r"|(?:사진|그래픽)\s?=\s?\S.{1,30}$|자료\s?사진[\])]?\.?$|=연합뉴스[\])]?$|재판매 및 DB ?금지"
    r"|[.”]\s/\S{1,20}(?: \S{1,10}){0,2}$|[.”]\s\S{2,20}(?:\s\S{1,10})?\s제공$"
    r"|20[0-9]{2}\.\s?[0-9]{1,2}\.\s?[0-9]{1,2}\.?(?:\s\S+@\S+|/\S.{0,40}|\s?\[.{1,30}\])$"
    r"|(?:photo by|courtesy of|file photo)\b",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"(?:[▲△].*?){3}")
"""▲ one thing ▲ another ▲ a third: a list in a paragraph."""
_TRAILING_CREDIT: Final = re.compile(
    r"(?:[.…”\"')]\s|\s?[\[(/=]|\.)(?P<name>[^\s.\[\](/=][^.\[\](/=]{0,24}?)"
    r"(?:\s?(?:제공|캡처|갈무리))?[\])]?\.?$"
)


def is_image_button(line: str) -> bool:
    """Return whether *line* is the button that enlarges a picture."""
    return bool(_IMAGE_BUTTON.fullmatch(line))


def is_credit(line: str) -> bool:
    """Return whether *line* only says whose picture it is, as in ``사진=뉴시스``."""
    return bool(_CREDIT.fullmatch(line)) or is_credited(line.strip("[]()/=. "))


def is_caption(line: str) -> bool:
    """Return whether *line* ends in a photo credit, as in ``장관이 발언하고 있다. 연합뉴스``."""
    if (
        _CAPTION.search(line)
        and not _LISTED.search(line)
        and not _CREDIT.fullmatch(line)
        and not says_something(line, after="ⓒ©▲△◀◁")
    ):
        return True
    match = _TRAILING_CREDIT.search(line)
    if not match or match.start() == 0 or len(line) > _MAX_CAPTION_CHARS:
        return False
    credited = re.split(r"[·,]", match["name"].removesuffix("자료사진"))
    return all(is_credited(name) for name in credited)
