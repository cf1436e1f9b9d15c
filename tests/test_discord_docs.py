"""The page on the Discord bot is true, in both languages: commands, limits, sentences, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

import discord
import pytest
from discord import app_commands
from tests.test_docs import SOURCE, blocks, command_lines, prose, text_of, untranslated

from newsbot import audit, ingest
from newsbot.answering import Options
from newsbot.bot import article_commands, commands, feeds, listening, reply, services
from newsbot.bot.finding import PAGES, page_of
from newsbot.bot.invitation import PERMISSIONS, SCOPES, invite_link
from newsbot.bot.localisation import KOREAN
from newsbot.bot.modals import MAX_TEXT
from newsbot.bot.offering import KINDS, MAX_ARTICLES, MAX_FILE_BYTES
from newsbot.bot.records import Asked
from newsbot.bot_messages import MESSAGES
from newsbot.cli import app
from newsbot.corpus import HISTORY, TRASH, Corpus
from newsbot.dates import KST
from newsbot.feeds import MAX_FEEDS_OF_AUDIENCE, NOTE
from newsbot.fetching import Limits
from newsbot.followups import broken_off
from newsbot.index.store import Store
from newsbot.messages import CATALOGUE
from newsbot.newsroom import Newsroom
from newsbot.passages import PASSAGES_VERSION
from newsbot.periods import parse_period
from newsbot.query import MAX_QUESTION_CHARS
from newsbot.settings import PREFIX, VARIABLES, Settings
from newsbot.text import MAX_BODY_CHARS

ENGLISH, KOREAN_PAGE = "docs/discord.md", "docs/discord.ko.md"
PAGE_NAMES = ENGLISH, KOREAN_PAGE
both = pytest.mark.parametrize("name", PAGE_NAMES)


def language_at(name: str) -> int:
    """Return which of a pair of sentences the page quotes."""
    return int(name == ENGLISH)


def section(name: str, number: int) -> str:
    """Return the text below a heading, the first being 0, up to the next heading."""
    return re.split(r"^#+ .*$", prose(name), flags=re.MULTILINE)[number + 1]


def heading(name: str, start: str) -> str:
    """Return the section of the page at the place where the English one begins with *start*."""
    titles = re.findall(r"^#+ (.*)$", prose(ENGLISH), re.MULTILINE)
    (number,) = [place for place, title in enumerate(titles) if title == start]
    return section(name, number)


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table in *text*, without heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rules = {place for place, line in enumerate(lines) if line.startswith("|--")}
    body = [line for place, line in enumerate(lines) if not {place, place + 1} & rules]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


def code(text: str) -> list[str]:
    """Return what is set as code, of one line or broken over two."""
    return [" ".join(one.split()) for one in re.findall(r"`([^`]+)`", text)]


def test_both_pages_hold_the_same():
    assert blocks(ENGLISH) == blocks(KOREAN_PAGE)
    titles = [re.findall(r"^(#+) ", prose(name), re.MULTILINE) for name in PAGE_NAMES]
    assert titles[0] == titles[1]
    for number in range(len(titles[0])):
        english, korean = (section(name, number) for name in PAGE_NAMES)
        assert len(rows(english)) == len(rows(korean))
        assert set(code(english)) == set(code(korean)), english
    outside = [{link for link in untranslated(name) if "#" not in link} for name in PAGE_NAMES]
    assert outside[0] == outside[1]


# Setting it up


@both
def test_the_invite_link_is_the_one_that_the_bot_prints(name):
    (link,) = [one.text for one in blocks(name) if "oauth2" in one.text]
    assert link == invite_link("APPLICATION_ID")
    text = heading(name, "4. Invite it")
    assert set(SCOPES) <= set(code(text))
    assert re.findall(r"\d{9,}", text) == [str(PERMISSIONS.value)]


@both
def test_every_permission_that_is_asked_for_has_its_reason(name):
    named = [row[0] for row in rows(heading(name, "4. Invite it"))]
    assert len(named) == sum(wanted for _, wanted in PERMISSIONS)
    assert all(one in CATALOGUE["bot.no_token"][language_at(name)] for one in named)


@both
def test_every_setting_that_is_named_exists(name):
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text_of(name))) <= set(VARIABLES)
    for variable, shown in re.findall(r"`NEWSBOT_(KEEP_DAYS)`(?:, |\()(\d+)", text_of(name)):
        assert int(shown) == Settings.model_fields[variable.lower()].default


@both
def test_the_reply_that_is_shown_is_the_one_that_is_given(name, analyser, tmp_path):
    """Where this fails after a change that is meant, paste the new reply into both pages."""
    asked, shown = [one.text for one in blocks(name) if "누리호" in one.text]
    store = Store(tmp_path / "index", f"{PASSAGES_VERSION}/{analyser.fingerprint}")
    newsroom = Newsroom(Corpus(SOURCE.parents[1] / "corpus"), store, analyser)
    newsroom.sync()
    limit = Settings.model_fields["limit"].default
    answer = newsroom.ask(asked.removeprefix("@newsbot "), Options(limit=limit * PAGES))
    (embed,) = reply.answer_embeds(
        answer,
        page_of(answer, 0, limit)[0],
        language="ko",
        searched=newsroom.size()[0],
        newest=newsroom.newest(None),
    )
    newsroom.close()
    seen = re.sub(r"\*\*|`|\\|^(?:> |-# )", "", embed.description or "", flags=re.MULTILINE)
    seen = re.sub(r"\[(.+?)\]\(<.*?>\)", r"\1", seen)
    assert shown == f"{seen}\n\n{embed.footer.text}"


# Asking


@both
def test_the_buttons_are_those_of_the_bot(name):
    shown = [
        row[0].removesuffix(" 1").replace(" 1 ", " ").replace(" 1)", ")") for row in table(name)
    ]
    pairs = [MESSAGES[f"button.{one}"] for one in ("more", "why", "delete", "source")]
    korean_first = [f"{korean} ({english})" for korean, english in pairs]
    english_first = [f"{english} ({korean})" for korean, english in pairs]
    wanted = english_first if name == ENGLISH else korean_first
    assert [one for one in shown if "(" in one] == wanted


def table(name: str) -> list[list[str]]:
    return rows(heading(name, "The answer"))


@both
def test_the_dates_are_understood(name):
    examples = [
        one for one in code(heading(name, "Dates")) if one not in {"since", "until", "/ask"}
    ]
    assert len(examples) > 10
    now = datetime(2025, 11, 5, 12, tzinfo=KST)
    for one in examples:
        assert parse_period(one, now), one


@both
def test_the_words_that_break_a_topic_off_do_so(name):
    text = heading(name, "Following up")
    for words in [one for one in code(text) if one.endswith(":")]:
        assert broken_off(f"{words} 누가 서명했어?") == "누가 서명했어?"
    assert f"{listening.TOPIC_SECONDS // 60}" in text


@both
def test_the_limits_are_those_of_the_program(name):
    defaults = {field: info.default for field, info in Settings.model_fields.items()}
    shown = [
        re.findall(r"\d[\d,]*\d|\d", row[1].partition("`")[0] or row[1]) for row in limits(name)
    ]
    assert shown == [
        [f"{services._PER_USER}"],
        [f"{services._PER_GUILD}"],
        [f"{defaults['max_questions']}"],
        [f"{defaults['questions_a_minute']}"],
        [f"{MAX_QUESTION_CHARS:,}"],
        [f"{PAGES}"],
        [f"{MAX_TEXT:,}"],
        [f"{MAX_FILE_BYTES >> 20}", f"{ingest.MAX_TEXT_BYTES >> 20}"],
        [f"{MAX_ARTICLES:,}"],
        [f"{Limits().max_bytes >> 20}", f"{Limits().total_seconds:g}"],
        ["1"],  # tests/bot/test_offering.py: the second one is refused
        [f"{services._PAGES_A_MINUTE}"],
        [f"{MAX_FEEDS_OF_AUDIENCE}"],
        [f"{MAX_BODY_CHARS:,}"],
    ]


def limits(name: str) -> list[list[str]]:
    return rows(heading(name, "Limits"))


@both
def test_what_is_said_below_a_quote_is_quoted_as_it_is_said(name):
    text = " ".join(heading(name, "The answer").split())
    for code in ("also", "corrected.correction"):
        korean, english = (one.format(count=3) for one in MESSAGES[f"reply.{code}"])
        assert f"`{korean}` ({english})" in text or f"`{korean}`({english})" in text
    assert MESSAGES["reply.excerpt"][0].partition("(")[0] in text


# Commands


def described(
    tree: app_commands.CommandTree[discord.Client],
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each command's name, its Korean name, and its options in both languages."""
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            korean = " ".join(KOREAN[part] for part in command.qualified_name.split())
            options = [f"`{one.name}` ({KOREAN[one.name]})" for one in command.parameters]
            yield f"`/{command.qualified_name}`", f"`/{korean}`", options
    for menu in tree.walk_commands(type=discord.AppCommandType.message):
        yield f"Apps → {menu.name}", f"앱 → {KOREAN[menu.name]}", []


@both
def test_the_table_of_commands_is_that_of_the_program(name):
    client = discord.Client(intents=discord.Intents.none())
    tree: app_commands.CommandTree[discord.Client] = app_commands.CommandTree(client)
    commands.install(tree)
    article_commands.install(tree)
    feeds.install(tree)
    shown = [(row[0], row[1], row[3]) for row in rows(heading(name, "Commands"))]
    wanted = [(one, korean, ", ".join(options)) for one, korean, options in described(tree)]
    assert sorted(shown) == sorted(wanted)


@both
def test_what_is_said_of_files_is_so(name):
    text = heading(name, "Adding articles")
    assert {one for one in code(text) if re.fullmatch(r"\.[a-z]+", one)} == set(KINDS)


@both
def test_a_backup_holds_all_hidden_files_of_the_corpus(name):
    hidden = {one for one in code(heading(name, "Backup")) if one.startswith(".")}
    assert hidden == {audit.LOG, NOTE, HISTORY, TRASH}


# Running it


@both
def test_every_command_line_names_a_command_of_newsbot(name):
    known = {command.name for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    lines = "\n".join(command_lines(name))
    named = re.findall(r"(?:^|bin/|(?<!-u) )newsbot ([a-z]+)", lines, re.MULTILINE)
    named += re.findall(r"`newsbot ([a-z]+)`", prose(name))
    assert set(named) <= known
    assert {"add", "bot", "chat", "doctor"} <= set(named)


LINES = re.compile(r'LOG\.(?:\w+)\(\s*(?:level, )?"(\w+)([^"]*)"')


@both
def test_every_line_of_the_log_is_explained(name):
    logged = {
        (first, first + rest)
        for path in (SOURCE / "bot").glob("*.py")
        for first, rest in LINES.findall(path.read_text("utf-8"))
    }
    documented = [one for row in rows(heading(name, "Running it for good")) for one in code(row[0])]
    assert {first for first, _ in logged} == {one.split()[0] for one in documented}
    for one in documented:
        assert any(line.startswith(one) for _, line in logged), one


# Privacy


def test_what_is_kept_of_a_question_is_what_the_pages_say():
    """Whoever adds a field here tells people of it first, in both pages and in ``/about``."""
    assert {field.name for field in fields(Asked)} == {
        *("question", "topic", "next_topic", "shown"),  # the question
        *("author", "channel", "audiences"),  # who and where; the message is kept beside it
        *("since", "until", "outlet"),  # its filters
        "cited",
    }


# Troubleshooting

EXPLAINED = ("bot.", "busy.", "listen.")
BESIDE = {
    "reply.none_within",
    *("ask.cut", "more.none", "list.none"),
    *("reply.none", "reply.no_terms", "reply.no_articles", "reply.shortened"),
}


def sentences(name: str) -> dict[str, str]:
    """Return what the bot says that the page explains, each detail as an ellipsis, by its code."""
    found = {
        code: pair[language_at(name)]
        for code, pair in (CATALOGUE | MESSAGES).items()
        if code.startswith(EXPLAINED) or code in BESIDE
    }
    return {code: re.sub(r"\{[^}]*\}", "…", text) for code, text in found.items()}


@both
def test_every_sentence_is_quoted_as_the_bot_says_it(name):
    known = sentences(name)
    quoted = [
        row[0].removeprefix("“").removesuffix("”")
        for row in rows(heading(name, "Troubleshooting"))
        if row[0].startswith("“") and row[0].endswith("”")
    ]
    found = [[code for code, text in known.items() if text.startswith(one)] for one in quoted]
    for one, codes in zip(quoted, found, strict=True):
        assert len(codes) == 1, one
        assert one.endswith((".", "?")), "whole sentences"
    assert sorted(codes[0] for codes in found) == sorted(known)
