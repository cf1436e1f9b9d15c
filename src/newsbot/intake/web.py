"""What was fetched from the web -> the article in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newsbot import ingest
from newsbot.article import Draft
from newsbot.ingest.outlets import same_site

if TYPE_CHECKING:  # loads aiohttp, which adding a file does without
    from newsbot.fetching import Fetched

_PLAIN: Final = "text/plain"


def article_in(fetched: Fetched) -> Draft:
    """Return the article of a page that was fetched, under the page's address.

    That is the one that the page names for itself, if it is of the same site: no page can take
    the place of another site's article by naming its address. Raises IngestError, as
    ``ingest.parse``.
    """
    suffix = ".txt" if fetched.media_type == _PLAIN else ".html"
    draft = ingest.parse(fetched.data, suffix, address=fetched.url, charset=fetched.charset)
    if draft.url and same_site(draft.url, fetched.url):
        return draft
    return replace(draft, url=fetched.url)
