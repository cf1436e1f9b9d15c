"""The token and the link: what a new user meets before the bot has ever logged in."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.bot.invitation import PERMISSIONS, application_of, invite_link, is_token
from newsbot.bot.start import require_token
from newsbot.errors import SettingsError
from newsbot.settings import VARIABLES, load_settings

APPLICATION = 1234567890123456789


def token_of(application: int = APPLICATION) -> str:
    """Return what looks like a token of *application*; it opens nothing."""
    first = base64.urlsafe_b64encode(str(application).encode()).decode().rstrip("=")
    return f"{first}.abc-_9.{'x' * 27}"


def test_the_link_asks_for_both_scopes_and_the_five_permissions():
    parts = urlsplit(invite_link(APPLICATION))
    query = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    assert query["client_id"] == [str(APPLICATION)]
    assert query["scope"] == ["bot applications.commands"]
    wanted = discord.Permissions(int(query["permissions"][0]))
    assert {name for name, value in wanted if value} == {
        "read_messages",  # how discord.py calls View Channels
        "send_messages",
        "send_messages_in_threads",
        "embed_links",
        "read_message_history",
    }


def test_the_link_asks_for_nothing_dangerous():
    assert not PERMISSIONS.value & discord.Permissions.elevated().value
    assert not PERMISSIONS.mention_everyone


def test_a_token_is_known_by_its_shape():
    assert is_token(token_of())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "Bot " + token_of(),
        token_of() + "\n",
        token_of() + ".more",
        str(APPLICATION),  # the application's id
        "a" * 64,  # its public key
        "A" * 32,  # its client secret
        token_of().replace(".", ""),
    ],
    ids=[
        "nothing",
        "a word",
        "with Bot",
        "with a line end",
        "four parts",
        "an id",
        "a public key",
        "a client secret",
        "no dots",
    ],
)
def test_what_is_often_pasted_instead_is_no_token(text):
    assert not is_token(text)
    assert application_of(text) is None


def test_the_application_is_read_from_the_token():
    assert application_of(token_of()) == APPLICATION


@given(st.integers(10**16, 2**63))
def test_any_application_is_read_from_its_token(application):
    assert application_of(token_of(application)) == application


@given(st.from_regex(r"[\w-]{20,40}\.[\w-]{4,8}\.[\w-]{20,40}", fullmatch=True))
def test_no_shape_of_token_is_a_fault(text):
    found = application_of(text)
    assert found is None or 10**14 <= found < 10**20


def required(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"NEWSBOT_{name}", value)
    return require_token(load_settings(None))


def test_a_token_for_discord_itself_must_look_like_one(monkeypatch):
    assert required(monkeypatch, DISCORD_TOKEN=token_of()) == token_of()
    with pytest.raises(SettingsError) as caught:
        required(monkeypatch, DISCORD_TOKEN="my secret".replace(" ", "-"))
    assert caught.value.code == "bot.odd_token"
    assert "my-secret" not in caught.value.sentence("ko") + caught.value.sentence("en")


def test_another_server_may_have_tokens_of_any_shape(monkeypatch):
    url = "http://127.0.0.1:1/api"
    assert required(monkeypatch, DISCORD_TOKEN="odd", DISCORD_API_URL=url) == "odd"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["토큰", "링크 첨부", "메시지 보내기", "메시지 기록 보기", "스레드", "채널 보기"]),
        ("en", ["token", "Embed Links", "Send Messages", "Read Message History", "Threads"]),
    ],
)
def test_without_a_token_it_is_said_where_to_get_one(monkeypatch, language, words):
    with pytest.raises(SettingsError) as caught:
        required(monkeypatch)
    sentence = caught.value.sentence(language)
    everywhere = [
        "NEWSBOT_DISCORD_TOKEN",
        "https://discord.com/developers/applications",
        invite_link("APPLICATION_ID"),
        "applications.commands",
        "`newsbot chat`",
    ]
    assert [one for one in everywhere + words if one not in sentence] == []
    assert "\n" not in sentence
