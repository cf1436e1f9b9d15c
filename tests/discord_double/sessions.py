"""A gateway session: its events are kept, so that a client that was cut off can resume."""

from __future__ import annotations

import secrets
from collections import deque
from typing import TYPE_CHECKING

from .permissions import Intent
from .wire import Json, dump

if TYPE_CHECKING:
    from .connections import Connection

KEPT_EVENTS = 20_000


class Session:
    """One shard's stream of events, which outlives its connections."""

    def __init__(self, shard: tuple[int, int], intents: Intent) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.intents = intents
        self.sequence = 0
        self.ended = False
        self._connection: Connection | None = None
        self._events: deque[tuple[int, str]] = deque(maxlen=KEPT_EVENTS)

    @property
    def live(self) -> bool:
        """Whether a client is connected to it."""
        return self._connection is not None

    def holds(self, guild_id: int) -> bool:
        """Whether a guild belongs to this shard."""
        return (guild_id >> 22) % self.shard[1] == self.shard[0]

    def wants(self, guild_id: int | None, intent: Intent) -> bool:
        """Whether an event of a guild (None: a direct message) is for this session."""
        mine = self.holds(guild_id) if guild_id is not None else self.shard[0] == 0
        return mine and not self.ended and (not intent or bool(self.intents & intent))

    def attach(self, connection: Connection, after: int | None = None) -> None:
        """Take a connection; with `after`, send again what came after that sequence number."""
        if self._connection and self._connection is not connection:
            self._connection.session = None
        self._connection = connection
        connection.session = self
        if after is not None:
            for sequence, text in self._events:
                if sequence > after:
                    connection.outbox.put_nowait(text)

    def detach(self, connection: Connection) -> None:
        """Lose a connection; the events go on being kept."""
        if self._connection is connection:
            self._connection = None

    def dispatch(self, event: str, data: Json) -> None:
        """Number an event, keep it, and send it if a client is there."""
        self.sequence += 1
        text = dump({"op": 0, "d": data, "s": self.sequence, "t": event})
        self._events.append((self.sequence, text))
        if self._connection:
            self._connection.outbox.put_nowait(text)
