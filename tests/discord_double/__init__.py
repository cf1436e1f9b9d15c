"""A strict loopback double of Discord: gateway, REST, CDN, and the people who use it.

    with Double() as double:
        guild = double.add_guild("뉴스방")
        channel = guild.add_channel("일반")
        minji = double.add_user("민지")
        guild.add_member(minji)
        with BotProcess(double, corpus_dir, index_path):
            answer = minji.slash(channel, "ask", question="...").wait_message()
            reply = minji.say(channel, "...", mention_bot=True).wait_reply()
            minji.click(reply, label="근거").wait()
        assert double.violations == []

Everything is called from the test's own thread; the double lives on another. Messages are live
objects: their content follows the bot's edits. Waiting ends in NotSeenError, which lists what the
bot sent; what a person could not do in Discord raises CannotError.

What it models, from https://discord.com/developers/docs (2026-08)

- events/gateway, topics/opcodes-and-status-codes: HELLO, IDENTIFY, heartbeats, READY, GUILD_CREATE,
  dispatches by intent and shard, RESUME with replay, INVALID_SESSION, RECONNECT, the close codes,
  120 events a minute, 4,096 bytes, zlib-stream, zstd-stream (where Python has it).
- events/gateway#message-content-intent: content, embeds, attachments and components are empty
  without the intent, but in direct messages, in the bot's own messages, where the bot is mentioned
  (a pinging reply to it mentions it), and in the target of a message command. By REST, the
  application's own setting decides, whatever the session asked for.
- resources/message: create, edit, delete, fetch, replies, mentions, attachments, embeds and their
  limits (in UTF-16 units, after trimming), SUPPRESS_EMBEDS (hides the message's own embeds, too),
  `nonce` with `enforce_nonce`, threads, reactions, typing.
- components/reference: buttons, string selects, modals with rows and labels; of the newer layout
  (IS_COMPONENTS_V2) sections, texts and containers.
- interactions/receiving-and-responding: all six callbacks, 3 seconds (10062), a second callback
  (40060), 15 minutes (50027), before the callback (10015), @original and follow-ups, the follow-up
  that fills a deferred response, ephemeral messages (for one person, told as direct messages).
- interactions/application-commands: names, localizations, limits, 8,000 characters in all, contexts,
  default permissions. Fields that are not documented are refused, where Discord ignores them.
- topics/permissions: roles, overwrites of channels, what a missing SEND_MESSAGES implies.
- topics/rate-limits: the headers and bodies of 429s, which come to order (`double.faults`).
- Every JSON body is held against Discord's OpenAPI description, where `../shared/data/
  discord_openapi.json` is at hand: `double.violations`. Ids may be numbers there, as Discord takes
  them and discord.py sends some. `double.validates_openapi` says whether the file was found.

What it does not model

- Rate limits by themselves (429s are ordered), the limit of IDENTIFYs in 5 seconds and a day,
  200 commands made a day, bans, AutoMod, slow mode, time-outs, age restriction, e-mail rules.
- Link previews as embeds (`Message.previews` says which links would have one), stickers, polls,
  voice, forums, webhooks of channels, pins, invites, audit logs, entitlements, user installs.
- Per-command permissions set in the server's settings; private threads' members (a private thread
  is made as a public one); auto-archiving.
- Permissions for interaction responses: Discord lets them through without SEND_MESSAGES.
- Query strings are not checked against the OpenAPI description, nor is what the double sends.
- Time: ids are of real time, also after `double.advance`; the bot's clock stays as it is.
"""

from __future__ import annotations

from .channels import Channel, ChannelKind, Message
from .faults import Fault
from .handles import InteractionHandle, Said
from .options import CannotError
from .people import Person
from .permissions import Intent, Permission
from .program import BotProcess
from .reactor import NotSeenError
from .server import Double, Request
from .world import Guild, Role

__all__ = [
    "BotProcess",
    "CannotError",
    "Channel",
    "ChannelKind",
    "Double",
    "Fault",
    "Guild",
    "Intent",
    "InteractionHandle",
    "Message",
    "NotSeenError",
    "Permission",
    "Person",
    "Request",
    "Role",
    "Said",
]
