from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.dates import KST, Moment, parse_moment


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("2025-10-29T19:07:52+09:00", "2025-10-29T19:07:52", "second"),
        ("2025-10-29T10:07:52Z", "2025-10-29T19:07:52", "second"),
        ("2025-10-29T19:07:52+0900", "2025-10-29T19:07:52", "second"),
        ("2025-10-29T12:07:52.987654+02", "2025-10-29T19:07:52", "second"),
        ("2025-10-29T05:37:52-0430", "2025-10-29T19:07:52", "second"),
        ("2025-10-29T19:07", "2025-10-29T19:07:00", "minute"),
        ("2025-10-29 19:07:52", "2025-10-29T19:07:52", "second"),
        ("2025-10-29 19:07 KST", "2025-10-29T19:07:00", "minute"),
        ("2025.10.29 19:07", "2025-10-29T19:07:00", "minute"),
        ("2025.10.29. 오후 7:07", "2025-10-29T19:07:00", "minute"),
        ("2025. 10. 29. 오후 7:07:05", "2025-10-29T19:07:05", "second"),
        ("2025. 10. 29.", "2025-10-29T00:00:00", "day"),
        ("2025. 1. 2", "2025-01-02T00:00:00", "day"),
        ("2025년 10월 29일 오후 7시 7분", "2025-10-29T19:07:00", "minute"),
        ("2025년 10월 29일 오후 7시 7분 5초", "2025-10-29T19:07:05", "second"),
        ("2025년 10월 29일 19시", "2025-10-29T19:00:00", "minute"),
        ("2025년 10월 29일 19:07", "2025-10-29T19:07:00", "minute"),
        ("2025년10월29일 19시07분", "2025-10-29T19:07:00", "minute"),
        ("2025년 10월 29일", "2025-10-29T00:00:00", "day"),
        ("2025년 10월", "2025-10-01T00:00:00", "month"),
        ("2025-10", "2025-10-01T00:00:00", "month"),
        ("2025/10/29", "2025-10-29T00:00:00", "day"),
        ("20251029", "2025-10-29T00:00:00", "day"),
        ("20251029190752", "2025-10-29T19:07:52", "second"),
        ("20251029T100752Z", "2025-10-29T19:07:52", "second"),
        ("2025-10-29(수) 19:07", "2025-10-29T19:07:00", "minute"),
        ("2025.10.29 (수요일) 19:07", "2025-10-29T19:07:00", "minute"),
        ("2025년 10월 29일 수요일 오전 9:00", "2025-10-29T09:00:00", "minute"),
        ("Wed, 29 Oct 2025 10:07:52 GMT", "2025-10-29T19:07:52", "second"),
        ("29 Oct 2025 19:07:52 +0900", "2025-10-29T19:07:52", "second"),
        ("October 29, 2025", "2025-10-29T00:00:00", "day"),
        ("October 29, 2025 - 19:07", "2025-10-29T19:07:00", "minute"),
        ("Oct. 29, 2025 7:07 p.m.", "2025-10-29T19:07:00", "minute"),
        (" ２０25-10-29\u200b".replace("２０", "20"), "2025-10-29T00:00:00", "day"),
        ("2025-10-29 오전 12:05", "2025-10-29T00:05:00", "minute"),
        ("2025년 10월 29일 오전 12시", "2025-10-29T00:00:00", "minute"),
        ("2025년 10월 29일 오후 12시", "2025-10-29T12:00:00", "minute"),
        ("2025-10-29 오전 0:05", "2025-10-29T00:05:00", "minute"),
        ("2025-10-29 오후 0:05", "2025-10-29T12:05:00", "minute"),
        ("2025-10-29 오후 19:07", "2025-10-29T19:07:00", "minute"),
        ("2024-02-29", "2024-02-29T00:00:00", "day"),
        ("1900-01-01", "1900-01-01T00:00:00", "day"),
        ("2100-12-31", "2100-12-31T00:00:00", "day"),
    ],
)
def test_read(text: str, iso: str, precision: str) -> None:
    moment = parse_moment(text)
    assert moment
    assert (moment.iso(), moment.precision) == (iso + "+09:00", precision)
    assert moment.at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "어제", "3시간 전", "10월 29일", "19:07", "2025", "2025년",
        "2025-02-29", "2025-02-30", "2025-13", "2025-00-10", "2025-10-00", "0000-01-01",
        "12025-10-29", "1899-12-31", "2101-01-01", "2100-12-31T23:00Z", "1025.10.29",
        "2025-10-29 24:00", "2025-10-29 19:60", "2025-10-29 19:07:60", "2025-10-29 오전 13:05",
        "2025-10-29 오전 7:07 PM", "2025-10-29(목)", "Thu, 29 Oct 2025 19:07:52 +0900",
        "2025-10-29 기사", "입력 2025-10-29", "2025-10-29 2025-10-30", "2025-10-29T", "2025-10-29T19",
        "2025-10/29", "2025-10-29T19:07+15:00", "2025-10-29T19:07+09:60", "2025-10-29T19:07 IST",
        "2025-10 19:07", "2025년 10월 수요일", "202510", "2025102", "20251329", "2025102919",
        "29/10/2025", "10/29/2025", "29 Foo 2025", "٢٠٢٥-10-29", "2025-10-29" + " " * 60,
    ],
)  # fmt: skip
def test_not_certain(text: str) -> None:
    assert parse_moment(text) is None


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30)),  # noqa: DTZ001 (made aware below)
    st.sampled_from(["second", "minute", "day", "month"]),
)
def test_spelled_is_read_back(at: datetime, precision: str) -> None:
    whole = at.replace(microsecond=0, tzinfo=KST)
    if precision != "second":
        whole = whole.replace(second=0)
    if precision in ("day", "month"):
        whole = whole.replace(hour=0, minute=0, day=whole.day if precision == "day" else 1)
    moment = Moment(whole.astimezone(UTC), precision)  # type: ignore[arg-type]
    assert parse_moment(moment.spelled()) == moment


@given(
    st.text(max_size=70)
    | st.lists(
        st.sampled_from(
            [
                "2025",
                "10",
                "29",
                "-",
                ".",
                "/",
                ":",
                " ",
                "년",
                "월",
                "일",
                "오후",
                "T",
                "Z",
                "수",
                "시",
            ]
        )
    ).map("".join)
)
def test_never_raises_and_never_leaves_the_range(text: str) -> None:
    moment = parse_moment(text)
    assert moment is None or 1900 <= moment.at.astimezone(KST).year <= 2100


@pytest.mark.parametrize("piece", ["2025-", "1", " ", "오후 ", "2025.10.29 ", "(", "수"])
def test_hostile_input_is_refused(piece: str) -> None:
    for length in (20, 60, 1_000_000):  # a pattern that backtracks would hang
        assert parse_moment((piece * length)[:length]) is None
