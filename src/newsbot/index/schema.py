"""The tables of the index file and the layout of what is packed in them.

totals      one row: how many passages, their terms, sentences and bigrams
files       what each corpus file looked like when it was read
articles    one row an article: metadata, body, the terms of its headline; of a hidden one, no
            passages, terms or bigrams
passages    one row a passage: its text, sentence spans and terms in reading order
terms       term -> id and document frequency
postings    (term, block) -> packed postings; a block holds BLOCK_IDS passage ids
bigrams     character bigram -> document frequency
bands       key of a text's signature -> the articles that have it (``similarity.py``)
twins       article -> another that prints the same text; each pair twice
amends      mark of an article -> the correction that may be of it (``corrections.py``)
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

FORMAT_VERSION: Final = 3

BLOCK_IDS: Final = 16_384
"""Passage ids to a block: an add rewrites only the last block of each of its terms."""

POSTING: Final = np.dtype([("id", "<u4"), ("count", "<u2"), ("length", "<u2")])
"""One posting: passage id, how often the term stands in it, the passage's length in terms."""

OCCURRENCE: Final = np.dtype([("term", "<u4"), ("start", "<u2"), ("length", "<u2")])
"""One term of a passage: its id, its offset from the passage's start, its length there."""

SPAN: Final = np.dtype([("start", "<u4"), ("end", "<u4")])
"""One sentence of a passage, as offsets of the body."""

SPAN_STRUCT: Final = struct.Struct("<II")
"""The same layout for ``iter_unpack``, faster for a handful of sentences."""

SCHEMA: Final = """
CREATE TABLE totals (
    passages INTEGER NOT NULL, terms INTEGER NOT NULL, sentences INTEGER NOT NULL,
    sentence_terms INTEGER NOT NULL, bigrams INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0, 0, 0);
CREATE TABLE fingerprint (value TEXT NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    read_ns INTEGER NOT NULL, problems TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, line INTEGER, digest TEXT NOT NULL,
    url_key TEXT, source_key TEXT, content_key TEXT NOT NULL,
    source_id TEXT, title TEXT, outlet TEXT, published INTEGER,
    day INTEGER, audience TEXT, hidden INTEGER NOT NULL, find_key TEXT NOT NULL,
    record TEXT NOT NULL, body TEXT NOT NULL, heading TEXT NOT NULL, title_terms BLOB NOT NULL
);
CREATE INDEX articles_path ON articles (path);
CREATE INDEX articles_url ON articles (url_key) WHERE url_key IS NOT NULL;
CREATE INDEX articles_source ON articles (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX articles_source_id ON articles (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX articles_content ON articles (content_key);
CREATE INDEX articles_newest ON articles (published DESC, id, hidden, audience, find_key);
CREATE INDEX articles_outlet ON articles (outlet, hidden, audience, day);
CREATE INDEX articles_audience ON articles (audience) WHERE audience IS NOT NULL;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    length INTEGER NOT NULL, text TEXT NOT NULL, spans BLOB NOT NULL, terms BLOB NOT NULL
);
CREATE INDEX passages_article ON passages (article);
CREATE TABLE terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, df INTEGER NOT NULL);
CREATE TABLE postings (
    term INTEGER NOT NULL, block INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (term, block)
) WITHOUT ROWID;
CREATE TABLE bigrams (bigram TEXT PRIMARY KEY, df INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE bands (
    key INTEGER NOT NULL, audience TEXT NOT NULL, article INTEGER NOT NULL,
    PRIMARY KEY (key, audience, article)
) WITHOUT ROWID;
CREATE TABLE twins (
    article INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE TABLE amends (
    mark TEXT NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (mark, article)
) WITHOUT ROWID;
CREATE INDEX amends_article ON amends (article);
"""
