"""A small reader of Discord's markup: what a person sees of a text, and what acts in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Rules as clients have them, tried in this order at every character, so that this sees at least as
# much markup as a client does.
LINE_RULES = {
    "heading": r" *#{1,3}\s+\S",
    "subtext": r" *-#\s+\S",
    "list": r" *(?:[*+-]|\d+\.)(?:\s|$)",
    "quote": r" *>",
}
RULES = {
    "escape": r"\\([^0-9A-Za-z\s])",
    "code": r"(`+)(?:[\s\S]*?[^`])\1(?!`)",
    "mention": r"<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^<>:]+:\d+>|<\w+:\w+(?::\d+)?>",
    "autolink": r"<[^: >]+:/[^ >]+>|<[^ >]+@[^ >]+>",
    "address": r"(?i:https?)://\S+|discord\.gg/\S+|discord(?:app)?\.com/invite/\S+",
    "link": r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)",
    "strong": r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)",
    "underline": r"__((?:\\[\s\S]|[^\\])+?)__(?!_)",
    "emphasis": r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
    "struck": r"~~([\s\S]+?)~~",
    "spoiler": r"\|\|([\s\S]+?)\|\|",
    "everyone": r"@(?:everyone|here)",
    "emoji": r":[^\s:]+:",
}
COMPILED = {name: re.compile(rule) for name, rule in RULES.items()}


@dataclass
class Read:
    """What a person sees, and what acts: (rule, what it acts on)."""

    text: str = ""
    acts: list[tuple[str, str]] = field(default_factory=list)


def read(markup: str, *, begins_line: bool = True) -> Read:
    """Return what stands in *markup*, which may follow other text on its line."""
    seen = Read()
    at = 0
    while at < len(markup):
        if (at == 0 and begins_line) or markup[at - 1 : at] == "\n":
            seen.acts += [
                (name, markup[at : at + 20])
                for name, rule in LINE_RULES.items()
                if re.compile(rule).match(markup, at)
            ]
        matches = ((name, rule.match(markup, at)) for name, rule in COMPILED.items())
        name, found = next((one for one in matches if one[1]), ("text", None))
        if found is None:
            seen.text += markup[at]
            at += 1
            continue
        at = found.end()
        if name == "escape":
            seen.text += found[1]
        elif name == "strong":
            inner = read(found[1], begins_line=False)
            seen.acts += [("strong", inner.text), *inner.acts]
            seen.text += inner.text
        elif name == "link":  # clients switch escapes off in a label
            seen.acts.append(("link", found[2]))
            seen.text += found[1]
        else:
            seen.acts.append((name, found[0]))
            seen.text += found[0]
    return seen
