"""Adding, asking, removing: what comes back is what was put in, word for word."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.newsrooms import ALWAYS, body, draft, open_at, outline, stored

from newsbot.admission import Status
from newsbot.answer import Answer
from newsbot.answering import Options
from newsbot.article import Draft
from newsbot.corpus import path_for
from newsbot.dates import parse_moment
from newsbot.errors import CorpusError, QuestionError
from newsbot.newsroom import Newsroom
from newsbot.passages import split_article
from newsbot.retrieval import Filters

STORM = "태풍이 제주를 지나 동해로 빠져나갔다. 항공편 120편이 결항했다."
PACT = "정부는 경주에서 반도체 협약을 발표했다. 협약에는 삼성전자가 참여한다."


def titles(answer: Answer) -> list[str | None]:
    return [citation.article.title for citation in answer.citations]


# Adding


def test_what_is_added_can_be_asked_for_at_once(newsroom):
    added = newsroom.add(draft(STORM, "태풍 소식"))
    assert added.status is Status.ADDED
    answer = newsroom.ask("태풍으로 항공편 몇 편이 결항했어?", ALWAYS)
    assert answer.citations[0].article == added.article
    assert "120편" in answer.citations[0].quote
    assert (newsroom.corpus.folder / path_for(added.article)).is_file()
    assert stored(newsroom) == [added.article]


def test_the_same_article_again_is_a_duplicate(newsroom):
    first = newsroom.add(draft(STORM, "태풍 소식", url="https://news.example/1"))
    for again in (
        draft(STORM, "태풍 소식", url="https://news.example/1"),
        draft(STORM, "태풍 소식"),
        draft(STORM.replace(" ", "  "), "태풍  소식!", url="https://news.example/other"),
        draft(unicodedata.normalize("NFKC", STORM), "태풍소식"),
    ):
        added = newsroom.add(again)
        assert added.status is Status.DUPLICATE
        assert added.article == first.article
    assert newsroom.size()[0] == 1


@pytest.mark.parametrize(
    ("mark", "variant"),
    [
        (
            {"url": "https://news.example/1"},
            {"url": "https://News.example:443/1/?utm_source=x#top"},
        ),
        ({"source_id": "77"}, {"source_id": "77"}),
    ],
    ids=["url", "source id"],
)
def test_a_changed_article_replaces_its_older_version(newsroom, mark, variant):
    first = newsroom.add(draft(STORM, "태풍 소식", **mark)).article
    second = newsroom.add(draft("태풍이 소멸했다.", "태풍 소멸", month=3, **variant))
    assert second.status is Status.UPDATED
    assert second.article.id == first.id
    assert [article.body for article in stored(newsroom)] == ["태풍이 소멸했다."]
    assert [article.body for article in newsroom.articles()] == ["태풍이 소멸했다."]
    assert newsroom.ask("항공편 결항", ALWAYS).citations == ()
    assert newsroom.sync().problems == []
    assert newsroom.verify() == []


def test_the_same_number_of_another_outlet_is_another_article(newsroom):
    newsroom.add(draft(STORM, source_id="1", outlet="하늘일보"))
    assert newsroom.add(draft(PACT, source_id="1", outlet="바다신문")).status is Status.ADDED
    assert newsroom.size()[0] == 2


def test_ids_do_not_collide(newsroom):
    """One text in two outlets: the id is made of the text, the articles are two."""
    one = newsroom.add(draft(STORM, "태풍", outlet="하늘일보")).article
    two = newsroom.add(draft(STORM, "태풍", outlet="바다신문")).article
    assert one.id != two.id
    assert newsroom.add(draft(STORM, "태풍", outlet="바다신문")).status is Status.DUPLICATE
    newsroom.sync()
    assert newsroom.sync().problems == []
    assert newsroom.verify() == []
    assert {article.outlet for article in stored(newsroom)} == {"하늘일보", "바다신문"}


def test_many_at_once_are_judged_among_themselves(newsroom, monkeypatch):
    monkeypatch.setattr("newsbot.newsroom._GROUP", 3)
    drafts = [
        draft(STORM, "태풍"),
        draft(STORM, "태풍"),
        draft(PACT, "협약", url="https://news.example/2"),
        draft("고친 협약이다.", "협약", url="https://news.example/2"),
        draft(STORM, "태풍", outlet="바다신문"),
        draft(STORM, "태풍"),
        draft("또 고친 협약이다.", "협약", url="https://news.example/2"),
    ]
    added = list(newsroom.add_many(iter(drafts)))
    assert [one.status.value for one in added] == [
        "added",
        "duplicate",
        "added",
        "updated",
        "added",
        "duplicate",
        "updated",
    ]
    assert {article.body for article in newsroom.articles()} == {STORM, "또 고친 협약이다."}
    assert newsroom.size()[0] == 3
    assert newsroom.verify() == []


def test_many_are_drawn_as_they_are_added(newsroom, monkeypatch):
    monkeypatch.setattr("newsbot.newsroom._GROUP", 2)
    drawn = []

    def drafts() -> Iterator[Draft]:
        for n in range(6):
            drawn.append(n)
            yield draft(f"회의 {n}번이 열렸다.")

    results = newsroom.add_many(drafts())
    next(results)
    assert drawn == [0, 1, 2, 3]  # one group ahead, which is analysed meanwhile
    assert newsroom.size()[0] == 2


def test_all_fields_come_back(newsroom):
    offered = draft(
        STORM,
        "태풍 ‘소식’",
        subtitles=("항공편 결항", "동해로"),
        authors=("이정한", "홍주형"),
        section="사회",
        url="https://news.example/1",
        source_id="abc/../1",
        note="견본",
        sample=True,
    )
    made = newsroom.add(offered).article
    assert newsroom.article(made.id) == made
    assert stored(newsroom) == [made]
    for name in (
        "body",
        "title",
        "subtitles",
        "authors",
        "section",
        "url",
        "source_id",
        "published",
        "outlet",
        "note",
        "sample",
    ):
        assert getattr(made, name) == getattr(offered, name)


# Removing and looking up


def test_what_is_removed_is_found_no_more_and_lies_in_the_trash(newsroom):
    made = newsroom.add(draft(STORM, "태풍")).article
    newsroom.add(draft(PACT, "협약"))
    assert newsroom.remove(made.id).article_id == made.id
    assert newsroom.ask("태풍 제주", ALWAYS).citations == ()
    with pytest.raises(CorpusError):
        newsroom.article(made.id)
    newsroom.sync()
    assert newsroom.ask("태풍 제주", ALWAYS).citations == ()
    assert newsroom.verify() == []
    (kept,) = (newsroom.corpus.folder / ".trash").rglob("*.md")
    assert STORM in kept.read_text("utf-8")
    assert newsroom.add(draft(STORM, "태풍")).status is Status.ADDED
    assert newsroom.ask("태풍 제주", ALWAYS).answered


@pytest.mark.parametrize("unknown", ["", "  ", "20990101-none", "%", "_", "' OR 1=1 --", "\x00"])
def test_an_unknown_article_is_an_error(newsroom, unknown):
    newsroom.add(draft(STORM))
    for door in (newsroom.article, newsroom.remove):
        with pytest.raises(CorpusError) as caught:
            door(unknown)
        assert caught.value.code == "newsroom.no_article"
    assert newsroom.size()[0] == 1


def test_an_article_is_found_by_id_beginning_and_source_id(newsroom):
    one = newsroom.add(draft(STORM, day=3, source_id="s-1")).article
    two = newsroom.add(draft(PACT, day=4, source_id="20250103")).article
    assert newsroom.article(one.id) == one
    assert newsroom.article(f" {one.id}\n") == one
    assert newsroom.article(one.id[:12]) == one
    assert newsroom.article("s-1") == one
    assert newsroom.article("20250104") == two
    with pytest.raises(QuestionError) as caught:
        newsroom.article("2025")
    assert caught.value.code == "newsroom.ambiguous"


def test_a_source_id_of_two_outlets_names_neither(newsroom):
    newsroom.add(draft(STORM, source_id="1", outlet="하늘일보"))
    newsroom.add(draft(PACT, source_id="1", outlet="바다신문"))
    for door in (newsroom.article, newsroom.remove):
        with pytest.raises(QuestionError):
            door("1")
    assert newsroom.size()[0] == 2


def test_articles_come_newest_first(newsroom):
    for day, text in ((3, STORM), (9, PACT), (5, "눈이 왔다.")):
        newsroom.add(draft(text, day=day))
    newsroom.add(draft("날짜 없는 기사다.", published=None, outlet="바다신문"))
    found = [article.body for article in newsroom.articles()]
    assert found == [PACT, "눈이 왔다.", STORM, "날짜 없는 기사다."]
    assert [a.body for a in newsroom.latest(2)] == [PACT, "눈이 왔다."]
    assert [a.body for a in newsroom.latest(2, "바다신문")] == ["날짜 없는 기사다."]


# Filters


def test_filters_let_through_what_they_say(newsroom):
    for month, outlet in ((1, "하늘일보"), (2, "바다신문"), (3, "The Sky Daily")):
        newsroom.add(
            draft(f"{month}월 회의가 서울에서 열렸다.", str(month), month=month, outlet=outlet)
        )
    newsroom.add(draft("언젠가 회의가 서울에서 열렸다.", "0", published=None, outlet=None))
    times = {a.title: int(a.published.at.timestamp()) for a in newsroom.articles() if a.published}

    def let_through(**filters) -> set[str | None]:
        options = Options(always=True, limit=10, filters=Filters(**filters))
        return set(titles(newsroom.ask("서울 회의", options)))

    assert let_through() == {"0", "1", "2", "3"}
    assert let_through(since=times["2"]) == {"2", "3"}
    assert let_through(until=times["2"]) == {"1"}
    assert let_through(since=times["1"], until=times["3"]) == {"1", "2"}
    assert let_through(outlet="하늘 일보") == {"1"}
    assert let_through(outlet="the sky daily") == {"3"}
    assert let_through(outlet="바다신문", since=times["3"]) == set()
    assert let_through(outlet="없는신문") == set()


def test_a_filter_does_not_change_the_score(newsroom):
    """Weights are those of the whole corpus, so that confidence means the same."""
    newsroom.add(draft(STORM, "태풍", outlet="하늘일보"))
    newsroom.add(draft(PACT, "협약", outlet="바다신문"))
    plain = newsroom.ask("반도체 협약", ALWAYS)
    filtered = newsroom.ask("반도체 협약", Options(always=True, filters=Filters(outlet="바다신문")))
    assert filtered.confidence == plain.confidence
    assert filtered.citations == plain.citations


# Quotes


def check_quotes(answer: Answer, options: Options, analyser) -> None:
    by_article: dict[str, list[tuple[int, int]]] = {}
    assert len(answer.citations) <= options.limit
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        quote, article = citation.quote, citation.article
        assert article.body[citation.start : citation.end] == quote
        assert 0 < len(quote) <= options.quote_chars
        assert quote == quote.strip()
        by_article.setdefault(article.id, []).append((citation.start, citation.end))
        sentences = [s for p in split_article(article, analyser).passages for s in p.sentences]
        inside = [s for s in sentences if s.start < citation.end and s.end > citation.start]
        if all(s.end - s.start <= options.quote_chars for s in inside):
            assert citation.start in {s.start for s in sentences}
            assert citation.end in {s.end for s in sentences}
        for mark in citation.highlights:
            assert 0 <= mark.start < mark.end <= len(quote)
            held = [
                s.terms[n]
                for s in inside
                for n in range(len(s.terms))
                if s.starts[n] == citation.start + mark.start
            ]
            assert mark.term in held
    for spans in by_article.values():
        assert len(spans) <= 2
        assert all(a[1] <= b[0] or b[1] <= a[0] for a in spans for b in spans if a is not b)


LONG = (
    "정부는 반도체 협약을 맺고, 우주 탐사 예산을 늘리며, 엔비디아 칩 26만 장을 들여오고, 6G 기술을 함께 "
    "개발하며, 경주에서 열리는 APEC 회의에서 韓·美 정상이 서명하기로 했다고 관계자가 밝혔다 " * 4
).strip()


@pytest.mark.parametrize("quote_chars", [20, 50, 200, 1_000])
def test_quotes_are_exact_and_fit(newsroom, analyser, quote_chars):
    chance = random.Random(quote_chars)
    for n in range(12):
        newsroom.add(draft(body(chance, 40), f"소식 {n}", day=n + 1))
    newsroom.add(draft(LONG, "긴 문장", day=20))
    newsroom.add(draft("가" * 3_000 + "반도체" + "나" * 3_000, "끊김 없는 글", day=21))
    newsroom.add(draft("\U0001f600반도체\U0001f680 " * 60, "그림", day=22))
    options = Options(always=True, limit=5, quote_chars=quote_chars)
    for question in (
        "반도체 수출",
        "엔비디아 칩 몇 장",
        "韓美 정상 서명",
        "6G",
        "APEC company",
        "1만4000명",
        "우주 탐사 예산 얼마야",
    ):
        answer = newsroom.ask(question, options)
        assert answer.citations
        check_quotes(answer, options, analyser)


def test_a_highlight_stands_where_the_term_is(newsroom):
    newsroom.add(draft("\U0001f600 韓·美 정상회담이 경주에서 열렸다. Companies signed it.", "회담"))
    (citation,) = newsroom.ask("한미 정상회담 company", ALWAYS).citations
    marked = {mark.term: citation.quote[mark.start : mark.end] for mark in citation.highlights}
    assert marked["compani"] == "Companies"
    assert set(marked["한미"]) & set("韓·美")
    assert [m.start for m in citation.highlights] == sorted(m.start for m in citation.highlights)


def test_at_most_two_quotes_come_from_one_article(newsroom):
    text = "\n".join(f"반도체 회의 {n}번이 서울에서 열려 많은 사람이 왔다." * 4 for n in range(8))
    newsroom.add(draft(text, "반도체"))
    newsroom.add(draft("반도체 값이 올랐다.", "값"))
    answer = newsroom.ask("반도체 회의", Options(always=True, limit=10))
    assert titles(answer).count("반도체") == 2
    assert titles(answer).count("값") == 1


@settings(max_examples=60, deadline=None)
@given(
    question=st.text(
        st.sampled_from("반도체 경주협약서명누가언제몇?한미6GaI·\U0001f600"), max_size=20
    ),
    limit=st.integers(1, 5),
    quote_chars=st.integers(20, 300),
)
def test_any_question_gets_exact_quotes(small, analyser, question, limit, quote_chars):
    options = Options(always=True, limit=limit, quote_chars=quote_chars)
    answer = small.ask(question, options)
    check_quotes(answer, options, analyser)
    assert 0 <= answer.confidence <= 1
    assert outline(small.ask(question, options)) == outline(answer)


@pytest.fixture(scope="module")
def small(tmp_path_factory, analyser):
    newsroom = open_at(tmp_path_factory.mktemp("small"), analyser)
    chance = random.Random(7)
    newsroom.add_many(draft(body(chance), f"소식 {n}") for n in range(8)).__next__()
    newsroom.add(draft(LONG, None))
    newsroom.add(draft("⒈㏂ 韓·美\n·\n\u0301 ﷺ 협약 \U0001f600", None))
    yield newsroom
    newsroom.close()


# Abstaining


def sample(newsroom: Newsroom) -> Newsroom:
    for text, title in (
        (STORM, "태풍 소식"),
        (PACT, "협약 소식"),
        ("눈이 왔다.", "날씨 소식"),
        ("비가 왔다.", "비 소식"),
    ):
        newsroom.add(draft(text, title))
    return newsroom


def test_no_shared_word_is_no_answer_even_if_always(newsroom):
    answer = sample(newsroom).ask("양자컴퓨터 도롱뇽", ALWAYS)
    assert not answer.answered
    assert not answer.citations
    assert not answer.nearest
    assert answer.confidence == 0
    assert [(t.passages, t.surface) for t in answer.terms] == [(0, t.surface) for t in answer.terms]
    assert answer.terms


def test_what_is_not_known_is_declined_with_the_nearest(newsroom):
    answer = sample(newsroom).ask("아르헨티나 대통령 선거 소식에서 펭귄 서식지 예산은 얼마야?")
    assert not answer.answered
    assert answer.citations == ()
    assert len(answer.nearest) <= 3
    forced = newsroom.ask(answer.question, ALWAYS)
    if forced.citations:
        assert answer.nearest
        assert forced.nearest == ()


def test_the_threshold_is_what_decides(newsroom):
    sample(newsroom)
    for question in (
        "태풍이 어디를 지났어?",
        "정부 펭귄 예산 도롱뇽",
        "눈",
        "삼성전자는 어떤 협약에 참여해?",
    ):
        answer = newsroom.ask(question)
        assert answer.answered == (
            answer.confidence >= newsroom.threshold
            and bool(newsroom.ask(question, ALWAYS).citations)
        )
        assert bool(answer.citations) != bool(answer.nearest) or not answer.runners_up


def test_nothing_asked_of_nothing(newsroom):
    for question in ("", "누구야?", "태풍"):
        answer = newsroom.ask(question)
        assert not answer.answered
        assert answer.nearest == ()
    assert newsroom.size() == (0, 0)
    assert list(newsroom.articles()) == []
    assert newsroom.verify() == []


def test_spellings_ask_the_same(newsroom):
    newsroom.add(draft("韓·美 정상은 APEC 회의에서 협약에 서명했다.", "회담"))
    newsroom.add(draft(STORM, "태풍"))
    question = "한미 APEC 협약"
    expected = titles(newsroom.ask(question, ALWAYS))
    assert expected[0] == "회담"
    for spelt in (
        "韓美 APEC 협약",
        "한·미 ＡＰＥＣ 협약",
        unicodedata.normalize("NFD", question),
        "한\u200b미 apec 협\u00ad약",
    ):
        assert titles(newsroom.ask(spelt, ALWAYS)) == expected


def test_the_ranking_begins_with_what_is_quoted(newsroom):
    sample(newsroom)
    answer, ranking = newsroom.ask_ranked("협약 소식", ALWAYS, 10)
    assert ranking[0] == answer.citations[0].article
    assert len({article.id for article in ranking}) == len(ranking)
    assert newsroom.ask_ranked("협약 소식", ALWAYS, 2)[1] == ranking[:2]


def test_a_copied_page_that_was_edited_replaces_its_older_version(newsroom):
    first = newsroom.add(draft("1차 내용이다. 협약이 맺어졌다.", "협약 체결"))
    second = newsroom.add(draft("2차 내용이다. 협약이 미뤄졌다.", "협약 체결"))
    assert second.status is Status.UPDATED
    assert second.article.id == first.article.id
    assert [article.body for article in newsroom.articles()] == [second.article.body]


def test_another_story_of_the_same_outlet_and_minute_is_another_article(newsroom):
    newsroom.add(draft("협약이 맺어졌다.", "협약 체결"))
    assert newsroom.add(draft("지진이 났다.", "지진 발생")).status is Status.ADDED


def test_removing_takes_every_copy_out(newsroom):
    added = newsroom.add(draft(STORM, "태풍 소식", url="https://news.example/1"))
    twin = newsroom.corpus.folder / "zz.md"
    twin.write_bytes((newsroom.corpus.folder / path_for(added.article)).read_bytes())
    newsroom.sync()
    newsroom.remove(added.article.id)
    newsroom.sync()
    assert list(newsroom.articles()) == []
    assert not twin.exists()


def test_the_same_words_are_not_quoted_twice(newsroom):
    for outlet in ("하늘일보", "바다일보"):
        newsroom.add(draft(STORM, "태풍 소식", outlet=outlet))
    quotes = [c.quote for c in newsroom.ask("태풍으로 몇 편이 결항했어?", ALWAYS).citations]
    assert len(quotes) == len(set(quotes)) == 1


def test_a_page_of_another_site_cannot_take_the_place_of_an_outlets_article(newsroom):
    moment = parse_moment("2025-03-02 09:10")
    told = Draft(body="다리가 열렸다.", title="새 다리", outlet="연합뉴스", published=moment)
    real = newsroom.add(replace(told, url="https://www.yna.co.kr/view/A1")).article
    other = newsroom.add(replace(told, body="다리는 없다.", url="https://evil.example/1"))
    assert other.status == "added"
    assert newsroom.article(real.id).body == "다리가 열렸다."
    again = newsroom.add(replace(told, body="또 열렸다.", url="https://m.yna.co.kr/view/A2"))
    assert (again.status, again.article.id) == ("updated", real.id)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://evil.example/1", "added"),
        ("https://www.yna.co.kr/view/A1", "updated"),
        ("https://n.news.naver.com/mnews/article/001/1", "updated"),
    ],
)
def test_a_pasted_article_is_replaced_only_from_where_its_outlet_is_read(newsroom, url, status):
    moment = parse_moment("2025-03-02 09:10")
    told = Draft(body="다리가 열렸다.", title="새 다리", outlet="연합뉴스", published=moment)
    newsroom.add(told)
    assert newsroom.add(replace(told, body="또 열렸다.", url=url)).status == status


def test_a_whole_id_never_means_its_namesake(newsroom):
    told = draft("같은 글이다.", outlet="하늘일보")
    first = newsroom.add(told).article
    second = newsroom.add(replace(told, outlet="바다신문")).article
    assert second.id == f"{first.id}-2"
    newsroom.remove(first.id)
    with pytest.raises(CorpusError):
        newsroom.remove(first.id)
    assert newsroom.article(first.id[:12]) == second
