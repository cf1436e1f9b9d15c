from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.article import Article
from newsbot.dates import Moment, parse_moment
from newsbot.errors import IngestError
from newsbot.ingest.markdown import parse_markdown, render_markdown, web_url
from newsbot.text import MAX_BODY_CHARS, clean, clean_line

lines = st.text(max_size=60).map(clean_line).filter(bool)
awkward = st.sampled_from(
    ["---", "# 제목", "null", "~", "true", "2025-10-29", "1e3", "- 가", "a: b", "'", '"', "#", "😀👨‍👩‍👧",
     "*", "&a", "!!int 3", "{", "[", "|", ">", "%", "@", "`", "? ", "\\", "가 #나", "...", "=", "<<", "0x1F"]
).map(clean_line)  # fmt: skip
line = lines | awkward
bodies = st.lists(st.text(max_size=40) | awkward, max_size=6).map("\n".join).map(clean).filter(bool)
zones = st.sampled_from([timezone.utc, timezone(timedelta(hours=9))])  # noqa: UP017
moments = (
    st.dates()
    .flatmap(
        lambda day: st.sampled_from(
            [f"{day:%Y-%m}", f"{day:%Y-%m-%d}", f"{day}T07:05Z", f"{day} 19:07:52"]
        )
    )
    .map(parse_moment)
)
articles = st.builds(
    Article,
    id=st.from_regex(r"\A[0-9]{8}-[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?\Z"),
    body=bodies,
    title=st.none() | line,
    subtitles=st.lists(line, max_size=3).map(tuple),
    outlet=st.none() | line,
    published=st.none() | moments,
    modified=st.none() | moments,
    authors=st.lists(line, max_size=3).map(tuple),
    section=st.none() | line,
    url=st.none() | st.just("https://a.kr/뉴스?id=1&b=%20#c"),
    source_id=st.none() | line,
    sample=st.booleans(),
    excerpt=st.booleans(),
    note=st.none() | line,
)


@given(articles)
def test_what_is_rendered_is_read_back(article: Article) -> None:
    text = render_markdown(article)
    assert parse_markdown(text).id == article.id
    assert Article.from_draft(parse_markdown(text), article.id) == article
    assert Article.from_draft(parse_markdown(text.replace("\n", "\r\n")), article.id) == article


def test_it_is_readable() -> None:
    article = Article(
        id="20251029-a",
        title="도서관: ‘밤 11시’까지 😀",
        subtitles=("부제",),
        published=Moment(parse_moment("2025-10-29T19:07+09:00").at, "minute"),  # type: ignore[union-attr]
        source_id="00123",
        sample=True,
        body="# 첫 줄",
    )
    assert render_markdown(article) == (
        "---\nid: 20251029-a\ntitle: '도서관: ‘밤 11시’까지 😀'\nsubtitles:\n- 부제\n"
        "published: 2025-10-29T19:07+09:00\nsource_id: 00123\nsample: true\n---\n\n# 첫 줄\n"
    )


def test_the_longest_fields_are_read_back() -> None:
    article = Article(id="20251029-a", title="가" * 1000, note="나: " * 333, body="다")
    note = clean_line("나: " * 333)
    assert parse_markdown(render_markdown(article)).title == "가" * 1000
    assert parse_markdown(render_markdown(article)).note == note


def test_written_by_hand() -> None:
    draft = parse_markdown(
        "\ufeff---\r\ntitle: 012\nauthors: 홍길동\nsubtitles: [하나, 둘]\npublished: 2025-10-29 19:07:52\n"
        "modified: 어제\nsample: 'yes'\nurl: javascript:x\noutlet: {a: b}\nextra: 1\nid: news/17\n"
        "note: >\n  두 줄을\n  하나로\n---\n\n본문이다.\n---\n끝이다.\n"
    )
    assert draft.title == "012"
    assert (draft.authors, draft.subtitles) == (("홍길동",), ("하나", "둘"))
    assert draft.published
    assert draft.published.iso() == "2025-10-29T19:07:52+09:00"
    assert (draft.modified, draft.sample, draft.url, draft.outlet) == (None, False, None, None)
    assert (draft.source_id, draft.note) == ("news/17", "두 줄을 하나로")
    assert draft.body == "본문이다.\n---\n끝이다."


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# 제목\n\n본문", "제목", "본문"),
        ("\n#  제목 \n본문\n# 둘째", "제목", "본문\n# 둘째"),
        ("머리말\n# 제목\n본문", None, "머리말\n# 제목\n본문"),
        ("## 작은 제목\n본문", None, "## 작은 제목\n본문"),
        ("---\n닫히지 않은 줄", None, "---\n닫히지 않은 줄"),
        ("---\n---\n# 본문", None, "# 본문"),
        ("---\n\n---\n본문", None, "본문"),
    ],
)
def test_without_front_matter(text: str, title: str | None, body: str) -> None:
    draft = parse_markdown(text)
    assert (draft.title, draft.body) == (title, body)


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_body"),
        ("# 제목만", "no_body"),
        ("---\ntitle: 가\n---\n\u200b\n", "no_body"),
        (f"---\n{LAUGHS}---\n본문", "front_matter_alias"),
        ("---\ntitle: *a\n---\n본문", "front_matter_alias"),
        ("---\ntitle: &a 나\n---\n본문", "front_matter_alias"),
        ("---\ntitle: 가: 나: [\n---\n본문", "front_matter"),
        ("---\n- 가\n---\n본문", "front_matter"),
        ("---\n가\n---\n본문", "front_matter"),
        ("---\ntitle: \x00\n---\n본문", "front_matter"),
        ("---\na: " + "[" * 30_000 + "\n---\n본문", "front_matter"),
        ("---\n" + "- " * 30_000 + "\n---\n본문", "front_matter"),
        ("---\ntitle: " + "가" * 30_000 + "\n---\n본문", "front_matter_too_large"),
        ("가" * (MAX_BODY_CHARS + 1), "too_long"),
    ],
    ids=lambda value: value[:24],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse_markdown(text)
    assert caught.value.code == f"ingest.{code}"
    assert caught.value.sentence("ko")


def test_tags_make_no_objects() -> None:
    draft = parse_markdown(
        "---\ntitle: !!python/object/apply:os.getcwd []\nnote: !!int 가\n---\n본문"
    )
    assert (draft.title, draft.note) == (None, "가")


def test_what_could_not_be_read_back_is_not_written() -> None:
    article = Article(id="20251029-a", subtitles=("가" * 1000,) * 30, body="가")
    with pytest.raises(IngestError) as caught:
        render_markdown(article)
    assert caught.value.code == "ingest.front_matter_too_large"


@pytest.mark.parametrize(
    ("front", "article_id"),
    [
        ("id: 20251029-a", "20251029-a"),
        ("id: 20251029-" + "a" * 48, "20251029-" + "a" * 48),
        ("id: 20251029-" + "a" * 49, None),
        ("id: 20251029-a-", None),
        ("id: 20251029-A", None),
        ("id: ../20251029-a", None),
        ("id: [20251029-a]", None),
        ("title: 가", None),
    ],
)
def test_front_matter_id(front: str, article_id: str | None) -> None:
    assert parse_markdown(f"---\n{front}\n---\n본문").id == article_id


def test_front_matter_id_needs_a_front_matter() -> None:
    assert parse_markdown("id: 20251029-a").id is None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://www.segye.com/newsView/20251029?a=1#b", True),
        ("HTTP://한국.kr/", True),
        ("http://user@a.kr:80/", True),
        ("http:///path", False),
        ("http://:80/", False),
        ("https://a.kr/\x07", False),
        ("https://a.kr/\n", False),
        ("https://a.kr/\u200b", False),
        ("data:text/html,x", False),
        ("a.kr", False),
        ("", False),
    ],
)
def test_web_url(url: str, *, kept: bool) -> None:
    assert web_url(url) == (url if kept else None)
