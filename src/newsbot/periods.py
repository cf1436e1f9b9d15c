"""Period: a stretch of days, read from what people type: ``10월 29일``, ``지난주``, ``3 days ago``.

Words that count from today need to know when it is, so ``now`` is handed in. ``2주 전`` is a week
of the calendar, as ``지난주`` is, and so with months and years; ``최근 일주일`` ends with today.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from typing import Final

from newsbot.dates import KST, MAX_SPELLING_CHARS, YEARS, Moment, parse_moment
from newsbot.spans import DAY, WEEK_DAYS, Span, around, day_of, earlier, latest, month_of, year_of
from newsbot.text import clean_line

_LEAP_YEARS: Final = 8
"""How far apart two 29ths of February may lie."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in KST: aware, from the first instant of *start* up to *end*, end-exclusive."""

    start: datetime
    end: datetime

    def spelled(self) -> str:
        """Return the day, or the first and the last of them."""
        first, last = f"{self.start:%Y-%m-%d}", f"{self.end - DAY:%Y-%m-%d}"
        return first if first == last else f"{first} – {last}"


def parse_period(text: str, now: datetime) -> Period | None:
    """Return the days that *text* names as seen from *now* (aware), or None if it names none.

    Reads absolute dates in the spellings of ``dates.parse_moment``, dates without a year (the
    latest that is not after *now*), and Korean and English words for days, weeks, months and
    years. Weeks begin on Monday. The whole text must be the period. Never raises.
    """
    if len(text) > MAX_SPELLING_CHARS:
        return None
    line = unicodedata.normalize("NFKC", clean_line(text)).casefold()
    try:
        span = _absolute(parse_moment(line)) or _relative(line, now.astimezone(KST).date())
        return span and _period(*span)
    except (ValueError, OverflowError):  # 30 February; further back than the calendar reaches
        return None


def _period(first: date, end: date) -> Period | None:
    if not (first < end and first.year in YEARS and (end - DAY).year in YEARS):
        return None
    return Period(*(datetime.combine(day, time(), KST) for day in (first, end)))


def _absolute(moment: Moment | None) -> Span | None:
    if moment is None:
        return None
    day = moment.at.astimezone(KST).date()
    return month_of(day) if moment.precision == "month" else day_of(day)


def _relative(line: str, today: date) -> Span | None:
    squeezed = line.replace(" ", "").removesuffix(".")
    for pattern, read in _SPELLINGS:
        if match := pattern.fullmatch(squeezed):
            return read({key: value for key, value in match.groupdict().items() if value}, today)
    return None


# Words


_WORDS: Final = tomllib.loads(files("newsbot").joinpath("period_words.toml").read_text("utf-8"))
_BACK: Final[dict[str, tuple[str, int]]] = {
    word: (unit, count)
    for unit, counts in _WORDS["back"].items()
    for count, words in enumerate(counts)
    for word in words
}
"""What counts back from today: the unit, and how many."""
_UNITS: Final[dict[str, str]] = {
    word: unit for unit, words in _WORDS["units"].items() for word in words
}


def _counted(name: str) -> dict[str, int]:
    counts = enumerate(_WORDS["counted"][name], 1)
    return {word: count for count, words in counts for word in words}


_NUMBERS: Final = _counted("numbers")
_DAY_COUNTS: Final = _counted("days")
_MONTHS: Final = _counted("months")
_WEEKDAYS: Final = _counted("weekdays")
_HALVES: Final = {"상": 1, "하": 7}
"""The first month."""

# Readers: what a spelling's groups mean. Each may raise ValueError for a day that does not exist.

_Groups = dict[str, str]


def _counted_back(groups: _Groups, today: date) -> Span:
    """이번 주, 지난달, 작년 ..."""
    unit, count = _BACK[groups["back"]]
    return around(earlier(today, unit, count), unit)


def _ago(groups: _Groups, today: date) -> Span:
    """사흘 전, 2주 전, 3 months ago: that day, or that week, month or year of the calendar."""
    unit, count = _measure(groups)
    return around(earlier(today, unit, count), unit)


def _recent(groups: _Groups, today: date) -> Span | None:
    """최근 3일, last 2 weeks: up to today, today included."""
    unit, count = _measure(groups)
    end = today + DAY
    return (earlier(end, unit, count), end) if count else None


def _measure(groups: _Groups) -> tuple[str, int]:
    if "days" in groups:
        return "day", _DAY_COUNTS[groups["days"]]
    number = groups.get("number", "1")
    return _UNITS[groups["unit"]], int(_NUMBERS.get(number, 0) or number)


def _calendar(groups: _Groups, today: date) -> Span | None:
    """2025년, 10월, 10/29, 29일, Oct 29, October 2025, 작년 12월: the latest, unless dated."""
    numbers = {key: int(groups[key]) for key in ("year", "month", "day") if key in groups}
    if not all(numbers.values()):  # there is no 0일
        return None
    year, month, day = (numbers.get(key, 0) for key in ("year", "month", "day"))
    if "name" in groups:
        month = _MONTHS[groups["name"][:3]]
    if "back" in groups:
        year = earlier(today, *_BACK[groups["back"]]).year
    if year:
        first = date(year, month or 1, day or 1)
        return day_of(first) if day else month_of(first) if month else year_of(first)
    if month:
        return latest(((today.year - n, month) for n in range(_LEAP_YEARS + 1)), day, today)
    months = (earlier(today.replace(day=1), "month", n) for n in range(3))
    return latest(((one.year, one.month) for one in months), day, today)


def _half(groups: _Groups, today: date) -> Span:
    """상반기, 작년 하반기, 2025년 3분기: without a year the latest that has begun."""
    if "half" in groups:
        month, length = _HALVES[groups["half"]], 6
    else:
        month, length = int(groups["quarter"]) * 3 - 2, 3
    if "back" in groups:
        year = earlier(today, *_BACK[groups["back"]]).year
    else:
        year = int(groups.get("year", 0)) or today.year - (month > today.month)
    first = date(year, month, 1)
    return first, earlier(first, "month", -length)


def _weekday(groups: _Groups, today: date) -> Span:
    """월요일, 지난 금요일, 지난주 수요일: the latest; after 지난 or last not today."""
    name = groups.get("korean") or groups["english"][:3]
    place = _WEEKDAYS[name] - 1
    if "back" in groups:
        monday = earlier(today, *_BACK[groups["back"]])
        monday -= monday.weekday() * DAY
        return day_of(monday + place * DAY)
    last = today - DAY if "last" in groups else today
    return day_of(last - (last.weekday() - place) % WEEK_DAYS * DAY)


# Spellings, without spaces


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _back_by(*units: str) -> str:
    return rf"(?P<back>{_one_of(word for word, (unit, _) in _BACK.items() if unit in units)})"


_NUMBER: Final = rf"(?P<number>[0-9]{{1,4}}|{_one_of(_NUMBERS)})"
_UNIT: Final = rf"(?P<unit>{_one_of(_UNITS)})"
_SPAN: Final = rf"(?:(?P<days>{_one_of(_DAY_COUNTS)})|{_NUMBER}{_UNIT})"
_YEAR: Final = rf"(?:{_back_by('year')}|(?P<year>[0-9]{{4}})년)"
_NAME: Final = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_IN_ENGLISH: Final = r"(?P<english>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY: Final = rf"(?:(?P<korean>[월화수목금토일])요일|{_IN_ENGLISH})"
_NTH: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_SPELLINGS: Final[tuple[tuple[re.Pattern[str], Callable[[_Groups, date], Span | None]], ...]] = (
    tuple(
        (re.compile(pattern, re.ASCII), read)
        for pattern, read in (
            (_back_by("day", "week", "month", "year"), _counted_back),
            (rf"{_SPAN}(?:전|ago)", _ago),
            (rf"(?:최근|지난|(?:the)?(?:last|past)){_SPAN}(?:간|동안)?", _recent),
            (rf"(?:최근|(?:the)?past){_UNIT}", _recent),
            (rf"{_YEAR}?(?P<month>[0-9]{{1,2}})월(?:(?P<day>[0-9]{{1,2}})일)?", _calendar),
            (r"(?P<month>[0-9]{1,2})[/.](?P<day>[0-9]{1,2})", _calendar),
            (r"(?P<day>[0-9]{1,2})일", _calendar),
            (r"(?P<year>[0-9]{4})년?", _calendar),
            (rf"{_NAME}(?:{_NTH}|(?P<year>[0-9]{{4}}))?", _calendar),
            (rf"{_NTH}{_NAME}", _calendar),
            (rf"{_YEAR}?(?:(?P<half>[상하])반기|(?P<quarter>[1-4])분기)", _half),
            (rf"(?:{_back_by('week')}|(?P<last>지난|저번|last))?{_WEEKDAY}", _weekday),
        )
    )
)
