"""The door of fetching: an address of the public web in, the bytes of a page or feed out.

    async with Fetcher() as fetcher:
        fetched = await fetcher.fetch("https://news.example/1", kind="page")

Whoever may use the bot may give it an address, so an address is refused unless it is known to be
harmless: http and https on their own ports, public addresses only (looked at where the socket is
made, so that no spelling, redirect or name server can talk its way around), three redirects,
fifteen seconds, five MiB after decompression.
"""

from __future__ import annotations

from newsbot.fetching.addresses import is_public
from newsbot.fetching.connecting import ConnectorFactory, PrivateAddressError, public_connector
from newsbot.fetching.fetcher import Fetcher, fetch_once
from newsbot.fetching.limits import Limits
from newsbot.fetching.responses import Fetched, Kind
from newsbot.fetching.urls import parse_url

__all__ = [
    "ConnectorFactory",
    "Fetched",
    "Fetcher",
    "Kind",
    "Limits",
    "PrivateAddressError",
    "fetch_once",
    "is_public",
    "parse_url",
    "public_connector",
]
