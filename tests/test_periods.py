"""Periods as people type them, seen from one Wednesday."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.dates import KST
from newsbot.periods import Period, parse_period

NOW = datetime(2025, 11, 5, 10, 30, tzinfo=KST)  # a Wednesday

SPELLED = {
    # dates
    "2025-10-29": "2025-10-29",
    "2025.10": "2025-10-01 – 2025-10-31",
    "2025년 10월": "2025-10-01 – 2025-10-31",
    "2025년 10월 29일": "2025-10-29",
    "2025년": "2025-01-01 – 2025-12-31",
    "2024": "2024-01-01 – 2024-12-31",
    "2025-10-29 10:00": "2025-10-29",
    # without a year: the latest that is not after now
    "10월 29일": "2025-10-29",
    "11월 5일": "2025-11-05",
    "11월 6일": "2024-11-06",
    "10월": "2025-10-01 – 2025-10-31",
    "11월": "2025-11-01 – 2025-11-30",
    "12월": "2024-12-01 – 2024-12-31",
    "10/29": "2025-10-29",
    "2월 29일": "2024-02-29",
    "29일": "2025-10-29",
    "5일": "2025-11-05",
    "31일": "2025-10-31",
    # years and parts of them
    "작년": "2024-01-01 – 2024-12-31",
    "지난해": "2024-01-01 – 2024-12-31",
    "재작년": "2023-01-01 – 2023-12-31",
    "올해": "2025-01-01 – 2025-12-31",
    "작년 12월 25일": "2024-12-25",
    "올해 10월": "2025-10-01 – 2025-10-31",
    "상반기": "2025-01-01 – 2025-06-30",
    "작년 하반기": "2024-07-01 – 2024-12-31",
    "2025년 3분기": "2025-07-01 – 2025-09-30",
    # days, weeks, months that count back
    "오늘": "2025-11-05",
    "어제": "2025-11-04",
    "그제": "2025-11-03",
    "그저께": "2025-11-03",
    "엊그제": "2025-11-03",
    "이번 주": "2025-11-03 – 2025-11-09",
    "지난주": "2025-10-27 – 2025-11-02",
    "저번 주": "2025-10-27 – 2025-11-02",
    "지지난주": "2025-10-20 – 2025-10-26",
    "이번 달": "2025-11-01 – 2025-11-30",
    "지난달": "2025-10-01 – 2025-10-31",
    "저번 달": "2025-10-01 – 2025-10-31",
    "사흘 전": "2025-11-02",
    "3일 전": "2025-11-02",
    "일주일 전": "2025-10-27 – 2025-11-02",
    "2주 전": "2025-10-20 – 2025-10-26",
    "한 달 전": "2025-10-01 – 2025-10-31",
    "3개월 전": "2025-08-01 – 2025-08-31",
    "1년 전": "2024-01-01 – 2024-12-31",
    "최근 3일": "2025-11-03 – 2025-11-05",
    "최근 일주일": "2025-10-30 – 2025-11-05",
    "최근 한 달": "2025-10-06 – 2025-11-05",
    # weekdays
    "월요일": "2025-11-03",
    "수요일": "2025-11-05",
    "일요일": "2025-11-02",
    "지난 수요일": "2025-10-29",
    "지난 금요일": "2025-10-31",
    "지난주 월요일": "2025-10-27",
    "이번 주 일요일": "2025-11-09",
    # English
    "today": "2025-11-05",
    "Yesterday": "2025-11-04",
    "this week": "2025-11-03 – 2025-11-09",
    "last week": "2025-10-27 – 2025-11-02",
    "this month": "2025-11-01 – 2025-11-30",
    "last month": "2025-10-01 – 2025-10-31",
    "last year": "2024-01-01 – 2024-12-31",
    "3 days ago": "2025-11-02",
    "a week ago": "2025-10-27 – 2025-11-02",
    "past week": "2025-10-30 – 2025-11-05",
    "last 2 weeks": "2025-10-23 – 2025-11-05",
    "Oct 29": "2025-10-29",
    "October 29": "2025-10-29",
    "29 Oct": "2025-10-29",
    "October 2025": "2025-10-01 – 2025-10-31",
    "may": "2025-05-01 – 2025-05-31",
    "Monday": "2025-11-03",
    "last Friday": "2025-10-31",
    "last Wednesday": "2025-10-29",
}


def spelled(text: str, now: datetime = NOW) -> str | None:
    period = parse_period(text, now)
    return period.spelled() if period else None


@pytest.mark.parametrize("text", SPELLED)
def test_a_period_is_read_as_people_mean_it(text):
    assert spelled(text) == SPELLED[text]


@pytest.mark.parametrize("text", SPELLED)
def test_spaces_widths_and_composition_make_no_difference(text):
    assert spelled(f"  {text}\u200b ") == SPELLED[text]
    assert spelled(unicodedata.normalize("NFD", text)) == SPELLED[text]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
    assert spelled(wide) == SPELLED[text]
    if not text.isascii() and not text[0].isdigit():
        assert spelled(text.replace(" ", "")) == SPELLED[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "무슨 날",
        "지난",
        "전",
        "일",
        "어제 오늘",
        "어제 뉴스",
        "13월",
        "0월",
        "0일",
        "10월 0일",
        "2월 30일",
        "32일",
        "9999년",
        "1899년",
        "9999년 전",
        "2000년 전",
        "최근 0일",
        "오늘" * 33,
    ],
)
def test_what_names_no_days_is_none(text):
    assert parse_period(text, NOW) is None


def test_days_are_those_of_korea_wherever_now_was_written_down():
    evening = datetime(2025, 11, 4, 16, 0, tzinfo=UTC)  # 01:00 of the 5th in Seoul
    assert spelled("오늘", evening) == "2025-11-05"
    assert spelled("어제", evening.astimezone(timezone(timedelta(hours=-8)))) == "2025-11-04"


def test_a_period_that_reaches_beyond_the_years_of_news_is_none():
    assert parse_period("최근 60년", datetime(2130, 1, 1, tzinfo=KST)) is None


def test_a_period_begins_and_ends_at_midnight_in_korea():
    period = parse_period("지난주", NOW)
    assert period == Period(datetime(2025, 10, 27, tzinfo=KST), datetime(2025, 11, 3, tzinfo=KST))


def test_months_are_counted_over_the_turn_of_the_year():
    january = datetime(2025, 1, 31, tzinfo=KST)
    assert spelled("지난달", january) == "2024-12-01 – 2024-12-31"
    assert spelled("두 달 전", january) == "2024-11-01 – 2024-11-30"
    assert spelled("30일", january) == "2025-01-30"
    assert spelled("31일", datetime(2025, 3, 1, tzinfo=KST)) == "2025-01-31"
    assert spelled("4분기", january) == "2024-10-01 – 2024-12-31"


MOMENTS = st.datetimes(
    min_value=datetime(1, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    max_value=datetime(9999, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, KST, timezone(timedelta(hours=-12))]),
)
RECENT = st.datetimes(
    min_value=datetime(1930, 1, 1),  # noqa: DTZ001
    max_value=datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.just(KST),
)
PIECES = st.lists(
    st.sampled_from(
        [
            "지난",
            "저번",
            "이번",
            "최근",
            "주",
            "달",
            "해",
            "년",
            "월",
            "일",
            "전",
            "3",
            "29",
            "10",
            "0",
            "2025",
            "/",
            ".",
            "-",
            "분기",
            "상반기",
            "한",
            "사흘",
            "월요일",
            "last",
            "this",
            "ago",
            "days",
            "weeks",
            "month",
            "Oct",
            "Friday",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(st.one_of(st.text(max_size=70), PIECES, st.sampled_from(list(SPELLED))), MOMENTS)
def test_whatever_is_typed_nothing_raises_and_a_period_has_days(text, now):
    period = parse_period(text, now)
    if period is not None:
        assert period.start < period.end
        assert period.start.tzinfo is KST
        assert period.start.year >= 1900
        assert (period.end - timedelta(days=1)).year <= 2100


@given(
    st.sampled_from(["오늘", "이번 주", "이번 달", "올해", "최근 3일", "past week", "today"]),
    RECENT,
)
def test_what_is_called_this_holds_now(text, now):
    period = parse_period(text, now)
    assert period is not None
    assert period.start <= now < period.end


@given(
    st.sampled_from(["10월 29일", "29일", "10/29", "월요일", "지난 금요일", "Oct 29", "어제"]),
    RECENT,
)
def test_a_day_without_a_year_is_not_in_the_future(text, now):
    period = parse_period(text, now)
    assert period is not None
    assert period.start <= now
    assert period.end - period.start == timedelta(days=1)


@given(RECENT)
def test_a_week_begins_on_monday(now):
    period = parse_period("지난주", now)
    assert period is not None
    assert period.start.weekday() == 0
    assert period.end - period.start == timedelta(days=7)
    assert timedelta(0) <= now - period.end < timedelta(days=7)
