"""The breaker opens before Discord bans, and closes when half is forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.bot.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_opens_at_the_limit_and_closes_under_half_of_it(clock):
    breaker = Breaker(limit=4, window_seconds=600, clock=clock)
    for second in range(4):
        assert not breaker.is_open
        clock.now = second
        breaker.record(403)
    assert breaker.is_open
    clock.now = 601.5  # two are left: half of the limit
    assert breaker.invalid == 2
    assert breaker.is_open
    clock.now = 602
    assert not breaker.is_open


def test_it_counts_what_discord_counts(clock):
    breaker = Breaker(clock=clock)
    for status in (200, 204, 400, 401, 403, 404, 429, 500, 503):
        breaker.record(status)
    breaker.record(429, shared=True)
    assert breaker.invalid == 3


def test_a_response_is_forgotten_after_the_window(clock):
    breaker = Breaker(window_seconds=10, clock=clock)
    breaker.record(401)
    clock.now = 9.9
    assert breaker.invalid == 1
    clock.now = 10
    assert breaker.invalid == 0


@given(st.lists(st.tuples(st.floats(0, 400), st.sampled_from([200, 401, 403, 429])), max_size=40))
def test_the_count_is_that_of_the_window(events):
    clock = Clock()
    breaker = Breaker(limit=5, window_seconds=600, clock=clock)
    seen: list[float] = []
    was_open = False
    for wait, status in events:
        clock.now += wait
        breaker.record(status)
        seen += [clock.now] * (status != 200)
        inside = sum(at > clock.now - 600 for at in seen)
        was_open = inside >= 5 or (was_open and inside >= 2.5)
        assert (breaker.invalid, breaker.is_open) == (inside, was_open)
