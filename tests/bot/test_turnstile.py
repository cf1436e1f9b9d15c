"""Who may ask, whose turn it is, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.bot.turnstile import Busy, Turnstile

HOUR = 3_600.0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(limited())


async def settle() -> None:
    """Let every task go on until each waits for something."""
    for _ in range(5):
        await asyncio.sleep(0)


class Room:
    """Questions that run until they are let go, and the order in which they began."""

    def __init__(self, turnstile: Turnstile) -> None:
        self.turnstile = turnstile
        self.began: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, user: int, guild: int | None = None) -> None:
        door = self.doors[name] = asyncio.Event()
        ticket = self.turnstile.enter(user, guild)

        async def question() -> None:
            async with ticket:
                self.began.append(name)
                await door.wait()

        self.tasks[name] = asyncio.create_task(question())
        await settle()

    async def finish(self, name: str) -> None:
        self.doors[name].set()
        await self.tasks[name]
        await settle()

    async def cancel(self, name: str) -> None:
        self.tasks[name].cancel()
        await asyncio.gather(self.tasks[name], return_exceptions=True)
        await settle()


def refused(turnstile: Turnstile, user: int, guild: int | None = None) -> tuple[str, float]:
    before = turnstile.under_way
    with pytest.raises(Busy) as raised:
        turnstile.enter(user, guild)
    assert turnstile.under_way == before
    return raised.value.reason, raised.value.wait_seconds


def assert_empty(turnstile: Turnstile) -> None:
    assert (turnstile.waiting, turnstile.running, turnstile.under_way) == (0, 0, 0)
    assert not turnstile._users
    assert not turnstile._guilds
    assert not turnstile._line._places
    assert not turnstile._line._rounds
    assert not turnstile._line._holders


# Limits


def test_a_third_question_of_one_user_is_refused_at_once():
    turnstile = Turnstile(per_user=2)
    with turnstile.enter(1, 7), turnstile.enter(1, None):
        assert refused(turnstile, 1) == ("user", 0.0)
        turnstile.enter(2, 7).__enter__()
    turnstile.enter(1, 7)


def test_a_server_has_its_limit_and_direct_messages_have_none():
    turnstile = Turnstile(per_guild=3)
    for user in range(3):
        turnstile.enter(user, 7)
    assert refused(turnstile, 9, 7) == ("guild", 0.0)
    turnstile.enter(9, 8)
    for user in range(100, 120):
        turnstile.enter(user, None)


def test_there_is_a_limit_in_all():
    turnstile = Turnstile(total=5)
    for user in range(5):
        turnstile.enter(user, user)
    assert refused(turnstile, 9) == ("total", 0.0)


def test_a_user_has_so_many_questions_a_minute_and_is_told_how_long_to_wait():
    clock = Clock()
    turnstile = Turnstile(per_minute=6, clock=clock)

    def ask(user: int = 1) -> None:
        with turnstile.enter(user, None):
            pass

    for _ in range(6):
        ask()
    assert refused(turnstile, 1) == ("cooldown", 10.0)
    clock.now = 4
    assert refused(turnstile, 1) == ("cooldown", 6.0)
    ask(2)
    clock.now = 10
    ask()
    assert refused(turnstile, 1) == ("cooldown", 10.0)
    clock.now = 1_000
    for _ in range(6):
        ask()
    assert refused(turnstile, 1)[0] == "cooldown"


def test_a_question_that_is_refused_costs_nothing_of_the_minute():
    turnstile = Turnstile(per_user=1, per_minute=2, clock=Clock())
    with turnstile.enter(1, None):
        for _ in range(9):
            assert refused(turnstile, 1)[0] == "user"
    with turnstile.enter(1, None):
        pass
    assert refused(turnstile, 1)[0] == "cooldown"


def test_the_cooldown_can_be_off():
    turnstile = Turnstile(per_minute=0, clock=Clock())
    for _ in range(1_000):  # Busy would be raised
        with turnstile.enter(1, None):
            assert turnstile.under_way == 1


def test_users_who_are_gone_are_forgotten():
    clock = Clock()
    turnstile = Turnstile(clock=clock)
    for user in range(5_000):
        clock.now += 1
        with turnstile.enter(user, user):
            pass
    assert len(turnstile._cooldown._buckets) <= 61
    assert_empty(turnstile)


# Turns


def test_no_more_questions_run_than_there_are_workers():
    async def test() -> None:
        turnstile = Turnstile(workers=2)
        room = Room(turnstile)
        for name, user in (("a", 1), ("b", 2), ("c", 3), ("d", 4)):
            await room.ask(name, user)
        assert (turnstile.running, turnstile.waiting, turnstile.under_way) == (2, 2, 4)
        await room.finish("b")
        assert room.began == ["a", "b", "c"]
        await room.finish("a")
        await room.finish("c")
        await room.finish("d")
        assert_empty(turnstile)

    run(test)


def test_a_second_question_does_not_go_before_anothers_first():
    async def test() -> None:
        room = Room(Turnstile(workers=1))
        for name, user in (("a1", 1), ("a2", 1), ("b1", 2), ("b2", 2), ("c1", 3)):
            await room.ask(name, user)
        for name in ("a1", "b1", "c1", "a2", "b2"):
            await room.finish(name)
        assert room.began == ["a1", "b1", "c1", "a2", "b2"]

    run(test)


def test_who_asks_again_at_once_does_not_go_before_who_waits():
    async def test() -> None:
        room = Room(Turnstile(workers=1))
        await room.ask("a1", 1)
        await room.ask("a2", 1)
        await room.ask("b1", 2)
        await room.finish("a1")
        await room.ask("b2", 2)
        await room.finish("b1")
        await room.ask("b3", 2)
        for name in ("a2", "b2", "b3"):
            await room.finish(name)
        assert room.began == ["a1", "b1", "a2", "b2", "b3"]

    run(test)


def test_new_users_hold_up_a_second_question_so_long_and_no_longer():
    async def test() -> None:
        room = Room(Turnstile(workers=1, total=8))
        await room.ask("a1", 1)
        await room.ask("a2", 1)
        await room.ask("0", 100)
        await room.finish("a1")
        for newcomer in range(20):
            await room.ask(f"{newcomer + 1}", 101 + newcomer)
            await room.finish(f"{newcomer}")
            if "a2" in room.began:
                break
        assert 6 <= len(room.began) - 2 <= 8
        for name in room.doors.keys() - set(room.began):
            room.doors[name].set()
        await room.finish("a2")

    run(test)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(2, 6))
def test_while_a_new_user_waits_nobody_else_is_served_twice(seed, workers, users):
    async def test() -> None:
        dice = random.Random(seed)
        turnstile = Turnstile(per_user=4, total=1_000, per_minute=0, workers=workers)
        room = Room(turnstile)
        owner: dict[str, int] = {}
        passed: dict[str, Counter[int]] = {}  # a newcomer's question -> who began meanwhile
        for step in range(80):
            running = [name for name in room.began if not room.tasks[name].done()]
            began, chance, name = len(room.began), dice.random(), f"{step}"
            if chance < 0.15:
                owner[name] = 100 + step
                await room.ask(name, owner[name])
                passed[name] = Counter()
            elif chance < 0.55 or not running:
                owner[name] = dice.randrange(users)
                if turnstile._users[owner[name]] < 4:
                    await room.ask(name, owner[name])
            else:
                await room.finish(dice.choice(running))
            for newcomer in passed.keys() - set(room.began):
                passed[newcomer].update(owner[one] for one in room.began[began:])
                assert max(passed[newcomer].values(), default=0) <= 1
        for task in room.tasks.values():
            task.cancel()
        await asyncio.gather(*room.tasks.values(), return_exceptions=True)
        assert_empty(turnstile)

    run(test)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(2, 6))
def test_users_who_always_have_questions_waiting_are_served_alike(seed, workers, users):
    async def test() -> None:
        dice = random.Random(seed)
        room = Room(Turnstile(per_user=9, per_minute=0, workers=workers))
        owner: dict[str, int] = {}
        before: list[str] = []
        for step in range(150):
            for user in range(users):  # some keep two waiting, some eight
                while room.turnstile._users[user] < 3 + (user % 2) * 6:
                    name = f"{user}.{step}.{len(owner)}"
                    owner[name] = user
                    await room.ask(name, user)
            before = before or list(room.began)  # who came first found the workers free
            running = [name for name in room.began if not room.tasks[name].done()]
            await room.finish(dice.choice(running))
            served = Counter(owner[name] for name in room.began[len(before) :])
            assert max(served.values()) - min(served[user] for user in range(users)) <= 2
        for task in room.tasks.values():
            task.cancel()
        await asyncio.gather(*room.tasks.values(), return_exceptions=True)

    run(test)


# Cancelling


@pytest.mark.parametrize("ticks", range(4))
def test_cancelling_a_waiting_question_at_any_point_frees_everything(ticks):
    async def test() -> None:
        turnstile = Turnstile(workers=1)
        room = Room(turnstile)
        await room.ask("a", 1)
        await room.ask("b", 2)
        await room.ask("c", 3)
        room.doors["a"].set()  # b gets the worker while it is being cancelled
        for _ in range(ticks):
            await asyncio.sleep(0)
        await room.cancel("b")
        assert turnstile.running == 1
        await room.finish("c")
        await room.tasks["a"]
        assert room.tasks["b"].cancelled()
        assert_empty(turnstile)

    run(test)


def test_a_question_that_fails_or_is_cancelled_while_running_frees_everything():
    async def test() -> None:
        turnstile = Turnstile(workers=1)
        room = Room(turnstile)
        await room.ask("a", 1)
        await room.ask("b", 2)
        await room.cancel("a")
        assert room.began == ["a", "b"]
        await room.finish("b")
        with pytest.raises(ValueError, match="no"):
            async with turnstile.enter(1, 1):
                raise ValueError("no")
        assert_empty(turnstile)

    run(test)


def test_a_ticket_that_is_held_counts_until_it_is_let_go_but_takes_no_worker():
    async def test() -> None:
        turnstile = Turnstile(per_user=1, workers=1)
        with turnstile.enter(1, 7) as ticket:
            assert (turnstile.running, turnstile.under_way) == (0, 1)
            async with ticket:
                assert turnstile.running == 1
            assert (turnstile.running, turnstile.under_way) == (0, 1)
            assert refused(turnstile, 1)[0] == "user"
        assert_empty(turnstile)

    run(test)


def test_a_held_ticket_that_is_cancelled_in_its_turn_or_before_it_frees_everything():
    async def test() -> None:
        turnstile = Turnstile(workers=1)

        async def question(user: int) -> None:
            with turnstile.enter(user, 7) as ticket:
                await asyncio.sleep(0)
                async with ticket:
                    await asyncio.sleep(HOUR)

        tasks = [asyncio.create_task(question(user)) for user in range(3)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(question(3)))
        await settle()
        assert (turnstile.running, turnstile.waiting) == (1, 3)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert_empty(turnstile)

    run(test)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_nothing_is_left_behind_whatever_happens(seed):
    async def test() -> None:
        dice = random.Random(seed)
        turnstile = Turnstile(per_user=3, per_guild=6, total=10, per_minute=0, workers=2)
        most = 0

        async def question(user: int) -> None:
            nonlocal most
            async with turnstile.enter(user, user % 2):
                most = max(most, turnstile.running)
                for _ in range(dice.randrange(4)):
                    await asyncio.sleep(0)
                if dice.random() < 0.2:
                    raise ValueError

        tasks: list[asyncio.Task[None]] = []
        for _ in range(80):
            tasks.append(asyncio.create_task(question(dice.randrange(6))))
            if dice.random() < 0.3:
                dice.choice(tasks).cancel()
            if dice.random() < 0.5:
                await asyncio.sleep(0)
            assert turnstile.under_way <= 10
        await asyncio.gather(*tasks, return_exceptions=True)
        assert most <= 2
        assert_empty(turnstile)
        assert await turnstile.drain(1)

    run(test)


# Closing


def test_draining_admits_no_more_and_waits_for_those_under_way():
    async def test() -> None:
        turnstile = Turnstile(workers=1)
        room = Room(turnstile)
        await room.ask("a", 1)
        await room.ask("b", 2)
        draining = asyncio.create_task(turnstile.drain(HOUR))
        await settle()
        assert refused(turnstile, 3) == ("closing", 0.0)
        await room.finish("a")
        assert not draining.done()
        await room.finish("b")
        assert await draining

    run(test)


def test_draining_says_when_something_was_still_under_way():
    async def test() -> None:
        turnstile = Turnstile()
        room = Room(turnstile)
        await room.ask("a", 1)
        assert not await turnstile.drain(0)
        await room.finish("a")
        assert await turnstile.drain(0)

    run(test)
