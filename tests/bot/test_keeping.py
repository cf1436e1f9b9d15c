"""Hiding, removing and listing articles over the wire, and what became of them."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from tests.bot.newsdesk import (
    ASK,
    COST,
    add,
    answer,
    do,
    file_of,
    folder,
    markdown,
    new_name,
    offer_file,
    paths,
    private,
    stored,
    told_id,
)
from tests.bot.reader import read

NEW_COST = "5천100억원"


@pytest.fixture(scope="module")
def desk(shared_station):
    """A server for the tests that need none of their own."""
    return shared_station.place()


@pytest.mark.parametrize("person", ["curator", "admin"])
def test_hiding_keeps_an_article_out_of_everything_until_it_is_shown_again(station, desk, person):
    keeper, name = getattr(desk, person), new_name()
    article_id, _ = add(desk.curator, desk.channel, markdown(name))
    hidden = do(keeper, desk.channel, "hide", article_id)
    assert hidden.text.startswith("숨겼습니다")
    assert stored(station, article_id).hidden
    assert article_id not in answer(desk.reader, desk.channel, ASK.format(name=name))
    assert article_id not in desk.reader.slash(desk.channel, "article list").wait_message().text
    for action in ("show", "history"):
        assert "없습니다" in do(desk.reader, desk.channel, action, article_id).text
    listed = private(keeper.slash(desk.channel, "article list", hidden=True))
    assert f"`{article_id}`" in listed.text
    offered = keeper.autocomplete(desk.channel, "article unhide", focused="article", value=name)
    assert [one["value"] for one in offered] == [article_id]
    assert do(keeper, desk.channel, "unhide", article_id).text.startswith("다시 드러냈습니다")
    assert article_id in answer(desk.reader, desk.channel, ASK.format(name=name))


@pytest.mark.parametrize("action", ["hide", "unhide", "remove"])
def test_each_change_can_be_taken_back_by_its_button(station, desk, action):
    article_id, _ = add(desk.curator, desk.channel)
    if action == "unhide":
        do(desk.curator, desk.channel, "hide", article_id)
    before = file_of(station, article_id).read_bytes()
    done = do(desk.curator, desk.channel, action, article_id)
    assert [path.read_bytes() for path in paths(station, article_id)] != [before]
    desk.curator.click(done, label="되돌리기").wait()
    assert done.content.startswith("되돌려")
    assert file_of(station, article_id).read_bytes() == before


@pytest.mark.parametrize("action", ["hide", "unhide", "remove", "history", "show"])
@pytest.mark.parametrize(
    ("article_id", "sentence"),
    [
        ("20990101-nothing", "없습니다"),
        ("아무거나 `@everyone` **굵게**", "없습니다"),
        ("../../etc/passwd", "없습니다"),
        (" ", "없습니다"),
        ("가" * 100, "없습니다"),
        ("2025", "여럿입니다"),
    ],
)
def test_an_id_that_names_no_article_or_several_changes_nothing(
    station, desk, action, article_id, sentence
):
    before = folder(station)
    refused = do(desk.curator, desk.channel, action, article_id)
    assert sentence in refused.text
    assert "봇의 잘못" not in refused.text
    assert folder(station) == before


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (["hide", "hide"], "이미"),
        (["unhide"], "숨"),
        (["remove", "remove"], "없습니다"),
        (["remove", "hide"], "없습니다"),
    ],
)
def test_a_change_that_is_done_already_is_told(station, desk, steps, sentence):
    article_id, _ = add(desk.curator, desk.channel)
    for step in steps[:-1]:
        do(desk.curator, desk.channel, step, article_id)
    before = folder(station)
    refused = do(desk.curator, desk.channel, steps[-1], article_id)
    assert sentence in refused.text
    assert not refused.labels
    assert folder(station) == before


def test_pages_of_hidden_articles_end(station, place):
    ids = [add(place.curator, place.channel)[0] for _ in range(11)]
    for article_id in ids:
        do(place.curator, place.channel, "hide", article_id)
    pages = [
        private(place.curator.slash(place.channel, "article list", hidden=True, page=number)).text
        for number in (1, 2, 3)
    ]
    seen = [re.findall("`([0-9]{8}-[a-z0-9-]+)`", text) for text in pages]
    assert list(map(len, seen)) == [10, 1, 0]
    assert sorted(seen[0] + seen[1]) == sorted(ids)
    assert "보여 드릴 기사가 없습니다" in pages[2]


def test_history_tells_everyone_what_and_curators_who(station, place):
    name, url = new_name(), f"https://news.example/{new_name()}"
    article_id, _ = add(place.curator, place.channel, markdown(name, url=url))
    _, told = add(place.admin, place.channel, markdown(name, NEW_COST, url=url))
    place.admin.click(told, label="되돌리기").wait()
    for action in ("hide", "unhide"):
        do(place.curator, place.channel, action, article_id)
    what = ["숨김을 풂", "숨김", "되살림", "새 내용으로 바꿈", "넣음"]
    today = f"{datetime.now().astimezone():%Y-}"
    for person, who in (
        (place.reader, []),
        (place.curator, [place.curator.name, place.admin.name]),
    ):
        title, *every = do(person, place.channel, "history", article_id).text.split("\n")
        lines = [line for line in every if not line.startswith("> ")]
        quoted = [line for line in every if line.startswith("> ")]
        costs = [cost for line in quoted for cost in (NEW_COST, COST) if cost in line]
        assert costs == [NEW_COST, COST, COST, NEW_COST]  # taken back; before that, replaced
        assert f"`{article_id}`" in title
        assert [one for one, line in zip(what, lines, strict=True) if one in line] == what
        assert all(line.startswith(f"- {today}") for line in lines)
        for name in (place.curator.name, place.admin.name):
            assert (name in "\n".join(lines)) is (name in who)


def test_who_changed_an_article_for_everyone_is_told_to_its_owner_alone(station, place):
    owner = station.double.owner
    place.guild.add_member(owner)
    article_id, _ = add(owner, place.channel)
    assert owner.name not in do(place.admin, place.channel, "history", article_id).text
    assert owner.name in do(owner, place.channel, "history", article_id).text


def test_a_sample_article_has_no_history_and_that_is_said(station, place):
    shown = do(place.reader, place.channel, "history", "20180209-pyeongchang-opening")
    assert "남은 변경 기록이 없습니다" in shown.text


# what others have written is shown, and does nothing


HOSTILE = (
    "**굵게** @everyone <@1> <@&2> <#3> <t:0> :smile: <:x:1> [여기](https://evil.example) "
    "||숨김|| `code` ~~x~~ __y__ https://evil.example discord.gg/x"
)


@pytest.mark.parametrize("title", [HOSTILE, "# " + HOSTILE, "x" * 299 + "*" * 50, "가" * 600])
def test_nothing_of_a_title_acts_in_previews_and_acknowledgements(station, desk, title):
    data = markdown(new_name(), title=title, outlet=HOSTILE, authors=HOSTILE, section=HOSTILE)
    preview = offer_file(desk.curator, desk.channel, "a.md", data)
    description = preview.embeds[0]["description"]
    assert {rule for rule, _ in read(description).acts} <= {"strong", "quote", "subtext"}
    for label in ("저장", "되돌리기"):
        desk.curator.click(preview, label=label).wait()
        seen = read(preview.content)
        assert [rule for rule, _ in seen.acts] == ["strong", "code"], seen
        assert told_id(preview)
        assert preview.mentions == []
        assert not preview.mention_everyone


def test_nothing_of_a_title_acts_in_a_history(station, desk):
    article_id, _ = add(desk.curator, desk.channel, markdown(new_name(), title=HOSTILE))
    acts = read(do(desk.reader, desk.channel, "history", article_id).text).acts
    assert [rule for rule, _ in acts] == ["strong", "code", "list"]


def test_a_name_with_markup_is_inert_in_a_history(station, desk):
    person = station.double.add_user(HOSTILE[:32])
    desk.guild.add_member(person, [desk.curators])
    article_id, _ = add(person, desk.channel)
    shown = private(desk.curator.slash(desk.channel, "article history", article=article_id))
    assert [rule for rule, _ in read(shown.text).acts] == ["strong", "code", "list"]


def test_a_hidden_article_is_shown_to_its_curators_alone_and_never_openly(station, place):
    hidden, _ = add(place.curator, place.channel)
    do(place.curator, place.channel, "hide", hidden)
    shown = place.curator.slash(place.channel, "article show", article=hidden).wait()
    assert shown.ephemeral
    refused = place.reader.slash(place.channel, "article show", article=hidden).wait()
    assert refused.ephemeral
    assert "기사가 없습니다" in refused.message.content


def test_what_the_owner_hides_from_everyone_no_server_sees(station, place):
    article = "20201020-sk-hynix-intel-nand"
    owner = station.double.owner
    place.guild.add_member(owner)
    try:
        do(owner, place.channel, "hide", article)
        refused = place.admin.slash(place.channel, "article show", article=article).wait()
        assert "기사가 없습니다" in refused.message.content
        told = place.admin.slash(place.channel, "article history", article=article).wait()
        assert "기사가 없습니다" in told.message.content
        listed = place.admin.slash(place.channel, "article list", hidden=True).wait()
        assert article not in listed.message.text
        offered = place.admin.autocomplete(
            place.channel, "article unhide", focused="article", value=""
        )
        assert article not in str(offered)
    finally:
        do(owner, place.channel, "unhide", article)
