"""Span: days, weeks, months and years of the calendar, each as its first day and the next one's."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

Span = tuple[date, date]
"""The first day and the one after the last."""

DAY: Final = timedelta(days=1)
WEEK_DAYS: Final = 7
YEAR_MONTHS: Final = 12


def day_of(day: date) -> Span:
    """Return *day* alone."""
    return day, day + DAY


def month_of(day: date) -> Span:
    """Return the month in which *day* lies."""
    first = day.replace(day=1)
    return first, earlier(first, "month", -1)


def year_of(day: date) -> Span:
    """Return the year in which *day* lies."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def around(day: date, unit: str) -> Span:
    """Return the ``day``, ``week`` (from Monday), ``month`` or ``year`` in which *day* lies."""
    if unit == "week":
        monday = day - day.weekday() * DAY
        return monday, monday + WEEK_DAYS * DAY
    return {"day": day_of, "month": month_of, "year": year_of}[unit](day)


def earlier(day: date, unit: str, count: int) -> date:
    """Return the day *count* units earlier; a month's last day where it has no such day.

    Raises ValueError or OverflowError where the calendar ends.
    """
    if unit in {"day", "week"}:
        return day - count * (WEEK_DAYS if unit == "week" else 1) * DAY
    months = day.year * YEAR_MONTHS + day.month - 1
    year, month = divmod(months - count * (YEAR_MONTHS if unit == "year" else 1), YEAR_MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def latest(months: Iterable[tuple[int, int]], day: int, today: date) -> Span | None:
    """Return the first of *months* (year, month) that has begun by *today*.

    With a *day* other than 0: that day of the first month that has it, not after *today*.
    """
    for year, month in months:
        if day > monthrange(year, month)[1]:
            continue
        first = date(year, month, day or 1)
        if first <= today:
            return day_of(first) if day else month_of(first)
    return None
