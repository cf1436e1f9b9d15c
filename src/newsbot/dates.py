"""Moment: a point in time as precisely as its source gave it; reading the spellings of the news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Literal

from newsbot.text import clean_line

KST: Final = timezone(timedelta(hours=9), "KST")
Precision = Literal["second", "minute", "day", "month"]

MAX_SPELLING_CHARS: Final = 64
"""The longest text that is looked at; every spelling below is shorter."""
YEARS: Final = range(1900, 2101)
"""Years outside are taken for misprints: no news is older, none is from the future."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A time and how precisely it is known.

    ``at`` is an aware datetime in UTC: the first instant of the second, minute, day or month (in
    KST where the source names no zone).
    """

    at: datetime
    precision: Precision = "second"

    def iso(self) -> str:
        """Return ISO 8601 in KST with seconds and offset, whatever the precision."""
        return self.at.astimezone(KST).isoformat(timespec="seconds")

    def shown(self) -> str:
        """Return the time in KST for people, to the minute if known: ``2025-10-29 19:07``."""
        return self.iso().replace("T", " ")[: {"day": 10, "month": 7}.get(self.precision, 16)]

    def day_number(self) -> int | None:
        """Return the day in KST, counted from 1 January of year 1; None: only a month is known."""
        return None if self.precision == "month" else self.at.astimezone(KST).toordinal()

    def spelled(self) -> str:
        """Return the shortest spelling that ``parse_moment`` reads back as the same Moment."""
        local = self.at.astimezone(KST)
        if self.precision == "month":
            return f"{local:%Y-%m}"
        if self.precision == "day":
            return f"{local:%Y-%m-%d}"
        return local.isoformat(timespec="minutes" if self.precision == "minute" else "seconds")


_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_NOON: Final = 12
_HOUR_MINUTES: Final = 60
_EASTERNMOST_HOURS: Final = 14
_KOREAN_DAYS: Final = "월화수목금토일"
_ENGLISH_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONES: Final = {
    # Names that mean one thing. CST (Chicago, Beijing) and IST (Dublin, Delhi) do not.
    **dict.fromkeys(("Z", "UT", "UTC", "GMT"), 0),
    "KST": 9,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
}

_NAMED_MONTH = (
    r"(?P<name>(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?)"
)
_WEEKDAY = (
    r"(?P<weekday>[월화수목금토일](?:요일)?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
_ENGLISH_WEEKDAY = rf"(?:{_WEEKDAY},?\ )?"
_AFTER = rf"(?:\ ?\(\ ?{_WEEKDAY}\ ?\)|\ {_WEEKDAY.replace('weekday', 'weekday2')})?"
_DATES = (
    # 2025-10-29, 2025.10.29., 2025. 10. 29, 2025/10/29; without the day: a month
    (
        r"(?P<year>[0-9]{4})(?P<mark>[-./])\ ?(?P<month>[0-9]{1,2})"
        r"(?:(?P=mark)\ ?(?P<day>[0-9]{1,2}))?(?:(?<=[0-9])\.)?" + _AFTER
    ),
    r"(?P<year>[0-9]{4})년\ ?(?P<month>[0-9]{1,2})월(?:\ ?(?P<day>[0-9]{1,2})일)?" + _AFTER,
    # Wed, 29 Oct 2025; October 29, 2025
    rf"{_ENGLISH_WEEKDAY}(?P<day>[0-9]{{1,2}})\ {_NAMED_MONTH},?\ (?P<year>[0-9]{{4}}),?",
    rf"{_ENGLISH_WEEKDAY}{_NAMED_MONTH}\ (?P<day>[0-9]{{1,2}}),?\ (?P<year>[0-9]{{4}}),?",
)
_ZONE = r"(?:\ ?(?P<zone>[A-Z]{1,3}|[+-][0-9]{2}(?::?[0-9]{2})?)|\ ?\((?P<zone2>[A-Z]{3})\))?"
_TIMES = (
    (
        r"(?P<half>오전|오후|[ap]\.?m\.?)?\ ?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
        r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?(?:\ ?(?P<half2>[ap]\.?m\.?))?" + _ZONE
    ),
    (
        r"(?P<half>오전|오후)?\ ?(?P<hour>[0-9]{1,2})시(?:\ ?(?P<minute>[0-9]{1,2})분"
        r"(?:\ ?(?P<second>[0-9]{1,2})초)?)?"
    ),
)
_COMPACT = (
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?:[T ]?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?" + _ZONE + ")?"
)
# what may stand between a date and a time
_ON = r"(?:(?:T|\ (?:at\ |[-|]\ )?|(?<=[일.)])|(?<=요일))"
_SPELLINGS: Final = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (_COMPACT, *(f"{date}(?:{_ON}{time}))?" for date in _DATES for time in _TIMES))
)


def parse_moment(text: str) -> Moment | None:
    """Return the moment that *text* spells, or None where it is not certain which one.

    Reads ISO 8601, RFC 2822 and what Korean outlets print. The whole text must be the time:
    labels, a second time or a weekday that belongs to another date make it uncertain. Without a
    zone it is KST; an hour without minutes is the full hour. Never raises.
    """
    if len(text) > MAX_SPELLING_CHARS:
        return None
    line = clean_line(text)
    for spelling in _SPELLINGS:
        if match := spelling.fullmatch(line):
            return _moment({key: value for key, value in match.groupdict().items() if value})
    return None


def _moment(parts: dict[str, str]) -> Moment | None:
    precision = _precision(parts)
    zone = _zone(parts.get("zone") or parts.get("zone2"))
    hour = _hour(parts)
    if precision is None or zone is None or hour is None:
        return None
    month = parts.get("month") or _MONTHS.index(parts["name"][:3].lower()) + 1
    day, minute, second = (int(parts.get(key, low)) for key, low in _LOWEST)
    try:
        local = datetime(int(parts["year"]), int(month), day, hour, minute, second, tzinfo=zone)
        at = local.astimezone(UTC)
        stored_year = at.astimezone(KST).year
    except (ValueError, OverflowError):  # 30 February, 25 o'clock, year 0
        return None
    if local.year not in YEARS or stored_year not in YEARS or not _same_weekday(parts, local):
        return None
    return Moment(at, precision)


_LOWEST: Final = (("day", 1), ("minute", 0), ("second", 0))


def _precision(parts: dict[str, str]) -> Precision | None:
    if "day" not in parts:  # a month has neither a clock nor a weekday
        return None if parts.keys() & {"hour", "weekday", "weekday2"} else "month"
    if "hour" not in parts:
        return "day"
    return "second" if "second" in parts else "minute"


def _hour(parts: dict[str, str]) -> int | None:
    """Return the hour of 24: 오전 12시 is 0, 오후 12시 and 오후 0시 are 12, 오후 19시 is 19."""
    hour = int(parts.get("hour", 0))
    halves = {parts[key].lower().replace(".", "") for key in ("half", "half2") if key in parts}
    if not halves:
        return hour
    if len(halves) > 1:
        return None
    if halves & {"오전", "am"}:
        return hour % _NOON if hour <= _NOON else None
    return hour + _NOON if hour < _NOON else hour


def _zone(name: str | None) -> timezone | None:
    if name is None:
        return KST
    if name[0] not in "+-":
        hours = _ZONES.get(name.upper())
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = name[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > _EASTERNMOST_HOURS or minutes >= _HOUR_MINUTES:
        return None
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if name[0] == "-" else 1))


def _same_weekday(parts: dict[str, str], local: datetime) -> bool:
    name = parts.get("weekday") or parts.get("weekday2")
    if name is None:
        return True
    if name[0] in _KOREAN_DAYS:
        return _KOREAN_DAYS.index(name[0]) == local.weekday()
    return _ENGLISH_DAYS.index(name[:3].lower()) == local.weekday()
