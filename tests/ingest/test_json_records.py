"""JSON files of many articles, and the lines of our own export."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot import ingest
from newsbot.article import Article, Draft
from newsbot.dates import KST, Moment, Precision
from newsbot.errors import IngestError
from newsbot.ingest.jsonl import MAX_JSON_BYTES
from newsbot.text import clean, clean_line

A, B = {"text": "첫 기사이다."}, {"body": "둘째 기사이다.", "title": "둘째"}


def parse(value: object) -> list[tuple[int, str]]:
    """Return the number of each record with its body, or the code of its refusal."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return [
        (number, item.body if isinstance(item, Draft) else item.code)
        for number, item in ingest.parse_records(data)
    ]


BOTH = [(1, "첫 기사이다."), (2, "둘째 기사이다.")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([A, B], BOTH),
        ({"articles": [A, B]}, BOTH),
        ({"total": 2, "tags": ["a", "b"], "empty": [], "articles": [A, B], "next": None}, BOTH),
        (A, BOTH[:1]),
        ({"text": "첫 기사이다.", "comments": [{"text": "댓글"}]}, BOTH[:1]),
        (json.dumps([A, B]).encode("utf-8-sig"), BOTH),
        (json.dumps([A, B], ensure_ascii=False).encode("cp949"), BOTH),
        ([], []),
        (
            [A, 5, {"title": "본문이 없다"}, {"text": 5}, None, [B], B],
            [
                BOTH[0],
                (2, "ingest.record_not_object"),
                (3, "ingest.record_no_text"),
                (4, "ingest.record_field"),
                (5, "ingest.record_not_object"),
                (6, "ingest.record_not_object"),
                (7, "둘째 기사이다."),
            ],
        ),
        (
            b'[{"text": "a.", "audience": "discord:1", "audience": null}, {"text": "b."}]',
            [(1, "ingest.bad_audience"), (2, "b.")],
        ),
        (
            [A | {"audience": "nobody"}, A | {"hidden": "?"}],
            [(1, "ingest.bad_audience"), (2, "ingest.bad_hidden")],
        ),
    ],
    ids=range(11),
)
def test_records(value: object, found: list[tuple[int, str]]) -> None:
    assert parse(value) == found


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'[{"text": "a."},\n oops]', "json_broken"),
        (b"", "json_broken"),
        (b'{"text": "a."}\n{"text": "b."}', "json_broken"),
        (b"5", "json_no_records"),
        (b'"text"', "json_no_records"),
        (b'{"a": [{"text": "a."}], "b": [{"text": "b."}]}', "json_no_records"),
        (b'{"title": "x", "tags": ["a"]}', "json_no_records"),
        (b"[" + b"0," * 50_000 + b"0]", "json_too_many"),
        (b"[" * 100_000, "record_limits"),
        (b"[" + b"9" * 5_000 + b"]", "record_limits"),
        (b"\xff\xff", "not_text"),
        (b" " * (MAX_JSON_BYTES + 1), "json_too_large"),
    ],
    ids=range(12),
)
def test_what_holds_no_records(data: bytes, code: str) -> None:
    with pytest.raises(IngestError) as caught:
        ingest.parse_records(data)
    assert caught.value.code == f"ingest.{code}"
    if code == "json_broken":
        assert str(caught.value.details["line"]) in caught.value.sentence("ko")


# --- our own export ----------------------------------------------------------------------------

lines = st.text(max_size=40).map(clean_line)
optional = lines.map(lambda text: text or None)
names = st.lists(lines.filter(bool), max_size=3).map(tuple)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    precision: Precision = draw(st.sampled_from(["second", "minute", "day", "month"]))
    zone = KST if precision in ("day", "month") else UTC
    at = draw(
        st.datetimes(datetime(1901, 1, 2), datetime(2099, 12, 30), timezones=st.just(zone))  # noqa: DTZ001
    )
    unknown = {
        "second": {},
        "minute": {"second": 0},
        "day": {"second": 0, "minute": 0, "hour": 0},
        "month": {"second": 0, "minute": 0, "hour": 0, "day": 1},
    }[precision]
    return Moment(replace_time(at, unknown).astimezone(UTC), precision)


def replace_time(at: datetime, fields: dict[str, int]) -> datetime:
    return at.replace(microsecond=0, **fields)  # type: ignore[arg-type]


articles = st.builds(
    Article,
    id=st.from_regex(r"[0-9]{8}-[a-z]{3,10}", fullmatch=True),
    body=st.text(max_size=300).map(clean).filter(bool),
    title=optional,
    subtitles=names,
    outlet=optional,
    published=st.none() | moments(),
    modified=st.none() | moments(),
    authors=names,
    section=optional,
    url=st.sampled_from([None, "https://www.example.com/a?b=1&c=%20#d", "http://한글.kr/가"]),
    source_id=optional,
    sample=st.booleans(),
    note=optional,
    excerpt=st.booleans(),
    audience=st.sampled_from([None, "discord:1234", "team:a-b_C"]),
    hidden=st.booleans(),
)


@given(articles)
def test_an_exported_line_gives_every_field_back(article: Article) -> None:
    line = ingest.render_record(article)
    assert "\n" not in line
    draft = ingest.parse_record(line)
    assert draft.id == article.id
    assert Article.from_draft(draft, draft.id) == article
    ((_, again),) = ingest.parse_records(f"[{line}]".encode())
    assert again == draft


def test_no_field_is_forgotten() -> None:
    """A field that is added to Article must be exported, too."""
    moment = Moment(datetime(2025, 10, 29, 1, tzinfo=UTC))
    full = Article(
        id="20251029-abc",
        body="본문이다.",
        title="제목",
        subtitles=("부제",),
        outlet="한겨레",
        published=moment,
        modified=moment,
        authors=("홍길동",),
        section="사회",
        url="https://www.example.com/1",
        source_id="1",
        sample=True,
        note="메모",
        excerpt=True,
        audience="discord:1",
        hidden=True,
    )
    assert all(asdict(full).values()), "give the new field a value"
    draft = ingest.parse_record(ingest.render_record(full))
    assert Article.from_draft(draft, str(draft.id)) == full
    assert ingest.parse_record(ingest.render_record(replace(full, id="not ours"))).id is None
