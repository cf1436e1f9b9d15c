"""Saving, taking back, hiding and removing articles over the wire; and what is written of it."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

import pytest
from tests.bot.conftest import Place, Station
from tests.bot.newsdesk import (
    ASK,
    COST,
    add,
    answer,
    audience_of,
    do,
    file_of,
    folder,
    log,
    markdown,
    new_name,
    offer,
    offer_file,
    page,
    paths,
    refusal,
    save,
    second_thoughts,
    stored,
    told_id,
)
from tests.discord_double import CannotError, InteractionHandle, Message, Person

KILLS = int(os.environ.get("NEWSBOT_TEST_KILLS", "1"))
"""How often the bot is killed while it saves; each costs a start."""
GONE = "이미 저장했거나 취소했습니다"
OLD_COST, NEW_COST = "4천900억원", "5천100억원"


@pytest.fixture(scope="module")
def desk(shared_station):
    """A server for the tests that need none of their own."""
    return shared_station.place()


@pytest.fixture
def slow(station):
    """Let Discord answer late, so that a second press comes before the first is done with."""
    station.double.faults.latency(0.15)
    yield
    station.double.faults.latency(0)


def both(person: Person, message: Message, *labels: str) -> list[InteractionHandle]:
    """Press buttons at once."""
    return [person.click(message, label=label) for label in labels]


# saving


def test_a_saved_article_lies_in_the_folder_and_is_quoted_by_the_next_answer(station, place):
    name = new_name()
    preview = offer(place.curator, place.channel, page(name))
    article_id = save(place.curator, preview)
    assert preview.content.startswith("저장했습니다")
    assert preview.embeds == []
    assert preview.labels == ["되돌리기"]
    assert stored(station, article_id).audience == audience_of(place)
    shown = answer(place.reader, place.channel, ASK.format(name=name))
    assert f"`{article_id}`" in shown
    assert COST in shown


def test_an_article_of_a_server_is_seen_in_that_server_alone(station, place):
    elsewhere, name = station.place(), new_name()
    article_id, _ = add(place.curator, place.channel, markdown(name))
    shown = answer(elsewhere.reader, elsewhere.channel, ASK.format(name=name))
    assert article_id not in shown
    assert "못 찾음" in shown  # nor is it told that somebody has such a word
    missing = do(elsewhere.curator, elsewhere.channel, "show", article_id)
    assert "없습니다" in missing.text


def test_what_the_owner_adds_is_for_everyone(station, place):
    elsewhere, name = station.place(), new_name()
    owner = station.double.owner
    place.guild.add_member(owner)
    preview = offer(owner, place.channel, page(name))
    assert "모든 서버에서" in preview.content
    article_id = save(owner, preview)
    assert stored(station, article_id).audience is None
    shown = answer(elsewhere.reader, elsewhere.channel, ASK.format(name=name))
    assert article_id in shown
    owner.click(preview, label="되돌리기").wait()


def test_a_double_click_saves_once_and_says_so(station, place, slow):
    preview = offer(place.curator, place.channel, page(new_name()))
    handles = both(place.curator, preview, "저장", "저장")
    assert GONE in second_thoughts(station, handles)
    article_id = told_id(preview)
    assert [one["action"] for one in log(station, article_id)] == ["add"]
    assert preview.content.startswith("저장했습니다")
    assert preview.labels == ["되돌리기"]


def test_saving_and_cancelling_at_once_does_one_of_both_and_says_which(station, place, slow):
    preview = offer(place.curator, place.channel, page(new_name()))
    before = len(log(station))
    handles = both(place.curator, preview, "저장", "취소")
    assert GONE in second_thoughts(station, handles)
    done = station.double.wait(lambda: not preview.embeds and preview.content, "it")
    assert done.startswith("저장했습니다") is (len(log(station)) > before)
    assert done.startswith(("저장했습니다", "저장하지 않았습니다"))


def test_a_correction_that_comes_after_saving_does_not_bring_the_preview_back(station, place, slow):
    preview = offer(place.curator, place.channel, page(new_name()))
    form = place.curator.click(preview, label="고치기").wait()
    saving = place.curator.click(preview, label="저장")
    late = place.curator.submit(form, {"title": "딴 제목"})
    assert GONE in second_thoughts(station, [saving, late])
    station.double.wait(lambda: not preview.embeds, "the article to be saved")
    assert preview.content.startswith("저장했습니다")
    assert stored(station, told_id(preview)).title != "딴 제목"


def test_a_cancelled_preview_saves_nothing_and_has_no_buttons(station, place):
    before = folder(station)
    preview = offer(place.curator, place.channel, page(new_name()))
    form = place.curator.click(preview, label="고치기").wait()
    place.curator.click(preview, label="취소").wait()
    assert preview.text == "저장하지 않았습니다."
    assert GONE in refusal(place.curator.submit(form, {"title": "딴 제목"}))
    assert folder(station) == before
    with pytest.raises(CannotError):
        place.curator.click(preview, label="저장")


def test_the_same_article_again_is_told_before_and_after_saving(station, place):
    name = new_name()
    first, _ = add(place.curator, place.channel, markdown(name))
    before = folder(station)
    preview = offer_file(place.admin, place.channel, "b.md", markdown(name))
    assert "같은 기사가 이미 있습니다" in preview.text
    assert f"`{first}`" in preview.text
    assert save(place.admin, preview) == first
    assert "그대로 두었습니다" in preview.content
    assert preview.labels == []
    assert folder(station) == before


def test_another_servers_article_is_no_duplicate_and_stays_untold(station, place):
    elsewhere, name = station.place(), new_name()
    theirs, _ = add(elsewhere.curator, elsewhere.channel, markdown(name))
    preview = offer_file(place.curator, place.channel, "b.md", markdown(name))
    assert "같은 기사" not in preview.text
    mine = save(place.curator, preview)
    assert mine != theirs
    assert stored(station, theirs).audience == audience_of(elsewhere)
    assert stored(station, mine).audience == audience_of(place)


# taking back


def test_an_edited_version_replaces_the_old_one_until_it_is_taken_back(station, place):
    name, url = new_name(), f"https://news.example/{new_name()}"
    first, _ = add(place.curator, place.channel, markdown(name, OLD_COST, url=url))
    old = file_of(station, first).read_bytes()
    second, told = add(
        place.curator, place.channel, markdown(name, NEW_COST, url=url + "?utm_source=x")
    )
    assert second == first
    assert told.content.startswith("새 내용으로 바꿨습니다")
    shown = answer(place.reader, place.channel, ASK.format(name=name))
    assert NEW_COST in shown
    assert OLD_COST not in shown
    place.curator.click(told, label="되돌리기").wait()
    assert told.content.startswith("되돌려")
    assert told.labels == []
    assert file_of(station, first).read_bytes() == old
    shown = answer(place.reader, place.channel, ASK.format(name=name))
    assert OLD_COST in shown
    assert NEW_COST not in shown


def test_taking_back_what_was_added_removes_it(station, place):
    name = new_name()
    article_id, told = add(place.curator, place.channel, markdown(name))
    place.curator.click(told, label="되돌리기").wait()
    assert told_id(told) == article_id
    assert not paths(station, article_id)
    assert article_id not in answer(place.reader, place.channel, ASK.format(name=name))
    again, _ = add(place.curator, place.channel, markdown(name))
    assert again == article_id


def test_taking_back_twice_at_once_does_it_once_and_says_so(station, place, slow):
    article_id, told = add(place.curator, place.channel)
    handles = both(place.curator, told, "되돌리기", "되돌리기")
    assert "이미" in second_thoughts(station, handles)
    station.double.wait(lambda: told.content.startswith("되돌려"), "the first")
    assert [one["action"] for one in log(station, article_id)] == ["add", "remove"]


def test_what_somebody_has_changed_since_is_not_taken_back(station, place):
    article_id, told = add(place.curator, place.channel)
    place.admin.slash(place.channel, "article hide", article=article_id).wait()
    before = folder(station)
    assert "바뀌" in refusal(place.curator.click(told, label="되돌리기"))
    assert told.labels == ["되돌리기"]
    assert folder(station) == before


def test_what_was_edited_by_hand_since_is_not_taken_back(station, place):
    article_id, told = add(place.curator, place.channel)
    path = file_of(station, article_id)
    path.write_text(path.read_text("utf-8") + "\n덧붙인 문단이다.\n", "utf-8")
    station.double.wait(  # the bot looks at the folder every few seconds
        lambda: "덧붙인" in do(place.reader, place.channel, "show", article_id).text, "the new text"
    )
    assert "바뀌" in refusal(place.curator.click(told, label="되돌리기"))
    assert "덧붙인" in stored(station, article_id).body


# the audit log


def test_every_change_leaves_one_line_with_who_where_and_when(station, place):
    name, url = new_name(), f"https://news.example/{new_name()}"
    began = datetime.now().astimezone()
    thread = place.channel.start_thread("기사")
    article_id, _ = add(place.curator, place.channel, markdown(name, url=url))
    _, told = add(place.admin, thread, markdown(name, NEW_COST, url=url))
    place.admin.click(told, label="되돌리기").wait()
    for action in ("hide", "unhide", "remove"):
        done = do(place.curator, place.channel, action, article_id)
    place.curator.click(done, label="되돌리기").wait()
    lines = log(station, article_id)
    assert [one["action"] for one in lines] == [
        "add", "update", "restore", "hide", "unhide", "remove", "restore",
    ]  # fmt: skip
    by_admin = [f"discord:{place.admin.id} ({place.admin.name})", thread.id]
    by_curator = [f"discord:{place.curator.id} ({place.curator.name})", place.channel.id]
    for line, (who, channel) in zip(
        lines, [by_curator, by_admin, by_admin, *[by_curator] * 4], strict=True
    ):
        assert line["who"] == who
        assert line["where"] == f"discord guild {place.guild.id} channel {channel}"
        assert line["audience"] == audience_of(place)
        at = datetime.fromisoformat(line["at"])
        assert at.utcoffset() == timedelta(hours=9)
        assert began - timedelta(seconds=2) <= at <= datetime.now().astimezone()
    assert lines[2]["reverts"] == lines[1]["id"]
    assert lines[6]["reverts"] == lines[5]["id"]
    assert len({one["id"] for one in lines}) == len(lines)


def test_what_the_owner_does_in_a_direct_message_is_logged_as_that(station, place):
    owner = station.double.owner
    article_id, told = add(owner, station.double.dm(owner))
    owner.click(told, label="되돌리기").wait()
    assert [one["where"] for one in log(station, article_id)] == ["discord dm", "discord dm"]
    assert not paths(station, article_id)


# a bot that is killed


def test_a_kill_leaves_articles_whole_or_not_at_all_and_previews_alive(own_station):
    station = own_station()
    place = station.place()
    last = new_name()
    previews = {last: offer(place.curator, place.channel, page(last))}
    form = place.curator.click(previews[last], label="고치기").wait()
    for kill in range(KILLS):
        fresh = {name: offer(place.curator, place.channel, page(name)) for name in towns(6)}
        previews |= fresh
        before = len(log(station))
        for preview in fresh.values():
            place.curator.click(preview, label="저장")
        station.double.wait(lambda: len(log(station)) > before, "the first to be saved")  # noqa: B023
        time.sleep(kill % 10 / 100)
        station.bot.kill()
        check(station, place, previews)
        station.bot.start()
        check(station, place, previews)
    place.curator.submit(form, {"outlet": "표본일보"}).wait()
    assert "**언론사** 표본일보" in previews[last].text
    for name, preview in previews.items():
        if "저장" in preview.labels:  # saved, but killed before it could say so; or not saved
            was_there = lying(station, name)
            handle = place.curator.click(preview, label="저장").wait()
            assert "저장" in preview.labels or told_id(preview)
            assert not was_there or "저장했습니다" not in preview.content
            assert "저장" not in preview.labels or GONE in refusal(handle)
        (article_id,) = lying(station, name)
        assert [one["action"] for one in log(station, article_id)][-1] == "add"
        assert article_id in answer(place.reader, place.channel, ASK.format(name=name))
    told = next(one for one in previews.values() if "되돌리기" in one.labels)
    place.curator.click(told, label="되돌리기").wait()
    assert not paths(station, told_id(told))
    assert station.double.violations == []


def towns(count: int) -> list[str]:
    return [new_name() for _ in range(count)]


def lying(station: Station, name: str) -> list[str]:
    """Return the ids of the articles in the folder about the town *name*."""
    found = station.corpus.glob("2025/09/*.md")
    return [path.stem for path in found if name in path.read_text("utf-8")]


def check(station: Station, place: Place, previews: dict[str, Message]) -> None:
    """Every article is whole and logged, and those that were told are there."""
    articles = {path.stem for path in station.corpus.glob("2025/09/*.md")}
    assert articles <= {one["article_id"] for one in log(station)}
    assert {told_id(one) for one in previews.values() if not one.embeds} <= articles
    for article_id in articles:
        assert stored(station, article_id).body.endswith("넣기로 했다.")
        assert stored(station, article_id).audience == audience_of(place)
