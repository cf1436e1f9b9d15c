"""Concurrency: how asynchronous code has synchronous work done, by whoever runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ToThread(Protocol):
    """Does synchronous work off the event loop, as ``asyncio.to_thread`` does."""

    def __call__(
        self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[T]:
        """Return what *function* returns; its errors are raised here."""
