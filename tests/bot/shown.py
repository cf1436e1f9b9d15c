"""What a person reads of the bot's messages: quotes and their sources, and who would be pinged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.bot.reader import read
from tests.discord_double import Message, Request

SOURCE = re.compile(
    r"(?:\*\*(?P<number>\d+)\*\* )?(?:(?P<outlet>.+?) · )?(?P<headline>.*)\n"
    r"-# (?:(?P<times>.*) · )?`(?P<id>[^`]+)`"
)


@dataclass(frozen=True)
class Quoted:
    """One quote as a person sees it, and what stands under it."""

    text: str
    bold: tuple[str, ...]
    outlet: str | None
    headline: str
    times: str | None
    article_id: str


def quotes(message: Message) -> list[Quoted]:
    """Return the quotes of an answer, in order; none, if it has none."""
    lines = message.content.split("\n")
    for embed in message.embeds:
        lines += embed.get("description", "").split("\n")
    found, marked = [], []
    for line, following in pairwise([*lines, ""]):
        if line.startswith("> "):
            marked.append(line)
        elif marked and following.startswith("-# "):
            found.append(_quoted(marked, f"{line}\n{following}"))
            marked = []
    return found


def _quoted(marked: list[str], below: str) -> Quoted:
    source = SOURCE.fullmatch(below)
    assert source is not None, below
    seen = [read(line[2:], begins_line=False) for line in marked]
    return Quoted(
        text="\n".join(line.text for line in seen),
        bold=tuple(what for line in seen for act, what in line.acts if act == "strong"),
        outlet=source["outlet"],
        headline=source["headline"],
        times=source["times"],
        article_id=source["id"],
    )


def body(corpus: Path, identifier: str) -> str:
    """Return the text of an article's file, below its front matter."""
    (path,) = corpus.rglob(f"{identifier}.md")
    return path.read_text("utf-8").split("\n---\n", 1)[1].strip()


def may_ping(request: Request) -> bool:
    """Whether a request would let what it says ping somebody."""
    said = request.body if isinstance(request.body, dict) else {}
    if "/callback" in request.route:
        said = said.get("data") or {} if said.get("type") in {4, 7} else {}
    if not said.get("content") and not said.get("embeds"):
        return False
    return said.get("allowed_mentions") != {"parse": []}


def active(message: Message) -> list[object]:
    """Return what acts or pings in an answer, beside what the bot has set itself.

    That is: bold, block quotes, links, and the small line that holds times and an id.
    """
    texts = [message.content, *(one.get("description", "") for one in message.embeds)]
    lines = [line for text in texts for line in text.split("\n") if not line.startswith("-# ")]
    acts = [act for line in lines for act in read(line).acts]
    ours = {"strong", "quote", "link"}
    pings = [*message.mentions, *(["everyone"] if message.mention_everyone else [])]
    return [*(act for act in acts if act[0] not in ours), *pings, *message.previews]
