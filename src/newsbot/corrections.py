"""Corrections: which articles are one, such as 정정보도, and what they say they correct.

A correction names what it corrects by a link, by the headline in quotation marks, or by the day of
publication and the matter alone. These are its *marks*, kept in the index, so that either of the
two may be added first; ``corrected.py`` goes from an article to its corrections.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import regex

from newsbot.article import Article, Story
from newsbot.corpus import canonical_url
from newsbot.dates import KST
from newsbot.text import squeeze

Kind = Literal["correction", "reply", "both", "later"]
"""정정보도, 반론보도, 정정·반론보도, 추후보도."""

_NAME = (
    r"정정\s*(?:[·ㆍ‧/,]|및|과)?\s*반론\s*보도문?|(?:정정|반론|추후)\s*보도문?|바로\s*잡습니다|바로\s*잡음"
    r"|바로잡기|알려왔습니다|고침"
)
_WEAK = r"정정|정정합니다|알려\s*드립니다|알립니다"
_OPEN, _CLOSE = r"[\[<〈《【(「『]", r"[\]>〉》】)」』]"
_TAG = regex.compile(rf"^\s*{_OPEN}\s*(?:{_NAME})\s*{_CLOSE}|^\s*(?:{_NAME})\s*(?:$|[:：|｜\-–—])")
_WEAK_TAG = regex.compile(rf"^\s*(?:{_OPEN}\s*(?:{_WEAK})\s*{_CLOSE}|(?:{_WEAK})\s*(?:$|[:：|]))")
_TAIL = regex.compile(rf"(?:관련\s*(?:{_NAME})|보도문|바로\s*잡습니다)\s*{_CLOSE}?\s*$")
_WORDING = regex.compile(
    r"바로\s*잡(?:습니다|고자|기로|는다)|정정(?:합니다|하고자|드립니다|보도합니다)|사실과\s*(?:다르|다른|달라)"
    r"|사실이\s*아닌\s*것|(?:알려|밝혀|전해)\s*왔|언론중재위원회의?\s*(?:조정|직권)"
)
_FIRST_PERSON = regex.compile(
    r"(?:본지|본\s지|본보|본\s?신문|본\s?방송|본\s?매체|본사|당사)[는은이]?\s[^\n]{0,300}?"
    r"(?:보도|게재|방송)(?:했|하였|한\s바|하며|하고)"
)
_SETTLED = regex.compile(r"바로\s*잡습니다|정정(?:합니다|보도합니다)|(?:알려|밝혀)\s*왔습니다")
_OPENING_CHARS: Final = 500
_MAX_CHARS: Final = 6_000
"""Corrections are short; what is longer is an article about one, or a paper's whole column."""

_QUOTED = regex.compile(
    r"「([^」\n]{4,200})」|『([^』\n]{4,200})』|〈([^〉\n]{4,200})〉|《([^》\n]{4,200})》|<([^<>\n]{4,200})>"
    r"|“([^”\n]{4,200})”|‘([^’\n]{4,200})’|\"([^\"\n]{4,200})\"|'([^'\n]{4,200})'|[`]([^'`\n]{4,200})[`']"
)
_NAMES_HEADLINE = regex.compile(
    r"[」』〉》>”’\"'`]\s*(?:라는|란|이라는|의)?\s*(?:제목|제하|기사|보도|사설|칼럼|관련)"
)
_ABOUT = regex.compile(rf"^\s*(.{{4,200}}?)\s*(?:기사\s*)?(?:관련\s*)?(?:{_NAME})?\s*$")
_URL = regex.compile(r"https?://[^\s<>\"'」』)\]]+")
_RELATED = regex.compile(r"관련\s*기사|추천\s*기사|많이\s*본")
_DATED = regex.compile(
    # 2013년 10월 4일자 5면; 9월22일자; 지난 8일 보도한; 2025. 10. 29.자
    r"(?<!\d)(?:(?:(?P<year>(?:19|20)\d\d)\s*[년./-]\s*)?(?P<month>\d{1,2})\s*[월./-]|지난)\s*"
    r"(?P<day>\d{1,2})(?:일|(?<=[./-]\s?\d{1,2})\.?)\s*"
    r"(?:자(?![가-힣])|자[에의로]|[^.\n\d]{0,20}(?:보도|게재|방송)(?:된|한|했|하였))"
)
_YESTERDAY = regex.compile(r"어제\s*(?:자|날짜|본지|보도|[^.\n]{0,20}(?:보도|게재|방송))")
_SECTIONED = regex.compile(r"^\s*[가-힣]{2,6}\((.{4,200})\)\s*$")
"""The wire's ``<고침> 사회(제목)``."""
_LABELS = regex.compile(r"^\s*(?:\[[^\]\n]{1,12}\]|<[^>\n]{1,12}>|【[^】\n]{1,12}】)\s*")
_SUFFIXES = regex.compile(r"\s*(?:[(\[](?:종합\d?보?|\d보|속보|영상|포토|사진|상보)[)\]]\s*)+$")
_ELLIPSIS = regex.compile(r"(?:…|\.\.\.?|⋯)\s*$")
_MARK_LETTERS: Final = 8
HEADLINE_LETTERS: Final = 8
"""A shorter headline counts only with outlet and day: it may be anything else in quotes."""
SHORTEST_HEADLINE_LETTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction says of the article that it corrects."""

    kind: Kind
    urls: frozenset[str]
    """Canonical."""
    headlines: tuple[str, ...]
    """Their letters; those cut short end in ``…``."""
    names_headline: bool
    """Whether one of them is said to be the headline, so that no other article is meant."""
    days: frozenset[int]
    """On which it was published, as ``Moment.day_number``; a newspaper's are a day later."""
    outlet: str | None
    """Its own, in one spelling: outlets correct themselves."""

    def marks(self) -> tuple[str, ...]:
        """Return what to look for it by."""
        found = {f"url {url}" for url in self.urls}
        found |= {f"title {headline[:_MARK_LETTERS]}" for headline in self.headlines}
        if self.outlet and not self.names_headline:
            found |= {f"day {day} {self.outlet}" for day in self.days}
        return tuple(sorted(found))


def kind_of(story: Story) -> Kind | None:
    """Return what kind of correction *story* is; None: it is none, perhaps it is about one."""
    title, opening = story.title or "", story.body[:_OPENING_CHARS]
    body = story.body[:_MAX_CHARS]
    worded = _WORDING.search(body) is not None
    told = (
        _TAG.search(title)
        or _TAG.match(opening)
        or (worded and (_WEAK_TAG.search(title) or _TAIL.search(title)))
        or (_FIRST_PERSON.search(opening) and _SETTLED.search(body))
    )
    if not told or len(story.body) > _MAX_CHARS:
        return None
    return _kind(title) or _kind(body) or "correction"


def _kind(text: str) -> Kind | None:
    if regex.search(r"추후\s*보도", text):
        return "later"
    corrects = regex.search(r"정정|바로\s*잡|고침", text)
    replies = regex.search(r"반론|(?:알려|밝혀)\s*왔", text)
    if corrects and replies:
        return "both"
    if corrects:
        return "correction"
    return "reply" if replies else None


def read_correction(article: Article) -> Correction | None:
    """Return what *article* says of what it corrects; None if it is no correction."""
    kind = kind_of(article)
    if kind is None:
        return None
    title = article.title or ""
    text = f"{title}\n{article.body}"
    return Correction(
        kind=kind,
        urls=frozenset(_urls(article)),
        headlines=tuple(dict.fromkeys(_headlines(title, text))),
        names_headline=bool(_NAMES_HEADLINE.search(text) or _SECTIONED.match(_TAG.sub("", title))),
        days=frozenset(_days(text, article)),
        outlet=spelled(article.outlet),
    )


def _urls(article: Article) -> Iterator[str]:
    own = canonical_url(article.url) if article.url else None
    for line in article.body.split("\n"):
        if not _RELATED.search(line):
            for found in _URL.findall(line):
                url = canonical_url(found.rstrip(".,"))
                if url and url != own:
                    yield url


def _headlines(title: str, text: str) -> Iterator[str]:
    """Yield the letters of all that could be the headline: what is quoted, the title's rest."""
    bare = _TAG.sub("", title)
    rest = _SECTIONED.match(bare) or _ABOUT.match(bare)
    quoted = [part for parts in _QUOTED.findall(text, overlapped=True) for part in parts if part]
    for part in [*quoted, *([rest[1]] if rest else [])]:
        letters = headline_letters(part)
        if len(letters) >= SHORTEST_HEADLINE_LETTERS:
            yield letters + "…" * (_ELLIPSIS.search(part) is not None)


def headline_letters(title: str) -> str:
    """Return the letters of a headline without labels such as ``[단독]`` and ``(종합)``."""
    while (shorter := _SUFFIXES.sub("", _LABELS.sub("", title))) != title:
        title = shorter
    return squeeze(title).replace("\n", "")


def _days(text: str, article: Article) -> Iterator[int]:
    if article.published is None or article.published.day_number() is None:
        return
    today = article.published.at.astimezone(KST).date()
    if _YESTERDAY.search(text):
        yield today.toordinal() - 1
    for match in _DATED.finditer(text):
        day = _resolved(match["year"], match["month"], match["day"], today)
        if day is not None:
            yield day.toordinal()


def _resolved(year: str | None, month: str | None, day: str, today: dt.date) -> dt.date | None:
    """Return the latest such day up to *today*."""
    if year and not month:
        return None
    for back in range(13):
        years, months = divmod(today.year * 12 + today.month - 1 - back, 12)
        if (year and int(year) != years) or (month and int(month) != months + 1):
            continue
        try:
            found = dt.date(years, months + 1, int(day))
        except ValueError:
            continue
        if found <= today:
            return found
    if not (year and month):
        return None
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found <= today else None


def spelled(outlet: str | None) -> str | None:
    """Return an outlet's name in one spelling, without case and spaces."""
    return "".join(outlet.casefold().split()) if outlet else None


def marks_of(article: Article) -> tuple[str, ...]:
    """Return by which marks corrections of *article* are found."""
    marks = [f"title {headline_letters(article.title or '')[:_MARK_LETTERS]}"]
    if article.url and (url := canonical_url(article.url)):
        marks.append(f"url {url}")
    if article.outlet and article.published and (day := article.published.day_number()):
        marks += [f"day {one} {spelled(article.outlet)}" for one in (day, day + 1)]
    return tuple(marks)
