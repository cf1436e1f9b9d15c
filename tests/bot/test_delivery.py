"""Each fault of a send ends in a defined way: a result or a fault, counted, never an exception."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from newsbot.bot.breaker import Breaker
from newsbot.bot.delivery import Delivery, Fault


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = discord.DiscordServerError if status >= 500 else kinds.get(status, discord.HTTPException)
    response = SimpleNamespace(status=status, reason="reason")
    return kind(response, {"code": code, "message": "secret words of a question"})


@pytest.fixture
def delivery():
    return Delivery(Breaker())


def failing(*errors: Exception | None):
    """Return a send that fails with each of *errors* in turn, and counts its calls."""
    left = list(errors)
    calls = []

    async def sending() -> str:
        calls.append(1)
        error = left.pop(0)
        if error is not None:
            raise error
        return "sent"

    return sending, calls


FAULTS = [
    (http_error(404, 10062), Fault.EXPIRED),
    (http_error(401, 50027), Fault.EXPIRED),
    (http_error(404, 10008), Fault.GONE),
    (http_error(404, 10003), Fault.GONE),
    (http_error(404), Fault.GONE),
    (http_error(403, 50013), Fault.FORBIDDEN),
    (http_error(403, 50007), Fault.FORBIDDEN),
    (http_error(401), Fault.FORBIDDEN),
    (http_error(429), Fault.LIMITED),
    (discord.RateLimited(99.0), Fault.LIMITED),
    (http_error(400, 50035), Fault.REFUSED),
    (http_error(500), Fault.DOWN),
    (http_error(503), Fault.DOWN),
    (ConnectionResetError(), Fault.UNREACHABLE),
    (aiohttp.ServerDisconnectedError(), Fault.UNREACHABLE),
    (aiohttp.ClientPayloadError(), Fault.UNREACHABLE),
    (TimeoutError(), Fault.UNREACHABLE),
]


@pytest.mark.parametrize(
    ("error", "fault"), FAULTS, ids=[f"{type(one).__name__}-{kind}" for one, kind in FAULTS]
)
def test_a_fault_is_told_apart_counted_and_noted_without_a_word(delivery, caplog, error, fault):
    sending, calls = failing(error)
    assert asyncio.run(delivery.send("reply", sending)) is fault
    assert len(calls) == 1
    assert delivery.counts == {fault: 1}
    assert delivery.failures[-1].what == "reply"
    assert "secret" not in delivery.failures[-1].detail + caplog.text


@pytest.mark.parametrize("error", [http_error(502), ConnectionResetError(), aiohttp.ClientError()])
def test_what_discord_takes_once_is_tried_again_when_it_is_down(delivery, error):
    sending, calls = failing(error, error, None)
    assert asyncio.run(delivery.send("edit", sending, tries=3)) == "sent"
    assert len(calls) == 3
    assert not delivery.counts


def test_what_was_refused_is_never_tried_again(delivery):
    sending, calls = failing(http_error(400, 50035), None)
    assert asyncio.run(delivery.send("edit", sending, tries=3)) is Fault.REFUSED
    assert len(calls) == 1


def test_a_hung_server_is_left_after_our_own_time(delivery):
    async def hanging() -> None:
        await asyncio.sleep(3600)

    assert asyncio.run(delivery.send("reply", hanging, seconds=0.01)) is Fault.UNREACHABLE


def test_a_fault_of_ours_is_not_swallowed(delivery):
    sending, _ = failing(KeyError("x"))
    with pytest.raises(KeyError):
        asyncio.run(delivery.send("reply", sending))


def test_nothing_is_sent_while_the_breaker_is_open():
    delivery = Delivery(Breaker(limit=3))
    for _ in range(3):
        delivery.breaker.record(403)
    sending, calls = failing(None)
    assert asyncio.run(delivery.send("reply", sending)) is Fault.HELD_BACK
    assert not calls


def test_a_response_that_discord_has_already_is_as_good(delivery):
    sending, calls = failing(ConnectionResetError(), http_error(400, 40060))
    assert asyncio.run(delivery.acknowledge("defer", sending)) is True
    assert len(calls) == 2


@pytest.mark.parametrize("error", [http_error(404, 10062), http_error(401, 50027)])
def test_an_interaction_that_is_too_old_is_not_acknowledged(delivery, error):
    sending, calls = failing(error)
    assert asyncio.run(delivery.acknowledge("defer", sending)) is False
    assert len(calls) == 1
    assert delivery.counts == {Fault.EXPIRED: 1}


def test_computing_waits_while_interactions_are_acknowledged_but_not_for_ever(delivery):
    async def scene() -> list[str]:
        seen: list[str] = []
        taken = asyncio.Event()

        async def acknowledging() -> None:
            await taken.wait()
            seen.append("acknowledged")

        async def computing(seconds: float) -> None:
            await delivery.calm(seconds)
            seen.append("computed")

        await computing(60)  # nothing is under way
        first = asyncio.create_task(delivery.acknowledge("defer", acknowledging))
        await asyncio.sleep(0)
        await computing(0.01)  # it has waited long enough
        second = asyncio.create_task(computing(60))
        await asyncio.sleep(0)
        taken.set()
        await asyncio.gather(first, second)
        return seen

    assert asyncio.run(scene()) == ["computed", "computed", "acknowledged", "computed"]
