"""What stands on a page around an article, and why a line of it is dropped."""

from __future__ import annotations

import re
from typing import Final, Literal

from newsbot.dates import parse_moment
from newsbot.ingest.bylines import EMAIL
from newsbot.ingest.captions import is_caption, is_credit, is_image_button
from newsbot.ingest.outlets import fold, is_portal
from newsbot.ingest.sentences import MAX_MARKED_CHARS, is_sentence, says_something
from newsbot.ingest.words import MENU_WORDS, SHARE_WORDS
from newsbot.text import clean_line

Reason = Literal["menu", "share", "caption", "credit", "related", "copyright", "contact"]

_MAX_CONTACT_CHARS: Final = 80
_MIN_PARAGRAPH_CHARS: Final = 100
_MAX_HEAD_CHARS: Final = 60  # "많이 본 뉴스"

_CRUMBS: Final = re.compile(r"(?:홈|home|뉴스|news)\s?>", re.IGNORECASE)
_RELATED_HEADS: Final = re.compile(
    r"[\[<■●◆▶▷#\s]*(?:(?:\S{2,4}기자의)?(?:다른|관련|연관|추천|인기|최신|주요|핫|많이본|가장많이본|많이읽은|댓글많은"
    r"|실시간|랭킹|분야별|오늘의|이시각|함께보면좋은|함께볼만한|이어서볼만한|당신이좋아할만한|화제의|섹션별|놓치면안될)+"
    r"(?:주요|핫|인기)?(?:기사|뉴스|콘텐츠|이슈|영상|헤드라인|태그|키워드|포토|글|검색어)(?:더보기|[0-9]+)*"
    r"|포토|포토뉴스|화보|오피니언|최신|핫이슈|이슈|주요뉴스|많이본뉴스|속보|랭킹|태그|관련태그|해시태그|광고|(?:기사|글)?(?:게재|싣는)순서"
    r"|relatedarticles?|related(?:stories|news)?|most(?:read|viewed|popular)|trending(?:now)?|readmore"
    r"|recommended(?:foryou)?|editor[’']?spicks?|morefrom\S{2,30}|advertisement)[\]>:\s]*",
    re.IGNORECASE,
)
_END_HEADS: Final = re.compile(
    r"전체댓글.{0,20}|댓글목록|댓글(?:쓰기|달기|작성|입력|정책).{0,20}|comments?\(?[0-9]*\)?"
)
_COPYRIGHT: Final = re.compile(
    r"무단\s?(?:전재|복제|배포)\s?(?:및|와|[-·,/&])?\s?(?:재배포|배포|복제|수집|전재|재가공|금지)"
    r"|^[<\[(※]?\s?저작권자?\s?[:ⓒ©(<]|^[<\[(]?copyright\b|all rights reserved"
    r"|^[<\[]?ⓒ.{2,40}(?:금지|reserved)"
    r"|사업자\s?등록번호|청소년\s?보호\s?책임자|통신판매업",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"okjebo|제보는|제보\s?하기|제보를 기다|기사\s?(?:제보|문의)"
    r"|^[▷▶■]?\s?(?:카카오톡|전화|이메일|메일)\s?:"
    r"|뉴스를 구독해\s?주세요|구독과 좋아요",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"^\[?AI ?(?:기사)? ?요약\]?"
    r"|^[*※] ?(?:이|본|외부) ?(?:글|칼럼|기고|기사|원고|필자).{0,40}(?:다를 수|일치하지)"
    r"|동영상을 재생할 수 없|플래시 플레이어|브라우저.{0,20}지원하지 않|등록된 댓글이 없습니다"
)
_PROMOTION: Final = re.compile(
    r"(?:네이버|다음|카카오|유튜브|구글|채널|앱|언론사|뉴스레터|텔레그램).{0,20}(?:구독|추가|설치|팔로우)(?:하기|하세요)?$"
    r"|구독하고 .{0,30}(?:보기|받기)$|앱에서 보기$|^기사를 읽어\s?드립니다"
    r"|기사의 본문 내용을|^이 기사를 추천|구독 ?신청하세요[.!]?$"
)
_ARROW: Final = re.compile(
    r"^(?:[▶☞→👉🔥]|▷(?! ?[0-9]))|^\[?(?:바로가기|영상)\]?\s?[▶☞→]|\[더보기\]$"
)
_URL: Final = re.compile(r"(?:https?://|www\.)\S+")
_PAGER: Final = re.compile(r"total\s?[:]?\s?[0-9]+|[0-9]{1,3}\s?/\s?[0-9]{1,3}", re.IGNORECASE)
_BULLET: Final = re.compile(r"[•◦‣∙▪]\s?\S")


def reason_to_drop(line: str) -> Reason | None:
    """Return why *line* is no part of an article wherever it stands, or None."""
    if len(line) > MAX_MARKED_CHARS:
        return None
    if not any(map(str.isalnum, line)):
        return "menu"  # a rule: ━━━
    if _COPYRIGHT.search(line) and not says_something(line):
        return "copyright"
    words = [word.strip("()[]<>") for word in re.split(r"[\s|·>/,]+", line.casefold())]
    plain = [word for word in words if word and not re.fullmatch(r"[\d+\-–.:%]+", word)]
    if all(word in SHARE_WORDS for word in plain) and not parse_moment(line):
        return "share"
    if all(word in MENU_WORDS for word in plain) or is_portal(line) or _CRUMBS.match(line):
        return "menu"
    return _reason_by_pattern(line)


def _reason_by_pattern(line: str) -> Reason | None:
    if is_credit(line):
        return "credit"
    if is_image_button(line) or is_caption(line):
        return "caption"
    has_mail = len(line) <= _MAX_CONTACT_CHARS and EMAIL.search(line)
    if _CONTACT.search(line) or (has_mail and not is_sentence(line)):
        return "contact"
    if _PROMOTION.search(line) or _NOTICE.search(line):
        return "share"
    if (
        (_ARROW.search(line) and not _is_paragraph(line))
        or _URL.fullmatch(line)
        or _PAGER.fullmatch(line)
        or (_BULLET.match(line) and not is_sentence(line))
    ):
        return "related"
    return None


def _is_paragraph(line: str) -> bool:
    """Return whether *line* is too long for a link, and ends as paragraphs do."""
    return len(line) >= _MIN_PARAGRAPH_CHARS and line.endswith(("다.", "다.”", '다."'))


def read_section(line: str) -> str | None:
    """Return the last item of the breadcrumbs *line* (``홈 > 사회 > 환경``), None if it is none."""
    return clean_line(line.rpartition(">")[2]) or None if _CRUMBS.match(line) else None


def opens_list(line: str) -> bool:
    """Return whether *line* is the head of a list of other articles (``많이 본 뉴스``)."""
    return len(line) <= _MAX_HEAD_CHARS and bool(_RELATED_HEADS.fullmatch(fold(line)))


def opens_comments(line: str) -> bool:
    """Return whether *line* is the head of the comments, below which no article goes on."""
    return len(line) <= _MAX_HEAD_CHARS and bool(_END_HEADS.fullmatch(fold(line)))
