"""The double of Discord: each rule bites, and a real discord.py client gets along with it."""

from __future__ import annotations

import asyncio
import http.client
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from tests.discord_double import (
    BotProcess,
    CannotError,
    Channel,
    ChannelKind,
    Double,
    Guild,
    Intent,
    InteractionHandle,
    NotSeenError,
    Permission,
    Person,
)
from tests.discord_double.openapi import DESCRIPTION, Description
from tests.discord_double.rest import ROUTES
from tests.discord_double.toy import ToyRun

COMMANDS: list[dict[str, Any]] = [
    {
        "name": "ask",
        "name_localizations": {"ko": "질문"},
        "description": "Ask",
        "options": [
            {"type": 3, "name": "question", "description": "What", "required": True},
            {"type": 3, "name": "outlet", "description": "Who", "autocomplete": True},
            {"type": 4, "name": "n", "description": "How many", "min_value": 1, "max_value": 9},
        ],
    },
    {"name": "manage", "description": "For moderators", "default_member_permissions": "32"},
    {"name": "here", "description": "In servers", "contexts": [0]},
    {"name": "이 메시지로 질문", "type": 3},
]
URL = "https://example.org/"


@pytest.fixture
def double() -> Iterator[Double]:
    with Double() as started:
        yield started


@pytest.fixture
def guild(double: Double) -> Guild:
    return double.add_guild("뉴스방")


@pytest.fixture
def channel(guild: Guild) -> Channel:
    return guild.add_channel("일반")


@pytest.fixture
def minji(double: Double, guild: Guild) -> Person:
    person = double.add_user("민지")
    guild.add_member(person)
    return person


class Raw:
    """Requests without any library's help."""

    def __init__(self, double: Double) -> None:
        self.double = double
        self.headers: dict[str, str] = {}

    def __call__(
        self, method: str, path: str, body: object = None, *, token: str | None = None
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.double.port, timeout=20)
        headers = {"Authorization": f"Bot {token or self.double.token}"}
        raw = body if isinstance(body, bytes) else None
        if body is not None:
            headers["Content-Type"] = "application/json"
            raw = raw or json.dumps(body).encode()
        connection.request(method, "/api/v10" + path, raw, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        if not text or self.headers.get("content-type") != "application/json":
            return answer.status, text.decode()
        return answer.status, json.loads(text)

    def commands(self, commands: object = COMMANDS) -> tuple[int, Any]:
        application = self.double.world.application_id
        return self("PUT", f"/applications/{application}/commands", commands)

    def callback(self, handle: InteractionHandle, body: object) -> tuple[int, Any]:
        interaction = handle.interaction
        return self("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", body)

    def webhook(
        self, method: str, handle: InteractionHandle, tail: str = "", body: object = None
    ) -> tuple[int, Any]:
        application = self.double.world.application_id
        return self(method, f"/webhooks/{application}/{handle.interaction.token}{tail}", body)


@pytest.fixture
def raw(double: Double) -> Raw:
    return Raw(double)


def errors_at(answer: Any, *path: str) -> list[str]:
    """Return the codes of the form errors at a path."""
    assert answer["code"] == 50035, answer
    place = answer["errors"]
    for key in path:
        place = place[key]
    return [one["code"] for one in place["_errors"]]


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(number: int = 0, **fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "b", "custom_id": f"b{number}"} | fields


def link(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 5, "label": "원문", "url": URL} | fields


# REST: messages.

EMBED = {"title": "제목"}
TOO_MUCH: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"content": "가" * 2001}, ("content",)),
    ({"content": "😀" * 1001}, ("content",)),
    ({"embeds": [{"title": "가" * 257}]}, ("embeds", "0", "title")),
    ({"embeds": [{"description": "가" * 4097}]}, ("embeds", "0", "description")),
    ({"embeds": [{"title": "😀" * 129}]}, ("embeds", "0", "title")),
    ({"embeds": [EMBED | {"footer": {"text": "가" * 2049}}]}, ("embeds", "0", "footer", "text")),
    ({"embeds": [EMBED | {"author": {"name": "가" * 257}}]}, ("embeds", "0", "author", "name")),
    (
        {"embeds": [EMBED | {"fields": [{"name": "n", "value": "v"}] * 26}]},
        ("embeds", "0", "fields"),
    ),
    (
        {"embeds": [{"fields": [{"name": "가" * 257, "value": "v"}]}]},
        ("embeds", "0", "fields", "0", "name"),
    ),
    (
        {"embeds": [{"fields": [{"name": "n", "value": "가" * 1025}]}]},
        ("embeds", "0", "fields", "0", "value"),
    ),
    (
        {"embeds": [{"fields": [{"name": "n", "value": " "}]}]},
        ("embeds", "0", "fields", "0", "value"),
    ),
    ({"embeds": [{"description": "가" * 3001}] * 2}, ("embeds",)),
    ({"embeds": [EMBED] * 11}, ("embeds",)),
    ({"embeds": [EMBED | {"url": "javascript:alert(1)"}]}, ("embeds", "0", "url")),
    ({"components": [row(button())] * 6}, ("components",)),
    ({"components": [row(*(button(n) for n in range(6)))]}, ("components", "0", "components")),
    (
        {"components": [row(button(custom_id="x" * 101))]},
        ("components", "0", "components", "0", "custom_id"),
    ),
    (
        {"components": [row(button(custom_id=""))]},
        ("components", "0", "components", "0", "custom_id"),
    ),
    (
        {"components": [row(button(label="가" * 81))]},
        ("components", "0", "components", "0", "label"),
    ),
    ({"components": [row(button(label=""))]}, ("components", "0", "components", "0")),
    ({"components": [row(button(1), button(1))]}, ("components",)),
    ({"components": [row(button(url=URL))]}, ("components", "0", "components", "0")),
    (
        {"components": [row(link(custom_id="x"))]},
        ("components", "0", "components", "0", "custom_id"),
    ),
    ({"components": [row(link(url=None))]}, ("components", "0", "components", "0", "url")),
    ({"components": [row(link(url="ftp://a.b"))]}, ("components", "0", "components", "0", "url")),
    (
        {"components": [row(link(url=URL + "x" * 500))]},
        ("components", "0", "components", "0", "url"),
    ),
    ({"components": [button()]}, ("components", "0", "type")),
    ({"components": [row()]}, ("components", "0", "components")),
    ({"content": "x", "flags": 64}, ("flags",)),
    (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        ("allowed_mentions",),
    ),
    ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, ("allowed_mentions", "parse", "0")),
    ({"content": "x", "message_reference": {"message_id": "1"}}, ("message_reference",)),
]


@pytest.mark.parametrize(("body", "path"), TOO_MUCH)
def test_a_message_beyond_a_limit_is_refused(
    raw: Raw, channel: Channel, body: dict[str, Any], path: tuple[str, ...]
):
    status, answer = raw("POST", f"/channels/{channel.id}/messages", {"content": "x"} | body)
    assert status == 400
    assert errors_at(answer, *path)
    assert not channel.messages


@pytest.mark.parametrize(
    "body",
    [
        {"content": "가" * 2000},
        {"content": "😀" * 1000},
        {"embeds": [{"title": "가" * 256, "description": "가" * 4096}]},
        {"embeds": [{"description": "가" * 4000}, {"description": "가" * 2000}]},
        {"components": [row(*(button(5 * r + n) for n in range(5))) for r in range(5)]},
        {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
        {"content": "x", "components": [row(link(url="discord://-/settings"))]},
    ],
)
def test_a_message_at_its_limits_is_taken(raw: Raw, channel: Channel, body: dict[str, Any]):
    status, answer = raw("POST", f"/channels/{channel.id}/messages", body)
    assert status == 200, answer


@pytest.mark.parametrize(
    "body", [{}, {"content": ""}, {"content": " \n "}, {"embeds": [{}]}, {"embeds": [{"color": 1}]}]
)
def test_an_empty_message_is_refused(raw: Raw, channel: Channel, body: dict[str, Any]):
    status, answer = raw("POST", f"/channels/{channel.id}/messages", body)
    assert (status, answer["code"]) == (400, 50006)


def test_a_lone_surrogate_is_refused_and_noted(raw: Raw, double: Double, channel: Channel):
    body = b'{"content": "a \\ud83d b"}'
    status, answer = raw("POST", f"/channels/{channel.id}/messages", body)
    assert (status, answer["code"]) == (400, 50109)
    assert len(double.violations) == 1


def test_an_edit_may_not_empty_a_message(raw: Raw, channel: Channel):
    _, made = raw("POST", f"/channels/{channel.id}/messages", {"content": "x"})
    path = f"/channels/{channel.id}/messages/{made['id']}"
    assert raw("PATCH", path, {"content": ""})[1]["code"] == 50006
    assert raw("PATCH", path, {"content": "", "embeds": [EMBED]})[0] == 200
    assert raw("PATCH", path, {"content": "가" * 2001})[1]["code"] == 50035


def test_a_nonce_that_is_enforced_makes_one_message(raw: Raw, channel: Channel):
    body = {"content": "x", "nonce": "77", "enforce_nonce": True}
    first = raw("POST", f"/channels/{channel.id}/messages", body)[1]
    assert raw("POST", f"/channels/{channel.id}/messages", body)[1]["id"] == first["id"]
    assert len(channel.messages) == 1


def test_suppressed_embeds_are_not_seen(raw: Raw, channel: Channel):
    raw("POST", f"/channels/{channel.id}/messages", {"content": URL, "embeds": [EMBED], "flags": 4})
    raw("POST", f"/channels/{channel.id}/messages", {"content": f"{URL} <{URL}>"})
    quiet, loud = channel.messages.values()
    assert (quiet.embeds, quiet.previews) == ([], [])
    assert loud.previews == [URL]


@pytest.mark.parametrize(
    ("denied", "body", "code"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.EMBED_LINKS, {"embeds": [EMBED]}, 50013),
        (Permission.EMBED_LINKS, {"content": "x"}, None),
    ],
)
def test_a_missing_permission_is_refused(
    raw: Raw, guild: Guild, denied: Permission, body: dict[str, Any], code: int | None
):
    place = guild.add_channel("막힘", deny=denied)
    status, answer = raw("POST", f"/channels/{place.id}/messages", body)
    assert (status, answer.get("code")) == (403 if code else 200, code)


def test_a_reply_needs_the_history(raw: Raw, minji: Person, channel: Channel):
    said = minji.say(channel, "안녕").message
    body = {"content": "x", "message_reference": {"message_id": str(said.id)}}
    channel.deny(Permission.READ_MESSAGE_HISTORY)
    assert raw("POST", f"/channels/{channel.id}/messages", body)[1]["code"] == 160002
    channel.allow(Permission.READ_MESSAGE_HISTORY)
    assert raw("POST", f"/channels/{channel.id}/messages", body)[0] == 200


def test_what_is_gone_is_unknown(raw: Raw, minji: Person, channel: Channel):
    said = minji.say(channel, "안녕").message
    path = f"/channels/{channel.id}/messages/{said.id}"
    assert raw("GET", path)[0] == 200
    said.delete()
    assert raw("GET", path)[1]["code"] == 10008
    channel.delete()
    assert raw("GET", path)[1]["code"] == 10003
    assert raw("GET", f"/guilds/{channel.id}")[1]["code"] == 10004
    assert raw("GET", "/users/1")[1]["code"] == 10013


def test_messages_of_others_are_out_of_reach(raw: Raw, minji: Person, channel: Channel):
    path = f"/channels/{channel.id}/messages/{minji.say(channel, '안녕').message.id}"
    assert raw("PATCH", path, {"content": "x"})[1]["code"] == 50005
    assert raw("DELETE", path)[1]["code"] == 50013


def test_a_direct_message_can_be_unwelcome(raw: Raw, double: Double, minji: Person):
    stranger = double.add_user("남")
    minji.accepts_direct_messages = False
    for person, code in ((minji, 50007), (stranger, 50278)):
        made = raw("POST", "/users/@me/channels", {"recipient_id": str(person.id)})[1]
        status, answer = raw("POST", f"/channels/{made['id']}/messages", {"content": "x"})
        assert (status, answer["code"]) == (403, code)


def test_content_is_hidden_by_rest_too(raw: Raw, minji: Person, channel: Channel):
    hidden = minji.say(channel, "비밀").message
    open_one = minji.say(channel, "보임", mention_bot=True).message
    path = f"/channels/{channel.id}/messages/"
    assert raw("GET", path + str(hidden.id))[1]["content"] == ""
    assert raw("GET", path + str(open_one.id))[1]["content"].endswith("보임")


def test_the_token_is_checked(raw: Raw, double: Double):
    assert raw("GET", "/users/@me", token="wrong")[0] == 401
    assert raw("GET", "/users/@me")[0] == 200
    assert [one.status for one in double.refused] == [401]


# REST: commands.

OPTION = {"type": 3, "name": "o", "description": "d"}
BAD_COMMANDS: list[dict[str, Any]] = [
    {"name": "Ask"},
    {"name": "a b"},
    {"name": "a" * 33},
    {"name": ""},
    {"name_localizations": {"ko": "질 문"}},
    {"name_localizations": {"kr": "질문"}},
    {"description": ""},
    {"description": "가" * 101},
    {"description_localizations": {"ko": "가" * 101}},
    {"foo": 1},
    {"options": [OPTION | {"foo": 1}]},
    {"options": [OPTION | {"name": f"o{n}"} for n in range(26)]},
    {"options": [OPTION, OPTION]},
    {"options": [OPTION, OPTION | {"name": "p", "required": True}]},
    {"options": [OPTION | {"name": "O"}]},
    {"options": [OPTION | {"description": ""}]},
    {"options": [OPTION | {"choices": [{"name": "n", "value": "v"}], "autocomplete": True}]},
    {"options": [OPTION | {"choices": [{"name": str(n), "value": "v"} for n in range(26)]}]},
    {"options": [OPTION | {"choices": [{"name": "n", "value": "v" * 101}]}]},
    {"options": [OPTION | {"type": 5, "autocomplete": True}]},
    {"options": [OPTION | {"type": 12}]},
    {"options": [OPTION, {"type": 1, "name": "s", "description": "d"}]},
    {"options": [OPTION | {"max_length": 6001}]},
    {"contexts": [3]},
    {"default_member_permissions": "many"},
    {"type": 3},
    {"options": [OPTION | {"name": f"o{n}", "choices": [
        {"name": f"{c}" + "x" * 90, "value": f"{c}" + "y" * 90} for c in range(25)]} for n in range(2)]},
]  # fmt: skip


@pytest.mark.parametrize("change", BAD_COMMANDS)
def test_a_wrong_command_is_refused(raw: Raw, double: Double, change: dict[str, Any]):
    status, answer = raw.commands([{"name": "ask", "description": "d"} | change])
    assert (status, answer["code"]) == (400, 50035)
    assert double.commands == []


def test_commands_are_unique_and_counted(raw: Raw):
    one = {"name": "ask", "description": "d"}
    assert raw.commands([one, one])[0] == 400
    assert raw.commands([{"name": "Ask This", "type": 3}, one])[0] == 200
    assert raw.commands([one | {"name": f"a{n}"} for n in range(101)])[0] == 400
    assert raw.commands([{"name": f"a{n}", "type": 3} for n in range(16)])[0] == 400


def test_commands_keep_their_ids(raw: Raw):
    first = raw.commands()[1]
    second = raw.commands([*COMMANDS[1:], COMMANDS[0] | {"description": "Other"}])[1]
    assert {one["name"]: one["id"] for one in first} == {one["name"]: one["id"] for one in second}


# REST: interactions.


@pytest.fixture
def asked(raw: Raw, minji: Person, channel: Channel) -> InteractionHandle:
    assert raw.commands()[0] == 200
    return minji.slash(channel, "ask", question="누리호?")


def test_an_interaction_is_answered_once(raw: Raw, asked: InteractionHandle):
    assert raw.webhook("PATCH", asked, "/messages/@original", {"content": "x"})[1]["code"] == 10015
    assert raw.webhook("POST", asked, "", {"content": "x"})[1]["code"] == 10015
    assert raw.callback(asked, {"type": 5})[0] == 204
    assert not asked.settled
    status, answer = raw.callback(asked, {"type": 5})
    assert (status, answer["code"]) == (400, 40060)
    assert raw.webhook("PATCH", asked, "/messages/@original", {"content": "답"})[0] == 200
    assert asked.wait().message is not None
    assert asked.message
    assert asked.message.content == "답"
    assert not asked.message.loading
    assert asked.deferred
    assert asked.attempts == 2


def test_a_callback_after_three_seconds_is_too_late(
    raw: Raw, double: Double, asked: InteractionHandle
):
    double.advance(3.1)
    status, answer = raw.callback(asked, {"type": 5})
    assert (status, answer["code"]) == (404, 10062)
    double.advance(-3.1)
    assert raw.callback(asked, {"type": 5})[1]["code"] == 10062


def test_a_late_callback_can_be_ordered(
    raw: Raw, double: Double, minji: Person, channel: Channel, asked: InteractionHandle
):
    double.faults.late_callback()
    late = minji.slash(channel, "ask", question="?")
    assert raw.callback(late, {"type": 5})[1]["code"] == 10062
    assert raw.callback(asked, {"type": 5})[0] == 204


@pytest.mark.parametrize("how", ["time", "order"])
def test_a_token_lives_fifteen_minutes(
    raw: Raw, double: Double, asked: InteractionHandle, how: str
):
    raw.callback(asked, {"type": 4, "data": {"content": "답"}})
    assert raw.webhook("POST", asked, "", {"content": "더"})[0] == 200
    if how == "time":
        double.advance(15 * 60)
    else:
        double.faults.expire_tokens()
    status, answer = raw.webhook("POST", asked, "", {"content": "더"})
    assert (status, answer["code"]) == (401, 50027)
    assert len(asked.followups) == 1


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (6, None),
        (7, {"content": "x"}),
        (8, {"choices": []}),
        (12, None),
        (4, {"content": "가" * 2001}),
        (9, {"title": "가" * 46, "custom_id": "m", "components": [row({"type": 4})]}),
        (9, {"title": "t", "custom_id": "m", "components": []}),
    ],
)
def test_a_callback_that_does_not_fit_is_refused(
    raw: Raw, asked: InteractionHandle, kind: int, data: dict[str, Any] | None
):
    status, answer = raw.callback(asked, {"type": kind, "data": data})
    assert (status, answer["code"]) == (400, 50035)
    assert not asked.acknowledged


def test_an_empty_answer_is_refused(raw: Raw, asked: InteractionHandle):
    assert raw.callback(asked, {"type": 4, "data": {}})[1]["code"] == 50006


def test_an_ephemeral_answer_is_for_one_person(
    raw: Raw, double: Double, guild: Guild, asked: InteractionHandle
):
    data = {"content": "답", "flags": 64, "components": [row(button())]}
    raw.callback(asked, {"type": 4, "data": data})
    message = asked.wait_message()
    assert asked.ephemeral
    assert raw("GET", f"/channels/{message.channel.id}/messages/{message.id}")[1]["code"] == 10008
    other = double.add_user("철수")
    guild.add_member(other)
    with pytest.raises(CannotError, match="does not see"):
        other.click(message, label="b")


def test_the_first_follow_up_after_a_deferral_edits_it(raw: Raw, asked: InteractionHandle):
    raw.callback(asked, {"type": 5, "data": {"flags": 64}})
    raw.webhook("POST", asked, "", {"content": "답"})
    raw.webhook("POST", asked, "", {"content": "더", "flags": 64})
    assert [one.content for one in asked.messages] == ["답", "더"]
    assert asked.ephemeral


def test_a_deleted_response_is_unknown(raw: Raw, asked: InteractionHandle):
    raw.callback(asked, {"type": 4, "data": {"content": "답"}})
    assert raw.webhook("DELETE", asked, "/messages/@original")[0] == 204
    status, answer = raw.webhook("PATCH", asked, "/messages/@original", {"content": "x"})
    assert (status, answer["code"]) == (404, 10008)


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": "n", "value": "v"}] * 26,
        [{"name": "가" * 101, "value": "v"}],
        [{"name": "", "value": "v"}],
        [{"name": "n", "value": "v" * 101}],
        [{"name": "n", "value": 1}],
    ],
)
def test_choices_beyond_their_limits_are_refused(
    raw: Raw, minji: Person, channel: Channel, choices: list[dict[str, Any]]
):
    raw.commands()
    typing = minji.type_option(channel, "ask", focused="outlet", value="세계")
    assert raw.callback(typing, {"type": 8, "data": {"choices": choices}})[1]["code"] == 50035
    good = [{"name": "가" * 100, "value": "v" * 100}] * 25
    assert raw.callback(typing, {"type": 8, "data": {"choices": good}})[0] == 204
    assert len(typing.wait().choices) == 25


# People.


@pytest.mark.parametrize(
    ("path", "values", "why"),
    [
        ("asks", {}, "no command"),
        ("ask", {}, "needs the option"),
        ("ask", {"question": "q", "when": "now"}, "has no option when"),
        ("ask", {"question": 1}, "takes text"),
        ("ask", {"question": "q", "n": 10}, "out of its range"),
        ("ask", {"question": "q", "n": "1"}, "takes a number"),
        ("ask show", {"question": "q"}, "no subcommand"),
        ("manage", {}, "permissions that 민지 lacks"),
    ],
)
def test_a_person_can_call_only_what_discord_offers(
    asked: InteractionHandle, minji: Person, path: str, values: dict[str, Any], why: str
):
    channel = asked.interaction.channel
    with pytest.raises(CannotError, match=why):
        minji.slash(channel, path, **values)


def test_commands_are_found_by_their_name_in_either_language(
    raw: Raw, double: Double, minji: Person, channel: Channel
):
    raw.commands()
    assert minji.slash(channel, "질문", question="q").interaction.data["name"] == "ask"
    english = double.add_user("Ann", "en-US")
    assert channel.guild
    channel.guild.add_member(english)
    with pytest.raises(CannotError):
        english.slash(channel, "질문", question="q")


def test_permissions_and_contexts_are_honoured(
    raw: Raw, double: Double, minji: Person, channel: Channel
):
    raw.commands()
    guild = channel.guild
    assert guild
    assert guild.owner is not minji
    role = guild.add_role("편집", Permission.MANAGE_GUILD)
    guild.set_roles(minji, [role])
    payload = minji.slash(channel, "manage").interaction.payload()
    assert int(payload["member"]["permissions"]) & Permission.MANAGE_GUILD
    assert payload["locale"] == payload["guild_locale"] == "ko"
    guild.remove_role(role)
    with pytest.raises(CannotError):
        minji.slash(channel, "manage")
    with pytest.raises(CannotError, match="not offered"):
        minji.slash(double.dm(minji), "here")
    direct = minji.slash(double.dm(minji), "ask", question="q").interaction.payload()
    assert "member" not in direct
    assert direct["user"]["id"] == str(minji.id)


def test_buttons_that_cannot_be_clicked(raw: Raw, minji: Person, channel: Channel):
    parts = [row(button(1), button(2, label="끔", disabled=True), link())]
    raw("POST", f"/channels/{channel.id}/messages", {"content": "x", "components": parts})
    message = next(iter(channel.messages.values()))
    for label, why in (("끔", "disabled"), ("원문", "opens a link"), ("없음", "it has")):
        with pytest.raises(CannotError, match=why):
            minji.click(message, label=label)
    assert minji.click(message, label="b").interaction.data["custom_id"] == "b1"
    assert minji.click(message, custom_id="b1").interaction.source is message
    message.delete()
    with pytest.raises(CannotError, match="deleted"):
        minji.click(message, label="b")


def test_a_select_gives_its_values(raw: Raw, minji: Person, channel: Channel):
    choices = [{"label": "하나", "value": "1"}, {"label": "둘", "value": "2"}]
    select = {"type": 3, "custom_id": "s", "options": choices}
    body = {"content": "x", "components": [row(select)]}
    raw("POST", f"/channels/{channel.id}/messages", body)
    message = next(iter(channel.messages.values()))
    assert minji.select(message, ["둘"]).interaction.data["values"] == ["2"]
    with pytest.raises(CannotError):
        minji.select(message, ["하나", "둘"])
    wide = row(select, button())
    assert raw("POST", f"/channels/{channel.id}/messages", {"components": [wide]})[0] == 400


def test_people_without_permission_cannot_write(guild: Guild, minji: Person):
    closed = guild.add_channel("공지", deny_everyone=Permission.SEND_MESSAGES)
    with pytest.raises(CannotError, match="cannot write"):
        minji.say(closed, "안녕")


def test_waiting_in_vain_says_what_the_bot_sent(raw: Raw, asked: InteractionHandle):
    raw("GET", "/users/@me")
    with pytest.raises(NotSeenError, match="GET /users/@me -> 200"):
        asked.wait(timeout=0.01)


# The gateway, by hand.

PROPERTIES = {"os": "linux", "browser": "test", "device": "test"}
GUILD_INTENTS = int(Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES)


class Wire:
    """A gateway client that knows nothing."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: object) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def identify(self, double: Double, **changes: Any) -> None:
        data = {"token": double.token, "intents": GUILD_INTENTS, "properties": PROPERTIES}
        await self.send(2, data | changes)

    async def event(self, name: str | int) -> dict[str, Any]:
        """Return the next dispatch of that name, or message with that opcode."""
        while True:
            message = await self.socket.receive(timeout=20)
            assert message.type == aiohttp.WSMsgType.TEXT, message
            payload: dict[str, Any] = json.loads(message.data)
            if name in (payload["t"], payload["op"]):
                return payload

    async def close_code(self) -> int | None:
        while True:
            message = await self.socket.receive(timeout=20)
            if message.type == aiohttp.WSMsgType.CLOSE:
                code: int = message.data
                return code
            if message.type != aiohttp.WSMsgType.TEXT:
                return self.socket.close_code


def on_wire(double: Double, talk: Callable[[Wire], Any], query: str = "?v=10&encoding=json") -> Any:
    async def run() -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(double.gateway_url + query) as socket,
        ):
            return await talk(Wire(socket))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": GUILD_INTENTS | 1 << 15}, 4014),
        ({"intents": 1 << 30}, 4013),
        ({"shard": [2, 2]}, 4010),
        ({"properties": None}, 4002),
    ],
)
def test_a_wrong_identify_is_closed(double: Double, changes: dict[str, Any], code: int):
    async def talk(wire: Wire) -> int | None:
        await wire.identify(double, **changes)
        return await wire.close_code()

    assert on_wire(double, talk) == code
    assert not double.gateway.ready


def test_an_intent_that_is_switched_on_may_be_asked_for():
    with Double(intents=Intent.MESSAGE_CONTENT) as double:

        async def talk(wire: Wire) -> Any:
            await wire.identify(double, intents=GUILD_INTENTS | Intent.MESSAGE_CONTENT)
            return (await wire.event("READY"))["d"]

        assert on_wire(double, talk)["application"]["flags"] & 1 << 19


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"op": 3, "d": {}}, 4003),
        ({"op": 99, "d": None}, 4001),
        ("no json", 4002),
        ({"op": 1, "d": "x" * 4096}, 4002),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
    ],
)
def test_a_client_that_misbehaves_is_closed(double: Double, said: object, code: int):
    async def talk(wire: Wire) -> int | None:
        await wire.socket.send_str(said if isinstance(said, str) else json.dumps(said))
        return await wire.close_code()

    assert on_wire(double, talk) == code


def test_a_second_identify_and_a_flood_are_closed(double: Double):
    async def twice(wire: Wire) -> int | None:
        await wire.identify(double)
        await wire.identify(double)
        return await wire.close_code()

    async def flood(wire: Wire) -> int | None:
        for _ in range(121):
            await wire.send(1, None)
        return await wire.close_code()

    assert on_wire(double, twice) == 4005
    assert on_wire(double, flood) == 4008
    assert on_wire(double, Wire.close_code, "?v=9&encoding=json") == 4012


def test_what_was_missed_is_sent_again(double: Double, minji: Person, channel: Channel):
    async def begin(wire: Wire) -> Any:
        await wire.identify(double)
        ready = await wire.event("READY")
        created = await wire.event("GUILD_CREATE")
        assert [one["user"]["bot"] for one in created["d"]["members"]] == [True]
        return ready["d"] | {"seq": created["s"]}

    session = on_wire(double, begin)
    # That client closed with 1000, which ends a session; as if its network had gone:
    double.gateway.sessions.clear()

    async def cut(wire: Wire) -> Any:
        await wire.identify(double)
        begun = (await wire.event("READY"))["d"]
        seq = (await wire.event("GUILD_CREATE"))["s"]
        await wire.socket.close(code=4000)
        return begun | {"seq": seq}

    cut_off = on_wire(double, cut)
    minji.say(channel, "하나", mention_bot=True)
    minji.say(channel, "둘", mention_bot=True)

    async def resume(wire: Wire) -> list[str]:
        data = {"token": double.token, "session_id": cut_off["session_id"], "seq": cut_off["seq"]}
        await wire.send(6, data)
        said = [(await wire.event("MESSAGE_CREATE"))["d"]["content"][-2:] for _ in range(2)]
        await wire.event("RESUMED")
        return said

    assert on_wire(double, resume) == ["하나", " 둘"]

    async def in_vain(wire: Wire) -> Any:
        data = {"token": double.token, "session_id": session["session_id"], "seq": session["seq"]}
        await wire.send(6, data)
        return (await wire.event(9))["d"]

    assert on_wire(double, in_vain) is False


def test_heartbeats_are_answered_until_told_not_to(double: Double):
    async def talk(wire: Wire) -> list[int]:
        await wire.event(10)
        await wire.send(1, None)
        first = (await wire.event(11))["op"]
        double.gateway.stop_acks()
        await wire.send(1, None)
        double.gateway.request_heartbeat()
        return [first, (await wire.event(1))["op"]]

    assert on_wire(double, talk) == [11, 1]


def test_a_client_that_stops_its_heartbeats_is_closed(double: Double):
    double.gateway.heartbeat_interval = 0.02
    assert on_wire(double, Wire.close_code) == 4000


def test_zlib_stream_is_one_stream(double: Double):
    async def talk(wire: Wire) -> list[int]:
        inflator = zlib.decompressobj()
        ops = []
        for _ in range(2):
            piece = (await wire.socket.receive(timeout=20)).data
            assert piece.endswith(b"\x00\x00\xff\xff")
            ops.append(json.loads(inflator.decompress(piece))["op"])
            await wire.send(1, None)
        return ops

    assert on_wire(double, talk, "?v=10&encoding=json&compress=zlib-stream") == [10, 11]


def hear(
    double: Double, intents: int, act: Callable[[], Any], fence: Callable[[], Any]
) -> list[Any]:
    """Return the dispatches that a session with these intents gets of `act`, up to `fence`."""

    async def talk(wire: Wire) -> list[Any]:
        await wire.identify(double, intents=intents)
        await wire.event("READY")
        act()
        fence()
        heard: list[Any] = []
        while True:
            payload = await wire.event(0)
            if payload["t"] == "INTERACTION_CREATE":
                return heard
            heard.append(payload)

    return list(on_wire(double, talk))


def test_content_is_hidden_without_the_intent(
    raw: Raw, double: Double, guild: Guild, minji: Person, channel: Channel
):
    raw.commands()
    secret = guild.add_channel("비밀", deny=Permission.VIEW_CHANNEL)
    raw("POST", f"/channels/{channel.id}/messages", {"content": "봇의 말"})
    answer = next(iter(channel.messages.values()))

    def act() -> None:
        plain = minji.say(channel, "평범", files=[("a.txt", b"a")]).message
        minji.say(channel, "언급", mention_bot=True, reply_to=plain, ping=False)
        minji.say(channel, "답글", reply_to=answer)
        minji.say(channel, "조용한 답글", reply_to=answer, ping=False)
        minji.say(double.dm(minji), "귓속말")
        minji.say(secret, "안 보임", mention_bot=True)

    heard = hear(double, GUILD_INTENTS, act, lambda: minji.slash(channel, "ask", question="q"))
    seen = [one["d"] for one in heard if one["t"] == "MESSAGE_CREATE"]
    assert [one["content"].split()[-1:] for one in seen] == [[], ["언급"], ["답글"], [], ["귓속말"]]
    assert seen[0]["attachments"] == []
    assert seen[1]["referenced_message"]["content"] == ""
    assert seen[3]["referenced_message"]["content"] == "봇의 말"
    assert "guild_id" not in seen[4]


def test_events_need_their_intents(
    raw: Raw, double: Double, guild: Guild, minji: Person, channel: Channel
):
    raw.commands()

    def act() -> None:
        minji.say(channel, "x", mention_bot=True)
        minji.say(double.dm(minji), "x")
        guild.add_channel("새 채널")
        guild.add_member(double.add_user("철수"))

    def fence() -> None:
        minji.slash(channel, "ask", question="q")

    assert hear(double, 0, act, fence) == []
    only = hear(double, int(Intent.DIRECT_MESSAGES), act, fence)
    assert [one["t"] for one in only] == ["MESSAGE_CREATE"]
    assert only[0]["d"]["channel_type"] == ChannelKind.DM


def test_an_ephemeral_message_is_told_as_a_direct_one(
    raw: Raw, double: Double, asked: InteractionHandle, minji: Person, channel: Channel
):
    def act() -> None:
        raw.callback(asked, {"type": 4, "data": {"content": "x", "flags": 64}})

    def fence() -> None:
        minji.slash(channel, "ask", question="q")

    told = hear(double, int(Intent.DIRECT_MESSAGES), act, fence)
    assert [one["t"] for one in told] == ["MESSAGE_CREATE"]
    assert "guild_id" not in told[0]["d"]
    assert hear(double, int(Intent.GUILD_MESSAGES), act, fence) == []


# OpenAPI.

described = pytest.mark.skipif(
    not DESCRIPTION.is_file(), reason="discord_openapi.json lies outside the project"
)


@described
@pytest.mark.parametrize(
    ("request_line", "body", "part"),
    [
        ("POST /channels/1/messages", {"content": 5}, "/content"),
        ("POST /channels/1/messages", {"embeds": [{"color": "red"}]}, "/embeds/0/color"),
        ("PUT /applications/1/commands", [{"description": "x"}], "name"),
        ("POST /interactions/1/t/callback", {"type": 4, "data": {"content": 5}}, "/data/content"),
        ("POST /interactions/1/t/callback", {"type": 99}, "no form of the body has type 99"),
        ("DELETE /channels/1/messages/2", {"x": 1}, "has no body"),
        ("GET /nonsense", None, "has no such request"),
    ],
)
def test_the_description_finds_what_does_not_fit(
    raw: Raw, double: Double, request_line: str, body: object, part: str
):
    assert double.validates_openapi
    method, path = request_line.split()
    raw(method, path, body)
    assert any(part in one for one in double.violations), double.violations


@described
def test_every_modelled_route_is_described(double: Double):
    for route, _ in ROUTES:
        path = route.template.replace("{", "").replace("}", "")
        assert double.description.template(route.method, path), route


def test_without_the_description_the_double_says_so(tmp_path: Path, double: Double, raw: Raw):
    double.description = Description(tmp_path / "nothing.json")
    assert not double.validates_openapi
    assert raw("GET", "/users/@me")[0] == 200
    assert double.violations == []


# Faults.


def test_a_rate_limit_looks_as_documented(raw: Raw, double: Double, channel: Channel):
    path = f"/channels/{channel.id}/messages"
    double.faults.rest("POST /channels/*", status=429, retry_after=2.5)
    status, answer = raw("POST", path, {"content": "x"})
    assert (status, answer["retry_after"], answer["global"]) == (429, 2.5, False)
    assert raw.headers["x-ratelimit-scope"] == "user"
    assert raw.headers["x-ratelimit-remaining"] == "0"
    double.faults.rest("POST *", status=429, global_=True)
    assert raw("POST", path, {"content": "x"})[1]["global"] is True
    assert raw.headers["x-ratelimit-global"] == "true"
    double.faults.rest("POST *", status=429, cloudflare=True)
    assert raw("POST", path, {"content": "x"})[1].startswith("error code: 1015")
    assert "via" not in raw.headers
    assert raw("POST", path, {"content": "x"})[0] == 200
    assert double.refused == []


def test_a_connection_can_be_reset_before_or_after_the_work(
    raw: Raw, double: Double, channel: Channel
):
    path = f"/channels/{channel.id}/messages"
    for after in (False, True):
        double.faults.rest("POST *", status="reset", after=after)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            raw("POST", path, {"content": "x"})
        assert len(channel.messages) == int(after)


def test_a_request_can_hang(raw: Raw, double: Double):
    double.faults.rest("GET /users/@me", status="hang")
    connection = http.client.HTTPConnection("127.0.0.1", double.port, timeout=0.2)
    connection.request("GET", "/api/v10/users/@me", headers={"Authorization": "Bot x"})
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()


# A real client.


@pytest.fixture
def toy(double: Double, channel: Channel) -> Iterator[ToyRun]:
    with ToyRun(double) as running:
        yield running
    assert double.violations == []
    assert double.refused == []


def test_discord_py_gets_along(toy: ToyRun, double: Double, minji: Person, channel: Channel):
    handle = minji.slash(channel, "ask", question="누리호?", private=True).wait()
    assert handle.message
    assert handle.message.content == "답: 누리호?"
    assert handle.acknowledged_after is not None
    assert handle.deferred
    assert handle.wait_followups(1)[0].content == "더"
    assert handle.ephemeral
    reply = minji.say(channel, "안녕", mention_bot=True).wait_reply()
    assert reply.mentions == []
    assert reply.labels == ["다시"]
    clicked = minji.click(reply, label="다시").wait()
    assert clicked.message is reply
    assert (reply.content, reply.labels, clicked.messages) == ("clicked", [], [])
    assert minji.say(double.dm(minji), "디엠").wait_reply().content == "답: 디엠"
    assert minji.say(channel, "뭐?", reply_to=reply).wait_reply().reference_id
    thread = channel.start_thread("실", owner=minji)
    assert minji.say(thread, "여기", mention_bot=True).wait_reply().channel is thread
    handle = minji.slash(double.dm(minji), "ask", question="디엠").wait()
    assert handle.message
    assert handle.message.channel is double.dm(minji)


def test_discord_py_gets_choices_menus_modals_and_files(
    toy: ToyRun, double: Double, guild: Guild, minji: Person, channel: Channel
):
    offered = minji.autocomplete(channel, "article show", focused="article", value="누리")
    assert offered == [{"name": "누리 기사", "value": "1"}]
    hidden = minji.say(channel, "안 보이는 글").message
    shown = minji.menu(channel, "Ask with this message", hidden).wait_message()
    assert shown.content == "안 보이는 글"
    owner = guild.owner
    assert isinstance(owner, Person)
    added = owner.slash(channel, "article add", file=("기사.txt", "본문".encode()))
    assert added.wait_message().content == "기사.txt: 본문"
    form = owner.slash(channel, "article add").wait()
    assert form.modal
    assert form.modal["title"] == "기사 추가"
    with pytest.raises(CannotError, match="1 to 100"):
        owner.submit(form, {"본문": "가" * 101})
    sent = owner.submit(form, {"본문": "가", "메모": "나"})
    assert sent.wait_message().content == "가|나"
    with pytest.raises(CannotError, match="sent already"):
        owner.submit(form, {"본문": "가"})


def test_discord_py_resumes_and_identifies_again(
    toy: ToyRun, double: Double, minji: Person, channel: Channel
):
    gateway = double.gateway

    def answered() -> None:
        assert minji.slash(channel, "ask", question="q").wait().message

    def survives(cut: Callable[[], None]) -> None:
        before = gateway.resumed
        cut()
        answered()  # asked while the bot is away: the event waits for it
        double.wait(lambda: gateway.resumed == before + 1, "a resume")

    survives(lambda: gateway.drop(4000))
    survives(gateway.drop_connection)
    survives(gateway.reconnect)
    survives(lambda: gateway.invalidate(resumable=True))
    assert gateway.identifies == 1
    gateway.invalidate()
    double.wait(lambda: gateway.identifies == 2 and gateway.ready, "a new session")
    answered()
    gateway.drop(4009)
    double.wait(lambda: gateway.identifies == 3 and gateway.ready, "a new session")
    answered()
    assert gateway.invalidated == 1
    assert toy.bot
    assert toy.bot.resumes


def test_discord_py_leaves_a_connection_without_acks(double: Double):
    double.gateway.heartbeat_interval = 0.2
    with ToyRun(double, heartbeat_timeout=1.0):
        double.wait(lambda: double.gateway.heartbeats >= 2, "heartbeats")
        double.gateway.stop_acks()
        double.wait(lambda: double.gateway.resumed, "a resume")
        double.gateway.start_acks()


def test_discord_py_is_told_of_a_bad_token_and_a_disallowed_intent(double: Double):
    assert isinstance(ToyRun(double, token="wrong").launch().join(), discord.LoginFailure)
    asking = discord.Intents(message_content=True)
    error = ToyRun(double, intents=asking).launch().join()
    assert isinstance(error, discord.PrivilegedIntentsRequired)
    assert double.gateway.closed == [4014]


def test_discord_py_reads_content_with_the_intent():
    with Double(intents=Intent.MESSAGE_CONTENT) as double:
        guild = double.add_guild("뉴스방")
        channel = guild.add_channel("일반")
        with ToyRun(double, intents=discord.Intents(message_content=True)) as running:
            assert isinstance(guild.owner, Person)
            guild.owner.say(channel, "다 보임")
            assert running.bot
            heard = running.bot.heard
            double.wait(lambda: [one.content for one in heard] == ["다 보임"], "the message")


def test_discord_py_can_have_several_shards():
    with Double(shards=2) as double:
        guilds = [double.add_guild(str(number)) for number in range(2)]
        places = [(one.owner, one.add_channel("일반")) for one in guilds]
        with ToyRun(double):
            assert double.gateway.identifies == 2
            for owner, channel in places:
                assert isinstance(owner, Person)
                owner.say(channel, "안녕", mention_bot=True).wait_reply()
            owner = places[0][0]
            assert isinstance(owner, Person)
            owner.say(double.dm(owner), "안녕").wait_reply()


def test_discord_py_hears_of_changes(
    toy: ToyRun, double: Double, guild: Guild, minji: Person, channel: Channel
):
    assert toy.bot
    bot = toy.bot
    gone = guild.add_channel("없어질 곳")
    double.wait(lambda: bot.get_channel(gone.id), "CHANNEL_CREATE")
    gone.delete()
    double.wait(lambda: bot.get_channel(gone.id) is None, "CHANNEL_DELETE")
    role = guild.add_role("역할", Permission.MANAGE_MESSAGES)
    guild.set_roles(double.world.bot, [role])

    def may() -> bool:
        mine = bot.get_guild(guild.id)
        return bool(mine and mine.me.guild_permissions.manage_messages)

    double.wait(may, "the bot's new role")
    guild.remove_role(role)
    double.wait(lambda: not may(), "the role's end")
    guild.remove_member(double.world.bot)
    double.wait(lambda: not bot.guilds, "GUILD_DELETE")


def test_discord_py_waits_out_a_rate_limit_and_a_server_error(
    toy: ToyRun, double: Double, minji: Person, channel: Channel
):
    route = "POST /channels/{channel_id}/messages"
    limit = double.faults.rest(route, status=429, retry_after=0.01)
    broken = double.faults.rest(route, status=500)
    minji.say(channel, "안녕", mention_bot=True).wait_reply()
    assert (len(limit.struck), len(broken.struck)) == (1, 1)
    assert [one.status for one in double.sent(route)] == [429, 500, 200]


def test_a_message_whose_answer_was_lost_is_not_sent_twice_with_a_nonce(
    toy: ToyRun, double: Double, minji: Person, channel: Channel
):
    double.faults.rest("POST /channels/*/messages", status=500, after=True)
    said = minji.say(channel, "안녕", mention_bot=True)
    route = "POST /channels/{channel_id}/messages"
    double.wait(lambda: [one.status for one in double.sent(route)] == [500, 200], "the retry")
    assert len(said.replies()) == 1


def test_a_bot_that_ends_before_it_logs_in_is_shown_with_its_words(double: Double, tmp_path: Path):
    started = BotProcess(double, tmp_path, tmp_path / "index", arguments=("nonsense",))
    with pytest.raises(AssertionError, match="nonsense"):
        started.start()
    assert not any("PROXY" in name.upper() for name in started.environment)
    assert started.environment["NEWSBOT_DISCORD_API_URL"] == double.api_url


def test_who_may_not_speak_may_not_embed_either(asked: InteractionHandle, channel: Channel):
    channel.deny(Permission.SEND_MESSAGES)
    granted = int(asked.interaction.payload()["app_permissions"])
    assert not granted & Permission.EMBED_LINKS
    assert granted & Permission.READ_MESSAGE_HISTORY
    channel.allow(Permission.SEND_MESSAGES)
    assert int(asked.interaction.payload()["app_permissions"]) & Permission.EMBED_LINKS


def test_a_thread_has_a_permission_of_its_own(raw: Raw, channel: Channel):
    thread = channel.start_thread("실")
    channel.deny(Permission.SEND_MESSAGES)
    assert raw("POST", f"/channels/{thread.id}/messages", {"embeds": [EMBED]})[0] == 200
    channel.deny(Permission.SEND_MESSAGES_IN_THREADS)
    assert raw("POST", f"/channels/{thread.id}/messages", {"content": "x"})[1]["code"] == 50013


def test_pings_come_about_only_where_they_are_allowed(raw: Raw, minji: Person, channel: Channel):
    said = minji.say(channel, "안녕").message
    text = f"@everyone {minji.mention}"
    reply = {"message_reference": {"message_id": str(said.id)}}
    cases: list[tuple[dict[str, Any], bool, int]] = [
        ({}, True, 1),
        ({"allowed_mentions": {"parse": []}}, False, 0),
        ({"allowed_mentions": {"parse": ["users"]}}, False, 1),
        ({"allowed_mentions": {"parse": []}} | reply, False, 0),
        ({"allowed_mentions": {"parse": [], "replied_user": True}} | reply, False, 1),
    ]
    for body, everyone, people in cases:
        made = raw("POST", f"/channels/{channel.id}/messages", {"content": text} | body)[1]
        assert (made["mention_everyone"], len(made["mentions"])) == (everyone, people), body


def test_a_click_is_settled_when_the_bot_deletes_the_message(
    raw: Raw, minji: Person, channel: Channel
):
    raw("POST", f"/channels/{channel.id}/messages", {"content": "x", "components": [row(button())]})
    message = next(iter(channel.messages.values()))
    click = minji.click(message, label="b")
    raw.callback(click, {"type": 6})
    assert click.acknowledged
    assert not click.settled
    raw("DELETE", f"/channels/{channel.id}/messages/{message.id}")
    assert click.wait().messages == []
