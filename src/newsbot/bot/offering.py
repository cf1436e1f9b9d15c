"""Offering: what a curator pastes, attaches or links to becomes a preview, before it is saved.

One file of many articles becomes one preview of them all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final

import aiohttp
import discord

from newsbot import ingest
from newsbot.article import Draft
from newsbot.bot import buttons, reply, speaking
from newsbot.bot.curating import require_curator, require_pace, show_preview
from newsbot.bot.drafts import pack, pack_many
from newsbot.bot.services import Interaction, Services
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.errors import IngestError, QuestionError
from newsbot.intake import (
    SUFFIXES,
    Link,
    Offer,
    Page,
    Refusal,
    article_in,
    link_in,
    of_file,
    pasted,
)

MAX_FILE_BYTES: Final = 5 << 20
MAX_ARTICLES: Final = 1_000
"""The most articles of one file; more than that is for ``newsbot add``."""
_MAX_REFUSALS: Final = 10_000
_MAX_CHARS: Final = MAX_FILE_BYTES
"""Of the bodies of one file together: a workbook of 60 kB may unfold to gigabytes."""
_FETCH_SECONDS: Final = 15.0
KINDS: Final = tuple(sorted(SUFFIXES))


async def offer_text(services: Services, interaction: Interaction, text: str) -> None:
    """Show what is understood of a pasted page, or of the page that a pasted link leads to."""
    source = pasted("-", text)
    if isinstance(source, Link):
        await offer_link(services, interaction, source.name)
        return
    require_pace(services, services.visit(interaction))
    if await speaking.defer(services.delivery, interaction, private=True):
        draft = await services.crossing.run("read", _only, source)
        await _preview(services, interaction, draft)


def _only(page: Page) -> Draft:
    """Return the article of a page. Raises IngestError."""
    (entry,) = page.entries()
    if isinstance(entry, Offer):
        return entry.draft
    raise entry.error


async def offer_link(services: Services, interaction: Interaction, url: str) -> None:
    """Fetch a page and show what is understood of it; *url* may stand in ``<>``.

    Raises IngestError, QuestionError.
    """
    visit = services.visit(interaction)
    require_pace(services, visit)
    async with alone(services, visit):
        if await speaking.defer(services.delivery, interaction, private=True):
            fetched = await services.fetcher.fetch(link_in(url) or url.strip(), kind="page")
            draft = await services.crossing.run("read", article_in, fetched)
            await _preview(services, interaction, draft)


@asynccontextmanager
async def alone(services: Services, visit: Visit) -> AsyncIterator[None]:
    """Let nobody fetch two pages at once, and nobody wait for one while the bot stops.

    Raises QuestionError.
    """
    if services.closing:
        raise QuestionError("bot.closing")
    if visit.user in services.fetching:
        raise QuestionError("bot.still_fetching")
    deadline = asyncio.timeout(None)
    try:
        async with deadline:
            services.fetching[visit.user] = deadline
            yield
    except TimeoutError:
        if deadline.expired():
            raise QuestionError("bot.closing") from None
        raise
    finally:
        services.fetching.pop(visit.user, None)


async def offer_message(
    services: Services, interaction: Interaction, message: discord.Message
) -> None:
    """Show what is understood of a message: of a file that can be read, else of its text."""
    require_curator(services.visit(interaction))
    readable = [file for file in message.attachments if _suffix(file) in KINDS]
    text = message.content.strip()
    if readable or (message.attachments and not text):  # photos beside a text are no reason
        await offer_file(services, interaction, (readable or message.attachments)[0])
    elif text:
        await offer_text(services, interaction, text)
    else:
        raise QuestionError("bot.nothing_to_add")


async def offer_file(
    services: Services, interaction: Interaction, file: discord.Attachment
) -> None:
    """Show what is understood of an attached file. Raises IngestError before it is fetched."""
    require_pace(services, services.visit(interaction))
    suffix = _suffix(file)
    if suffix not in KINDS:
        raise IngestError("bot.file_kind", suffix=suffix or "-", known=" ".join(KINDS))
    if file.size > MAX_FILE_BYTES:
        raise IngestError("ingest.too_large", limit=MAX_FILE_BYTES >> 20)
    if not await speaking.defer(services.delivery, interaction, private=True):
        return
    data = await _attached(file)
    if isinstance(of_file(file.filename), Page):
        # A page may take its reader five seconds: no change waits for that.
        draft = await services.crossing.run("read", ingest.parse, data, suffix)
        await _preview(services, interaction, draft)
    else:
        visit = services.visit(interaction)
        read = await services.crossing.run("read", _understood, visit, file.filename, data)
        await _preview_many(services, interaction, file.filename, read)


def _suffix(file: discord.Attachment) -> str:
    return PurePosixPath(file.filename).suffix.lower()


async def _attached(file: discord.Attachment) -> bytes:
    try:
        async with asyncio.timeout(_FETCH_SECONDS):
            return await file.read()
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        # TimeoutError is an OSError
        raise IngestError("bot.file_unfetched") from error


def _own(draft: Draft, visit: Visit) -> Draft:
    """Return *draft* as who offers it may add it, whatever the file says of itself."""
    return replace(draft, audience=visit.audience, hidden=False, sample=False, id=None)


async def _preview(services: Services, interaction: Interaction, draft: Draft) -> None:
    visit = services.visit(interaction)
    draft = _own(draft, visit)
    key = await services.crossing.run("look", services.records.keep_draft, visit.user, pack(draft))
    await show_preview(services, interaction, visit, draft, key)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file of many holds."""

    drafts: Sequence[Draft]
    refusals: Sequence[Refusal]
    packed: dict[str, Any]


def _understood(visit: Visit, name: str, data: bytes) -> _Read:
    """Return what a file of many holds. Raises IngestError if it holds nothing, or too much."""
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    chars = 0
    for entry in of_file(name, data).entries():
        if isinstance(entry, Refusal):
            refusals.append(entry)
        else:
            drafts.append(_own(entry.draft, visit))
            chars += len(entry.draft.body)
        if len(drafts) > MAX_ARTICLES or len(refusals) > _MAX_REFUSALS:
            details = {"count": MAX_ARTICLES + 1, "limit": MAX_ARTICLES}  # the rest is not read
            raise IngestError("bot.too_many_articles", **details)
        if chars > _MAX_CHARS:
            raise IngestError("bot.unfolds", limit=_MAX_CHARS)
    if not drafts:
        raise refusals[0].error if refusals else IngestError("ingest.no_body")
    return _Read(drafts, refusals, pack_many(drafts))


async def _preview_many(
    services: Services, interaction: Interaction, name: str, read: _Read
) -> None:
    """Show in brief what a file of many holds."""
    visit = services.visit(interaction)
    key = await services.crossing.run("look", services.records.keep_draft, visit.user, read.packed)
    code = "preview.server" if visit.audience else "preview.everyone"
    await speaking.redraw(
        services.delivery,
        interaction,
        content=say(visit.language, code),
        embeds=reply.preview_many_embeds(name, read.drafts, read.refusals, language=visit.language),
        view=buttons.bulk_buttons(visit.language, key),
    )
