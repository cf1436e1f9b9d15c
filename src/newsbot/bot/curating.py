"""Curating: adding an article from the chat, by way of a preview, and taking changes back.

Every step asks again who may do it: between the preview and *save* a role may be taken away.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

import aiohttp
import discord

from newsbot import ingest
from newsbot.admission import Added
from newsbot.article import Article, Draft
from newsbot.audit import Actor
from newsbot.bot import buttons, modals, reply, speaking
from newsbot.bot.drafts import corrected, pack, unpack
from newsbot.bot.markup import foreign
from newsbot.bot.services import Interaction, Services
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.errors import IngestError, QuestionError
from newsbot.ingest.page import parse_page

MAX_FILE_BYTES: Final = 5 << 20
_FETCH_SECONDS: Final = 15.0
_KINDS: Final = (".txt", ".md", ".html", ".htm")
_TITLE_UNITS: Final = 300


def require_curator(visit: Visit) -> None:
    """Raise QuestionError unless they may add articles here."""
    if not visit.curator:
        raise QuestionError("bot.not_curator")


def _require_pace(services: Services, visit: Visit) -> None:
    """Raise QuestionError unless they may add articles here, and not too many at a time."""
    require_curator(visit)
    wait_seconds = services.offers.take(visit.user)
    if wait_seconds:
        raise QuestionError("bot.too_many_pages", seconds=max(1, round(wait_seconds)))


def actor_of(visit: Visit) -> Actor:
    """Return who is written into the audit log."""
    place = "dm" if visit.guild is None else f"guild {visit.guild} channel {visit.channel}"
    return Actor(who=f"discord:{visit.user} ({visit.name})", where=f"discord {place}")


async def offer_text(services: Services, interaction: Interaction, text: str) -> None:
    """Show what is understood of a pasted page."""
    _require_pace(services, services.visit(interaction))
    if await speaking.defer(services.delivery, interaction, private=True):
        draft = await services.crossing.run("change", parse_page, text)
        await _preview(services, interaction, draft)


async def offer_message(
    services: Services, interaction: Interaction, message: discord.Message
) -> None:
    """Show what is understood of a message: of a file that can be read, else of its text."""
    require_curator(services.visit(interaction))
    readable = [file for file in message.attachments if _suffix(file) in _KINDS]
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
    _require_pace(services, services.visit(interaction))
    suffix = _suffix(file)
    if suffix not in _KINDS:
        raise IngestError("bot.file_kind", suffix=suffix or "-", known=" ".join(_KINDS))
    if file.size > MAX_FILE_BYTES:
        raise IngestError("ingest.too_large", limit=MAX_FILE_BYTES >> 20)
    if await speaking.defer(services.delivery, interaction, private=True):
        data = await _fetched(file)
        # A page may take its reader ten seconds: nobody's look at an article waits for that.
        draft = await services.crossing.run("change", ingest.parse, data, suffix)
        await _preview(services, interaction, draft)


def _suffix(file: discord.Attachment) -> str:
    return PurePosixPath(file.filename).suffix.lower()


async def _fetched(file: discord.Attachment) -> bytes:
    try:
        async with asyncio.timeout(_FETCH_SECONDS):
            return await file.read()
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        # TimeoutError is an OSError
        raise IngestError("bot.file_unfetched") from error


async def _preview(services: Services, interaction: Interaction, draft: Draft) -> None:
    visit = services.visit(interaction)
    draft = replace(draft, audience=visit.audience, hidden=False, sample=False)
    key = await services.crossing.run("look", services.records.keep_draft, visit.user, pack(draft))
    await _show_preview(services, interaction, visit, draft, key)


async def _show_preview(
    services: Services, interaction: Interaction, visit: Visit, draft: Draft, key: str
) -> None:
    coming = await services.crossing.run("look", services.newsroom.foresee, draft)
    code = "preview.server" if draft.audience else "preview.everyone"
    await speaking.redraw(
        services.delivery,
        interaction,
        content=say(visit.language, code),
        embeds=reply.preview_embeds(draft, language=visit.language, coming=coming),
        view=buttons.preview_buttons(visit.language, key),
    )


def _draft(services: Services, visit: Visit, key: str) -> Draft:
    """Return the draft behind a button. Raises QuestionError if it is gone or another's."""
    require_curator(visit)
    packed = services.records.draft(key, visit.user)
    if packed is None:
        raise QuestionError("bot.draft_gone")
    # Who may see it is decided by what they are now, not when it was shown.
    return replace(unpack(packed), audience=visit.audience)


async def save(services: Services, interaction: Interaction, key: str) -> None:
    """Save a draft; it is on the disk and can be asked for when this is acknowledged."""
    visit = services.visit(interaction)
    if not await _taken(services, interaction, visit, key):
        return
    added = await services.crossing.run("change", _save, services, visit, key)
    text = _told(visit, f"saved.{added.status}", added.article.title, added.article.id)
    view = buttons.undo_button(visit.language, added.change) if added.change else None
    await speaking.fill(services.delivery, interaction, content=text, view=view)


async def _taken(services: Services, interaction: Interaction, visit: Visit, key: str) -> bool:
    """Say that a press on a preview is heard. Raises QuestionError as ``_draft`` does.

    What it does is done in the lane of changes, where the draft is looked up again: of two
    presses at once the second finds it gone.
    """
    await services.crossing.run("look", _draft, services, visit, key)
    return await speaking.take(services.delivery, interaction)


def _save(services: Services, visit: Visit, key: str) -> Added:
    added = services.newsroom.add(_draft(services, visit, key), by=actor_of(visit))
    services.records.drop_draft(key)
    return added


def _told(visit: Visit, code: str, title: str | None, article_id: str) -> str:
    """Return what was done to which article."""
    shown = foreign(title or say(visit.language, "reply.untitled"), _TITLE_UNITS)
    return say(visit.language, code, title=shown, article_id=article_id)


async def cancel(services: Services, interaction: Interaction, key: str) -> None:
    """Give a draft up."""
    visit = services.visit(interaction)
    if await _taken(services, interaction, visit, key):
        await services.crossing.run("change", _give_up, services, visit, key)
        text = say(visit.language, "cancelled")
        await speaking.fill(services.delivery, interaction, content=text)


def _give_up(services: Services, visit: Visit, key: str) -> None:
    _draft(services, visit, key)
    services.records.drop_draft(key)


async def correct(services: Services, interaction: Interaction, key: str) -> None:
    """Open the modal in which the fields of a draft can be corrected."""
    visit = services.visit(interaction)
    draft = await services.crossing.run("look", _draft, services, visit, key)
    modal = modals.correction(visit.language, key, draft)
    await services.delivery.acknowledge("modal", lambda: interaction.response.send_modal(modal))


async def take_correction(
    services: Services, interaction: Interaction, key: str, typed: dict[str, str]
) -> None:
    """Show the draft again as it was corrected. Raises IngestError for a field left as it was."""
    visit = services.visit(interaction)
    if await _taken(services, interaction, visit, key):
        draft, wrong = await services.crossing.run("change", _correct, services, visit, key, typed)
        await _show_preview(services, interaction, visit, draft, key)
        if wrong is not None:
            raise wrong


def _correct(
    services: Services, visit: Visit, key: str, typed: dict[str, str]
) -> tuple[Draft, IngestError | None]:
    draft, wrong = corrected(_draft(services, visit, key), typed)
    services.records.keep_draft(visit.user, pack(draft), key)
    return draft, wrong


async def undo(services: Services, interaction: Interaction, change: str) -> None:
    """Take a change back, if it may be changed by who asks."""
    visit = services.visit(interaction)
    require_curator(visit)
    found = await services.crossing.run("look", services.newsroom.change, change)
    if not visit.may_change(found.audience):
        raise QuestionError("bot.not_yours")
    if not await speaking.take(services.delivery, interaction):
        return
    done = await services.crossing.run(
        "change", services.newsroom.revert, change, by=actor_of(visit)
    )
    text = _told(visit, f"undone.{done.action}", done.title, done.article_id)
    await speaking.fill(services.delivery, interaction, content=text)


async def change(
    services: Services, interaction: Interaction, action: str, identifier: str
) -> None:
    """Remove, hide or unhide an article. Raises QuestionError, CorpusError."""
    visit = services.visit(interaction)
    require_curator(visit)
    if not await speaking.defer(services.delivery, interaction, private=True):
        return
    article, made = await services.crossing.run(
        "change", _change, services, visit, action, identifier
    )
    text = _told(visit, f"changed.{action}", article.title, article.id)
    view = buttons.undo_button(visit.language, made)
    await speaking.fill(services.delivery, interaction, content=text, view=view)


def _change(services: Services, visit: Visit, action: str, identifier: str) -> tuple[Article, str]:
    newsroom = services.newsroom
    article = newsroom.article(identifier, audiences=visit.audiences, hidden=True)
    if not visit.may_change(article.audience):
        raise QuestionError("bot.not_yours")
    work = {"remove": newsroom.remove, "hide": newsroom.hide, "unhide": newsroom.unhide}
    return article, work[action](article.id, by=actor_of(visit)).id
