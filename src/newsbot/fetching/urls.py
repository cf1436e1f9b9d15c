"""Which addresses of the web may be asked for at all, before any name is looked up.

An address is read by ``yarl``, as aiohttp will read it, so that what is checked is what is asked
for. Spellings that another reader could take for another host are refused, not mended.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from yarl import URL

from newsbot.errors import IngestError
from newsbot.fetching.addresses import is_public

MAX_URL_CHARS: Final = 4096
_SHOWN_CHARS: Final = 60
_PORTS: Final = frozenset({80, 443})
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\\]")
_AUTHORITY: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)", re.IGNORECASE)
_NO_AUTHORITY: Final = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)
"""Relative to a page for some readers, and to nothing for others."""
_IPV6: Final = re.compile(r"\[[0-9a-f:.]+(?:%[^]]*)?\]", re.IGNORECASE)
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label like this makes other programs take the name for an IPv4 address (WHATWG URL)."""
_MAX_NAME_CHARS: Final = 253
_PRIVATE_SUFFIXES: Final = (
    ".arpa",
    ".home",
    ".internal",
    ".intranet",
    ".lan",
    ".local",
    ".localdomain",
    ".localhost",
    ".onion",
)


def parse_url(text: str, *, base: URL | None = None) -> URL:
    """Return the address *text*, without its fragment; with *base*, *text* may be relative to it.

    Raises IngestError ``fetch.not_an_address``, ``fetch.scheme``, ``fetch.port``,
    ``fetch.userinfo``, ``fetch.odd_host`` or ``fetch.private``.
    """
    text = text.strip(" \t\r\n\f")
    # Servers do send blanks (a host with %20 is refused); a person who types one meant two words.
    url = _read(text if base is None else text.replace(" ", "%20"), base)
    if url.scheme not in ("http", "https"):
        raise IngestError("fetch.scheme", scheme=_shown(url.scheme))
    if "@" in url.raw_authority or url.raw_user is not None or url.raw_password is not None:
        raise IngestError("fetch.userinfo")
    _check_host(url.raw_host or "")
    if url.port not in _PORTS:
        raise IngestError("fetch.port", port=url.port)
    return url


def _read(text: str, base: URL | None) -> URL:
    """Return *text* as an absolute address, every part of which can be asked for."""
    if len(text) > MAX_URL_CHARS or _UNSAFE.search(text) or _NO_AUTHORITY.match(text):
        raise IngestError("fetch.not_an_address")
    if base is not None and text.startswith("//"):
        text = f"{base.scheme}:{text}"  # yarl encodes the host of a whole address only
    authority = _AUTHORITY.match(text)
    if authority:
        _check_authority(authority[1])
    try:
        url = URL(text) if base is None else base.join(URL(text))
        url = url.with_fragment(None)
        host, _ = url.raw_host, url.port  # yarl reads them late, and raises then
    except (ValueError, TypeError):
        raise IngestError("fetch.not_an_address") from None
    needs_host = url.scheme in ("http", "https")
    if not url.scheme or (needs_host and not host) or len(str(url)) > MAX_URL_CHARS:
        raise IngestError("fetch.not_an_address")
    return url


def _check_authority(authority: str) -> None:
    """Refuse what yarl reads more kindly than it should: ``①.1.1.1``, the ports ``+80``, ``٨٠``."""
    if "@" in authority:
        raise IngestError("fetch.userinfo")
    host, _, port = authority.rpartition("]")[2].partition(":")
    odd_brackets = "[" in authority and not _IPV6.match(authority)
    if odd_brackets or not re.fullmatch(r"[0-9]*", port):
        raise IngestError("fetch.not_an_address")
    if not host.isascii():
        plain = unicodedata.normalize("NFKC", host).replace("。", ".")
        if all(label.isdecimal() for label in plain.split(".") if label):
            raise IngestError("fetch.odd_host", host=_shown(plain))


def _check_host(host: str) -> None:
    """Let pass a public IP address, or a name of two labels or more."""
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        _check_ip(host)
        return
    labels = host.split(".")
    if len(host) > _MAX_NAME_CHARS or not all(_LABEL.fullmatch(label) for label in labels):
        raise IngestError("fetch.odd_host", host=_shown(host))
    if _NUMBER.fullmatch(labels[-1]):
        raise IngestError("fetch.odd_host", host=_shown(host))
    if len(labels) == 1 or f".{host}".endswith(_PRIVATE_SUFFIXES):
        raise IngestError("fetch.private", host=_shown(host))


def _check_ip(host: str) -> None:
    if ":" not in host and not re.fullmatch(r"(?:(?:0|[1-9][0-9]{0,2})(?:\.(?!$)|$)){4}", host):
        raise IngestError("fetch.odd_host", host=_shown(host))
    if not is_public(host):
        raise IngestError("fetch.private", host=_shown(host))


def _shown(text: str) -> str:
    """Return what a message can show of *text*, which may be anything."""
    plain = re.sub(r"[^a-z0-9.:_%+-]", "?", text)
    return plain if len(plain) <= _SHOWN_CHARS else f"{plain[:_SHOWN_CHARS]}…"
