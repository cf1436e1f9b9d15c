"""Who may write articles over the wire: what each rank may change, and what a page may claim.

Every way of writing by everyone is in test_write_rights.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from tests.bot.conftest import Place, Station
from tests.bot.newsdesk import (
    add,
    audience_of,
    do,
    file_of,
    folder,
    forge,
    log,
    markdown,
    new_name,
    offer,
    offer_file,
    page,
    paths,
    refusal,
    save,
    stored,
)
from tests.discord_double import Permission, Person

NOT_CURATOR = "서버 관리 권한이나 편집자 역할이 있어야 합니다"
NOT_YOURS = "봇의 주인만 바꿀 수 있습니다"
GONE = "이미 저장했거나 취소했습니다"
SAMPLE = "20190416-notre-dame-fire"


@dataclass(frozen=True)
class Office:
    """A server and another one, with an article of each and one that is hidden."""

    here: Place
    there: Place
    owner: Person
    article: str
    hidden: str
    theirs: str


@pytest.fixture(scope="module")
def office(shared_station: Station) -> Office:
    here, there = shared_station.place(), shared_station.place()
    owner = shared_station.double.owner
    here.guild.add_member(owner)
    for visitor in (there.curator, there.admin):  # somebody there is nobody here
        here.guild.add_member(visitor)
    hidden, _ = add(here.curator, here.channel)
    do(here.curator, here.channel, "hide", hidden)
    article, _ = add(here.curator, here.channel)
    theirs, _ = add(there.curator, there.channel)
    return Office(here, there, owner, article, hidden, theirs)


@pytest.fixture
def untouched(station: Station) -> Iterator[None]:
    """Nothing in the folder changes, and nothing is written into the log."""
    before = folder(station)
    yield
    assert folder(station) == before


STRANGERS: dict[str, Callable[[Office], Person]] = {
    "reader": lambda office: office.here.reader,
    "moderator": lambda office: office.here.moderator,
    "curator of another server": lambda office: office.there.curator,
    "admin of another server": lambda office: office.there.admin,
}


# by those who may not (test_write_rights.py has every way)


@pytest.mark.parametrize("who", STRANGERS)
def test_who_is_no_curator_is_not_told_what_else_is_wrong(station, office, untouched, who):
    here, person = office.here, STRANGERS[who](office)
    nothing = here.reader.slash(here.channel, "latest").wait_message()
    for handle in (
        person.menu(here.channel, "기사로 추가", nothing),
        person.slash(here.channel, "article add", file=("a.exe", b"MZ")),
        person.slash(here.channel, "article add", link="나의 기사"),
        person.slash(here.channel, "article remove", article="없는것"),
    ):
        assert NOT_CURATOR in refusal(handle)


@pytest.mark.parametrize("who", STRANGERS)
def test_hidden_articles_are_not_suggested_to_who_may_not_unhide_them(station, office, who):
    channel, person = office.here.channel, STRANGERS[who](office)
    assert person.autocomplete(channel, "article unhide", focused="article") == []
    assert office.here.curator.autocomplete(channel, "article unhide", focused="article")


# by those who may


@pytest.mark.parametrize("rank", ["curator", "admin", "founder", "administrator", "owner"])
def test_curators_admins_and_owners_add_hide_unhide_and_remove(station, office, rank):
    here = office.here
    if rank == "administrator":
        everything = here.guild.add_role("모두", Permission.ADMINISTRATOR)
        person = station.double.add_user("새 관리자")
        here.guild.add_member(person, [everything])
    else:
        ranks = {"founder": here.guild.owner, "owner": office.owner}
        person = ranks.get(rank) or getattr(here, rank)
    article_id, _ = add(person, here.channel)
    assert stored(station, article_id).audience == (None if rank == "owner" else audience_of(here))
    for action in ("hide", "unhide", "remove"):
        assert do(person, here.channel, action, article_id).labels == ["되돌리기"]
    assert not paths(station, article_id)
    assert [one["action"] for one in log(station, article_id)] == [
        "add",
        "hide",
        "unhide",
        "remove",
    ]


def test_a_curator_works_in_threads_too(station, office):
    thread = office.here.channel.start_thread("기사")
    article_id, _ = add(office.here.curator, thread)
    assert stored(station, article_id).audience == audience_of(office.here)


@pytest.mark.parametrize("action", ["hide", "remove"])
@pytest.mark.parametrize("who", ["curator", "admin"])
def test_articles_for_everyone_are_changed_by_the_owner_alone(
    station, office, untouched, who, action
):
    refused = do(getattr(office.here, who), office.here.channel, action, SAMPLE)
    assert NOT_YOURS in refused.content


@pytest.mark.parametrize("in_server", [True, False])
def test_the_owner_changes_articles_for_everyone_anywhere(station, office, in_server):
    channel = office.here.channel if in_server else station.double.dm(office.owner)
    before = stored(station, SAMPLE)
    done = do(office.owner, channel, "hide", SAMPLE)
    assert stored(station, SAMPLE).hidden
    refused = do(office.here.curator, office.here.channel, "unhide", SAMPLE)
    assert NOT_YOURS in refused.content
    office.owner.click(done, label="되돌리기").wait()
    assert stored(station, SAMPLE) == before


@pytest.mark.parametrize("action", ["hide", "unhide", "remove", "show", "history"])
def test_another_servers_article_is_as_if_it_were_not_there(station, office, untouched, action):
    unknown = "20250903-aaaaaaaaaa"
    told = [
        do(office.here.admin, office.here.channel, action, one) for one in (office.theirs, unknown)
    ]
    assert told[0].text.replace(office.theirs, unknown) == told[1].text
    assert "없습니다" in told[1].text


# rights that end in the middle


def leave(place: Place) -> None:
    place.guild.set_roles(place.curator, [])


def come_back(place: Place) -> None:
    place.guild.set_roles(place.curator, [place.curators])


@pytest.mark.parametrize("label", ["저장", "고치기", "취소"])
def test_a_role_that_is_taken_away_before_a_press_counts_until_it_is_given_back(
    station, place, label
):
    preview = offer(place.curator, place.channel, page(new_name()))
    before, shown = folder(station), preview.text
    leave(place)
    refused = place.curator.click(preview, label=label)
    assert NOT_CURATOR in refusal(refused)
    assert refused.modal is None
    assert (folder(station), preview.text) == (before, shown)
    come_back(place)
    assert paths(station, save(place.curator, preview))


def test_a_role_that_is_deleted_counts_at_once(station, place):
    preview = offer(place.curator, place.channel, page(new_name()))
    place.guild.remove_role(place.curators)
    assert NOT_CURATOR in refusal(place.curator.click(preview, label="저장"))


# presses that nobody can make in Discord's own client


@pytest.mark.parametrize("label", ["저장", "고치기", "취소"])
def test_a_forged_press_on_anothers_preview_finds_nothing(station, office, label):
    here, there = office.here, office.there
    preview = offer(here.curator, here.channel, page(new_name()))
    before = folder(station)
    for person, channel, sentence in (
        (here.admin, here.channel, GONE),
        (there.admin, there.channel, GONE),
        (office.owner, station.double.dm(office.owner), GONE),
        (here.reader, here.channel, NOT_CURATOR),
    ):
        assert sentence in refusal(forge(person, channel, preview, label))
    assert folder(station) == before
    assert paths(station, save(here.curator, preview))


def test_a_forged_undo_of_another_servers_change_changes_nothing(station, office):
    here, there = office.here, office.there
    article_id, told = add(here.curator, here.channel)
    public, public_told = add(office.owner, here.channel)
    before = folder(station)
    assert NOT_YOURS in refusal(forge(there.admin, there.channel, told, "되돌리기"))
    assert NOT_YOURS in refusal(forge(here.admin, here.channel, public_told, "되돌리기"))
    assert NOT_CURATOR in refusal(forge(here.reader, here.channel, told, "되돌리기"))
    assert folder(station) == before
    assert paths(station, article_id)
    office.owner.click(public_told, label="되돌리기").wait()
    assert not paths(station, public)


def test_a_preview_of_the_owner_in_a_server_stays_the_owners(station, office):
    preview = offer(office.owner, office.here.channel, page(new_name()))
    assert GONE in refusal(forge(office.here.curator, office.here.channel, preview, "저장"))
    article_id = save(office.owner, preview)
    assert stored(station, article_id).audience is None
    office.owner.click(preview, label="되돌리기").wait()


# what a page must not do


@pytest.mark.parametrize("hidden", ["true", "false"])
@pytest.mark.parametrize("audience", [None, "discord:1"])
@pytest.mark.parametrize("by_owner", [True, False])
def test_a_front_matter_decides_neither_who_sees_it_nor_what_it_replaces(
    station, office, hidden, audience, by_owner
):
    here, name, other = office.here, new_name(), office.article
    person = office.owner if by_owner else here.curator
    before = file_of(station, other).read_bytes()
    fields = {"hidden": hidden, "sample": "true", "id": other, "source_id": other}
    fields |= {"audience": audience} if audience else {}
    mine, told = add(person, here.channel, markdown(name, outlet=name, **fields))
    draft = stored(station, mine)
    assert mine != other
    assert draft.audience == (None if by_owner else audience_of(here))
    assert (draft.hidden, draft.sample) == (False, False)
    assert file_of(station, other).read_bytes() == before
    assert name not in do(here.reader, here.channel, "show", other).text
    person.click(told, label="되돌리기").wait()


def test_a_curators_article_of_the_same_address_replaces_none_for_everyone(station, office):
    here, name = office.here, new_name()
    url = f"https://news.example/{name}"
    public, told = add(office.owner, here.channel, markdown(name, url=url))
    before = file_of(station, public).read_bytes()
    mine, _ = add(here.curator, here.channel, markdown(name, "1억원", url=url))
    assert mine != public
    assert file_of(station, public).read_bytes() == before
    office.owner.click(told, label="되돌리기").wait()


def test_a_front_matter_does_not_make_a_preview_tell_of_another_servers_article(station, office):
    here, there = office.here, office.there
    data = markdown(new_name(), audience=audience_of(there))
    theirs, _ = add(there.curator, there.channel, data)
    preview = offer_file(here.curator, here.channel, "a.md", data)
    assert "이 서버에서만" in preview.content
    assert "같은 기사" not in preview.text
    assert theirs not in preview.text
    assert stored(station, save(here.curator, preview)).audience == audience_of(here)


def test_a_front_matter_whose_audience_cannot_be_read_is_refused(station, office, untouched):
    data = markdown(new_name(), audience="모두에게")
    refused = offer_file(office.here.curator, office.here.channel, "a.md", data)
    assert "audience 값을 읽을 수 없어" in refused.content
