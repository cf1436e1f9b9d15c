"""What the bot sends keeps Discord's limits, whatever stands in the articles, and says what it should."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bot.reader import read

from newsbot.admission import Added, Status
from newsbot.answer import Answer, Citation, RunnerUp, TermWeight
from newsbot.article import Article, Draft, Dropped
from newsbot.bot.markup import address, units
from newsbot.bot.reply import (
    answer_embeds,
    article_embeds,
    list_embed,
    nothing_embeds,
    plain_text,
    preview_embeds,
    why_embeds,
)
from newsbot.dates import Moment, parse_moment
from newsbot.evidence import Highlight
from newsbot.messages import Language

BODY = (
    "누리호는 2022년 6월 21일 나로우주센터에서 이륙했다. *성공*이었다.\n\n다음 발사는 2025년이다."
)
PUBLISHED = parse_moment("2025-10-29 19:07")
NEWEST = parse_moment("2025-11-03")


def article(**fields: Any) -> Article:
    given: dict[str, Any] = {
        "id": "20251029-nuri",
        "title": "누리호 이륙",
        "body": BODY,
        "outlet": "하늘일보",
        "published": PUBLISHED,
        "url": "https://sample.example/nuri",
    }
    return Article(**(given | fields))


def citation(quoted: Article, number: int = 1, *words: str) -> Citation:
    text = quoted.body
    highlights = tuple(
        Highlight(text.index(word), text.index(word) + len(word), word) for word in words
    )
    return Citation(number, quoted, text, 0, len(text), 1.0, highlights)


def answer(*citations: Citation, **fields: Any) -> Answer:
    given: dict[str, Any] = {
        "question": "누리호는 어디서 이륙했어?",
        "citations": citations,
        "confidence": 0.87,
        "nearest": (),
        "terms": (TermWeight("누리호", "누리호", 3.19, 2), TermWeight("관세", "관세", 4.8, 0)),
        "runners_up": (),
        "elapsed_ms": 1.0,
    }
    return Answer(**(given | fields))


def check_limits(embeds: tuple[discord.Embed, ...]) -> None:
    """Fail where Discord would refuse *embeds*; its API names the limits."""
    total = 0
    assert len(embeds) <= 10
    for embed in embeds:
        raw: dict[str, Any] = dict(embed.to_dict())
        fields = raw.get("fields", [])
        assert len(fields) <= 25
        texts = [
            (raw.get("title"), 256),
            (raw.get("description"), 4_096),
            (raw.get("footer", {}).get("text"), 2_048),
            (raw.get("author", {}).get("name"), 256),
            *((one["name"], 256) for one in fields),
            *((one["value"], 1_024) for one in fields),
        ]
        for text, limit in texts:
            if text is not None:
                assert text.strip()
                assert len(text.encode("utf-16-le")) // 2 <= limit
                total += len(text.encode("utf-16-le")) // 2
        assert raw.get("url", "https://").startswith(("https://", "http://"))
        assert embed.description
        assert embed.description.count("```") % 2 == 0
    assert 0 < total <= 6_000


def description(embeds: tuple[discord.Embed, ...]) -> str:
    (embed,) = embeds
    assert embed.description
    return embed.description


def check_inert(embeds: tuple[discord.Embed, ...], *sources: Article | Draft) -> None:
    """Fail where anything acts that is not ours: bold, code, the lines' marks, links to sources."""
    for embed in embeds:
        for text in filter(None, (embed.title, embed.description)):
            for name, on in read(text).acts:
                if name == "link":
                    assert on in {address(source.url) for source in sources}
                else:
                    assert name in {"strong", "code", "quote", "subtext", "list"}, (name, on)


# Answers


def test_an_answer_is_quotes_with_their_sources():
    modified = article(modified=parse_moment("2025-10-29 20:10"))
    found = answer(citation(modified, 1, "누리호", "이륙"))
    embeds = answer_embeds(
        found, found.citations, language="ko", searched=30, newest=NEWEST, question=None
    )
    assert description(embeds) == (
        "> **누리호**는 2022년 6월 21일 나로우주센터에서 **이륙**했다. \\*성공\\*이었다.\n"
        "> \n"
        "> 다음 발사는 2025년이다.\n"
        "하늘일보 · [누리호 이륙](<https://sample.example/nuri>)\n"
        "-# 입력 2025-10-29 19:07 · 수정 2025-10-29 20:10 KST · `20251029-nuri`"
    )
    assert embeds[0].footer.text == "기사 30건에서 찾음 · 가장 새 기사 2025-11-03"


def test_several_quotes_are_numbered_and_the_question_stands_above_them():
    quotes = [citation(article(id=f"2025102{n}-x"), n) for n in (1, 2, 3)]
    found = answer(*quotes)
    embeds = answer_embeds(
        found, quotes[1:], language="en", searched=1_234, newest=None, question="*왜*\n그래?"
    )
    blocks = description(embeds).split("\n\n")
    assert blocks[0] == "**Question** \\*왜\\* 그래?"
    assert [block.split("\n")[-2][:6] for block in blocks[1:]] == ["**2** ", "**3** "]
    assert embeds[0].footer.text == "1,234 articles searched"


def test_what_is_not_known_of_an_article_is_left_out():
    bare = article(title=None, outlet=None, published=None, url=None)
    found = answer(citation(bare))
    embeds = answer_embeds(found, found.citations, language="ko", searched=1, newest=None)
    assert description(embeds).endswith("\n(제목 없음)\n-# `20251029-nuri`")


def test_a_day_alone_has_no_zone():
    found = answer(citation(article(published=parse_moment("2025-10-29"))))
    embeds = answer_embeds(found, found.citations, language="ko", searched=1, newest=None)
    assert "-# 입력 2025-10-29 · `" in description(embeds)


def test_ten_long_quotes_fit_and_all_are_there():
    long = article(
        body="정부는 오늘 발표했다. " * 90,
        title="제목 " * 100,
        url="https://a.kr/" + "x" * 490,
        outlet="하" * 300,
    )
    quotes = [citation(long, number) for number in range(1, 11)]
    found = answer(*quotes)
    embeds = answer_embeds(
        found, quotes, language="ko", searched=30, newest=NEWEST, question="왜 " * 500
    )
    check_limits(embeds)
    for number in range(1, 11):
        assert f"**{number}** " in description(embeds)
    assert description(embeds).count("> 정부는 오늘 발표했다.") == 10


# Nothing found


def test_nothing_found_says_what_was_searched_for_and_where_to_look():
    found = answer(nearest=(article(),))
    embeds = nothing_embeds(found, language="ko", searched=30, newest=NEWEST, question=None)
    assert description(embeds) == (
        "기사에서 답을 찾지 못했습니다.\n"
        "검색한 말: 누리호, 관세 (못 찾음)\n\n"
        "가까운 기사는 아래 단추로 볼 수 있습니다."
    )
    assert embeds[0].footer.text == "기사 30건에서 찾음 · 가장 새 기사 2025-11-03"


def test_a_question_without_terms_asks_for_a_name():
    embeds = nothing_embeds(answer(terms=()), language="en", searched=1, newest=None)
    assert description(embeds).startswith("There is nothing to search for in this. Name ")


def test_without_articles_it_says_how_to_add_some():
    embeds = nothing_embeds(answer(), language="ko", searched=0, newest=None)
    assert description(embeds) == "아직 기사가 없습니다. `/article add`로 기사를 넣어 주세요."
    assert embeds[0].footer.text is None


def test_the_colours_tell_an_answer_from_nothing_found():
    found = answer(citation(article()))
    told: dict[str, Any] = {"language": "ko", "searched": 1, "newest": None}
    assert (
        answer_embeds(found, found.citations, **told)[0].colour
        != nothing_embeds(found, **told)[0].colour
    )


# Why


def test_why_lists_terms_with_the_quotes_that_hold_them():
    found = answer(
        citation(article(), 1, "누리호"),
        runners_up=(RunnerUp(article(), 9.836, {}),),
        carried=("나로*우주*센터",),
    )
    assert description(why_embeds(found, language="ko")) == (
        "확신도 0.87\n\n"
        "```\n"
        "무게  문단  인용  말\n"
        "3.19     2     1  누리호\n"
        "4.80     0     -  관세\n"
        "```\n\n"
        "앞 질문에서 이어받은 말: 나로\\*우주\\*센터\n\n"
        "**살펴본 문단**\n"
        "1. [누리호 이륙](<https://sample.example/nuri>) · 하늘일보 · 2025-10-29 19:07 · 점수 9.84"
    )


def test_why_of_a_long_question_says_how_many_terms_are_missing():
    terms = tuple(TermWeight(f"말{n}", f"말{n}```", 1.0, n) for n in range(500))
    embeds = why_embeds(answer(terms=terms), language="ko")
    assert "\n… 외 480개\n```" in description(embeds)
    assert description(embeds).count("```") == 2


# Articles


def test_an_article_is_shown_whole_if_it_fits():
    shown = article(
        subtitles=("첫 부제", "둘째"),
        authors=("홍길동",),
        section="과학",
        note="메모*",
        sample=True,
        hidden=True,
        audience="discord:1",
    )
    (embed,) = article_embeds(shown, language="ko")
    assert (embed.title, embed.url) == ("누리호 이륙", "https://sample.example/nuri")
    assert embed.description == (
        "첫 부제\n둘째\n\n"
        "-# 하늘일보 · 과학 · 홍길동\n"
        "-# 입력 2025-10-29 19:07 KST\n"
        "-# 메모: 메모\\*\n\n"
        "누리호는 2022년 6월 21일 나로우주센터에서 이륙했다. \\*성공\\*이었다.\n\n"
        "다음 발사는 2025년이다."
    )
    assert embed.footer.text == "20251029-nuri · 예시 기사 · 숨긴 기사 · 이 서버에서만 보임"


def test_a_long_article_ends_with_an_ellipsis():
    (embed,) = article_embeds(article(body="긴 기사다. " * 5_000), language="ko")
    assert embed.description
    assert 3_900 < units(embed.description) <= 4_096
    assert embed.description.endswith("긴 기사다. …")


def test_a_list_is_numbered_and_gives_ids_to_copy():
    embed = list_embed(
        [article(), article(title="*", url=None)], language="ko", title="최신 *기사*"
    )
    assert embed.title == "최신 \\*기사\\*"
    assert embed.description == (
        "1. [누리호 이륙](<https://sample.example/nuri>) · 하늘일보 · 2025-10-29 19:07 · `20251029-nuri`\n"
        "2. \\* · 하늘일보 · 2025-10-29 19:07 · `20251029-nuri`"
    )


def test_a_list_of_very_many_says_how_many_more_there_are():
    embed = list_embed([article()] * 40, language="ko", title="모두")
    assert embed.description
    assert embed.description.endswith("\n… 외 15건")
    assert embed.description.count("`20251029-nuri`") == 25


def test_a_list_of_long_headlines_and_links_holds_them_all():
    long = article(title="긴 제목 " * 80, outlet="하" * 90, url="https://a.kr/" + "x" * 490)
    embed = list_embed([long] * 25, language="ko", title="모두")
    check_limits((embed,))
    assert embed.description
    assert embed.description.count("`20251029-nuri`") == 25


def test_an_empty_list_says_so():
    embed = list_embed([], language="ko", title="최신")
    assert embed.description == "보여 드릴 기사가 없습니다."


# Previews


def test_a_preview_shows_what_was_found_what_is_missing_and_what_was_left_out():
    draft = Draft(
        body=BODY,
        title="누리호 이륙",
        published=PUBLISHED,
        url="https://sample.example/nuri",
        dropped=(
            Dropped(reason="menu", text="홈 > 과학"),
            Dropped(reason="share", text="공유하기"),
            Dropped(reason="menu", text="로그인"),
        ),
    )
    embeds = preview_embeds(draft, language="ko")
    assert embeds[0].title == "이렇게 읽었습니다"
    assert description(embeds) == (
        "⚠️ 언론사나 입력 시각이 없습니다. "
        "‘고치기’로 적으면 출처에 나오고 날짜로 찾을 수 있습니다.\n\n"
        "**제목** 누리호 이륙\n"
        "**부제** 없음\n"
        "**언론사** 없음\n"
        "**입력** 2025-10-29 19:07\n"
        "**수정** 없음\n"
        "**기자** 없음\n"
        "**분야** 없음\n"
        "**주소** https\\://sample.example\\/nuri [↗](<https://sample.example/nuri>)\n"
        "**본문** 문단 2개, 58자\n\n"
        "> 누리호는 2022년 6월 21일 나로우주센터에서 이륙했다. \\*성공\\*이었다.\n"
        "> 다음 발사는 2025년이다.\n\n"
        "**뺀 줄 3개**\n"
        "-# 메뉴: 홈 > 과학 … 외 1줄\n"
        "-# 공유 단추: 공유하기"
    )


def test_a_preview_of_a_known_article_says_so_first():
    coming = Added(Status.DUPLICATE, article())
    assert description(preview_embeds(Draft(body="본문"), language="ko", coming=coming)).startswith(
        "**같은 기사가 이미 있습니다. 저장해도 달라지지 않습니다.**\n"
        "[누리호 이륙](<https://sample.example/nuri>) `20251029-nuri`\n\n"
    )


def test_a_preview_of_a_new_version_names_the_old_one():
    coming = Added(Status.UPDATED, article(title="새 제목"), former=article())
    text = description(preview_embeds(Draft(body="본문"), language="ko", coming=coming))
    assert text.startswith("**이미 있는 기사의 새 판입니다.")
    assert "[누리호 이륙]" in text
    assert "새 제목" not in text


def test_a_preview_of_what_is_new_says_nothing_of_others():
    coming = Added(Status.ADDED, article())
    text = description(preview_embeds(Draft(body="본문"), language="ko", coming=coming))
    assert "누리호" not in text


# Where the bot may not embed


def test_plain_text_holds_the_same_words():
    found = answer(citation(article(), 1, "누리호"))
    embeds = answer_embeds(found, found.citations, language="ko", searched=30, newest=None)
    assert plain_text(embeds, language="ko") == (f"{embeds[0].description}\n기사 30건에서 찾음")


def test_plain_text_that_is_cut_says_why():
    long = article(body="정부는 오늘 발표했다. " * 60)
    quotes = [citation(long, number, "정부") for number in (1, 2, 3)]
    embeds = answer_embeds(answer(*quotes), quotes, language="ko", searched=30, newest=None)
    text = plain_text(embeds, language="ko")
    assert units(text) <= 2_000
    assert text.endswith("‘링크 첨부’ 권한이 있으면 모두 보입니다.")
    assert text.startswith("> **정부**는 오늘 발표했다.")


def test_plain_text_of_one_endless_line_is_cut_without_open_bold():
    embed = discord.Embed(description="**정부**는 오늘 발표했다. " * 300)
    text = plain_text((embed,), language="ko")
    assert units(text) <= 2_000
    assert text.startswith("정부는 오늘")
    assert "**" not in text


# Limits

PIECES = [
    *"*_~|`\\<>@#:-.[]() \n가",
    "**",
    "```",
    "](http://x.kr)",
    "https://a.kr/",
    "@everyone",
    "👨‍👩‍👧",
    "🚀",
    "עברית",
    "e\u0301\u0301",
    "\u202e",
    "\u200b",
    "발표했다. ",
]
hostile = st.one_of(
    st.just(""),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.tuples(st.sampled_from(PIECES), st.integers(500, 70_000)).map(
        lambda pair: (pair[0] * pair[1])[:65_536]
    ),
)
filled = hostile.filter(bool)
moments = st.none() | st.builds(
    Moment,
    st.integers(-2_000_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.sampled_from(["second", "minute", "day", "month"]),
)
stories: dict[str, Any] = {
    "body": filled,
    "title": st.none() | hostile,
    "subtitles": st.lists(hostile, max_size=4).map(tuple),
    "outlet": st.none() | hostile,
    "published": moments,
    "modified": moments,
    "authors": st.lists(hostile, max_size=4).map(tuple),
    "section": st.none() | hostile,
    "url": st.none() | hostile | hostile.map("https://a.kr/".__add__),
    "note": st.none() | hostile,
    "sample": st.booleans(),
    "hidden": st.booleans(),
    "audience": st.none() | st.just("discord:1234"),
}
articles = st.builds(
    Article, id=st.sampled_from(["20250101-a", "2" * 8 + "-" + "x" * 48]), **stories
)
drafts = st.builds(
    Draft,
    dropped=st.lists(
        st.builds(
            Dropped,
            reason=st.sampled_from(
                ["menu", "share", "caption", "credit", "related", "copyright", "contact"]
            ),
            text=hostile,
        ),
        max_size=20,
    ).map(tuple),
    **stories,
)
languages: st.SearchStrategy[Language] = st.sampled_from(["ko", "en"])


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    quoted = draw(st.lists(articles, max_size=4))
    weights = st.builds(TermWeight, hostile, hostile, st.floats(0, 20), st.integers(0, 10_000_000))
    citations = []
    for number in range(1, draw(st.integers(0, 10)) + 1 if quoted else 1):
        source = quoted[number % len(quoted)]
        text = source.body[:1_000]
        spans = draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
        highlights = tuple(Highlight(start, end, "x") for start, end in pairwise(spans))
        citations.append(Citation(number, source, text, 0, len(text), 0.0, highlights))
    return answer(
        *citations,
        nearest=tuple(quoted[:3]),
        terms=tuple(draw(st.lists(weights, max_size=40))),
        runners_up=tuple(RunnerUp(one, -1e9, {}) for one in quoted * 2),
        carried=tuple(draw(st.lists(hostile, max_size=5))),
    )


@settings(max_examples=60, deadline=None)
@given(answers(), languages, hostile | st.none(), moments)
def test_answers_keep_the_limits(found, language, question, newest):
    told: dict[str, Any] = {
        "language": language,
        "searched": 10_000_000,
        "newest": newest,
        "question": question,
    }
    nothing = nothing_embeds(found, **told)
    check_limits(nothing)
    why = why_embeds(found, language=language)
    check_limits(why)
    sources = [one.article for one in (*found.citations, *found.runners_up)]
    check_inert((*nothing, *why), *sources)
    if found.citations:
        embeds = answer_embeds(found, found.citations, **told)
        check_limits(embeds)
        check_inert(embeds, *sources)
        for citation in found.citations:
            assert citation.article.id in description(embeds)
        assert 0 < units(plain_text(embeds, language=language)) <= 2_000


@settings(max_examples=60, deadline=None)
@given(articles, drafts, languages)
def test_articles_and_previews_keep_the_limits(one, draft, language):
    for embeds in (
        article_embeds(one, language=language),
        preview_embeds(draft, language=language),
        preview_embeds(draft, language=language, coming=Added(Status.DUPLICATE, one)),
    ):
        check_limits(embeds)
        check_inert(embeds, one, draft)


@settings(max_examples=40, deadline=None)
@given(st.lists(articles, max_size=5), st.integers(1, 8), languages, hostile)
def test_lists_keep_the_limits(some, times, language, title):
    embed = list_embed(some * times, language=language, title=title)
    check_limits((embed,))
    check_inert((embed,), *some)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_reason_for_which_lines_are_left_out_has_a_name(language: Language):
    reasons = ("menu", "share", "caption", "credit", "related", "copyright", "contact")
    dropped = tuple(Dropped(reason=reason, text="줄") for reason in reasons)
    text = description(preview_embeds(Draft(body="본문", dropped=dropped), language=language))
    assert text.count("-# ") == len(reasons)
