"""The door of ingest: bytes of a known or guessed format in, a Draft out."""

from __future__ import annotations

import codecs
import contextlib
from typing import Final

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.html import parse_html
from newsbot.ingest.jsonl import parse_record
from newsbot.ingest.markdown import parse_markdown, render_markdown, storable
from newsbot.ingest.page import parse_page

__all__ = [
    "MAX_TEXT_BYTES",
    "SUFFIXES",
    "decode",
    "guess_suffix",
    "parse",
    "parse_html",
    "parse_markdown",
    "parse_page",
    "parse_record",
    "render_markdown",
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
        return parse_html(data)
    if kind not in (".txt", ".md"):
        raise IngestError("ingest.unknown_format", suffix=suffix, known=".txt, .md, .html, .htm")
    if len(data) > MAX_TEXT_BYTES:
        raise IngestError("ingest.too_large", limit=MAX_TEXT_BYTES // 1024**2)
    text = decode(data)
    return parse_markdown(text) if kind == ".md" else storable(parse_page(text))


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
    """Return the member of ``SUFFIXES`` that *data* looks like; ``.txt`` if like none."""
    start = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:15].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--")):
        return ".html"
    if start.startswith(b"{"):
        first = data.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0]
        return ".jsonl" if _is_record(first) else ".txt"
    if data.removeprefix(codecs.BOM_UTF8).startswith((b"---\n", b"---\r\n")):
        return ".md"
    return ".txt"


def _is_record(line: bytes) -> bool:
    """Return whether *line* is meant as a JSON object, even one that will be refused."""
    return line.rstrip().endswith(b"}") or line.lstrip(b"{ \t").startswith(b'"')
