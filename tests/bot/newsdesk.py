"""A curator's work at the station: pages to add, the steps from a page to an article, the files."""

from __future__ import annotations

import copy
import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from tests.bot.conftest import Place, Station
from tests.discord_double import Channel, InteractionHandle, Message, Person
from tests.discord_double.interactions import InteractionKind

from newsbot.article import Draft
from newsbot.ingest import parse_markdown

_NUMBERS = count(1)
ASK = "{name} 풍력 단지 사업비는 얼마야?"
COST = "4천300억원"
_PAGE = """조선일보

검색

{name} 북항에 해상 풍력 단지 들어선다

입력 : 2025-09-03 09:15:07 수정 : 2025-09-03 11:40:12
{name}=김가람 기자

인쇄 메일 url 공유 - +

2028년까지 풍차 스물네 기 세우기로

{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다. 시는 3일 북항에서 착공식을 열고 2028년까지 풍차 스물네 기를 세우겠다고 밝혔다. {name} 풍력 단지 사업비는 모두 {cost}이다.

사진=조선일보

정다온 시장은 “어민과 함께 이익을 나누는 단지로 만들겠다”고 말했다. 시는 해마다 발전 수익의 15%를 어촌 기금에 넣기로 했다.

김가람 기자 garam@news.example

[ⓒ 조선일보 & news.example, 무단전재 및 재배포 금지]
"""
_BODY = """{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다. {name} 풍력 단지 사업비는 모두 {cost}이다.

정다온 시장은 “어민과 함께 이익을 나누는 단지로 만들겠다”고 말했다.
"""


def new_name() -> str:
    """Return the name of a town that no other article of the run knows."""
    syllables = "가나다라마바사아자차"
    return "솔" + "".join(syllables[int(digit)] for digit in f"{next(_NUMBERS):03}") + "포"


def page(name: str, cost: str = COST) -> str:
    """Return a page as it is copied from a browser: menus, times, bylines, captions and all."""
    return _PAGE.format(name=name, cost=cost)


def markdown(name: str, cost: str = COST, **fields: str) -> bytes:
    """Return an article with a front matter; *fields* add to it or take the place of others."""
    front = {"title": f"{name} 북항에 해상 풍력 단지 들어선다", "published": "2025-09-03 09:15"}
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in (front | fields).items()
    ]
    return "\n".join(["---", *lines, "---", "", _BODY.format(name=name, cost=cost)]).encode()


def offer(person: Person, channel: Channel, text: str) -> Message:
    """Paste a page into the form of ``/article add``; return the preview, or why there is none."""
    form = person.slash(channel, "article add").wait()
    return private(person.submit(form, {"text": text}))


def offer_file(person: Person, channel: Channel, name: str, data: bytes) -> Message:
    """Attach a file to ``/article add``; return the preview, or why there is none."""
    return private(person.slash(channel, "article add", file=(name, data)))


def save(person: Person, preview: Message) -> str:
    """Press *save* and return the id that is told."""
    person.click(preview, label="저장").wait()
    return told_id(preview)


def add(person: Person, channel: Channel, data: bytes | None = None) -> tuple[str, Message]:
    """Add an article; return its id and the message that tells of it."""
    preview = offer_file(person, channel, "a.md", data or markdown(new_name()))
    return save(person, preview), preview


def do(person: Person, channel: Channel, action: str, article_id: str) -> Message:
    """Use ``/article hide`` and the like; return the answer."""
    return person.slash(channel, f"article {action}", article=article_id).wait_message()


def private(handle: InteractionHandle) -> Message:
    """Wait for an answer that is for the person alone."""
    message = handle.wait_message()
    assert handle.ephemeral, message.text
    return message


def refusal(handle: InteractionHandle) -> str:
    """Wait for what a press or form is answered with apart from its message; one sentence."""
    handle.wait_until(lambda one: one.settled and one.messages, "a refusal")
    (message,) = handle.messages
    assert message.ephemeral
    assert not message.embeds
    assert not message.labels
    return message.content


def told_id(message: Message) -> str:
    """Return the id in what the bot said."""
    found = re.search(r"`([0-9]{8}-[a-z0-9-]+)`", message.content)
    assert found, message.text
    return found[1]


def paths(station: Station, article_id: str) -> list[Path]:
    """Return where an article lies in the folder: in one place or in none."""
    found = [
        path
        for path in station.corpus.rglob(f"{article_id}.md")
        if not any(part.startswith(".") for part in path.relative_to(station.corpus).parts)
    ]
    assert len(found) <= 1
    return found


def file_of(station: Station, article_id: str) -> Path:
    """Return the file of an article, which has one."""
    (path,) = paths(station, article_id)
    return path


def stored(station: Station, article_id: str) -> Draft:
    """Return what the file of an article holds."""
    return parse_markdown(file_of(station, article_id).read_text("utf-8"))


def folder(station: Station) -> dict[str, bytes]:
    """Return every file of the folder, hidden ones too, by name."""
    return {str(path): path.read_bytes() for path in station.corpus.rglob("*") if path.is_file()}


def drafts(station: Station) -> list[tuple[object, ...]]:
    """Return every preview that the bot remembers."""
    with closing(sqlite3.connect(station.folder / "state" / "bot.sqlite3")) as db:
        return db.execute("SELECT key, author, draft FROM drafts ORDER BY key").fetchall()


def forge(person: Person, channel: Channel, message: Message, label: str) -> InteractionHandle:
    """Press a button, also of a message that is for somebody else alone."""
    (custom_id,) = [one["custom_id"] for one in message.buttons if one["label"] == label]
    data = {"custom_id": custom_id, "component_type": 2, "id": 1}
    return person._double.reactor.call(
        lambda: person._interact(InteractionKind.COMPONENT, channel, data, source=message)
    )


def press(person: Person, channel: Channel, message: Message, custom_id: str) -> InteractionHandle:
    """Press a button that need not be there: as if it stood under a copy of *message*."""
    button = {"type": 2, "id": 2, "style": 1, "label": "x", "custom_id": custom_id}
    source = copy.copy(message)
    source.components = [{"type": 1, "id": 1, "components": [button]}]
    data = {"custom_id": custom_id, "component_type": 2, "id": 1}
    return person._double.reactor.call(
        lambda: person._interact(InteractionKind.COMPONENT, channel, data, source=source)
    )


def fill_in(
    person: Person,
    channel: Channel,
    custom_id: str,
    values: Mapping[str, str],
    source: Message | None = None,
) -> InteractionHandle:
    """Submit a form that need not have been opened; *source*: the message it came from."""
    fields = [{"type": 4, "id": 2, "custom_id": key, "value": text} for key, text in values.items()]
    parts = [{"type": 18, "id": 1, "component": one} for one in fields]
    data = {"custom_id": custom_id, "components": parts}
    return person._double.reactor.call(
        lambda: person._interact(InteractionKind.MODAL, channel, data, source=source)
    )


def log(station: Station, article_id: str | None = None) -> list[dict[str, Any]]:
    """Return the lines of the audit log, of one article if it is named, oldest first."""
    path = station.corpus / ".audit.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    entries = [json.loads(line) for line in lines]
    return [one for one in entries if article_id in (None, one["article_id"])]


def answer(person: Person, channel: Channel, question: str) -> str:
    """Ask and return all that the answer shows."""
    return person.slash(channel, "ask", question=question).wait_message().text


def second_thoughts(station: Station, handles: list[InteractionHandle]) -> str:
    """Wait until one of several presses on a message is answered apart; return with what."""
    (late,) = station.double.wait(
        lambda: [one for one in handles if one.followups], "an answer to one of the presses"
    )
    return refusal(late)


def audience_of(place: Place) -> str:
    """Return the name under which articles know the server."""
    return f"discord:{place.guild.id}"
