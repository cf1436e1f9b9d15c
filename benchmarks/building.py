"""An index of given articles in a temporary folder, without files: what benchmarks measure on."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newsbot.analysis import Analyser
from newsbot.article import Article
from newsbot.batch import COMMIT_PASSAGES
from newsbot.corpus import Corpus
from newsbot.index.records import to_record
from newsbot.index.store import Store
from newsbot.index.writer import Origin, Writer
from newsbot.keys import digest_of, keys_of
from newsbot.newsroom import Newsroom
from newsbot.passages import split_article


@contextmanager
def newsroom_of(articles: Iterable[Article], analyser: Analyser) -> Iterator[Newsroom]:
    """Yield a newsroom whose index holds *articles*; its corpus folder is empty."""
    folder = Path(tempfile.mkdtemp(prefix="newsbot-bench-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    store = Store(folder / "index.sqlite3", "benchmark")
    try:
        index(store, articles, analyser)
        yield Newsroom(Corpus(corpus), store, analyser)
    finally:
        store.close()
        shutil.rmtree(folder)


def index(store: Store, articles: Iterable[Article], analyser: Analyser) -> float:
    """Put *articles* into *store* as a sync does; return the seconds that it took."""
    began = time.perf_counter()
    pending = iter(articles)
    article = next(pending, None)
    count = passages = 0
    while article is not None:
        with store.writing() as connection:
            writer = Writer(connection)
            batch = 0
            while article is not None and batch < COMMIT_PASSAGES:
                split = split_article(article, analyser)
                keys = keys_of(article)
                origin = Origin(
                    "bench.jsonl", count, digest_of(article), keys.url, keys.source, keys.content
                )
                writer.put(split, origin, to_record(article))
                batch += len(split.passages)
                count += 1
                article = next(pending, None)
            writer.flush()
        passages += batch
        rate = passages / (time.perf_counter() - began)
        show(f"indexed {passages:,} passages, {rate:,.0f} a second")
    return time.perf_counter() - began


def show(text: str) -> None:
    """Show progress on standard error."""
    sys.stderr.write(f"  {text}\n")
