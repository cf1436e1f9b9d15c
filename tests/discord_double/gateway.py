"""The gateway: connections, what clients say on them, close codes.

https://discord.com/developers/docs/events/gateway
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from . import payloads
from .connections import CloseError, Connection
from .permissions import KNOWN_INTENTS, PRIVILEGED, Intent
from .sessions import Session
from .wire import PACKERS, Json, lone_surrogate
from .world import Render, World

MOST_BYTES = 4096
MOST_EVENTS = 120


class Gateway:
    """All sessions and connections; counters and faults for tests."""

    def __init__(self, world: World, url: str = "") -> None:
        self.world = world
        self.url = url
        self.shards = 1
        self.heartbeat_interval = 41.25
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.connects = self.identifies = self.resumes = self.heartbeats = 0
        self.resumed = self.invalidated = 0
        self.presences: list[Json] = []
        self.closed: list[int] = []
        self._acks = True
        world.dispatch = self.dispatch

    # What a test does to it.

    def drop(self, code: int = 4000) -> None:
        """Close every connection with a code; 1006 means without any, as by a lost network."""
        if code == WSCloseCode.ABNORMAL_CLOSURE:
            self.drop_connection()
            return
        for connection in list(self.connections):
            self.world.reactor.run(connection.close(code))

    def drop_connection(self) -> None:
        """Cut every TCP connection."""
        self.world.reactor.call(lambda: self._each(Connection.cut))

    def reconnect(self) -> None:
        """Ask to reconnect (op 7)."""
        self.world.reactor.call(lambda: self._each(lambda one: one.send(7)))

    def _each(self, act: Callable[[Connection], None]) -> None:
        for connection in list(self.connections):
            act(connection)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Say that the sessions are invalid (op 9)."""
        self.world.reactor.call(lambda: self._invalidate(resumable=resumable))

    def _invalidate(self, *, resumable: bool) -> None:
        for connection in self.connections:
            if connection.session and not resumable:
                connection.session.ended = True
            connection.send(9, resumable)

    def request_heartbeat(self) -> None:
        """Ask for a heartbeat out of turn (op 1)."""
        self.world.reactor.call(lambda: self._each(lambda one: one.send(1)))

    def stop_acks(self) -> None:
        """Answer no more heartbeats."""
        self._acks = False

    def start_acks(self) -> None:
        """Answer heartbeats again."""
        self._acks = True

    @property
    def ready(self) -> bool:
        """Whether every shard has a live session that was sent all its guilds."""
        live = {one.shard[0] for one in list(self.sessions.values()) if one.live}
        return len(live) >= self.shards

    # Towards the bot.

    def dispatch(self, event: str, render: Render, guild_id: int | None, intent: Intent) -> None:
        """Send an event to the sessions whose shard and intents fit."""
        for session in self.sessions.values():
            if session.wants(guild_id, intent):
                session.dispatch(event, render(session.intents))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with one client until its connection ends."""
        socket = web.WebSocketResponse(max_msg_size=0, compress=False, autoping=True)
        await socket.prepare(request)
        compression = request.query.get("compress", "")
        packer = PACKERS[compression]() if compression in PACKERS else None
        connection = Connection(socket, request, packer)
        self.connects += 1
        if request.query.get("v") != "10" or request.query.get("encoding", "json") != "json":
            await socket.close(code=4012)
            return socket
        self.connections.append(connection)
        writer = asyncio.create_task(connection.write())
        connection.send(10, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
        try:
            await self._listen(connection)
        finally:
            writer.cancel()
            self.connections.remove(connection)
            self._forget(connection)
            self.world.reactor.announce()
        return socket

    async def _listen(self, connection: Connection) -> None:
        patience = self.heartbeat_interval * 2
        while not connection.socket.closed:
            try:
                message = await connection.socket.receive(timeout=patience)
            except TimeoutError:
                await connection.close(4000)
                return
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                connection.goodbye = message.data if message.type == WSMsgType.CLOSE else None
                return
            try:
                self._hear(connection, message.data)
            except CloseError as closing:
                self.closed.append(closing.code)
                await connection.close(closing.code)
            self.world.reactor.announce()

    def _forget(self, connection: Connection) -> None:
        session = connection.session
        if session:
            session.detach(connection)
            if connection.goodbye in (1000, 1001):
                session.ended = True
        for key in [key for key, one in self.sessions.items() if one.ended and not one.live]:
            del self.sessions[key]

    # From the bot.

    def _hear(self, connection: Connection, raw: str | bytes) -> None:
        self._count(connection)
        if len(raw if isinstance(raw, bytes) else raw.encode()) > MOST_BYTES:
            raise CloseError(4002, "payload over 4096 bytes")
        try:
            payload = json.loads(raw)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError) as broken:
            raise CloseError(4002, "no JSON payload") from broken
        if lone_surrogate(payload):
            raise CloseError(4002, "lone surrogate")
        if op == 1:
            self._heartbeat(connection)
        elif op == 2:
            self._identify(connection, data)
        elif op == 6:
            self._resume(connection, data)
        elif op in (3, 4, 8):
            self._ask(connection, op, data)
        else:
            raise CloseError(4001, "unknown opcode")

    def _count(self, connection: Connection) -> None:
        now = asyncio.get_running_loop().time()
        connection.said.append(now)
        while connection.said[0] < now - 60:
            connection.said.popleft()
        if len(connection.said) > MOST_EVENTS:
            raise CloseError(4008, "over 120 events in a minute")

    def _heartbeat(self, connection: Connection) -> None:
        self.heartbeats += 1
        if self._acks:
            connection.send(11)

    def _identify(self, connection: Connection, data: Any) -> None:
        if connection.session:
            raise CloseError(4005, "already identified")
        if not isinstance(data, dict) or not isinstance(data.get("properties"), dict):
            raise CloseError(4002, "properties are missing")
        if data.get("token") != self.world.token:
            raise CloseError(4004, "authentication failed")
        shard = tuple(data.get("shard") or (0, 1))
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise CloseError(4010, "invalid shard")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise CloseError(4013, "invalid intents")
        if intents & PRIVILEGED & ~self.world.allowed:
            raise CloseError(4014, "disallowed intents")
        self.identifies += 1
        session = Session(shard, Intent(intents))
        self.sessions[session.id] = session
        session.attach(connection)
        self._greet(session)

    def _greet(self, session: Session) -> None:
        world = self.world
        mine = [one for one in world.guilds.values() if session.holds(one.id)]
        ready = {
            "v": 10,
            "user": payloads.own_user(world.bot),
            "guilds": [{"id": str(one.id), "unavailable": True} for one in mine],
            "session_id": session.id,
            "resume_gateway_url": f"{self.url}/resume",
            "shard": list(session.shard),
            "application": {"id": str(world.application_id), "flags": world.flags},
        }
        session.dispatch("READY", ready)
        if session.intents & Intent.GUILDS:
            for one in mine:
                session.dispatch("GUILD_CREATE", payloads.guild(one))

    def _resume(self, connection: Connection, data: Any) -> None:
        if connection.session:
            raise CloseError(4005, "already identified")
        if not isinstance(data, dict):
            raise CloseError(4002, "no object")
        if data.get("token") != self.world.token:
            raise CloseError(4004, "authentication failed")
        self.resumes += 1
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or session.ended:
            self.invalidated += 1
            connection.send(9, data=False)
            return
        sequence = data.get("seq")
        if not isinstance(sequence, int) or not 0 <= sequence <= session.sequence:
            session.ended = True
            raise CloseError(4007, "invalid seq")
        session.attach(connection, after=sequence)
        session.dispatch("RESUMED", {"_trace": ["double"]})
        self.resumed += 1

    def _ask(self, connection: Connection, op: int, data: Any) -> None:
        if connection.session is None:
            raise CloseError(4003, "not identified")
        if op == 3:
            if not isinstance(data, dict) or set(data) < {"since", "activities", "status", "afk"}:
                raise CloseError(4002, "presence lacks a field")
            self.presences.append(data)
        elif op == 8:
            self._members(connection.session, data)

    def _members(self, session: Session, data: Json) -> None:
        guild = self.world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = [int(one) for one in data.get("user_ids") or []]
        if not wanted and not session.intents & Intent.GUILD_MEMBERS and not data.get("query"):
            raise CloseError(4014, "all members need the privileged intent")
        found = [
            one
            for one in guild.members.values()
            if one.account.id in wanted
            or (not wanted and one.account.name.startswith(data.get("query") or ""))
        ]
        chunk = {
            "guild_id": str(guild.id),
            "members": [payloads.member(one) for one in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data.get("nonce"),
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
