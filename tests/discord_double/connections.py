"""A client's connection to the gateway: its web socket, compression and what waits to be sent."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from .sessions import Session
from .wire import Packer, dump

# Close codes after which the session is gone and a RESUME is answered by INVALID_SESSION.
ENDS_SESSION = {1000, 1001, 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}


class CloseError(Exception):
    """The connection is to be closed with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass(eq=False)
class Connection:
    """One web socket, its compression and the messages that wait to be sent."""

    socket: web.WebSocketResponse
    request: web.Request
    packer: Packer | None
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    session: Session | None = None
    said: deque[float] = field(default_factory=deque)
    goodbye: int | None = None  # the code with which the client closed

    def send(self, op: int, data: object = None) -> None:
        """Queue a message that is no dispatch."""
        self.outbox.put_nowait(dump({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is queued, until the socket is closed."""
        while not self.socket.closed:
            text = await self.outbox.get()
            try:
                if self.packer:
                    await self.socket.send_bytes(self.packer.pack(text))
                else:
                    await self.socket.send_str(text)
            except ConnectionError:
                return

    async def close(self, code: int) -> None:
        """Close with a code; the session ends if the code says so."""
        if self.session:
            self.session.detach(self)
            self.session.ended |= code in ENDS_SESSION
        await self.socket.close(code=code)

    def cut(self) -> None:
        """Cut the TCP connection, without a closing handshake."""
        if self.session:
            self.session.detach(self)
        if self.request.transport:
            self.request.transport.abort()
