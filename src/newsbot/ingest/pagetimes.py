"""When an article was published and changed, by what a reader of its page sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Literal

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.dates import Moment, parse_moment
from newsbot.ingest.outlets import fold
from newsbot.text import clean_line

Label = Literal["published", "modified", "other"]
"""``other``: of the whole site (최종편집) or of now, not of the article."""

_MAX_SEEN_CHARS: Final = 300_000
_MAX_TIMES: Final = 300
_LABEL_CHARS: Final = 24
_KST_HOURS: Final = timedelta(hours=9)
_LONGEST_DELAY: Final = timedelta(days=60)
"""A time further from the one of the metadata is that of another article."""

_TEXTS: Final = etree.XPath(
    "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript"
    " or ancestor::option or ancestor::textarea)]"
)
_DATE = (
    r"(?<![0-9.])(?P<year>(?:19|20)[0-9]{2})(?:\s?[-./]\s?|년\s?)(?P<month>[01]?[0-9])"
    r"(?:\s?[-./]\s?|월\s?)(?P<day>[0-3]?[0-9])(?![0-9])일?\.?"
)
_TIME = (
    r"(?:[\s,|T\[(]{0,4}\(?[월화수목금토일](?:요일)?\)?)?[\s,|T\[(]{0,4}"
    r"(?P<half>오전|오후|[AaPp][Mm])?\s?(?P<hour>[0-2]?[0-9])\s?(?::|시\s?)(?P<minute>[0-5][0-9]|[0-9](?=분))분?"
    r"(?:\s?:?(?P<second>[0-5][0-9])초?(?![0-9]))?(?:\.[0-9]{1,9}(?![0-9]))?"
    r"(?P<zone>Z|\s?[+-][0-9]{2}:?[0-9]{2})?(?:\s?(?P<half2>[AaPp][Mm])\b)?"
)
_JAVA_DATE: Final = re.compile(  # Sun Mar 04 11:22:33 KST 2012
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8} [A-Z]{3})"
    r" (?P<year>[0-9]{4})"
)
_MOMENT: Final = re.compile(rf"{_DATE}(?:{_TIME})?")
_SHORT_YEAR: Final = re.compile(  # 14.06.20 10:11
    r"(?<![0-9.:/-])(?=[0-9]{2}[./-][01][0-9][./-][0-3][0-9](?:\(.\))?\s?[0-2]?[0-9]:)"
)
_LABELLED_SHORT_YEAR: Final = re.compile(  # 작성일 23-05-06 11:22
    r"(?:(?<=[입등작][력록성]일 )|(?<=[입등작][력록성] )|(?<=[입등작][력록성]일 : )"
    r"|(?<=[입등작][력록성] : ))(?=[0-9]{2}[./-][01][0-9][./-][0-3][0-9]\s?[0-2]?[0-9]:)"
)
_MASTHEAD: Final = re.compile(r"등록\s?번호|발행인|편집인|청소년\s?보호|사업자")
_MASTHEAD_CHARS: Final = 80
"""About a day among the outlet's own particulars: that of its registration."""
_MAX_TEXTS: Final = 20_000
_NEAR_TEXTS: Final = 8
_BEFORE: Final = re.compile(
    r"(?:(?P<other>최종\s?편집|updated\.|현재|오늘)|(?P<modified>수정|업데이트|최종|갱신|updated|modified|edited)"
    r"|(?P<published>입력|등록|승인|송고|발행|게재|게시|작성|보도|전송|출고|기사\s?일자|방송"
    r"|published|posted|registered))"
    r"\s?(?:시간|일시|시각|일자|날짜|일|on|at)?[\s:|=ㅣ·\[(<>/-]{0,6}$",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"[\s\])]{0,3}(?:(?P<modified>(?:최종)?\s?수정|업데이트)|(?P<published>입력|등록|송고|게재|작성|승인))"
    r"(?![가-힣]{2})"
)

_NEXT: Final = re.compile(r"[\s:|(\[]{0,4}[0-9]")


@dataclass(frozen=True, slots=True)
class Times:
    """When an article was published and changed; None: not known."""

    published: Moment | None = None
    modified: Moment | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    moment: Moment
    label: Label | None


def seen_times(tree: HtmlElement) -> tuple[_Seen, ...]:
    """Return the times that stand in the text of *tree*, each with its label, in their order."""
    text = " ".join(" ".join(_TEXTS(tree))[: 2 * _MAX_SEEN_CHARS].split())[:_MAX_SEEN_CHARS]
    return tuple(_times_in(_LABELLED_SHORT_YEAR.sub("20", text)))


def time_below(tree: HtmlElement, headline: str) -> Moment | None:
    """Return the time that stands alone in one of the texts right below *headline*, or None."""
    texts = [text for text in map(clean_line, islice(_TEXTS(tree), _MAX_TEXTS)) if text]
    at = next((at for at, text in enumerate(texts) if fold(text) == fold(headline)), len(texts))
    return next(filter(None, map(parse_moment, texts[at + 1 : at + 1 + _NEAR_TEXTS])), None)


def moment_in(text: str) -> Moment | None:
    """Return the time that *text*, a value of the metadata, holds, even if oddly spelt."""
    if moment := parse_moment(text):
        return moment
    if java := _JAVA_DATE.fullmatch(text):
        return parse_moment(f"{java['day']} {java['month']} {java['year']} {java['clock']}")
    return next((seen.moment for seen in _times_in(text)), None)


def read_times(text: str) -> Times:
    """Return the times in *text*, which a rule has found: one without a label is publication."""
    if moment := parse_moment(text):
        return Times(moment, None)
    found = tuple(_times_in(_SHORT_YEAR.sub("20", clean_line(text))))
    published = _labelled(found, "published") or next(
        (seen.moment for seen in found if not seen.label), None
    )
    return Times(published, _labelled(found, "modified"))


def read_modified(text: str) -> Moment | None:
    """Return the time of the latest change in *text*; one alone and without a label is it, too."""
    if moment := parse_moment(text):
        return moment
    found = tuple(_times_in(_SHORT_YEAR.sub("20", clean_line(text))))
    alone = found[0].moment if len(found) == 1 and not found[0].label else None
    return _labelled(found, "modified") or alone


def _times_in(text: str) -> Iterator[_Seen]:
    matches = list(islice(_MOMENT.finditer(text), _MAX_TIMES))
    trailing = False
    for number, match in enumerate(matches):
        before = _BEFORE.search(text[max(0, match.start() - _LABEL_CHARS) : match.start()])
        behind = _BEHIND.match(text, match.end())
        near = number > 0 and match.start() - matches[number - 1].end() < _LABEL_CHARS
        trailing = (trailing and near) or (not before and _labels_trail(text, matches, number))
        if not trailing and behind and _NEXT.match(text, behind.end()):
            behind = None  # the label of the time that follows
        label = behind if trailing or not before else before
        if moment := _moment(match):
            around = text[max(0, match.start() - _MASTHEAD_CHARS) : match.end() + _MASTHEAD_CHARS]
            registered = moment.precision == "day" and _MASTHEAD.search(around)
            yield _Seen(moment, "other" if registered else _kind(label))


def _kind(label: re.Match[str] | None) -> Label | None:
    kinds: tuple[Label, ...] = ("published", "modified", "other")
    return next((kind for kind in kinds if label and label.groupdict().get(kind)), None)


def _labels_trail(text: str, matches: list[re.Match[str]], number: int) -> bool:
    """Return whether from time *number* on labels stand behind the times (11:22 송고 | ...)."""
    last = number
    while last + 1 < len(matches) and (
        matches[last + 1].start() - matches[last].end() < _LABEL_CHARS
    ):
        last += 1
    return all(_BEHIND.match(text, match.end()) for match in (matches[number], matches[last]))


def _moment(match: re.Match[str]) -> Moment | None:
    spelled = f"{match['year']}-{match['month']}-{match['day']}"
    if match["hour"]:
        half = match["half"] or match["half2"] or ""
        spelled += f" {half} {match['hour']}:{match['minute']:0>2}"
        spelled += f":{match['second']}" if match["second"] else ""
        spelled += match["zone"] or ""
    return parse_moment(spelled)


def _labelled(seen: tuple[_Seen, ...], label: Label) -> Moment | None:
    return next((item.moment for item in seen if item.label == label), None)


def judged(said: Times, seen: tuple[_Seen, ...]) -> Times:
    """Return the times that the metadata have *said*, put right by those *seen* on the page.

    Some systems put the day alone, UTC without saying so, KST marked as UTC, or the time of the
    latest change into their metadata. What a reader sees is then right.
    """
    published = _labelled(seen, "published")
    modified = _labelled(seen, "modified") or said.modified
    if said.published is None:
        return _ordered(published or _first_clock(seen), modified)
    clocks = [published] if published else [item.moment for item in seen if item.label != "other"]
    exact = [moment for moment in clocks if moment.precision != "day"]
    return _ordered(_judged_published(said.published, published, exact), modified)


def _ordered(published: Moment | None, modified: Moment | None) -> Times:
    """Return both, without a change that would be before the publication."""
    early = published and modified and modified.iso()[:10] < published.iso()[:10]
    return Times(published, None if early else modified)


def sure(published: Moment, modified: Moment | None, seen: tuple[_Seen, ...]) -> Times:
    """Return *published*, which a rule found, with the change that is *seen* or else *modified*.

    It is not held against the times seen: these may be another article's.
    """
    return _ordered(published, _labelled(seen, "modified") or modified)


def _first_clock(seen: tuple[_Seen, ...]) -> Moment | None:
    """Return the first time to the minute without a label; None for none."""
    plain = (item.moment for item in seen if item.label is None)
    return next((moment for moment in plain if moment.precision != "day"), None)


def _judged_published(said: Moment, labelled: Moment | None, clocks: list[Moment]) -> Moment:
    """Return the time that was *said*, or the better one of *clocks*, times to the minute."""
    if any(_minute(clock) == _minute(said) for clock in clocks) and said.precision != "day":
        return said
    if _is_day(said):
        same_day = (clock for clock in clocks if clock.iso()[:10] == said.iso()[:10])
        return next(same_day, said)
    if labelled in clocks and labelled is not None:
        late = said.at - labelled.at
        return labelled if timedelta(0) < late < _LONGEST_DELAY else _unshifted(said, clocks)
    return _unshifted(said, clocks)


def _unshifted(said: Moment, clocks: list[Moment]) -> Moment:
    """Return *said*, or the one of *clocks* that differs from it by the nine hours of KST."""
    apart = (clock for clock in clocks if abs(_whole(clock) - _whole(said)) == _KST_HOURS)
    return next(apart, said)


def _is_day(moment: Moment) -> bool:
    """Return whether *moment* is a day, or the midnight that stands for one."""
    return moment.precision == "day" or moment.iso()[11:19] == "00:00:00"


def _minute(moment: Moment) -> str:
    return moment.iso()[:16]


def _whole(moment: Moment) -> datetime:
    return moment.at.replace(second=0, microsecond=0)
