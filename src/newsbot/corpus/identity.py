"""Which article is it? Its id, from what it is and never from a foreign name; hence its file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from newsbot.article import Article, Draft, valid_id
from newsbot.dates import KST, Moment

UNDATED: Final = "00000000"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_TRACKING: Final = frozenset(
    {"fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "_ga", "_gl"}
)
_TRACKING_PREFIX: Final = "utm_"
_ESCAPE: Final = re.compile(r"%[0-9a-fA-F]{2}")
_KEPT: Final = "%/:@!$&'()*+,;=~-._?"
"""What a path or query may hold unescaped (RFC 3986), and ``%`` of escapes that stand there."""


def article_id(draft: Draft) -> str:
    """Return ``YYYYMMDD-`` (the KST day of publication) and ten letters that stand for *draft*.

    The letters are the first 50 bits of a SHA-256, in base32, of the canonical URL; without one,
    of the outlet and its own id; without that, of title and body; and of the audience if there is
    one. The day is ``00000000`` where it is not known.
    """
    digest = hashlib.sha256(_identity(draft).encode()).digest()
    letters = base64.b32encode(digest)[:10].decode("ascii").lower()
    return f"{_day(draft.published)}-{letters}"


def path_for(article: Article) -> str:
    """Return where *article* is kept: ``2025/10/<id>.md``, or ``undated/<id>.md``."""
    if not valid_id(article.id):
        raise ValueError(f"not an article id: {article.id!r}")
    if article.published is None:
        return f"undated/{article.id}.md"
    month = article.published.at.astimezone(KST)
    return f"{month.year:04}/{month.month:02}/{article.id}.md"


def _identity(draft: Draft) -> str:
    if draft.url:
        parts = ["url", canonical_url(draft.url)]
    elif draft.source_id:
        parts = ["source", draft.outlet or "", draft.source_id]
    else:
        parts = ["text", draft.title or "", draft.body]
    if draft.audience:  # or an id would tell one audience what another has
        parts += ["audience", draft.audience]
    return json.dumps(parts, ensure_ascii=True)  # one spelling, and no two lists share it


def _day(published: Moment | None) -> str:
    if published is None or published.precision == "month":
        return UNDATED
    local = published.at.astimezone(KST)
    return f"{local.year:04}{local.month:02}{local.day:02}"


def canonical_url(url: str) -> str:
    """Return the spelling that the usual variants of *url* share; the query keeps its meaning.

    Scheme and host in lower case, no default port, fragment, ``utm_*`` and click ids, no slash
    at the end, escapes in one spelling. What cannot be read as a URL comes back stripped.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # `http://[`, `http://host:port`
        return url
    if not parts.hostname:
        return url
    host = _host(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    user, at, _ = parts.netloc.rpartition("@")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    path = _escaped(parts.path).rstrip("/")
    return urlunsplit((parts.scheme, user + at + host, path, _escaped(query), ""))


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name.lower()}]"
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name.lower()


def _tracks(pair: str) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIX)


def _escaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(text, safe=_KEPT))
