"""Answers to interactions: the callback, the original response, follow-ups.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

from typing import Any

from tests.discord_double import messages
from tests.discord_double.channels import EPHEMERAL, LOADING, Message
from tests.discord_double.command_rules import check_choices
from tests.discord_double.components import check_modal
from tests.discord_double.interactions import Interaction, InteractionKind
from tests.discord_double.wire import Form, Json, Refusal, unknown

from . import composing
from .call import Call, Reply, Route

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


def callback(call: Call) -> Reply:
    """POST /interactions/{interaction_id}/{interaction_token}/callback."""
    interaction = call.world.interactions.get(call.number("interaction_id"))
    if interaction is None or interaction.token != call.ids["interaction_token"]:
        raise unknown("Interaction")
    interaction.check_callback()
    kind = call.body.get("type")
    form = Form()
    form.choice(("type",), kind, _possible(interaction))
    form.close()
    data = call.body.get("data") or {}
    ANSWERS[kind](call, interaction, data)
    interaction.accept(call.body)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return 204, None
    return 200, _response(interaction, kind)


def _possible(interaction: Interaction) -> tuple[int, ...]:
    """Which types of callback an interaction may be answered with."""
    if interaction.kind == InteractionKind.AUTOCOMPLETE:
        return (CHOICES,)
    modal = () if interaction.kind == InteractionKind.MODAL else (MODAL,)
    update = (DEFER_UPDATE, UPDATE) if interaction.source else ()
    return (MESSAGE, DEFER, *update, *modal)


def _message(call: Call, interaction: Interaction, data: Json) -> None:
    message = composing.compose(call, interaction.channel, data, ephemeral_allowed=True)
    interaction.original = _post(interaction, message)
    interaction.settled = True


def _defer(call: Call, interaction: Interaction, data: Json) -> None:
    flags = int(data.get("flags") or 0)
    world = call.world
    message = Message(
        world,
        world.ids.next(),
        interaction.channel,
        world.bot,
        world.clock.now(),
        flags=flags | LOADING,
    )
    interaction.original = _post(interaction, message)


def _defer_update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.source


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    assert interaction.source is not None
    if interaction.source.deleted:
        raise unknown("Message")
    composing.edit(call, interaction.source, data)
    interaction.original = interaction.source
    interaction.settled = True


def _choices(call: Call, interaction: Interaction, data: Any) -> None:
    form = Form()
    check_choices(form, data, payload_focus(interaction.data)["type"])
    form.close()
    interaction.choices = list(data["choices"])
    interaction.settled = True


def _modal(call: Call, interaction: Interaction, data: Any) -> None:
    form = Form()
    check_modal(form, data)
    form.close()
    interaction.modal = data | {"components": composing.numbered(data["components"])}
    interaction.settled = True


ANSWERS = {
    MESSAGE: _message,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choices,
    MODAL: _modal,
}


def payload_focus(data: Json) -> Json:
    """Find the focused option of an autocomplete, however deep."""
    for option in data.get("options") or []:
        if option.get("focused"):
            return dict(option)
        if option.get("options"):
            return payload_focus(option)
    return {}


def _post(interaction: Interaction, message: Message) -> Message:
    """Post a response where the interaction was, for one person if it is ephemeral."""
    message.interaction = interaction
    if message.flags & EPHEMERAL:
        message.ephemeral_to = interaction.user
    if interaction.kind == InteractionKind.COMMAND:
        message.kind = 23 if interaction.data["type"] > 1 else 20
    elif interaction.source:
        message.kind = 19
        message.reference, message.reference_id = interaction.source, interaction.source.id
    return interaction.channel.post(message)


def _response(interaction: Interaction, kind: int) -> Json:
    """Return the documented interaction callback response."""
    about: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    resource: Json = {"type": kind}
    message = interaction.original
    if message is not None and kind in (MESSAGE, DEFER, UPDATE, DEFER_UPDATE):
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = message.loading
        about["response_message_ephemeral"] = message.ephemeral
        if kind in (MESSAGE, UPDATE):
            resource["message"] = messages.message(message)
    return {"interaction": about, "resource": resource}


def _by_token(call: Call) -> Interaction:
    """Find the interaction of a webhook path."""
    interaction = call.world.tokens.get(call.ids["webhook_token"])
    if call.number("webhook_id") != call.world.application_id:
        raise unknown("Webhook")
    if interaction is None:
        raise Refusal(401, 50027, "Invalid Webhook Token")
    interaction.check_token()
    return interaction


def _response_message(call: Call) -> tuple[Interaction, Message]:
    """Find @original or a follow-up."""
    interaction = _by_token(call)
    if "message_id" not in call.ids:
        message = interaction.original
    else:
        identifier = call.number("message_id")
        mine = [interaction.original, *interaction.followups]
        message = next((one for one in mine if one and one.id == identifier), None)
    if message is None or message.deleted:
        raise unknown("Message")
    return interaction, message


def follow_up(call: Call) -> Reply:
    """POST /webhooks/{webhook_id}/{webhook_token}.

    Straight after a deferral it edits the original instead, as documented.
    """
    interaction = _by_token(call)
    original = interaction.original
    if original is not None and original.loading and not original.deleted:
        body = {key: value for key, value in call.body.items() if key != "flags"}
        composing.edit(call, original, body)
        interaction.settled = True
        return 200, messages.message(original)
    if original is not None and original.deleted and not interaction.settled:
        raise unknown("Message")
    message = composing.compose(call, interaction.channel, call.body, ephemeral_allowed=True)
    message.interaction = interaction
    if message.flags & EPHEMERAL:
        message.ephemeral_to = interaction.user
    if original is not None:
        message.kind, message.reference, message.reference_id = 19, original, original.id
    interaction.followups.append(interaction.channel.post(message))
    interaction.settled = True
    return 200, messages.message(message)


def fetch(call: Call) -> Reply:
    """GET a response message."""
    return 200, messages.message(_response_message(call)[1])


def edit(call: Call) -> Reply:
    """PATCH a response message."""
    interaction, message = _response_message(call)
    composing.edit(call, message, call.body)
    interaction.settled = True
    return 200, messages.message(message)


def delete(call: Call) -> Reply:
    """DELETE a response message."""
    interaction, message = _response_message(call)
    message.vanish()
    interaction.settled = True
    return 204, None


WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES = [
    Route(
        "POST",
        "/interactions/{interaction_id}/{interaction_token}/callback",
        callback,
        needs_token=False,
    ),
    Route("POST", WEBHOOK, follow_up, needs_token=False),
    *(
        Route(method, f"{WEBHOOK}/messages/{name}", answer, needs_token=False)
        for name in ("@original", "{message_id}")
        for method, answer in (("GET", fetch), ("PATCH", edit), ("DELETE", delete))
    ),
]
