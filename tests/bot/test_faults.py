"""Discord fails in every way, at every kind of send: each ends as it should, and is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.bot.conftest import ANSWER, QUESTION, Place, Station, open_station
from tests.discord_double import Double, InteractionHandle, Message, Request, Said

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
EDIT = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
DELETE = "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original"
FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
POST = "POST /channels/{channel_id}/messages"
PAGE = "시험 기사 하나\n\n입력 2025.01.02. 오전 10:00\n\n" + "달빛시는 새 다리를 놓았다. " * 20

Handle = InteractionHandle | Said
Deed = Callable[[], Handle]


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Station]:
    with ExitStack() as stack:
        double = stack.enter_context(Double())
        yield open_station(tmp_path_factory.mktemp("faults"), stack, double, places=90)
        assert double.violations == []


@pytest.fixture
def station(shared: Station) -> Iterator[Station]:
    yield shared
    shared.double.faults.clear()


@pytest.fixture
def place(station: Station) -> Place:
    return station.place()


# What people do, by the kind of send that answers it: each prepares, and returns the deed.


def asks(place: Place) -> Deed:
    return lambda: place.reader.slash(place.channel, "ask", question=QUESTION)


def mentions(place: Place) -> Deed:
    return lambda: place.reader.say(place.channel, QUESTION, mention_bot=True)


def votes(place: Place) -> Deed:
    message = answer(place)
    return lambda: place.reader.click(message, label="👍")


def deletes(place: Place) -> Deed:
    message = answer(place)
    return lambda: place.reader.click(message, label="삭제")


def opens_a_form(place: Place) -> Deed:
    return lambda: place.admin.slash(place.channel, "article add")


def cancels(place: Place) -> Deed:
    message = preview(place)
    return lambda: place.admin.click(message, label="취소")


def undoes_too_late(place: Place) -> Deed:
    message = preview(place)
    place.admin.click(message, label="저장").wait()
    found = re.search(r"\(`([^`]+)`\)", message.content)
    assert found is not None
    place.admin.slash(place.channel, "article hide", article=found[1]).wait()
    return lambda: place.admin.click(message, label="되돌리기")


def answer(place: Place) -> Message:
    return sure(place.reader.slash(place.channel, "ask", question=QUESTION).wait().message)


def preview(place: Place) -> Message:
    form = place.admin.slash(place.channel, "article add").wait()
    return sure(place.admin.submit(form, {"text": PAGE}).wait().message)


def sure(message: Message | None) -> Message:
    assert message is not None
    return message


SENDS: dict[str, tuple[Callable[[Place], Deed], str, str]] = {
    "defer": (asks, CALLBACK, "defer"),
    "answer": (asks, EDIT, "answer"),
    "reply": (mentions, POST, "reply"),
    "whisper": (votes, CALLBACK, "whisper"),
    "modal": (opens_a_form, CALLBACK, "modal"),
    "press": (cancels, CALLBACK, "press"),
    "delete": (deletes, DELETE, "delete"),
    "followup": (undoes_too_late, FOLLOW_UP, "whisper"),
}
"""Kind of send -> what asks for it, the route on which it goes out, its name in the log."""


def at(route: str, place: Place) -> Callable[[Request], bool]:
    """Return what fits the requests of *route* that answer people of *place*."""
    world = place.guild.world

    def fits(request: Request) -> bool:
        if request.route != route:
            return False
        if route == POST:
            return f"/{place.channel.id}/" in request.path
        token = next(part for part in request.path.split("/") if part in world.tokens)
        return world.tokens[token].channel is place.channel

    return fits


def strike(station: Station, place: Place, what: str, **fault: Any) -> Handle:
    """Do what is answered by the kind of send *what*, and let that fail."""
    prepare, route, _ = SENDS[what]
    deed = prepare(place)
    station.double.faults.rest(at(route, place), **fault)
    return deed()


def seen(handle: Handle) -> int:
    """Return how many answers the person sees."""
    messages = handle.replies() if isinstance(handle, Said) else handle.messages
    return sum(not one.loading and not one.deleted for one in messages)


def counted(place: Place) -> Counter[str]:
    """Return what an administrator reads in /status of what could not be sent."""
    status = sure(place.admin.slash(place.channel, "status").wait().message).content
    found = re.search("보내지 못한 것: (.+)", status)
    assert found is not None
    return Counter({name: int(count) for name, count in re.findall(r"(\w+) (\d+)", found[1])})


def unsent(station: Station, what: str, fault: str, before: int = 0) -> None:
    """Wait for the line of the log that tells of the fault, after the first *before* lines."""
    wanted = f"unsent what={SENDS[what][2]} fault={fault}"
    station.double.wait(
        lambda: any(wanted in line for line in list(station.bot.stderr)[before:]),
        f"{wanted}\n{station.bot.output()}",
    )


def assert_well(station: Station) -> None:
    """Check that somebody else is answered, in both ways."""
    place = station.pool[0]  # the last to be taken, and never is
    assert ANSWER in answer(place).text
    said = place.reader.say(place.channel, QUESTION, mention_bot=True)
    assert ANSWER in said.wait_reply().text


# Faults that keep the answer away.

FORBIDDEN: dict[str, Any] = {"status": 403}
GONE: dict[str, Any] = {"status": 404}
BANNED: dict[str, Any] = {"status": 429, "cloudflare": True}
CUT: dict[str, Any] = {"status": "reset", "times": 9}
KEPT_AWAY: list[tuple[str, dict[str, Any], str]] = [
    *((what, FORBIDDEN, "forbidden") for what in SENDS),
    *((what, CUT, "unreachable") for what in SENDS),
    ("defer", BANNED, "limited"),
    ("answer", GONE, "gone"),
    ("answer", BANNED, "limited"),
    ("reply", GONE, "gone"),
    ("reply", BANNED, "limited"),
    ("reply", {"status": 429, "retry_after": 60}, "limited"),
    ("reply", {"status": 503, "times": 9}, "down"),
    ("modal", GONE, "gone"),
    ("delete", GONE, "gone"),
]


@pytest.mark.parametrize(
    ("what", "fault", "name"),
    KEPT_AWAY,
    ids=[f"{what}-{fault['status']}-{name}" for what, fault, name in KEPT_AWAY],
)
def test_a_send_that_fails_is_counted_and_is_the_end_of_it(station, place, what, fault, name):
    before, lines = counted(place), len(station.bot.stderr)
    handle = strike(station, place, what, **fault)
    unsent(station, what, name, lines)
    station.double.faults.clear()
    assert counted(place) - before == {name: 1}
    assert seen(handle) == 0
    assert_well(station)


# Faults that pass: the answer comes, and once.

LOST = {"status": "reset", "after": True}
"""It was carried out, and its answer was lost."""
PASSES: list[tuple[str, dict[str, Any]]] = [
    *((what, {"status": "reset"}) for what in SENDS if what not in ("followup", "delete")),
    *((what, LOST) for what in ("defer", "answer", "reply", "whisper", "modal", "press")),
    *((what, {"status": 429, "retry_after": 0.1}) for what in SENDS),
    ("reply", {"status": 429, "retry_after": 0.1, "global_": True}),
    ("reply", {"status": 429, "retry_after": 0.1, "shared": True}),
]


@pytest.mark.parametrize(
    ("what", "fault"),
    PASSES,
    ids=[f"{what}-{'-'.join(map(str, fault.values()))}" for what, fault in PASSES],
)
def test_a_fault_that_passes_is_got_over_and_nothing_is_said_twice(station, place, what, fault):
    before = counted(place)
    handle = strike(station, place, what, **fault)
    if isinstance(handle, Said):
        handle.wait_reply()
    else:
        handle.wait()
    assert counted(place) == before
    assert seen(handle) == (0 if what in ("modal", "press", "delete") else 1)
    assert_well(station)


def test_an_error_is_told_even_where_the_deferral_seemed_lost(station, place):
    station.double.faults.rest(at(CALLBACK, place), **LOST)
    handle = place.reader.slash(place.channel, "latest", outlet="없는신문").wait()
    assert "없는신문" in sure(handle.message).content


# What Discord itself says no to.


def test_an_interaction_that_is_too_old_is_let_go(station, place):
    before, lines = counted(place), len(station.bot.stderr)
    station.double.faults.late_callback()
    handle = asks(place)()
    unsent(station, "defer", "expired", lines)
    assert seen(handle) == 0
    assert handle.attempts == 1  # type: ignore[union-attr]
    assert counted(place) - before == {"expired": 1}
    assert_well(station)


@pytest.mark.parametrize("what", ["whisper", "modal", "press"])
def test_a_press_that_is_too_old_is_let_go(station, place, what):
    lines = len(station.bot.stderr)
    deed = SENDS[what][0](place)
    station.double.faults.late_callback()
    handle = deed()
    unsent(station, what, "expired", lines)
    assert seen(handle) == 0
    assert_well(station)


def test_a_completion_that_is_too_old_is_one_line_of_the_log(station, place):
    lines = len(station.bot.stderr)
    station.double.faults.late_callback()
    place.reader.type_option(place.channel, "article show", focused="article", value="누리")
    station.bot.wait_line("Ignoring exception in autocomplete")
    assert_well(station)
    fresh = list(station.bot.stderr)[lines:]
    assert [one for one in fresh if not re.match(r"\d{4}-\d\d-\d\d .* (INFO|ERROR) ", one)] == []
    assert not any(str(place.reader.id) in one or "누리" in one for one in fresh)


def during(station: Station, place: Place, route: str, happening: Callable[[], Any]) -> None:
    """Let something happen just before Discord deals with the next request of *route*."""
    fits = at(route, place)
    done: list[Request] = []

    def look(request: Request) -> bool:
        if not done and fits(request):
            done.append(request)
            happening()
        return False

    station.double.faults.rest(look)


def test_a_token_that_expires_before_the_answer_is_let_go(station, place):
    before, lines = counted(place), len(station.bot.stderr)
    during(station, place, EDIT, station.double.faults.expire_tokens)
    handle = asks(place)()
    unsent(station, "answer", "expired", lines)
    assert seen(handle) == 0
    assert counted(place) - before == {"expired": 1}


def test_a_channel_that_is_deleted_before_the_reply_is_let_go(station, place):
    before, lines = counted(place), len(station.bot.stderr)
    during(station, place, POST, place.channel.delete)
    handle = mentions(place)()
    unsent(station, "reply", "gone", lines)
    assert seen(handle) == 0
    place.channel = place.guild.add_channel("새 일반")
    assert counted(place) - before == {"gone": 1}


def test_a_question_that_is_deleted_before_the_reply_is_answered_all_the_same(station, place):
    said = place.reader.say(place.channel, "먼저 한 말")

    def delete() -> None:
        said.message.delete()

    during(station, place, POST, delete)
    said = place.reader.say(place.channel, QUESTION, mention_bot=True)
    assert said.wait_reply().reference_id is None


def test_an_answer_that_is_deleted_before_it_is_filled_in_is_let_go(station, place):
    lines = len(station.bot.stderr)

    def delete() -> None:
        place.channel.history[-1].delete()  # `thinking ...`

    during(station, place, EDIT, delete)
    asks(place)()
    unsent(station, "answer", "gone", lines)
    assert_well(station)


# Faults that last: twelve seconds is a send's own time. All at once, and others beside them.

SLOW: dict[str, tuple[str, dict[str, Any], str | None]] = {
    "answer hangs": ("answer", {"status": "hang"}, "unreachable"),
    "answer 500": ("answer", {"status": 500}, "down"),
    "answer 503": ("answer", {"status": 503}, "down"),
    "answer 429": ("answer", {"status": 429, "retry_after": 60}, "limited"),
    "answer 500 once": ("answer", {"status": 500, "times": 1}, None),
    "answer 500 lost": ("answer", {"status": 500, "times": 1, "after": True}, None),
    "answer 429 twice": ("answer", {"status": 429, "retry_after": 2, "times": 2}, None),
    "reply hangs": ("reply", {"status": "hang"}, "unreachable"),
    "reply 500": ("reply", {"status": 500}, "down"),
    "reply 429": ("reply", {"status": 429, "retry_after": 20}, "limited"),
    "reply 500 once": ("reply", {"status": 500, "times": 1}, None),
    "reply 502 lost": ("reply", {"status": 502, "times": 1, "after": True}, None),
    "reply 503 lost": ("reply", {"status": 503, "times": 1, "after": True}, None),
    "defer hangs": ("defer", {"status": "hang"}, "unreachable"),
    "defer 500 lost": ("defer", {"status": 500, "times": 1, "after": True}, None),
    "defer 500": ("defer", {"status": 500}, "down"),
    "whisper hangs": ("whisper", {"status": "hang"}, "unreachable"),
    "whisper 500 lost": ("whisper", {"status": 500, "times": 1, "after": True}, None),
    "followup hangs": ("followup", {"status": "hang"}, "unreachable"),
}


def test_faults_that_last_end_by_themselves_and_hold_up_nobody_else(station, place):
    before, lines = counted(place), len(station.bot.stderr)
    kept = {name: (what, fault) for name, (what, fault, _) in SLOW.items()}
    handles = {
        name: strike(station, station.place(), what, **{"times": 99} | fault)
        for name, (what, fault) in kept.items()
    }
    for _ in range(5):
        assert_well(station)
    assert not any("what=answer" in one for one in list(station.bot.stderr)[lines:])
    expected = Counter(name for _, _, name in SLOW.values() if name)
    station.double.wait(
        lambda: (
            sum("unsent what" in one for one in list(station.bot.stderr)[lines:])
            == expected.total()
        ),
        f"{expected.total()} faults\n{station.bot.output()}",
        40,
    )
    assert counted(place) - before == expected
    assert {name: seen(handle) for name, handle in handles.items()} == {
        name: int(fault is None) for name, (_, _, fault) in SLOW.items()
    }
    assert_well(station)


def test_a_correction_is_shown_even_where_its_acknowledgement_seemed_lost(station, place):
    message = preview(place)
    form = place.admin.click(message, label="고치기").wait()
    station.double.faults.rest(at(CALLBACK, place), **LOST)
    place.admin.submit(form, {"title": "새 제목이다"})
    station.double.wait(lambda: "새 제목이다" in message.text, "the corrected preview")
    assert_well(station)


def test_a_refusal_is_told_even_where_the_acknowledgement_of_its_press_seemed_lost(station, place):
    message = preview(place)
    form = place.admin.click(message, label="고치기").wait()
    station.double.faults.rest(at(CALLBACK, place), **LOST)
    handle = place.admin.submit(form, {"published": "언젠가"})
    told = handle.wait_followups(1)[0]
    assert "읽을 수 없습니다" in told.content
    assert told.ephemeral
    assert_well(station)
