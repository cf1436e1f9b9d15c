"""What Discord shows of copies and corrections: with the quote, within the limits, to who may see."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bot.test_reply import answer, article, check_limits, citation

from newsbot.answer import Citation
from newsbot.bot.markup import units
from newsbot.bot.reply import answer_embeds, article_embeds
from newsbot.bot.sources import also, corrected
from newsbot.dates import parse_moment
from newsbot.messages import Language

NOTE = article(
    id="20251112-note",
    title="[정정보도] 누리호 관련",
    body="본지는 10월 29일자 기사에서 잘못 보도했기에 바로잡습니다.",
    published=parse_moment("2025-11-12"),
    url="https://sample.example/note",
)


def others(*outlets: str) -> tuple[Any, ...]:
    return tuple(
        article(id=f"20251030-{n}", outlet=outlet, url=f"https://s.example/{n}")
        for n, outlet in enumerate(outlets)
    )


def shown(one: Citation, language: Language = "ko") -> str:
    embeds = answer_embeds(answer(one), [one], language=language, searched=3, newest=None)
    check_limits(embeds)
    return str(embeds[0].description)


def cited(**fields: Any) -> Citation:
    one = citation(article())
    return Citation(1, one.article, one.quote, one.start, one.end, one.score, (), **fields)


@pytest.mark.parametrize(
    ("language", "many", "single"),
    [("ko", "외 2개 언론사", "외 1개 언론사"), ("en", "and 2 other outlets", "and 1 other outlet")],
)
def test_other_outlets_are_counted_named_and_linked(language, many, single):
    text = shown(cited(also=others("바다신문", "구름일보")), language)
    assert (
        f"-# {many}: [바다신문](<https://s.example/0>), [구름일보](<https://s.example/1>)" in text
    )
    assert f"-# {single}: [바다신문](<https://s.example/0>)" in shown(
        cited(also=others("바다신문")), language
    )


def test_without_other_outlets_or_corrections_nothing_is_said_of_them():
    text = shown(cited())
    assert "언론사" not in text
    assert "⚠️" not in text


def test_as_many_outlets_are_named_as_there_is_room_for():
    many = others(*(f"아주 긴 이름의 신문사 {n}" for n in range(60)))
    line = also(many, "ko", 300)
    assert units(line) <= 300
    assert line.startswith("-# 외 60개 언론사: ")
    assert line.endswith(", …")
    assert also(many, "ko", 12) == "-# 외 60개 언론사"


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        ("[정정보도] 누리호 관련", "ko", "정정보도 있음"),
        ("[반론보도] 누리호 관련", "ko", "반론보도 있음"),
        ("[정정·반론보도] 누리호 관련", "ko", "정정·반론보도 있음"),
        ("[추후보도] 누리호 관련", "ko", "추후보도 있음"),
        ("[정정보도] 누리호 관련", "en", "Corrected since"),
    ],
)
def test_a_correction_stands_below_the_quote(title, language, said):
    note = article(id=NOTE.id, title=title, body=NOTE.body, published=NOTE.published, url=NOTE.url)
    text = shown(cited(corrections=(note,)), language)
    assert f"⚠️ **{said}** " in text
    assert "누리호 관련" in text
    assert "(<https://sample.example/note>)" in text
    assert "하늘일보 · 2025-11-12" in text


def test_the_newest_corrections_are_named_and_no_more_than_two():
    notes = [article(id=f"2025111{n}-a", title=f"[정정보도] {n}차") for n in range(4)]
    lines = corrected(notes, "ko", 900)
    assert [line.count("차") for line in lines] == [1, 1]
    assert "0차" in lines[0]
    assert "1차" in lines[1]
    assert corrected(notes, "ko", 10) == []


def test_an_article_that_is_a_correction_or_an_excerpt_says_so():
    one = citation(NOTE)
    assert "`20251112-note` · 정정보도" in shown(one)
    assert "`20251029-nuri` · 본문 일부(발췌)" in shown(citation(article(excerpt=True)))


def test_an_article_is_shown_with_its_corrections():
    (embed,) = article_embeds(article(), language="ko", corrections=[NOTE])
    check_limits((embed,))
    assert "⚠️ **정정보도 있음**" in str(embed.description)
    (embed,) = article_embeds(NOTE, language="ko")
    assert str(embed.footer.text).endswith("정정보도")
    assert "⚠️" not in str(embed.description)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=300)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=30),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=4),
    st.integers(1, 10),
)
def test_whatever_the_names_are_the_limits_hold_and_every_quote_is_there(names, notes, count):
    given_others = tuple(
        article(id=f"20251030-{n}", outlet=outlet, url=f"https://s.example/{url}")
        for n, (outlet, url) in enumerate(names)
    )
    given_notes = tuple(
        article(id=f"20251112-{n}", title=title, url=f"https://s.example/{url}")
        for n, (title, url) in enumerate(notes)
    )
    one = cited(also=given_others, corrections=given_notes)
    embeds = answer_embeds(
        answer(*[one] * count), [one] * count, language="ko", searched=3, newest=None
    )
    check_limits(embeds)
    assert str(embeds[0].description).count("> 누리호는") >= count
