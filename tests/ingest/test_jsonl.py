from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.errors import IngestError
from newsbot.ingest.jsonl import parse_record
from newsbot.text import MAX_BODY_CHARS, clean


def test_all_fields() -> None:
    draft = parse_record(
        json.dumps(
            {
                "id": "wn0001",
                "title": " 도서관\n개관 ",
                "text": "첫 문단이다.\r\n\r\n\r\n둘째 문단이다.",
                "published": "2009-01-20",
                "source": "ko.wikinews.org",
                "url": "https://ko.wikinews.org/wiki/1",
                "unknown": {"a": [1]},
            }
        )
    )
    assert draft.body == "첫 문단이다.\n\n둘째 문단이다."
    assert draft.title == "도서관 개관"
    assert draft.source_id == "wn0001"
    assert draft.outlet == "ko.wikinews.org"
    assert draft.url == "https://ko.wikinews.org/wiki/1"
    assert draft.published
    assert (draft.published.spelled(), draft.published.precision) == ("2009-01-20", "day")


def test_our_own_names() -> None:
    draft = parse_record(
        json.dumps(
            {
                "id": "20250101-a",
                "source_id": 7,
                "body": "본문이다.",
                "outlet": "한겨레",
                "modified": "2025-10-29T19:07:52+09:00",
                "authors": ["홍길동", " "],
                "subtitles": "부제",
                "section": "사회",
            }
        )
    )
    assert (draft.source_id, draft.outlet, draft.section) == ("7", "한겨레", "사회")
    assert (draft.authors, draft.subtitles) == (("홍길동",), ("부제",))
    assert draft.modified
    assert draft.modified.iso() == "2025-10-29T19:07:52+09:00"


def test_only_text() -> None:
    draft = parse_record('\ufeff{"text": "본문이다."}')
    assert draft.body == "본문이다."
    assert {draft.title, draft.outlet, draft.url, draft.source_id, draft.published} == {None}


@pytest.mark.parametrize("published", ["", None, "어제", "2025-02-30", 0, 99999999])
def test_a_date_that_cannot_be_read_is_missing(published: object) -> None:
    assert parse_record(json.dumps({"text": "가", "published": published})).published is None


@pytest.mark.parametrize(
    ("published", "spelled"), [("2025-10", "2025-10"), (20251029, "2025-10-29")]
)
def test_a_date_may_be_coarse(published: object, spelled: str) -> None:
    moment = parse_record(json.dumps({"text": "가", "published": published})).published
    assert moment
    assert moment.spelled() == spelled


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://",
        "ftp://a.kr",
        "http://a.kr/\u202egnp",
        "http://a.kr/\ud83d",
        "//a.kr",
        "http://[",
        "http://a b.kr",
    ],
)
def test_only_web_addresses_are_kept(url: str) -> None:
    assert parse_record(json.dumps({"text": "가", "url": url})).url is None


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        ("", "record_not_json", 1),
        ('{"text": "가"', "record_not_json", 13),
        ("[1]", "record_not_object", None),
        ('"글"', "record_not_object", None),
        ("[" * 100_000, "record_limits", None),
        ('{"text": ' + "9" * 5_000 + "}", "record_limits", None),
        ('{"title": "가"}', "record_no_text", None),
        ('{"text": "\\u200b \\n"}', "record_no_text", None),
        ('{"text": 5}', "record_field", "text"),
        ('{"text": "가", "title": ["가"]}', "record_field", "title"),
        ('{"text": "가", "id": 1.5}', "record_field", "id"),
        ('{"text": "가", "id": true}', "record_field", "id"),
        ('{"text": "가", "authors": [1]}', "record_field", "authors"),
        (json.dumps({"text": "가" * (MAX_BODY_CHARS + 1)}), "too_long", MAX_BODY_CHARS),
    ],
    ids=lambda value: str(value)[:20],
)
def test_refused(line: str, code: str, detail: object) -> None:
    with pytest.raises(IngestError) as caught:
        parse_record(line)
    assert caught.value.code == f"ingest.{code}"
    assert list(caught.value.details.values()) == ([] if detail is None else [detail])
    assert caught.value.sentence("ko")
    assert caught.value.sentence("en")


def test_half_an_emoji_is_left_out() -> None:
    assert parse_record('{"text": "가\\ud83d나", "\\ud83d": 1}').body == "가나"


@given(
    st.text(max_size=40) | st.from_type(type(None)) | st.integers() | st.lists(st.text(max_size=3))
)
def test_any_title(title: object) -> None:
    try:
        draft = parse_record(json.dumps({"text": "가", "title": title}))
    except IngestError as error:
        assert error.details == {"field": "title"}  # noqa: PT017 (raised, or not)
    else:
        assert draft.title is None or draft.title == clean(draft.title)


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused(line: str) -> None:
    with pytest.raises(IngestError):
        parse_record(line)


def test_more_names_than_a_front_matter_holds_are_refused():
    line = json.dumps({"text": "본문이다.", "subtitles": ["가" * 900] * 9})
    with pytest.raises(IngestError) as caught:
        parse_record(line)
    assert caught.value.code == "ingest.too_many_names"
