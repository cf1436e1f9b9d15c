"""The door of ingest: bytes of a known or guessed format in, a Draft out."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import Final

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest import jsonl
from newsbot.ingest.feed import Feed, FeedEntry, parse_feed
from newsbot.ingest.html import parse_html
from newsbot.ingest.jsonl import MAX_JSON_BYTES, parse_record, render_record
from newsbot.ingest.markdown import parse_markdown, render_markdown, storable
from newsbot.ingest.page import parse_page
from newsbot.ingest.sheet import parse_sheet

__all__ = [
    "MAX_TEXT_BYTES",
    "SUFFIXES",
    "Feed",
    "FeedEntry",
    "decode",
    "guess_suffix",
    "parse",
    "parse_feed",
    "parse_html",
    "parse_markdown",
    "parse_page",
    "parse_record",
    "parse_records",
    "parse_sheet",
    "render_markdown",
    "render_record",
]

SUFFIXES: Final = frozenset({".txt", ".md", ".html", ".htm", ".jsonl"})
MAX_TEXT_BYTES: Final = 2 * 1024 * 1024
"""The largest ``.txt`` or ``.md`` file that is read."""


def parse(
    data: bytes, suffix: str, *, address: str | None = None, charset: str | None = None
) -> Draft:
    """Return the article in *data*, the content of a file whose name ends in *suffix*.

    Of a web page that was fetched, *address* is where it was and *charset* what its header said.
    ``.jsonl`` holds many articles and has its own function, ``parse_record``, for each line.
    Raises IngestError: ``ingest.unknown_format``, ``ingest.too_large``, ``ingest.not_text``, or
    what the parser of the format raises.
    """
    kind = suffix.lower()
    if kind in (".html", ".htm"):
        return parse_html(data, address=address, charset=charset)
    if kind not in (".txt", ".md"):
        raise IngestError("ingest.unknown_format", suffix=suffix, known=".txt, .md, .html, .htm")
    if len(data) > MAX_TEXT_BYTES:
        raise IngestError("ingest.too_large", limit=MAX_TEXT_BYTES // 1024**2)
    text = decode(data)
    return parse_markdown(text) if kind == ".md" else storable(parse_page(text))


def parse_records(data: bytes) -> list[tuple[int, Draft | IngestError]]:
    """Return the articles of a ``.json`` file with their numbers from 1, or why one is none.

    Raises IngestError ``ingest.json_too_large``, ``ingest.not_text`` and what
    ``jsonl.parse_records`` raises.
    """
    if len(data) > MAX_JSON_BYTES:
        raise IngestError("ingest.json_too_large", limit=MAX_JSON_BYTES // 1024**2)
    return jsonl.parse_records(decode(data))


def decode(data: bytes) -> str:
    """Return *data* as text: UTF-8, UTF-16 with a byte order mark, or cp949 (EUC-KR).

    Raises IngestError ``ingest.not_text``.
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for codec in ("utf-8-sig", "utf-16" if marked else "cp949", "cp949"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(codec)
            if "\0" not in text:  # a NUL is in no text; it is in programs, images and UTF-16
                return text
    raise IngestError("ingest.not_text")


def guess_suffix(data: bytes) -> str:
    """Return how the name of a file of *data* would end, judged by its looks.

    ``.html``, ``.jsonl``, ``.json``, ``.xlsx``, ``.md``, or else ``.txt``.
    """
    if data.startswith(_ZIP):
        return ".xlsx"
    start = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:15].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--")):
        return ".html"
    if _OPENS_JSON.match(start):
        first, end, _ = data.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")
        is_line = start.startswith(b"{") and (first.rstrip().endswith(b"}") or not end)
        return ".jsonl" if is_line else ".json"
    if data.removeprefix(codecs.BOM_UTF8).startswith((b"---\n", b"---\r\n")):
        return ".md"
    return ".txt"


_ZIP: Final = b"PK\x03\x04"
_OPENS_JSON: Final = re.compile(rb"\[\s*\{\s*\"|\{\s*\"|\{\s*\}|\[\s*\]\s*\Z")
