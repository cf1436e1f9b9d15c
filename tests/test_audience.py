"""Who may see what: no answer, list or reply tells one audience what another one has."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.newsrooms import WORDS, draft, open_at, outline, sentence, stored

from newsbot import ingest
from newsbot.admission import Status
from newsbot.answer import Answer
from newsbot.answering import Options
from newsbot.article import Article, Draft
from newsbot.audit import Actor
from newsbot.corpus import article_id
from newsbot.errors import CorpusError, IngestError, NewsbotError, QuestionError
from newsbot.newsroom import Newsroom
from newsbot.retrieval import Filters

X, Y = "discord:1", "discord:2"
STORM = "태풍이 제주를 지나 동해로 빠져나갔다."
PACT = "정부는 경주에서 반도체 협약에 서명했다."


def asked_by(*audiences: str, **fields: Any) -> Options:
    return Options(always=True, limit=10, filters=Filters(audiences=audiences, **fields))


def shown(answer: Answer) -> set[str]:
    """Return the ids of all articles that an answer shows."""
    cited = [one.article for one in answer.citations]
    return {one.id for one in [*cited, *answer.nearest, *(r.article for r in answer.runners_up)]}


def file(newsroom: Newsroom, article: Article) -> str:
    (found,) = newsroom.corpus.folder.rglob(f"{article.id}.md")
    return found.read_text("utf-8")


# Written and read


@pytest.mark.parametrize(
    "bad", ["discord", "discord:", "Discord:1", "discord:1 2", "d1:2", "", "*"]
)
def test_no_article_can_be_made_for_an_audience_that_is_none(bad):
    with pytest.raises(ValueError, match="not an audience"):
        Draft(body="본문", audience=bad)
    with pytest.raises(ValueError, match="not an audience"):
        Article(body="본문", id="20250101-a", audience=bad)


@pytest.mark.parametrize("audience", [None, X, f"web:{'a-Z_9' * 12}"])
@pytest.mark.parametrize("hidden", [False, True])
def test_audience_and_hiding_are_written_down_and_read_back(audience, hidden):
    made = Article(id="20250101-a", body="본문이다.", audience=audience, hidden=hidden)
    text = ingest.render_markdown(made)
    assert Article.from_draft(ingest.parse_markdown(text), made.id) == made
    assert ("audience" in text) is (audience is not None)
    assert ("hidden" in text) is hidden
    fields = {"text": made.body, "audience": audience, "hidden": hidden}
    for record in (fields, {name: value for name, value in fields.items() if value}):
        read = ingest.parse_record(json.dumps(record))
        assert (read.audience, read.hidden) == (audience, hidden)


@pytest.mark.parametrize(
    "front",
    [
        "audience:",
        "audience: null",
        "audience: discord",
        "audience: [discord:1]",
        "audience: {discord: 1}",
        "audience: discord:1 discord:2",
        "audience: Discord:1",
        "audience: discord:１",
        "audience: discord:1\nAudience: discord:2",
        "Audience: everyone",
        "hidden: maybe",
        "hidden:",
        "hidden: [true]",
    ],
)
def test_markdown_that_does_not_say_clearly_who_may_see_it_is_refused(newsroom, front):
    text = f"---\ntitle: 제목\n{front}\n---\n\n{STORM}\n"
    with pytest.raises(IngestError) as refused:
        ingest.parse_markdown(text)
    assert refused.value.code in {"ingest.bad_audience", "ingest.bad_hidden"}
    (newsroom.corpus.folder / "a.md").write_text(text, encoding="utf-8")
    (problem,) = newsroom.sync().problems
    assert problem.path == "a.md"
    assert problem.error.sentence("ko") != problem.error.sentence("en")
    assert newsroom.size() == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        f"---\naudience: {X}\n\n{STORM}",
        f"\n---\naudience: {X}\n---\n{STORM}",
        f"  ---\ntitle: 제목\n'audience' : {X}\n---\n{STORM}",
    ],
)
def test_a_broken_front_matter_makes_no_article_public(text):
    with pytest.raises(IngestError) as refused:
        ingest.parse_markdown(text)
    assert refused.value.code == "ingest.bad_audience"


@pytest.mark.parametrize("key", ["Audience", " audience ", "AUDIENCE"])
def test_a_key_that_is_spelt_otherwise_counts(key):
    assert ingest.parse_markdown(f"---\n{key}: {X}\n---\n{STORM}").audience == X
    assert ingest.parse_record(json.dumps({"text": STORM, key: X})).audience == X


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": ""},
        {"audience": 1},
        {"audience": [X]},
        {"audience": "everyone"},
        {"audience": X, "Audience": None},
        {"hidden": "maybe"},
        {"hidden": 1},
    ],
)
def test_a_line_that_does_not_say_clearly_who_may_see_it_is_refused(fields):
    with pytest.raises(IngestError) as refused:
        ingest.parse_record(json.dumps({"text": STORM} | fields))
    assert refused.value.code in {"ingest.bad_audience", "ingest.bad_hidden"}


def test_a_line_that_names_two_audiences_is_refused():
    with pytest.raises(IngestError) as refused:
        ingest.parse_record(f'{{"text": "{STORM}", "audience": "{X}", "audience": null}}')
    assert refused.value.code == "ingest.bad_audience"


def test_a_page_decides_nothing_about_who_may_see_it():
    page = f"태풍 소식\n\naudience: {X}\nhidden: true\n\n{STORM} {PACT}\n"
    html = f'<html><head><meta name="audience" content="{X}"></head><body><p>{STORM}</p></body>'
    for made in (ingest.parse_page(page), ingest.parse_html(html.encode())):
        assert made.audience is None
        assert made.hidden is False


def test_what_a_file_says_counts_when_it_lies_in_the_folder(newsroom):
    front = f"---\naudience: {X}\n---\n\n"
    (newsroom.corpus.folder / "a.md").write_text(front + STORM, encoding="utf-8")
    line = json.dumps({"text": PACT, "hidden": True}, ensure_ascii=False)
    (newsroom.corpus.folder / "b.jsonl").write_text(line, encoding="utf-8")
    assert newsroom.sync().problems == []
    assert [one.body for one in newsroom.articles()] == [STORM]
    assert list(newsroom.articles(())) == []
    assert [one.body for one in newsroom.articles(hidden=True)] == [PACT]
    assert newsroom.verify() == []


# Asking


def test_an_article_for_one_audience_answers_that_audience_and_the_operator(newsroom):
    mine = newsroom.add(draft(PACT, "협약", audience=X)).article
    newsroom.add(draft(STORM, "태풍"))
    for seen in (asked_by(X), asked_by(Y, X), Options(always=True)):
        assert newsroom.ask("반도체 협약", seen).citations[0].article == mine
    for unseen in (asked_by(), asked_by(Y)):
        answer = newsroom.ask("반도체 협약은 어디서 서명했나?", unseen)
        assert not answer.answered
        assert mine.id not in shown(answer)
        assert [term.passages for term in answer.terms] == [0] * len(answer.terms)
        assert newsroom.ask_ranked("반도체 협약", unseen, 10)[1] == []


def test_words_that_others_use_too_bring_none_of_their_articles(newsroom):
    public = newsroom.add(draft(PACT, "협약")).article
    mine = newsroom.add(draft(f"{PACT} 반도체 협약이다.", "반도체 협약", audience=X)).article
    theirs = newsroom.add(draft(f"반도체 협약. {PACT}", "반도체 협약 서명", audience=Y)).article
    for options, seen in (
        (asked_by(), {public.id}),
        (asked_by(X), {public.id, mine.id}),
        (asked_by(X, Y), {public.id, mine.id, theirs.id}),
    ):
        answer, ranking = newsroom.ask_ranked("반도체 협약", options, 10)
        assert shown(answer) == {one.id for one in ranking} == seen


def test_a_term_counts_the_passages_that_may_be_seen(newsroom):
    newsroom.add(draft(STORM, audience=X))
    newsroom.add(draft(f"{STORM} 지진도 났다.", audience=Y))
    newsroom.add(draft("태풍이 왔다."))

    def counted(options: Options) -> dict[str, int]:
        return {one.term: one.passages for one in newsroom.ask("태풍 제주", options).terms}

    assert counted(asked_by()) == {"태풍": 1, "제주": 0}
    assert counted(asked_by(X)) == {"태풍": 2, "제주": 1}
    assert counted(Options()) == {"태풍": 3, "제주": 2}


def test_a_word_is_not_split_by_what_only_others_hold(newsroom):
    """Which terms a long word falls into would tell whether an article holds them."""
    made = newsroom.add(draft("반도체 기술번영 협약이다.", audience=X)).article
    newsroom.add(draft(STORM))
    question = "기술번영협약체결"
    assert len(newsroom.ask(question, asked_by(X)).terms) > 1
    with_it = newsroom.ask(question, asked_by()).terms
    newsroom.remove(made.id)
    assert newsroom.ask(question, asked_by()).terms == with_it


def test_other_filters_count_beside_the_audience(newsroom):
    newsroom.add(draft(PACT, "하나", outlet="하늘일보", audience=X))
    two = newsroom.add(draft(PACT, "둘", outlet="바다신문", audience=X)).article
    newsroom.add(draft(PACT, "셋", outlet="바다신문", audience=Y))
    assert shown(newsroom.ask("반도체", asked_by(X, outlet="바다신문"))) == {two.id}
    assert shown(newsroom.ask("반도체", asked_by(outlet="바다신문"))) == set()


def test_no_audience_in_the_index_costs_no_mask(newsroom):
    from newsbot.index.reader import Reader
    from newsbot.retrieval import _mask

    newsroom.add(draft(PACT))
    with newsroom.store.reading() as connection:
        reader = Reader(connection, (X,))
        assert reader.unseen is None
        assert _mask(reader, Filters(audiences=(X,)), reader.capacity) is None
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT p.id FROM articles a INDEXED BY articles_audience"
            " CROSS JOIN passages p ON p.article = a.number WHERE a.audience IS NOT NULL"
        ).fetchall()
    assert "articles_audience" in plan[0][3]


# Hiding


def test_a_hidden_article_is_in_the_corpus_and_nowhere_else(newsroom):
    newsroom.add(draft(STORM, "태풍", day=2))
    made = newsroom.add(draft(PACT, "협약", day=3, outlet="바다신문")).article
    size = newsroom.size()
    newsroom.hide(made.id)
    assert shown(newsroom.ask("반도체 협약", Options(always=True))).isdisjoint({made.id})
    assert [one.title for one in newsroom.articles()] == ["태풍"]
    assert [one.title for one in newsroom.latest(5)] == ["태풍"]
    assert newsroom.find("협약", 5) == []
    assert newsroom.outlets() == ["하늘일보"]
    assert newsroom.size() == (size[0] - 1, size[1] - 1)
    newest = newsroom.newest()
    assert newest is not None
    assert newest.shown() == "2025-01-02 12:00"
    with pytest.raises(CorpusError):
        newsroom.article(made.id)
    hidden = replace(made, hidden=True)
    assert newsroom.article(made.id, hidden=True) == hidden
    assert list(newsroom.articles(hidden=True)) == [hidden]
    assert newsroom.listed(5, hidden=True) == newsroom.find("협약", 5, hidden=True) == [hidden]
    assert hidden in stored(newsroom)
    assert newsroom.verify() == []
    newsroom.unhide(made.id)
    assert newsroom.article(made.id) == made
    assert newsroom.ask("반도체 협약").citations[0].article == made
    assert newsroom.verify() == []


def test_hiding_twice_is_refused_with_a_sentence(newsroom):
    made = newsroom.add(draft(STORM)).article
    with pytest.raises(CorpusError) as error:
        newsroom.unhide(made.id)
    assert error.value.code == "newsroom.not_hidden"
    newsroom.hide(made.id)
    with pytest.raises(CorpusError) as error:
        newsroom.hide(made.id)
    assert error.value.code == "newsroom.already_hidden"
    with pytest.raises(CorpusError) as error:
        newsroom.hide("20200101-none")
    assert error.value.code == "newsroom.no_article"


def test_an_index_with_hidden_articles_answers_as_one_without_them(tmp_path, analyser):
    chance = random.Random(7)
    both = [draft("".join(sentence(chance) for _ in range(9)), f"소식 {n}") for n in range(12)]
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    one, other = open_at(tmp_path / "with", analyser), open_at(tmp_path / "without", analyser)
    for number, made in enumerate(both):
        if number % 3:
            other.add(made)
        added = one.add(made).article
        if not number % 3:
            one.hide(added.id)
    assert one.size() == other.size()
    for question in WORDS:
        always = Options(always=True, limit=5)
        assert outline(one.ask(question, always)) == outline(other.ask(question, always))
    one.close()
    other.close()


def test_a_hidden_article_stays_hidden_when_it_is_updated(newsroom):
    made = newsroom.add(draft(STORM, url="https://news.example/1")).article
    newsroom.hide(made.id)
    again = newsroom.add(draft(PACT, url="https://news.example/1"))
    assert again.status is Status.UPDATED
    assert again.article.hidden
    assert newsroom.size() == (0, 0)
    assert newsroom.verify() == []


# Looking


def test_lists_and_look_ups_show_an_audience_its_own(newsroom):
    newsroom.add(draft("하나다.", "공개 소식", day=1, outlet="하늘일보"))
    newsroom.add(draft("둘이다.", "첫째 소식", day=2, outlet="바다신문", audience=X))
    newsroom.add(draft("셋이다.", "둘째 소식", day=3, outlet="땅신문", audience=Y))
    for audiences, titles, outlets, day in (
        ((), ["공개 소식"], ["하늘일보"], "2025-01-01"),
        ((X,), ["첫째 소식", "공개 소식"], ["바다신문", "하늘일보"], "2025-01-02"),
        (
            None,
            ["둘째 소식", "첫째 소식", "공개 소식"],
            ["땅신문", "바다신문", "하늘일보"],
            "2025-01-03",
        ),
    ):
        for found in (
            newsroom.articles(audiences),
            newsroom.latest(9, None, audiences),
            newsroom.listed(9, audiences=audiences),
            newsroom.find("소식", 9, audiences),
            newsroom.find("", 9, audiences),
        ):
            assert [one.title for one in found] == titles
        assert newsroom.outlets(audiences) == outlets
        assert newsroom.size(audiences) == (len(titles), len(titles))
        newest = newsroom.newest(audiences)
        assert newest is not None
        assert newest.shown()[:10] == day
    assert newsroom.latest(9, "땅 신문", (X,)) == []
    with pytest.raises(QuestionError) as error:
        newsroom.require_outlet("땅신문", (X,))
    assert "땅신문" not in str(error.value.details["known"])


def test_an_id_of_another_audience_is_unknown_and_makes_none_ambiguous(newsroom):
    mine = newsroom.add(draft(STORM, day=2, source_id="7", audience=X)).article
    theirs = newsroom.add(draft(PACT, day=2, source_id="7", audience=Y)).article
    assert newsroom.article("7", (X,)) == newsroom.article("20250102", (X,)) == mine
    for look in (mine.id, "7", "20250102"):
        with pytest.raises(CorpusError) as error:
            newsroom.article(look, ())
        assert error.value.code == "newsroom.no_article"
    with pytest.raises(QuestionError):
        newsroom.article("7", (X, Y))
    assert newsroom.article(theirs.id) == theirs


def test_a_page_of_the_list_begins_where_the_last_one_ended(newsroom):
    made = [newsroom.add(draft(f"{n}번 소식이다.", day=n)).article for n in range(1, 8)]
    pages = [newsroom.listed(3, skip=skip) for skip in (0, 3, 6, 9)]
    assert [one for page in pages for one in page] == made[::-1]
    assert [len(page) for page in pages] == [3, 3, 1, 0]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("누리", ["누리호 4차 발사"]),
        ("발사 누리", ["누리호 4차 발사"]),
        ("4차발사", ["누리호 4차 발사"]),
        ("하늘 일보 누리", ["누리호 4차 발사"]),
        ("GDP", ["ＧＤＰ 성장률"]),
        ("20250103", ["ＧＤＰ 성장률"]),
        ("한미 회담", ["韓·美 정상회담"]),
        ("정상 회담", ["韓·美 정상회담"]),
        ("없는말", []),
        ("…", []),
        ("%", []),
        ("_", []),
        ("", ["ＧＤＰ 성장률", "누리호 4차 발사", "韓·美 정상회담"]),
    ],
)
def test_a_headline_is_found_by_parts_of_its_words(newsroom, words, found):
    newsroom.add(draft("가.", "韓·美 정상회담", day=1, outlet="바다신문"))
    newsroom.add(draft("나.", "누리호 4차 발사", day=2))
    newsroom.add(draft("다.", "ＧＤＰ 성장률", day=3, outlet=None))
    assert [one.title for one in newsroom.find(words, 5)] == found
    assert [one.title for one in newsroom.find(words, 1)] == found[:1]


# Adding


def test_the_same_article_is_a_duplicate_where_it_can_be_seen_already(newsroom):
    public = newsroom.add(draft(STORM, "태풍")).article
    assert newsroom.add(draft(STORM, "태풍", audience=X)).article == public
    mine = newsroom.add(draft(PACT, "협약", audience=X))
    assert mine.status is Status.ADDED
    assert newsroom.add(draft(PACT, "협약", audience=X)).status is Status.DUPLICATE
    theirs = newsroom.add(draft(PACT, "협약", audience=Y))
    assert theirs.status is Status.ADDED
    everyones = newsroom.add(draft(PACT, "협약"))
    assert everyones.status is Status.ADDED
    assert len({mine.article.id, theirs.article.id, everyones.article.id}) == 3
    assert newsroom.foresee(draft(PACT, "협약", audience="discord:3")).article == everyones.article
    assert newsroom.verify() == []


@pytest.mark.parametrize("mark", [{"url": "https://news.example/1"}, {"source_id": "s-1"}, {}])
def test_a_version_replaces_only_what_is_for_the_very_same_audience(newsroom, mark):
    first = {
        audience: newsroom.add(draft(STORM, "소식", audience=audience, **mark))
        for audience in (None, X, Y)
    }
    assert [one.status for one in first.values()] == [Status.ADDED, *[Status.DUPLICATE] * 2]
    second = {
        audience: newsroom.add(draft(PACT, "소식", audience=audience, **mark))
        for audience in (X, Y, None)
    }
    assert [one.status for one in second.values()] == [Status.ADDED, Status.ADDED, Status.UPDATED]
    assert second[None].article.id == first[None].article.id
    third = newsroom.add(draft("셋째 소식이다.", "소식", audience=X, **mark))
    assert third.status is Status.UPDATED
    assert third.article.id == second[X].article.id
    assert [one.body for one in newsroom.articles((Y,))] == [PACT, PACT]


@pytest.mark.parametrize("mark", [{"url": "https://news.example/1"}, {"source_id": "s-1"}, {}])
def test_an_id_does_not_tell_what_another_audience_has(tmp_path, analyser, mark):
    """It is the same whether the others have the article or not, and differs from theirs."""
    ids = []
    for others in ([], [X], [X, Y]):
        place = tmp_path / str(len(others))
        place.mkdir()
        newsroom = open_at(place, analyser)
        for audience in others:
            newsroom.add(draft(STORM, "소식", audience=audience, **mark))
        added = newsroom.add(draft(STORM, "소식", **mark))
        ids.append(added.article.id)
        newsroom.close()
    assert len(set(ids)) == 1
    assert (
        len({article_id(draft(STORM, "소식", audience=name, **mark)) for name in (None, X, Y)}) == 3
    )


def test_within_one_group_audiences_are_told_apart_too(newsroom):
    url = "https://news.example/1"
    drafts = [
        draft(STORM, url=url, audience=X),
        draft(STORM, url=url, audience=Y),
        draft(PACT, url=url, audience=X),
        draft(PACT, url=url),
        draft(PACT, url=url, audience=Y),
    ]
    added = list(newsroom.add_many(drafts))
    assert [one.status.value for one in added] == [
        "added",
        "added",
        "updated",
        "added",
        "duplicate",
    ]
    assert added[0].article.id == added[2].article.id
    assert added[4].article == added[3].article
    assert {one.audience: one.body for one in newsroom.articles()} == {
        X: PACT,
        Y: STORM,
        None: PACT,
    }
    assert newsroom.verify() == []


def test_who_cannot_see_a_hidden_public_article_may_add_it_for_themselves(newsroom):
    public = newsroom.add(draft(STORM, "태풍")).article
    newsroom.hide(public.id)
    assert newsroom.add(draft(STORM, "태풍", audience=X)).status is Status.ADDED
    again = newsroom.add(draft(STORM, "태풍"))
    assert (again.status, again.article.id) == (Status.DUPLICATE, public.id)
    assert again.article.hidden


def test_an_article_with_the_id_of_another_gets_a_free_one(newsroom):
    made = newsroom.add(draft(STORM, "소식")).article
    twin = newsroom.add(draft(STORM, "소식", outlet="바다신문"))
    assert twin.article.id == f"{made.id}-2"


# The law

AUDIENCES = st.sampled_from([None, None, X, Y])
# Few words, so that those of a question stand in articles of several audiences.
TEXTS = st.lists(st.sampled_from(WORDS[:6]), min_size=2, max_size=5).map(" ".join)
PIECES = st.tuples(TEXTS, TEXTS, AUDIENCES, st.booleans(), st.integers(1, 9))


def fill(
    newsroom: Newsroom, pieces: list[tuple[str, str, str | None, bool, int]], who: Any
) -> None:
    drafts = [
        draft(
            f"{body}이 열렸다.",
            title,
            day=day,
            outlet=f"{title[:2]}신문",
            audience=audience,
            hidden=hidden,
        )
        for body, title, audience, hidden, day in pieces
        if who is ... or (not hidden and (audience is None or audience in who))
    ]
    for one in drafts:
        newsroom.add(one)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    # Of two that are the same, or versions of one, which counts depends on all that came.
    pieces=st.lists(PIECES, max_size=8, unique_by=(lambda p: p[:2], lambda p: (p[1], p[4]))),
    question=TEXTS,
    who=st.sampled_from([(), (X,), (Y,), (X, Y)]),
)
def test_nobody_sees_what_is_hidden_or_for_others(
    tmp_path_factory, analyser, pieces, question, who
):
    """What is shown is what a newsroom would show that held nothing else."""
    whole = open_at(tmp_path_factory.mktemp("whole"), analyser)
    seen = open_at(tmp_path_factory.mktemp("seen"), analyser)
    try:
        fill(whole, pieces, ...)
        fill(seen, pieces, who)
        allowed = {one.id for one in seen.articles()}
        options = asked_by(*who)
        answer, ranking = whole.ask_ranked(question, options, 10)
        alone, _ = seen.ask_ranked(question, options, 10)
        assert shown(answer) | {one.id for one in ranking} <= allowed
        assert bool(shown(answer)) is bool(shown(alone))
        assert answer.terms == alone.terms
        assert list(whole.articles(who)) == list(seen.articles())
        assert whole.latest(3, None, who) == seen.latest(3)
        assert whole.listed(3, skip=1, audiences=who) == seen.listed(3, skip=1)
        assert whole.outlets(who) == seen.outlets()
        assert whole.size(who) == seen.size()
        assert whole.newest(who) == seen.newest()
        for word in question.split():
            assert whole.find(word, 9, who) == seen.find(word, 9)
        for one in whole.articles():
            if one.id not in allowed:
                with pytest.raises(NewsbotError):
                    whole.article(one.id, who)
        assert whole.verify() == []
    finally:
        whole.close()
        seen.close()


def test_changes_and_history_are_for_who_may_see_the_article(newsroom):
    url = "https://news.example/1"
    by = Actor("kim", "discord:1")
    newsroom.add(draft(STORM, url=url, audience=X), by)
    made = newsroom.add(draft(PACT, url=url, audience=X), by).article
    assert len(newsroom.changes(audiences=(X,))) == 2
    assert newsroom.changes(audiences=(Y,)) == newsroom.changes(made.id, audiences=()) == []
    assert [one.article.body for one in newsroom.history(made.id, (X,))] == [STORM]
    with pytest.raises(CorpusError):
        newsroom.history(made.id, (Y,))
    path = newsroom.corpus.folder / "2025/01" / f"{made.id}.md"
    path.write_text(file(newsroom, made).replace(f"audience: {X}\n", ""), encoding="utf-8")
    newsroom.sync()
    assert newsroom.article(made.id, ()).body == PACT
    assert newsroom.history(made.id, ()) == []
