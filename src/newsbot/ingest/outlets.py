"""Who publishes news: the table of outlets, and the names of them that stand in text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from newsbot.ingest.words import SECTIONS

_SUFFIXES: Final = (" | ", " - ", " – ", " — ", " :: ", " : ", " < ", " > ", " ㅣ ", "|", "ㅣ")


_SECOND_LEVEL: Final = frozenset({"ac", "co", "com", "go", "ne", "net", "or", "org", "pe", "re"})
_COUNTRY_CHARS: Final = 2
_RIGHTS: Final = re.compile(
    r"(?:ⓒ|©|\(c\)|copyright|저작권자)[\s:()ⓒ©]*(?:\d{4}\s*)?(?P<name>[가-힣A-Za-z0-9·]{2,20})",
    re.IGNORECASE,
)
_OUTLET_LIKE: Final = re.compile(
    r".+(?:일보|신문|뉴스|경제|방송|타임[스즈]|저널|미디어|투데이|데일리|헤럴드|닷컴|매일|통신)"
)


@dataclass(frozen=True, slots=True)
class _Outlets:
    names: dict[str, str]  # folded spelling -> stored name
    portals: frozenset[str]
    credited: frozenset[str]
    domains: dict[str, str | None]  # None: a portal
    domains_of: dict[str, tuple[str, ...]]


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
    domains_of = {
        entry["name"]: tuple(entry["domains"]) for entry in (*table["outlet"], *table["portal"])
    }
    return _Outlets(names, portals, credited, domains, domains_of)


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


def domains_of(name: str) -> tuple[str, ...]:
    """Return the domains of the outlet or portal whose stored name is *name*; empty if none is."""
    return _outlets().domains_of.get(name, ())


def host_of(url: str) -> str:
    """Return the host of *url* in lower case; empty if it names none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def may_publish(outlet: str, url: str) -> bool:
    """Whether the articles of *outlet* can stand at *url*: on its domains, or on a portal.

    Of an outlet whose domains are not known nothing can be said: yes.
    """
    host = host_of(url)
    return not domains_of(outlet) or outlet_at(host) == outlet or _is_portal_at(host)


def _is_portal_at(host: str) -> bool:
    labels = host.split(".")
    domains = _outlets().domains
    names = (".".join(labels[first:]) for first in range(len(labels)))
    return next((domains[name] is None for name in names if name in domains), False)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: one registered domain, or one outlet's domains."""
    hosts = host_of(one), host_of(other)
    outlets = [outlet_at(host) for host in hosts]
    if outlets[0] is not None and outlets[0] == outlets[1]:
        return True
    return bool(hosts[0]) and _registered(hosts[0]) == _registered(hosts[1])


def _registered(host: str) -> str:
    labels = host.rstrip(".").split(".")
    country = len(labels[-1]) == _COUNTRY_CHARS and labels[-2:-1] and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if country else labels[-2:])


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


def claimant(notice: str) -> str | None:
    """Return who claims the rights in *notice* (``ⓒ 가람일보``), if that is named like an outlet.

    For outlets that the table does not know.
    """
    found = _RIGHTS.search(notice)
    return found["name"] if found and _OUTLET_LIKE.fullmatch(found["name"]) else None


def outlets_in(notice: str) -> list[str]:
    """Return the outlets that *notice* names in single words, in its order."""
    words = re.split(r"[\s,.()\[\]<>ⓒ©:]+", notice)
    return list(dict.fromkeys(name for word in words if word and (name := outlet_named(word))))
