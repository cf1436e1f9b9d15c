"""Who may write over the wire: every way of writing, by everyone, with what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, product
from pathlib import Path

import pytest
from tests.bot.conftest import Place, Station, open_station, unlawful
from tests.bot.newsdesk import (
    add,
    do,
    drafts,
    fill_in,
    folder,
    forge,
    markdown,
    new_name,
    offer,
    offer_file,
    page,
    press,
    refusal,
)
from tests.discord_double import Channel, Double, InteractionHandle, Message, Person
from tests.discord_double.wire import Json
from tests.test_polling import XML, item, rss
from tests.test_polling import page as web_page
from tests.web_double import WebDouble

from newsbot.bot import buttons, pressing

NUMBERS = count(1)
NOT_CURATOR = "서버 관리 권한이나 편집자 역할이 있어야 합니다"
TOLD = {
    "-": NOT_CURATOR,
    "draft": "이미 저장했거나 취소했습니다",
    "yours": "봇의 주인만 바꿀 수 있습니다",
    "article": "없습니다",
    "feed": "맞는 피드가 없습니다",
}
"""What is said of each outcome but ``+``, which is done."""

RANKS = (
    # members of the server without a right in it
    *("reader", "moderator", "their curator here", "their admin here"),
    # who had one when they began
    *("no more curator", "no more admin"),
    # in their direct messages
    *("reader alone", "curator alone", "admin alone"),
    # in another server, where they are
    "their curator there",
    # who may
    *("curator", "admin", "owner", "owner alone"),
)
MATRIX = {
    "article add":           "- - - -  - -  - - -  +        + + + +",
    "article add link":      "- - - -  - -  - - -  +        + + + +",
    "article add file":      "- - - -  - -  - - -  +        + + + +",
    "article add many":      "- - - -  - -  - - -  +        + + + +",
    "paste text":            "- - - -  - -  - - -  +        + + + +",
    "paste link":            "- - - -  - -  - - -  +        + + + +",
    "menu text":             "- - - -  - -  - - -  +        + + + +",
    "menu link":             "- - - -  - -  - - -  +        + + + +",
    "menu file":             "- - - -  - -  - - -  +        + + + +",
    "menu many":             "- - - -  - -  - - -  +        + + + +",
    "save":                  "- - - -  - -  - - -  draft    + + + +",
    "save many":             "- - - -  - -  - - -  draft    + + + +",
    "cancel":                "- - - -  - -  - - -  draft    + + + +",
    "cancel many":           "- - - -  - -  - - -  draft    + + + +",
    "correct":               "- - - -  - -  - - -  draft    + + + +",
    "corrected":             "- - - -  - -  - - -  draft    + + + +",
    "undo add":              "- - - -  - -  - - -  yours    + + + +",
    "undo hide":             "- - - -  - -  - - -  yours    + + + +",
    "undo remove":           "- - - -  - -  - - -  yours    + + + +",
    "article hide":          "- - - -  - -  - - -  article  + + + +",
    "article unhide":        "- - - -  - -  - - -  article  + + + +",
    "article remove":        "- - - -  - -  - - -  article  + + + +",
    "article list hidden":   "- - - -  - -  - - -  +        + + + +",
    "feed add":              "- - - -  - -  - - -  +        + + + +",
    "feed remove":           "- - - -  - -  - - -  feed     + + + +",
    "feed run":              "- - - -  - -  - - -  +        + + + +",
    "feed list":             "- - - -  - -  - - -  +        + + + +",
}  # fmt: skip
CELLS = {
    (way, rank): outcome
    for way, row in MATRIX.items()
    for rank, outcome in zip(RANKS, row.split(), strict=True)
}
READ_ONLY = {
    *("about", "ask", "help", "latest", "search", "status", "Ask with this message"),
    *("article show", "article history"),
}
JUDGING = {"more", "why", "up", "down", "share", "delete", "show"}
"""The buttons under answers, which write no articles."""


@dataclass
class Things:
    """What one person has begun or made, each once it is asked for."""

    station: Station
    web: WebDouble
    who: Person
    channel: Channel

    @cached_property
    def article(self) -> str:
        return add(self.who, self.channel)[0]

    @cached_property
    def hidden(self) -> str:
        identifier, _ = add(self.who, self.channel)
        do(self.who, self.channel, "hide", identifier)
        return identifier

    @cached_property
    def added(self) -> Message:
        return add(self.who, self.channel)[1]

    @cached_property
    def hiding(self) -> Message:
        return do(self.who, self.channel, "hide", add(self.who, self.channel)[0])

    @cached_property
    def removal(self) -> Message:
        return do(self.who, self.channel, "remove", add(self.who, self.channel)[0])

    @cached_property
    def preview(self) -> Message:
        return offer(self.who, self.channel, page(new_name()))

    @cached_property
    def many(self) -> Message:
        return offer_file(self.who, self.channel, "a.jsonl", records())

    @cached_property
    def form(self) -> InteractionHandle:
        return self.who.slash(self.channel, "article add").wait()

    @cached_property
    def correction(self) -> InteractionHandle:
        return self.who.click(self.preview, label="고치기").wait()

    @cached_property
    def feed(self) -> str:
        url = publish_feed(self.web)
        self.who.slash(self.channel, "feed add", url=url).wait_message()
        self.rest(url)
        return url

    def rest(self, url: str) -> None:
        """Have a feed read, so that the bot does not look at it by itself for a while."""

        def read() -> bool:
            feeds = json.loads((self.station.corpus / ".feeds.json").read_text("utf-8"))["feeds"]
            return all(one["last_at"] for one in feeds if one["url"] == url)

        self.who.slash(self.channel, "feed run").wait_message()
        self.station.double.wait(read, f"{url} to be read")

    def all(self) -> None:
        """Make everything."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                getattr(self, name)


@dataclass
class Office:
    """A server and another one, what has been begun in the first, and the state it left."""

    station: Station
    web: WebDouble
    here: Place
    there: Place
    things: dict[str, Things] = field(default_factory=dict)
    before: tuple[object, ...] = ()

    def state(self) -> tuple[object, ...]:
        """All that a refused act must leave as it is: files, log, feeds, previews, the web."""
        return folder(self.station), drafts(self.station), len(self.web.requests)

    def fresh(self, who: Person, channel: Channel) -> Things:
        return Things(self.station, self.web, who, channel)


# what there is to add


def records() -> bytes:
    names = (new_name(), new_name())
    texts = [
        {"title": name, "text": f"{name} 시가 북항에 풍력 단지를 세운다. 어민들이 반긴다고 한다."}
        for name in names
    ]
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in texts).encode()


def publish(web: WebDouble) -> str:
    """Put the page of an article up; return its address."""
    url = f"https://news{next(NUMBERS)}.example/1"
    web.page(url, web_page(new_name()))
    return url


def publish_feed(web: WebDouble) -> str:
    """Put up a feed that holds its article; return its address."""
    number = next(NUMBERS)
    text = (
        "{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다고 3일 밝혔다. 사업비는 모두 4천300억원이다. "
        * 2
    )
    url = f"https://feed{number}.example/rss.xml"
    web.page(url, rss(item(new_name(), text, link=None), name=f"소식 {number}"), content_type=XML)
    return url


# the ways of writing

Way = Callable[[Office, Things, Person, Channel], InteractionHandle]


def _command(path: str, **options: Callable[[Office, Things], object]) -> Way:
    def use(office: Office, things: Things, who: Person, channel: Channel) -> InteractionHandle:
        return who.slash(channel, path, **{k: v(office, things) for k, v in options.items()})

    return use


def _press(label: str, message: Callable[[Things], Message]) -> Way:
    """Press a button of a message that may be for somebody else alone."""
    return lambda _, things, who, channel: forge(who, channel, message(things), label)


def _form(text: Callable[[Office], str]) -> Way:
    """Submit the form of ``/article add``, which may be open for somebody else."""

    def submit(office: Office, things: Things, who: Person, channel: Channel) -> InteractionHandle:
        modal = things.form.modal
        assert modal is not None
        return fill_in(who, channel, modal["custom_id"], {"text": text(office)})

    return submit


def _corrected(_: Office, things: Things, who: Person, channel: Channel) -> InteractionHandle:
    modal = things.correction.modal
    assert modal is not None
    return fill_in(who, channel, modal["custom_id"], {"title": "딴 제목"}, things.preview)


def _menu(text: Callable[[Office], str], *files: Callable[[], tuple[str, bytes]]) -> Way:
    def use(office: Office, _: Things, who: Person, channel: Channel) -> InteractionHandle:
        said = who.say(channel, text(office), files=[one() for one in files])
        if channel.guild is None:
            said.wait_reply()  # there it is a question, too
        return who.menu(channel, "기사로 추가", said.message)

    return use


def _file() -> tuple[str, bytes]:
    return "a.md", markdown(new_name())


def _many() -> tuple[str, bytes]:
    return "a.jsonl", records()


@dataclass(frozen=True)
class Writing:
    """A way of writing."""

    through: str
    """The command, or what a button's or a form's id says."""
    act: Way
    done: str
    """A part of what is told when it is done."""


UNDERSTOOD, MANY, UNDONE = "이렇게 읽었습니다", "기사 2건을 읽었습니다", "되돌려"
WAYS = {
    "article add": Writing("article add", _command("article add"), "기사 페이지의 글 전체"),
    "article add link": Writing(
        "article add", _command("article add", link=lambda o, _: publish(o.web)), UNDERSTOOD
    ),
    "article add file": Writing(
        "article add", _command("article add", file=lambda *_: _file()), UNDERSTOOD
    ),
    "article add many": Writing(
        "article add", _command("article add", file=lambda *_: _many()), MANY
    ),
    "paste text": Writing("form paste", _form(lambda _: page(new_name())), UNDERSTOOD),
    "paste link": Writing("form paste", _form(lambda o: publish(o.web)), UNDERSTOOD),
    "menu text": Writing("Add as article", _menu(lambda _: page(new_name())), UNDERSTOOD),
    "menu link": Writing("Add as article", _menu(lambda o: publish(o.web)), UNDERSTOOD),
    "menu file": Writing("Add as article", _menu(lambda _: "", _file), UNDERSTOOD),
    "menu many": Writing("Add as article", _menu(lambda _: "", _many), MANY),
    "save": Writing("button save", _press("저장", lambda t: t.preview), "저장했습니다"),
    "save many": Writing("button save", _press("저장", lambda t: t.many), "추가 2 "),
    "cancel": Writing("button cancel", _press("취소", lambda t: t.preview), "저장하지 않았습니다"),
    "cancel many": Writing("button cancel", _press("취소", lambda t: t.many), "저장하지 않았"),
    "correct": Writing("button correct", _press("고치기", lambda t: t.preview), "기사 고치기"),
    "corrected": Writing("form correct", _corrected, "딴 제목"),
    "undo add": Writing("button undo", _press("되돌리기", lambda t: t.added), UNDONE),
    "undo hide": Writing("button undo", _press("되돌리기", lambda t: t.hiding), UNDONE),
    "undo remove": Writing("button undo", _press("되돌리기", lambda t: t.removal), UNDONE),
    "article hide": Writing(
        "article hide", _command("article hide", article=lambda _, t: t.article), "숨겼습니다"
    ),
    "article unhide": Writing(
        "article unhide", _command("article unhide", article=lambda _, t: t.hidden), "다시 드러"
    ),
    "article remove": Writing(
        "article remove", _command("article remove", article=lambda _, t: t.article), "휴지통"
    ),
    "article list hidden": Writing(
        "article list", _command("article list", hidden=lambda *_: True), ""
    ),
    "feed add": Writing(
        "feed add", _command("feed add", url=lambda o, _: publish_feed(o.web)), "받기 시작했습니다"
    ),
    "feed remove": Writing(
        "feed remove", _command("feed remove", feed=lambda _, t: t.feed), "이제 받지 않습니다"
    ),
    "feed run": Writing("feed run", _command("feed run"), ""),
    "feed list": Writing("feed list", _command("feed list"), ""),
}


# the people


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, web: WebDouble) -> Iterator[Office]:
    with ExitStack() as stack:
        double = stack.enter_context(Double())
        where = tmp_path_factory.mktemp("office")
        station = open_station(where, stack, double, places=2, **web.environment())
        made = Office(station, web, station.place(), station.place())
        furnish(made)
        yield made


def furnish(office: Office) -> None:
    here, there = office.here, office.there
    here.guild.add_member(office.station.double.owner)
    for visitor in (there.curator, there.admin):  # somebody there is nobody here
        here.guild.add_member(visitor)
    for rank in ("curator", "admin"):
        office.things[rank] = office.fresh(getattr(here, rank), here.channel)
        office.things[rank].all()
    office.before = office.state()


@pytest.fixture
def station(office: Office) -> Iterator[Station]:
    before = unlawful(office.station.double)
    yield office.station
    assert unlawful(office.station.double) == before


def person_of(office: Office, rank: str) -> Person:
    if rank.startswith("owner"):
        return office.station.double.owner
    place = office.there if rank.startswith("their") else office.here
    words = rank.removeprefix("their ").removeprefix("no more ").split()
    found: Person = getattr(place, words[0])
    return found


def channel_of(office: Office, rank: str) -> Channel:
    if rank.endswith("alone"):
        return office.station.double.dm(person_of(office, rank))
    return office.there.channel if rank.endswith("there") else office.here.channel


def cells(*, done: bool) -> list[tuple[str, str]]:
    return [cell for cell, outcome in CELLS.items() if (outcome == "+") is done]


@pytest.mark.parametrize(("way", "rank"), cells(done=False))
def test_who_may_not_write_changes_nothing_and_has_nothing_fetched(station, office, way, rank):
    person, channel = person_of(office, rank), channel_of(office, rank)
    things = office.things["admin" if rank == "no more admin" else "curator"]
    roles = office.here.guild.members.get(person.id)
    held = list(roles.roles) if roles else []
    if rank.startswith("no more"):
        office.here.guild.set_roles(person, [])
    try:
        handle = WAYS[way].act(office, things, person, channel)
        said = refusal(handle)
    finally:
        if rank.startswith("no more"):
            office.here.guild.set_roles(person, held)
    assert TOLD[CELLS[way, rank]] in said
    assert handle.modal is None
    assert office.state() == office.before


@pytest.mark.parametrize(("way", "rank"), cells(done=True))
def test_who_may_write_does(station, office, way, rank):
    person, channel = person_of(office, rank), channel_of(office, rank)
    things = office.fresh(person, channel)
    try:
        handle = WAYS[way].act(office, things, person, channel)
        assert WAYS[way].done in told(station, handle, WAYS[way].done)
        if way == "feed add":
            things.rest(handle.messages[0].content and last_feed(station))
    finally:
        office.before = office.state()


def told(station: Station, handle: InteractionHandle, part: str) -> str:
    """Wait until *part* is told, be it in a form, and return all that is shown."""

    def shown() -> str:
        texts = [one.text for one in handle.messages]
        if handle.message is not None:
            texts.append(handle.message.text)
        text = "\n".join([*texts, json.dumps(handle.modal, ensure_ascii=False)])
        return text if handle.settled and part in text else ""

    seen = station.double.wait(shown, f"{part!r} in what is told")
    assert not any(one in seen for one in TOLD.values() if one != TOLD["article"])
    return seen


def last_feed(station: Station) -> str:
    feeds = json.loads((station.corpus / ".feeds.json").read_text("utf-8"))["feeds"]
    return str(feeds[-1]["url"])


# that nothing is forgotten


def names_of(commands: list[Json]) -> set[str]:
    """Return the names of commands, those of groups with the name of the group."""
    found = set()
    for one in commands:
        below = [part for part in one.get("options", ()) if part["type"] == 1]
        found |= {f"{one['name']} {part['name']}" for part in below} or {one["name"]}
    return found


def test_every_command_button_and_form_is_in_the_matrix_or_writes_nothing(station):
    through = {way.through for way in WAYS.values()}
    assert set(WAYS) == set(MATRIX)
    commands = {one for one in through if not one.startswith(("button", "form"))}
    assert names_of(station.double.commands) == READ_ONLY | commands
    assert not READ_ONLY & commands
    buttons = {one.removeprefix("button ") for one in through if one.startswith("button")}
    assert set(pressing.PRESSES) == JUDGING | buttons
    forms = {one.removeprefix("form ") for one in through if one.startswith("form")}
    assert set(pressing.FORMS) == {"share"} | forms


ROOMS = {"curating.py", "bulk.py", "feeds.py", "gathering.py", "pruning.py"}
"""Those of the bot that may write: the first three for people, who are judged there."""
WRITING = (
    *("newsroom.add", "newsroom.remove", "newsroom.hide", "newsroom.unhide", "newsroom.revert"),
    *("newsroom.restore", "newsroom.erase", "add_in_order", "add_many", "feeds.add", "poller."),
    *("feeds.remove", "feeds.change", "Watcher(", "remove_all"),
)


def test_no_other_room_of_the_bot_writes():
    bot = Path(pressing.__file__).parent
    writers = {
        path.name
        for path, way in product(bot.glob("*.py"), WRITING)
        if way in path.read_text("utf-8")
    }
    assert writers == ROOMS


# what nobody can send from Discord's own client


@pytest.mark.parametrize(
    "custom_id",
    [
        "newsbot:save:", "newsbot:save:zz", "newsbot:undo:", "newsbot:undo:zz", "newsbot:save:::",
        "newsbot:hide:{article}", "newsbot:remove:{article}", "newsbot:paste:", "newsbot:add:",
        "newsbot:feed:add", "newsbot:run:", "newsbot:correct:zz", "newsbot:cancel:' or 1=1",
        "newsbot:save:" + "0" * 80,
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_form", [False, True])
@pytest.mark.parametrize("rank", ["reader", "their curator there"])
def test_an_invented_id_of_a_button_or_form_does_nothing(station, office, rank, by_form, custom_id):
    things = office.things["curator"]
    person, channel = person_of(office, rank), channel_of(office, rank)
    written = custom_id.format(article=things.article)
    if by_form:
        handle = fill_in(person, channel, written, {"text": ""}, things.preview)
    else:
        handle = press(person, channel, things.preview, written)
    if by_form or buttons.Press.__discord_ui_compiled_template__.fullmatch(written):
        assert refusal(handle)
    else:  # not heard of as a button of ours
        person.slash(channel, "article list").wait_message()
        assert not handle.acknowledged
    assert office.state() == office.before
    assert "Traceback" not in station.bot.output()
