"""Who publishes news: the table of outlets, and the names of them that stand in text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from newsbot.ingest.words import SECTIONS

_SUFFIXES: Final = (" | ", " - ", " – ", " — ", " :: ", " : ", " < ", " > ", " ㅣ ", "|", "ㅣ")


@dataclass(frozen=True, slots=True)
class _Outlets:
    names: dict[str, str]  # folded spelling -> stored name
    portals: frozenset[str]
    credited: frozenset[str]
    domains: dict[str, str | None]  # None: a portal


def fold(name: str) -> str:
    """Return *name* without its spaces and its case."""
    return "".join(name.casefold().split())


@cache
def _outlets() -> _Outlets:
    table = tomllib.loads((files("newsbot.ingest") / "outlets.toml").read_text("utf-8"))
    names = {
        fold(spelling): entry["name"]
        for entry in table["outlet"]
        for spelling in (entry["name"], *entry.get("aliases", ()))
    }
    portals = frozenset(
        fold(spelling)
        for entry in table["portal"]
        for spelling in (entry["name"], *entry.get("aliases", ()))
    )
    domains: dict[str, str | None] = {
        host: None for entry in table["portal"] for host in entry["domains"]
    }
    domains |= {host: entry["name"] for entry in table["outlet"] for host in entry["domains"]}
    credited = frozenset(map(fold, table["agencies"])) | names.keys()
    return _Outlets(names, portals, credited, domains)


def outlet_named(name: str) -> str | None:
    """Return the stored name of the outlet that *name* spells, or None if it is not known."""
    return _outlets().names.get(fold(name))


def is_portal(name: str) -> bool:
    """Return whether *name* is a site that shows the news of others."""
    return fold(name) in _outlets().portals


def is_credited(name: str) -> bool:
    """Return whether *name* is an outlet or agency that photos are credited to."""
    return fold(name) in _outlets().credited


def outlet_at(host: str) -> str | None:
    """Return the outlet that publishes at *host* or a domain above it, or None."""
    labels = host.casefold().rstrip(".").split(".")
    for first in range(len(labels)):
        if (domain := ".".join(labels[first:])) in _outlets().domains:
            return _outlets().domains[domain]
    return None


def without_outlet(headline: str) -> tuple[str, str | None]:
    """Return *headline* without ``- outlet`` or ``| portal`` at its end, and that outlet."""
    outlet: str | None = None
    known = True
    while known:
        known = False
        for mark in _SUFFIXES:
            head, found, tail = headline.rpartition(mark)
            name = outlet_named(tail)
            section = outlet is not None and tail.strip() in SECTIONS
            if found and head.strip() and (name or section or is_portal(tail)):
                headline, outlet, known = head.strip(), outlet or name, True
                break
    return headline, outlet


def outlets_in(notice: str) -> list[str]:
    """Return the outlets that *notice* names in single words, in its order."""
    words = re.split(r"[\s,.()\[\]<>ⓒ©:]+", notice)
    return list(dict.fromkeys(name for word in words if word and (name := outlet_named(word))))
