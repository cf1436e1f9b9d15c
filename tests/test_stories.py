"""The same news from several outlets: all kept, one cited, the others named beside it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.newsrooms import draft, open_at, outline
from tests.test_similarity import COPIES, DUST, OTHER, STORY, sentences

from newsbot.answer import Answer
from newsbot.answering import Options
from newsbot.article import Article, Draft
from newsbot.cli.objects import answer_object
from newsbot.index import twins
from newsbot.index.reader import Reader
from newsbot.newsroom import Newsroom
from newsbot.retrieval import Filters
from newsbot.terminal.answers import print_answer
from newsbot.terminal.screen import Screen

X, Y = "discord:1", "discord:2"
QUESTION = "수도권 광역급행철도 새 노선의 사업비는 얼마야?"


def wire(outlet: str | None, body: str = STORY, *, day: int = 3, **fields: Any) -> Draft:
    return draft(body, f"광역급행철도 착공, {outlet}", day=day, outlet=outlet, **fields)


def asked(newsroom: Newsroom, *audiences: str, question: str = QUESTION, **filters: Any) -> Answer:
    return newsroom.ask(
        question,
        Options(always=True, limit=10, filters=Filters(audiences=audiences, **filters)),
    )


def pairs(newsroom: Newsroom) -> set[tuple[str, str]]:
    rows = newsroom.store.connection.execute(
        "SELECT a.id, b.id FROM twins t JOIN articles a ON a.number = t.article"
        " JOIN articles b ON b.number = t.other"
    )
    return set(rows.fetchall())


def names(articles: tuple[Article, ...]) -> list[str | None]:
    return [one.outlet for one in articles]


# Answering


def test_one_of_several_copies_is_cited_and_the_others_are_named(newsroom):
    for outlet, copy, day in (
        ("한빛뉴스", STORY, 3),
        ("바다신문", COPIES["with dateline and credit"], 4),
        ("구름일보", COPIES["with another end"], 5),
        ("구름일보", COPIES["without two sentences"], 4),
    ):
        newsroom.add(wire(outlet, copy, day=day))
    newsroom.add(draft(OTHER, "양식장 피해 줄어", day=3))
    answer = asked(newsroom)
    cited = {one.article.id for one in answer.citations if one.article.title != "양식장 피해 줄어"}
    assert len(cited) == 1
    first = answer.citations[0]
    assert "4조6천억원" in first.quote
    expected = ["한빛뉴스", "바다신문", "구름일보"]
    expected.remove(first.article.outlet or "")
    assert sorted(map(str, names(first.also))) == sorted(expected)
    days = [one.published for one in first.also]
    assert days == sorted(days, key=str)
    assert all(one.article.id not in {other.id for other in one.also} for one in answer.citations)


def test_of_one_outlet_with_two_copies_the_older_is_named(newsroom):
    newsroom.add(wire("한빛뉴스"))
    later = newsroom.add(wire("구름일보", COPIES["with another end"], day=5)).article
    older = newsroom.add(wire("구름일보", COPIES["with more at the end"], day=4)).article
    (also,) = asked(newsroom, outlet="한빛뉴스").citations[0].also
    assert also.id == older.id != later.id


def test_of_copies_that_fit_alike_the_first_published_is_cited(newsroom):
    late = newsroom.add(draft(STORY, "착공", day=5, outlet="한빛뉴스")).article
    last_id = "20990101-last"  # which decides nothing
    early = newsroom.add(draft(STORY, "착공", day=3, outlet="바다신문", id=last_id)).article
    assert early.id == last_id
    middle = newsroom.add(draft(STORY, "착공", day=4, outlet="구름일보")).article
    answer, ranking = newsroom.ask_ranked(QUESTION, Options(always=True), 10)
    assert {one.article.id for one in answer.citations} == {early.id}
    assert [one.id for one in answer.citations[0].also] == [middle.id, late.id]
    assert ranking[0].id == early.id
    assert {one.id for one in ranking} == {early.id, middle.id, late.id}


def test_copies_do_not_take_chances_away_from_one_another(newsroom):
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(draft(OTHER, "양식장 피해 줄어", day=3))
    alone = asked(newsroom).citations[0].score
    for outlet in ("바다신문", "구름일보", "별신문"):
        newsroom.add(draft(STORY, "광역급행철도 착공, 한빛뉴스", day=3, outlet=outlet))
    assert asked(newsroom).citations[0].score == pytest.approx(alone, abs=0.2)


def test_copies_stand_behind_the_cited_one_in_the_ranking_and_once_among_the_nearest(newsroom):
    for outlet in ("한빛뉴스", "바다신문", "구름일보"):
        newsroom.add(wire(outlet))
    newsroom.add(draft(f"철도 노선 이야기다. {OTHER}", "노선 이야기", day=3))
    question = "철도 노선에 고래가 나타난 까닭은 무엇인가?"
    answer = newsroom.ask(question)
    assert not answer.answered
    assert len({(one.title or "").startswith("광역") for one in answer.nearest}) == len(
        answer.nearest
    )
    found, ranking = newsroom.ask_ranked(QUESTION, Options(always=True), 10)
    outlets = names(tuple(ranking))
    assert set(outlets[:3]) == {"한빛뉴스", "바다신문", "구름일보"}
    assert found.citations[0].article == ranking[0]


def test_an_article_without_an_outlet_is_not_named(newsroom):
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire(None))
    assert names(asked(newsroom, outlet="한빛뉴스").citations[0].also) == []


def test_filters_say_who_may_be_quoted_not_who_is_named(newsroom):
    for outlet in ("한빛뉴스", "바다신문"):
        newsroom.add(wire(outlet))
    first = asked(newsroom, outlet="바다신문").citations[0]
    assert (first.article.outlet, names(first.also)) == ("바다신문", ["한빛뉴스"])
    gone = first.also[0].id
    assert asked(newsroom, outlet="바다신문", without=(gone,)).citations[0].also == ()


# Which are copies


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_copies_are_pairs_both_ways(newsroom, copy):
    one = newsroom.add(wire("한빛뉴스")).article
    other = newsroom.add(wire("바다신문", copy, day=4)).article
    assert pairs(newsroom) == {(one.id, other.id), (other.id, one.id)}


@pytest.mark.parametrize("outlet", ["한빛뉴스", "바다신문"])
def test_a_copy_with_another_number_is_quoted_beside_the_first(newsroom, outlet):
    """Whoever asks for the number is shown both; nobody is said to print what he does not."""
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire(outlet, STORY.replace("4조6천억원", "5조2천억원"), day=4))
    answer = asked(newsroom)
    quotes = " ".join(one.quote for one in answer.citations)
    assert "4조6천억원" in quotes
    assert "5조2천억원" in quotes
    assert all(one.also == () for one in answer.citations)


def test_a_template_of_another_day_is_no_copy(newsroom):
    for day, hour, dust in ((17, 10, 87), (18, 14, 93), (19, 9, 105)):
        newsroom.add(draft(DUST.format(day, hour, dust), "초미세먼지 주의보", day=day))
    assert pairs(newsroom) == set()


def test_what_is_printed_again_after_a_week_is_no_copy(newsroom):
    newsroom.add(wire("한빛뉴스", day=3))
    newsroom.add(wire("바다신문", day=7))
    assert pairs(newsroom) == set()
    newsroom.add(wire("구름일보", day=6))
    assert len(pairs(newsroom)) == 4


def test_without_a_day_only_nearly_the_same_text_is_a_copy(newsroom):
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire("바다신문", COPIES["its first half"], published=None))
    assert pairs(newsroom) == set()
    newsroom.add(wire("구름일보", COPIES["with dateline and credit"], published=None))
    assert len(pairs(newsroom)) == 2


def test_a_correction_that_prints_the_text_again_is_no_copy(newsroom):
    newsroom.add(wire("한빛뉴스"))
    corrected = STORY.replace("4조6천억원", "4조2천억원")
    newsroom.add(
        draft(corrected, "<고침> 경제(광역급행철도 착공, 한빛뉴스)", day=3, outlet="한빛뉴스")
    )
    assert pairs(newsroom) == set()


# Who may see what


def test_a_private_copy_is_named_to_its_own_audience_alone(newsroom):
    public = newsroom.add(wire("한빛뉴스")).article
    newsroom.add(wire("바다신문", audience=X))
    assert names(asked(newsroom, outlet="한빛뉴스").citations[0].also) == []
    assert names(asked(newsroom, Y, outlet="한빛뉴스").citations[0].also) == []
    assert names(asked(newsroom, X, outlet="한빛뉴스").citations[0].also) == ["바다신문"]
    assert {one.article.id for one in asked(newsroom, Y).citations} == {public.id}


def test_what_others_have_changes_no_answer(newsroom, tmp_path, analyser):
    (tmp_path / "less").mkdir()
    less = open_at(tmp_path / "less", analyser)
    for room in (newsroom, less):
        room.add(wire("한빛뉴스"))
        room.add(wire("바다신문", COPIES["with another end"], day=4))
        room.add(draft(OTHER, "양식장", day=3))
    newsroom.add(wire("구름일보", audience=X))
    seen, without = asked(newsroom, Y).citations[0], asked(less, Y).citations[0]
    assert (seen.article, seen.quote, seen.also) == (without.article, without.quote, without.also)
    less.close()


def test_a_hidden_copy_is_not_named_until_it_is_shown_again(newsroom):
    newsroom.add(wire("한빛뉴스"))
    other = newsroom.add(wire("바다신문")).article
    newsroom.hide(other.id)
    assert names(asked(newsroom, outlet="한빛뉴스").citations[0].also) == []
    assert pairs(newsroom) == set()
    newsroom.unhide(other.id)
    assert names(asked(newsroom, outlet="한빛뉴스").citations[0].also) == ["바다신문"]


def test_a_crowd_of_one_audience_parts_nobody_elses_copies(newsroom, monkeypatch):
    monkeypatch.setattr(twins, "CROWD", 3)
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire("바다신문"))
    for number in range(6):
        newsroom.add(wire(f"가{number}", audience=X))
    assert names(asked(newsroom, Y, outlet="한빛뉴스").citations[0].also) == ["바다신문"]
    assert not any(
        one.startswith("가") for one in map(str, names(asked(newsroom, X).citations[0].also))
    )


def test_who_is_in_a_crowd_finds_no_copy_of_others_either(newsroom, monkeypatch):
    monkeypatch.setattr(twins, "CROWD", 3)
    for number in range(5):
        newsroom.add(wire(f"가{number}", audience=X))
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire("가5", audience=X))
    assert pairs(newsroom) == set()
    assert newsroom.verify() == []


# The index


def variants(chance: random.Random) -> list[Draft]:
    """Return copies and others of two stories, some private, some undated, some hidden."""
    made: list[Draft] = []
    for number in range(14):
        base = chance.choice([STORY, f"{OTHER} {STORY[:120]} {OTHER[::-1]}"])
        parts = sentences(base)
        body = " ".join(parts[: chance.randint(2, len(parts))])
        day = chance.choice([None, 3, 3, 4, 9])
        fields: dict[str, Any] = {} if day else {"published": None}
        made.append(
            replace(
                draft(body, f"제목 {number}", day=day or 1, outlet=f"신문{number % 5}", **fields),
                audience=chance.choice([None, None, X]),
                hidden=chance.random() < 0.1,
            )
        )
    return made


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_mutual_and_independent_of_the_order_of_adding_and_removing(
    tmp_path: Path, analyser, seed, monkeypatch
):
    monkeypatch.setattr(twins, "CROWD", 4 if seed % 2 else 100)
    chance = random.Random(seed)
    grown = open_at(tmp_path, analyser)
    ids = [grown.add(one).article.id for one in variants(chance)]
    for _ in range(6):
        for gone in chance.sample(ids, 4):
            if any(one.id == gone for one in [*grown.articles(), *grown.articles(hidden=True)]):
                grown.remove(gone)
        for one in chance.sample(variants(random.Random(seed)), 5):
            grown.add(one)
    found = pairs(grown)
    assert found == {(other, one) for one, other in found}
    assert grown.verify() == []
    texts = {one.id: one for one in grown.articles()}
    assert {one for pair in found for one in pair} <= texts.keys()  # none that is hidden
    fresh = open_at(tmp_path, analyser, "fresh.sqlite3")
    fresh.rebuild()
    assert pairs(fresh) == found
    assert rows(fresh, "bands") == rows(grown, "bands")
    grown.close()
    fresh.close()


def rows(newsroom: Newsroom, table: str) -> list[tuple[Any, ...]]:
    found = newsroom.store.connection.execute(
        f"SELECT t.*, a.id FROM {table} t JOIN articles a ON a.number = t.article"
    )
    return sorted((row[0], row[1], row[-1]) for row in found)


def test_a_crowded_key_leads_nowhere_and_leads_again_when_the_crowd_goes(newsroom, monkeypatch):
    monkeypatch.setattr(twins, "CROWD", 3)
    ids = [newsroom.add(wire(f"신문{number}")).article.id for number in range(3)]
    assert len(pairs(newsroom)) == 6
    last = newsroom.add(wire("신문3")).article.id
    assert pairs(newsroom) == set()
    newsroom.remove(last)
    assert len(pairs(newsroom)) == 6
    newsroom.remove(ids[0])
    assert len(pairs(newsroom)) == 2


def test_when_a_crowd_goes_neither_other_days_nor_another_crowd_become_copies(
    newsroom, monkeypatch
):
    monkeypatch.setattr(twins, "CROWD", 3)
    days = [3, 3, 20, 3]
    ids = [newsroom.add(wire(f"신문{n}", day=day)).article.id for n, day in enumerate(days)]
    for number in range(5):
        newsroom.add(wire(f"가{number}", audience=X))
    assert pairs(newsroom) == set()
    newsroom.remove(ids[0])
    assert pairs(newsroom) == {(ids[1], ids[3]), (ids[3], ids[1])}
    assert newsroom.verify() == []


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM twins WHERE article = (SELECT min(article) FROM twins)",
        "DELETE FROM bands WHERE key = (SELECT min(key) FROM bands)",
        "INSERT INTO amends SELECT 'url https://a.example/', number FROM articles LIMIT 1",
    ],
)
def test_verify_sees_what_is_wrong_with_stories(newsroom, spoil):
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire("바다신문"))
    assert newsroom.verify() == []
    newsroom.store.connection.execute(spoil)
    differences = newsroom.verify()
    assert {one.code for one in differences} == {"verify.story"}
    assert differences[0].sentence("ko") != differences[0].sentence("en")


def test_an_edited_copy_is_compared_anew(newsroom):
    newsroom.add(wire("한빛뉴스"))
    url = "https://bada.example/1"
    newsroom.add(wire("바다신문", url=url))
    assert len(pairs(newsroom)) == 2
    newsroom.add(draft(OTHER, "딴 기사", day=3, outlet="바다신문", url=url))
    assert pairs(newsroom) == set()


def test_a_removed_article_leaves_nothing_behind(newsroom):
    note = draft("지난 2일자 「광역급행철도 착공」 기사를 바로잡습니다.", "[정정보도] 철도", day=3)
    for one in [newsroom.add(made).article for made in (wire("가"), wire("나"), note)]:
        newsroom.remove(one.id)
    for table in ("bands", "twins", "amends"):
        assert newsroom.store.connection.execute(f"SELECT * FROM {table}").fetchall() == []


def test_a_reader_names_no_twin_that_may_not_be_seen(newsroom):
    newsroom.add(wire("한빛뉴스"))
    newsroom.add(wire("바다신문", audience=X))
    connection: sqlite3.Connection = newsroom.store.connection
    numbers = [row[0] for row in connection.execute("SELECT number FROM articles ORDER BY number")]
    assert Reader(connection, (Y,)).twins(numbers) == {numbers[1]: [numbers[0]]}
    assert Reader(connection, (X,)).twins(numbers).keys() == set(numbers)
    assert Reader(connection, None).twins(numbers).keys() == set(numbers)


# On the screen


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", "외 2개 언론사: 바다신문, 구름일보"),
        ("en", "and 2 other outlets: 바다신문, 구름일보"),
    ],
)
def test_the_terminal_names_the_other_outlets(newsroom, capsys, language, said):
    newsroom.add(draft(STORY, "착공", day=3, outlet="한빛뉴스"))
    newsroom.add(draft(STORY, "착공", day=4, outlet="바다신문"))
    newsroom.add(draft(STORY, "착공", day=5, outlet="구름일보"))
    print_answer(Screen(language, styled=False), newsroom.ask(QUESTION, Options(always=True)), 3)
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(("count", "said"), [(1, "외 1개 언론사: 신문00"), (13, "… 외 3개")])
def test_many_outlets_are_counted(newsroom, capsys, count, said):
    newsroom.add(draft(STORY, "착공", day=3, outlet="한빛뉴스"))
    for number in range(count):
        newsroom.add(draft(STORY, "착공", day=4, outlet=f"신문{number:02}"))
    print_answer(Screen("ko", styled=False), newsroom.ask(QUESTION, Options(always=True)), 3)
    assert said in capsys.readouterr().out


def test_a_quote_of_an_excerpt_says_so(newsroom, capsys):
    newsroom.add(draft(STORY[:260], "착공", day=3, excerpt=True))
    answer = newsroom.ask("광역급행철도 열차의 최고 시속은?", Options(always=True))
    print_answer(Screen("ko", styled=False), answer, 1)
    assert "발췌: 본문의 일부만 있음" in capsys.readouterr().out


def test_json_names_copies_as_articles(newsroom):
    newsroom.add(draft(STORY, "착공", day=3, outlet="한빛뉴스"))
    other = newsroom.add(draft(STORY, "착공", day=4, outlet="바다신문")).article
    printed = json.loads(json.dumps(answer_object(newsroom.ask(QUESTION, Options(always=True)))))
    first = printed["citations"][0]
    assert [one["article_id"] for one in first["also"]] == [other.id]
    assert first["also"][0]["outlet"] == "바다신문"
    assert (first["excerpt"], first["also"][0]["excerpt"]) == (False, False)
    assert first["corrections"] == []


def test_answers_are_the_same_after_a_rebuild(newsroom, tmp_path, analyser):
    for number, copy in enumerate(COPIES.values()):
        newsroom.add(wire(f"신문{number}", copy, day=3 + number % 3))
    fresh = open_at(tmp_path, analyser, "fresh.sqlite3")
    fresh.rebuild()
    told: Callable[[Newsroom], Answer] = lambda room: room.ask(QUESTION, Options(always=True))  # noqa: E731
    assert outline(told(newsroom)) == outline(told(fresh))
    assert [one.also for one in told(newsroom).citations] == [
        one.also for one in told(fresh).citations
    ]
    fresh.close()
