"""Curating: saving what was offered and previewed, changing articles, taking changes back.

Every step asks again who may do it: between the preview and *save* a role may be taken away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from newsbot.admission import Added
from newsbot.article import Article, Draft
from newsbot.audit import Actor
from newsbot.bot import bulk, buttons, modals, reply, speaking
from newsbot.bot.drafts import corrected, is_many, pack, unpack, unpack_many
from newsbot.bot.markup import foreign
from newsbot.bot.services import Interaction, Services
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.errors import IngestError, QuestionError

_TITLE_UNITS: Final = 300


def require_curator(visit: Visit) -> None:
    """Raise QuestionError unless they may add articles here."""
    if not visit.curator:
        raise QuestionError("bot.not_curator")


def require_pace(services: Services, visit: Visit) -> None:
    """Raise QuestionError unless they may add articles here, and not too many at a time."""
    require_curator(visit)
    wait_seconds = services.offers.take(visit.user)
    if wait_seconds:
        raise QuestionError("bot.too_many_pages", seconds=max(1, round(wait_seconds)))


def actor_of(visit: Visit) -> Actor:
    """Return who is written into the audit log."""
    place = "dm" if visit.guild is None else f"guild {visit.guild} channel {visit.channel}"
    return Actor(who=f"discord:{visit.user} ({visit.name})", where=f"discord {place}")


async def show_preview(
    services: Services, interaction: Interaction, visit: Visit, draft: Draft, key: str
) -> None:
    """Show what was understood, and what would come of saving it."""
    coming = await services.crossing.run("look", services.newsroom.foresee, draft)
    code = "preview.server" if draft.audience else "preview.everyone"
    await speaking.redraw(
        services.delivery,
        interaction,
        content=say(visit.language, code),
        embeds=reply.preview_embeds(draft, language=visit.language, coming=coming),
        view=buttons.preview_buttons(visit.language, key),
    )


def _packed(services: Services, visit: Visit, key: str) -> dict[str, Any]:
    """Return what is behind a button. Raises QuestionError if it is gone or another's."""
    require_curator(visit)
    packed = services.records.draft(key, visit.user)
    if packed is None:
        raise QuestionError("bot.draft_gone")
    return packed


def _draft(services: Services, visit: Visit, key: str) -> Draft:
    """Return the draft behind a button, as ``_packed``."""
    packed = _packed(services, visit, key)
    if is_many(packed):  # which has no button for one
        raise QuestionError("bot.draft_gone")
    # Who may see it is decided by what they are now, not when it was shown.
    return replace(unpack(packed), audience=visit.audience)


def _drafts(services: Services, visit: Visit, key: str) -> list[Draft]:
    """Return the drafts of the file behind a button, as ``_packed``."""
    packed = _packed(services, visit, key)
    return [replace(one, audience=visit.audience) for one in unpack_many(packed)]


async def save(services: Services, interaction: Interaction, key: str) -> None:
    """Save a draft; it is on the disk and can be asked for when this is acknowledged."""
    visit = services.visit(interaction)
    packed = await _taken(services, interaction, visit, key)
    if packed is None:
        return
    if is_many(packed):
        with bulk.sole(services, key):
            drafts = await services.crossing.run("change", _drafts, services, visit, key)
            await bulk.save_many(services, interaction, key, drafts, actor_of(visit))
        return
    added = await services.crossing.run("change", _save, services, visit, key)
    text = _told(visit, f"saved.{added.status}", added.article.title, added.article.id)
    view = buttons.undo_button(visit.language, added.change) if added.change else None
    await speaking.fill(services.delivery, interaction, content=text, view=view)


async def _taken(
    services: Services, interaction: Interaction, visit: Visit, key: str
) -> dict[str, Any] | None:
    """Say that a press on a preview is heard; return what is behind it, None if nobody waits.

    Raises QuestionError as ``_packed`` does.

    What it does is done in the lane of changes, where the draft is looked up again: of two
    presses at once the second finds it gone.
    """
    packed = await services.crossing.run("look", _packed, services, visit, key)
    return packed if await speaking.take(services.delivery, interaction) else None


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
    if await _taken(services, interaction, visit, key) is not None:
        await services.crossing.run("change", _give_up, services, visit, key)
        text = say(visit.language, "cancelled")
        await speaking.fill(services.delivery, interaction, content=text)


def _give_up(services: Services, visit: Visit, key: str) -> None:
    _packed(services, visit, key)
    bulk.require_rest(services, key)
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
    if await _taken(services, interaction, visit, key) is not None:
        draft, wrong = await services.crossing.run("change", _correct, services, visit, key, typed)
        await show_preview(services, interaction, visit, draft, key)
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
