"""What ``/article history`` says, and the daily chore that prunes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.newsrooms import draft

from newsbot.audit import Action, Actor
from newsbot.bot.chores import Chores
from newsbot.bot.history import history_text
from newsbot.bot.markup import CONTENT_UNITS, units
from newsbot.bot.pruning import BOT
from newsbot.bot.services import Services, furnish
from newsbot.bot.visit import Visit
from newsbot.corpus import Corpus
from newsbot.errors import CorpusError
from newsbot.newsroom import Newsroom
from newsbot.settings import load_settings

READER = Visit(
    user=1,
    name="reader",
    guild=7,
    channel=9,
    language="ko",
    owner=False,
    curator=False,
    administrator=False,
    moderator=False,
)
CURATOR = replace(READER, curator=True)
GUEST = replace(READER, language="en")
ELSEWHERE = replace(READER, guild=8)
KIM = Actor("discord:5 (kim_*bold*)", "discord guild 7 channel 9")
URL = "https://news.example/1"
MINE: dict[str, Any] = {"audience": "discord:7", "url": URL}


def told(newsroom: Newsroom, name: str, visit: Visit = READER) -> list[str]:
    article = newsroom.article(name, hidden=True)
    return history_text(newsroom, article, visit).split("\n")


def test_each_new_version_is_followed_by_what_it_changed(newsroom):
    name = newsroom.add(draft("처음 것이다. 그대로다.", "옛 제목", **MINE), KIM).article.id
    newsroom.add(draft("다음 것이다. 그대로다.", "새 제목", **MINE), KIM)
    newsroom.hide(name, KIM)
    lines = told(newsroom, name)
    assert lines[0] == f"**새 제목** (`{name}`)의 이력"
    assert lines[1].endswith(" 숨김")
    assert lines[2].endswith(" 새 내용으로 바꿈")
    assert lines[3:7] == [
        "> **−** 제목: 옛 제목",
        "> **+** 제목: 새 제목",
        "> **−** 처음 것이다.",
        "> **+** 다음 것이다.",
    ]
    assert lines[7].endswith(" 넣음")
    assert len(lines) == 8
    english = told(newsroom, name, GUEST)
    assert english[2].endswith(" replaced by a new version")
    assert english[3] == "> **−** headline: 옛 제목"


def test_who_made_a_change_is_told_to_who_may_change_it_alone(newsroom):
    name = newsroom.add(draft("처음 것이다.", **MINE), KIM).article.id
    newsroom.add(draft("다음 것이다.", **MINE), KIM)
    assert "kim" not in "\n".join(told(newsroom, name))
    full = told(newsroom, name, CURATOR)
    assert full[1].endswith(r" · discord:5 (kim\_\*bold\*)")


def test_what_is_quoted_cannot_act(newsroom):
    name = newsroom.add(draft("처음 @everyone 것이다.", "**a**", **MINE)).article.id
    newsroom.add(draft("다음 [x](https://evil.example) `것`이다.", "# b", **MINE))
    text = "\n".join(told(newsroom, name))
    for active in ("**a**", " @everyone", "](http", " `것`"):
        assert active not in text


def test_a_long_history_fits_into_one_message_and_says_what_is_missing(newsroom):
    body = "".join(
        f"{{0}}번 판의 {n}째 문장이 바로 여기에 이렇게 길게 서 있다. " for n in range(30)
    )
    for number in range(9):
        added = newsroom.add(draft(body.format(number), f"{number}판", **MINE))
    lines = told(newsroom, added.article.id)
    assert units("\n".join(lines)) <= CONTENT_UNITS
    assert lines[-1] == "-# 더 오래된 기록은 줄였습니다."
    assert "> … 외 50줄 달라짐" in lines
    assert told(newsroom, added.article.id, GUEST)[-1] == "-# What is older was left out."


@pytest.mark.parametrize(("hides", "missing"), [(14, False), (15, True)])
def test_a_history_of_many_changes_says_that_there_were_more(newsroom, hides, missing):
    name = newsroom.add(draft("처음 것이다.", **MINE)).article.id
    for number in range(hides):
        (newsroom.unhide if number % 2 else newsroom.hide)(name)
    lines = told(newsroom, name)
    assert (lines[-1] == "-# 더 오래된 기록은 줄였습니다.") is missing
    assert len(lines) == 16 + missing


def test_one_enormous_sentence_leaves_room_for_the_rest(newsroom):
    name = newsroom.add(draft("가" * 2_000 + "다.", **MINE)).article.id
    newsroom.add(draft("나" * 2_000 + "다.", **MINE))
    lines = told(newsroom, name)
    assert len(lines) == 5
    assert all(units(line) < 400 for line in lines)


def test_versions_of_another_server_are_not_shown(newsroom):
    name = newsroom.add(draft("처음 것이다.", **MINE)).article.id
    newsroom.add(draft("다음 것이다.", **MINE))
    article = newsroom.article(name)
    for one in newsroom.changes(name):
        assert one.audience == "discord:7"
    with pytest.raises(CorpusError, match="no article"):
        history_text(newsroom, article, ELSEWHERE)


def test_an_article_put_there_by_hand_has_no_changes(newsroom):
    (newsroom.corpus.folder / "a.md").write_text("# 제목\n\n본문이다.\n", encoding="utf-8")
    newsroom.sync()
    (article,) = newsroom.articles()
    assert "남은 변경 기록이 없습니다" in told(newsroom, article.id)[1]


@pytest.mark.parametrize("action", list(Action))
def test_every_kind_of_change_has_its_words(newsroom, action):
    name = newsroom.add(draft("처음 것이다.", **MINE)).article.id
    line = newsroom.changes(name)[0]
    newsroom._editor.log.write([replace(line, id="f" * 16, action=action)])
    assert told(newsroom, name)[1].startswith("- 20")


async def _worked(services: Services) -> None:
    """Let the chores do each of their works once."""
    chores = Chores(services)
    chores.start(None)
    done: asyncio.Queue[str] = asyncio.Queue()
    real = chores._do

    async def do(name: str, work: Callable[[], object]) -> object:
        result = await real(name, work)
        if not (name == "prune" and result):
            done.put_nowait(name)
        return result

    chores._do = do  # type: ignore[method-assign]
    names: set[str] = set()
    async with asyncio.timeout(30):
        while names < {"refresh", "tidy", "prune"}:
            names.add(await done.get())
    chores.stop()


@pytest.fixture
def worked(newsroom: Newsroom, tmp_path: Path) -> Callable[..., None]:
    def work(**given: int) -> None:
        services = furnish(
            load_settings(None, index_path=tmp_path / "index.sqlite3", **given), newsroom
        )
        asyncio.run(_worked(services))
        services.close()

    return work


def test_the_bot_prunes_when_a_setting_asks_for_it(worked, newsroom, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "newsbot.bot")
    monkeypatch.setattr("newsbot.trash._FILES", 2)
    names = [newsroom.add(draft(f"{n}번 소식이다.", day=n + 2)).article.id for n in range(4)]
    worked(keep_articles=1)
    assert [article.id for article in newsroom.everything()] == names[-1:]
    assert {change.by for change in newsroom.changes(count=3)} == {BOT}
    told = [one.message for one in caplog.records]
    assert [line for line in told if "pruned" in line] == ["pruned articles=2", "pruned articles=1"]


def test_a_pruning_that_fails_is_logged_and_ends_no_other_chore(
    worked, newsroom, caplog, monkeypatch
):
    names = [newsroom.add(draft(f"{n}번 소식이다.", day=n + 2)).article.id for n in range(4)]

    def full(self: Corpus, wanted: object) -> None:
        raise CorpusError("corpus.disk_full", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "remove_all", full)
        worked(keep_article_days=1)
    assert "chore name=prune error=corpus.disk_full" in caplog.text
    assert newsroom.count() == len(names)
    worked(keep_article_days=1)
    assert newsroom.count() == 0


def test_the_bot_keeps_everything_unless_told(worked, newsroom, caplog):
    caplog.set_level(logging.INFO, "newsbot.bot")
    newsroom.add(draft("옛 소식이다."))
    worked()
    assert newsroom.count() == 1
    assert "pruned" not in caplog.text
