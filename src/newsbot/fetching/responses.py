"""What the other side answers: what of it is taken, and why the rest is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

import aiohttp
from yarl import URL

from newsbot.errors import IngestError
from newsbot.fetching.urls import parse_url

Kind = Literal["page", "feed"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_LOGIN: Final = frozenset({401, 402, 403, 407})
_READABLE: Final = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/xhtml+xml",
        "application/xml",
        "text/html",
        "text/plain",
        "text/xml",
    }
)
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,60}")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_MAX_VALIDATOR_CHARS: Final = 512
_MAX_RETRY_SECONDS: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page or feed as it arrived."""

    url: str
    """Where it came from in the end, after redirects."""
    data: bytes
    """The body, decompressed; never empty."""
    media_type: str | None
    """In lower case, such as ``text/html``; None where the server names none."""
    charset: str | None
    """What the header says, in lower case; not necessarily true, nor known to Python."""
    etag: str | None
    last_modified: str | None


def redirect_target(response: aiohttp.ClientResponse) -> URL | None:
    """Return where *response* sends us on to; None if it does not.

    Raises the errors of ``parse_url``, and IngestError ``fetch.status`` for a redirect to nowhere.
    """
    if response.status not in _REDIRECTS:
        return None
    location = response.headers.get("Location")
    if not location:
        raise IngestError("fetch.status", status=response.status)
    return parse_url(location, base=response.url)


def check_status(response: aiohttp.ClientResponse) -> None:
    """Raise the IngestError that *response*'s status amounts to, unless it is 200.

    Of ``fetch.too_many`` and ``fetch.server_error`` the details hold ``retry_after_seconds``: an
    int, or None.
    """
    status = response.status
    if status == HTTPStatus.OK:
        return
    if status in _GONE:
        raise IngestError("fetch.gone", status=status)
    if status in _LOGIN:
        raise IngestError("fetch.needs_login", status=status)
    later = _retry_after_seconds(response)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise IngestError("fetch.too_many", retry_after_seconds=later)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise IngestError("fetch.server_error", status=status, retry_after_seconds=later)
    raise IngestError("fetch.status", status=status)


def media_type_of(response: aiohttp.ClientResponse) -> str | None:
    """Return the media type of *response*, None if it names none that can be one."""
    named = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return named if _MEDIA_TYPE.fullmatch(named) else None


def check_media_type(media_type: str | None) -> None:
    """Raise IngestError unless a body of *media_type* can be an article or a feed."""
    if media_type is None or media_type in _READABLE:
        return
    family = media_type.partition("/")[0]
    if media_type == "application/pdf":
        raise IngestError("fetch.pdf")
    if family == "image":
        raise IngestError("fetch.image")
    if family in ("audio", "video"):
        raise IngestError("fetch.video")
    raise IngestError("fetch.not_text", media_type=media_type)


def fetched(response: aiohttp.ClientResponse, data: bytes) -> Fetched:
    """Return *data*, the body of *response*, with what its headers say."""
    charset = _CHARSET.search(response.headers.get("Content-Type", "")[:512])
    return Fetched(
        url=str(response.url),
        data=data,
        media_type=media_type_of(response),
        charset=charset[1].lower() if charset else None,
        etag=validator(response.headers.get("ETag")),
        last_modified=validator(response.headers.get("Last-Modified")),
    )


def validator(value: str | None) -> str | None:
    """Return *value* if it can go into a header of a later request, else None."""
    usable = value and len(value) <= _MAX_VALIDATOR_CHARS and value.isascii()
    return value if usable and value and value.isprintable() else None


def _retry_after_seconds(response: aiohttp.ClientResponse) -> int | None:
    said = response.headers.get("Retry-After", "")
    if not re.fullmatch(r"[0-9]{1,9}", said):
        return None
    return min(int(said), _MAX_RETRY_SECONDS)
