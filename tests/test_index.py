"""The index law: after any adds, replaces and removes it scores and answers as if made anew."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.newsrooms import (
    ALWAYS,
    WORDS,
    body,
    draft,
    index_scores,
    open_at,
    oracle_scores,
    outline,
    stored,
)

from newsbot.admission import Status
from newsbot.analysis import Analyser
from newsbot.answering import Options
from newsbot.article import Draft
from newsbot.batch import put_article
from newsbot.index.reader import Reader
from newsbot.index.writer import Writer
from newsbot.newsroom import Newsroom
from newsbot.passages import split_article
from newsbot.retrieval import Filters

QUESTIONS = [
    "정부가 발표한 예산은 얼마야?",
    "경주 회의는 언제 열렸어?",
    "한미 협약에 누가 서명했나요?",
    "엔비디아 반도체 수출",
    "선수 감독 우승 결승",
    "who signed the APEC company market",
    "韓美 6G",
    "관객 1만4000명",
    "아무도모르는말",
    "",
]


def check_scores(newsroom: Newsroom, analyser: Analyser) -> None:
    expected = oracle_scores(newsroom, analyser, QUESTIONS)
    found = index_scores(newsroom, analyser, QUESTIONS)
    for have, want in zip(found, expected, strict=True):
        if want:
            assert have == pytest.approx(want, abs=1e-9)
        else:
            assert not any(have.values())


def answers(newsroom: Newsroom) -> list[tuple[object, ...]]:
    options = [
        ALWAYS,
        Options(),
        Options(always=True, quote_chars=50, filters=Filters(outlet="바다신문")),
    ]
    return [outline(newsroom.ask(question, one)) for question in QUESTIONS for one in options]


def check_rebuilt(newsroom: Newsroom, analyser: Analyser, folder: Path) -> None:
    """A fresh index file and a rebuilt one answer as the living one does."""
    living = answers(newsroom)
    other = open_at(folder, analyser, "fresh.sqlite3")
    other.sync()
    assert answers(other) == living
    assert other.verify() == []
    other.close()
    newsroom.rebuild()
    assert answers(newsroom) == living


def made(seed: int, number: int) -> Draft:
    chance = random.Random(seed)
    outlet = chance.choice(["하늘일보", "바다신문", None])
    fields: dict[str, Any] = {
        "outlet": outlet,
        "month": chance.randint(1, 3),
        "day": chance.randint(1, 28),
    }
    fields["url"] = f"https://news.example/{number}"
    fields["subtitles"] = tuple(chance.sample(WORDS, chance.randint(0, 2)))
    title = " ".join(chance.sample(WORDS, 3)) if chance.random() < 0.8 else None
    return draft(body(chance), title, **fields)


class Living(RuleBasedStateMachine):
    """One newsroom, changed at random through its own doors and by hand in the folder."""

    analyser: Analyser

    @initialize()
    def begin(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.newsroom = open_at(self.folder, self.analyser)
        self.known: dict[int, str] = {}

    @rule(numbers=st.lists(st.integers(0, 7), min_size=1, max_size=4), seed=st.integers(0, 2**32))
    def add(self, numbers: list[int], seed: int) -> None:
        drafts = [made(seed + n, number) for n, number in enumerate(numbers)]
        added = list(self.newsroom.add_many(drafts))
        for number, one in zip(numbers, added, strict=True):
            assert (one.status is Status.ADDED) == (number not in self.known) or (
                one.status is Status.DUPLICATE
            )
            self.known[number] = one.article.id

    @rule(number=st.integers(0, 7))
    def remove(self, number: int) -> None:
        if number in self.known:
            identifier = self.known.pop(number)
            self.newsroom.remove(identifier)
            self.known = {n: i for n, i in self.known.items() if i != identifier}

    @rule(number=st.integers(0, 7), seed=st.integers(0, 2**32))
    def edit_by_hand(self, number: int, seed: int) -> None:
        if number not in self.known:
            return
        folder = self.newsroom.corpus.folder
        (path,) = (  # and not a version of another month, in the trash
            path
            for path in folder.rglob(f"{self.known[number]}.md")
            if not path.relative_to(folder).parts[0].startswith(".")
        )
        path.write_text(path.read_text("utf-8") + body(random.Random(seed), 3), "utf-8")
        self.newsroom.sync()

    @rule()
    def rebuild(self) -> None:
        self.newsroom.rebuild()

    @invariant()
    def the_scores_are_upstreams(self) -> None:
        if hasattr(self, "newsroom"):
            check_scores(self.newsroom, self.analyser)

    def teardown(self) -> None:
        if not hasattr(self, "newsroom"):
            return
        assert len(stored(self.newsroom)) == self.newsroom.size()[0]
        self.newsroom.sync()
        assert self.newsroom.verify() == []
        check_rebuilt(self.newsroom, self.analyser, self.folder)
        self.newsroom.close()
        self.temporary.cleanup()


def test_a_living_index_is_a_rebuilt_one(analyser):
    Living.analyser = analyser
    case = Living.TestCase
    case.settings = settings(
        max_examples=10,
        stateful_step_count=6,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes here
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()


def test_a_long_life(tmp_path, analyser):
    """Many small changes, one check at the end: what drifts a little each time shows here."""
    chance = random.Random(20251029)
    newsroom = open_at(tmp_path, analyser)
    known: list[str] = []
    for step in range(120):
        if known and chance.random() < 0.4:
            newsroom.remove(known.pop(chance.randrange(len(known))))
        else:
            added = newsroom.add(made(step, chance.randrange(30)))
            if added.article.id not in known:
                known.append(added.article.id)
    check_scores(newsroom, analyser)
    newsroom.sync()
    assert newsroom.verify() == []
    check_rebuilt(newsroom, analyser, tmp_path)
    newsroom.close()


def test_an_emptied_index_is_an_empty_one(newsroom, analyser):
    for number in range(3):
        newsroom.add(made(number, number))
    for article in list(newsroom.articles()):
        newsroom.remove(article.id)
    connection = newsroom.store.connection
    assert tuple(Reader(connection).totals()) == (0, 0, 0, 0, 0)
    for table in ("articles", "passages", "postings", "bigrams"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert newsroom.ask("정부 예산", ALWAYS).citations == ()
    check_scores(newsroom, analyser)
    assert newsroom.verify() == []


def test_many_that_go_together_leave_nothing_behind(tmp_path, analyser, monkeypatch):
    monkeypatch.setattr("newsbot.index.writer.BLOCK_IDS", 4)
    newsroom = open_at(tmp_path, analyser)
    ids = [newsroom.add(made(number, number)).article.id for number in range(24)]
    list(newsroom.remove_all(ids[1::3]))
    check_scores(newsroom, analyser)
    for path in newsroom.corpus.folder.rglob("*.md"):
        if path.stem in ids[::3]:
            path.unlink()
    assert newsroom.sync().removed == 8
    check_scores(newsroom, analyser)
    assert newsroom.verify() == []
    newsroom.close()


def test_an_article_may_go_before_it_was_written(newsroom, analyser):
    """Put and dropped in one transaction: its postings were only gathered by then."""
    kept, gone = (newsroom.add(made(number, number)).article for number in range(2))
    newsroom.remove(gone.id)
    with newsroom.store.writing() as connection:
        writer = Writer(connection)
        put_article(writer, split_article(gone, analyser), "a.md", None, "digest")
        (number,) = connection.execute("SELECT max(number) FROM articles").fetchone()
        writer.drop(number)
        writer.flush()
    check_scores(newsroom, analyser)
    assert newsroom.verify() == []
    assert newsroom.size()[0] == 1
    assert newsroom.article(kept.id) == kept


def test_postings_span_blocks(tmp_path, analyser, monkeypatch):
    """With two passage ids to a block, every add and removal meets several blocks."""
    monkeypatch.setattr("newsbot.index.writer.BLOCK_IDS", 2)
    newsroom = open_at(tmp_path, analyser)
    ids = [newsroom.add(made(number, number)).article.id for number in range(12)]
    for identifier in ids[::3]:
        newsroom.remove(identifier)
    (blocks,) = newsroom.store.connection.execute("SELECT max(block) FROM postings").fetchone()
    assert blocks > 3
    check_scores(newsroom, analyser)
    assert newsroom.verify() == []
    check_rebuilt(newsroom, analyser, tmp_path)
    newsroom.close()


def test_ties_are_answered_in_one_order(tmp_path, analyser):
    """Sixty articles that score alike: more than are looked at. The order never depends on rows."""
    texts = [f"회의가 열렸다. 다음 안건은 {n}번이다." for n in range(60)]
    one = open_at(tmp_path, analyser)
    for n, text in enumerate(texts):
        one.add(draft(text, url=f"https://news.example/{n}"))
    chance = random.Random(3)
    for n in chance.sample(range(60), 20):  # removed and added again: other row numbers
        found = one.article(
            next(a.id for a in one.articles() if a.url == f"https://news.example/{n}")
        )
        one.remove(found.id)
        one.add(draft(texts[n], url=f"https://news.example/{n}"))
    two = open_at(tmp_path, analyser, "two.sqlite3")
    two.sync()
    for question in ("회의 안건", "회의", "안건은 7번이야?"):
        ours, theirs = one.ask_ranked(question, ALWAYS, 60), two.ask_ranked(question, ALWAYS, 60)
        assert outline(ours[0]) == outline(theirs[0])
        assert [a.id for a in ours[1]] == [a.id for a in theirs[1]]
    one.close()
    two.close()
