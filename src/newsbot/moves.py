"""Moves: an article's new version lies in another file than the old one, which is put away then.

Two files change, so a crash may leave both versions, with one id. What is about to be done is
therefore noted in a hidden file of the corpus first; whoever holds the writers' lock next
finishes it. ``note``, ``finish`` and ``clear`` are called under that lock only.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from newsbot.corpus import Corpus
from newsbot.errors import CorpusError

_NOTE: Final = ".moves.json"


class Move(NamedTuple):
    """The version of *article_id* in *old* goes once *new* is there. Paths within the corpus."""

    article_id: str
    old: str
    new: str


def is_pending(corpus: Corpus) -> bool:
    """Whether moves were begun that have not ended; they may be another process's, under way."""
    return (corpus.folder / _NOTE).exists()


def note(corpus: Corpus, moves: Sequence[Move]) -> None:
    """Note *moves* durably, before the new versions are written. Raises CorpusError."""
    try:
        # Named as the corpus names its own, so that its clean_up knows what a crash left.
        name = f".newsbot-{os.getpid()}-{secrets.token_hex(8)}.tmp"
        draft = corpus.folder / name
        with draft.open("w", encoding="utf-8") as stream:
            json.dump(moves, stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(corpus.folder / _NOTE)  # writing the articles syncs the folder
    except OSError as error:
        reason = error.strerror
        raise CorpusError(
            "corpus.write_failed", path=corpus.folder / _NOTE, reason=reason
        ) from error


def finish(corpus: Corpus) -> None:
    """Put away the old versions of all noted moves whose new version was written."""
    path = corpus.folder / _NOTE
    try:
        noted = [Move(*move) for move in json.loads(path.read_text("utf-8"))]
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError):  # not ours, or garbled: nothing to go by
        noted = []
    for move in noted:
        if _is_file(corpus.folder / move.new):
            with suppress(CorpusError):  # it is gone already, or was changed by hand
                corpus.remove(move.old, move.article_id)
    clear(corpus)


def clear(corpus: Corpus) -> None:
    """Forget the noted moves: they are done."""
    with suppress(OSError):
        (corpus.folder / _NOTE).unlink(missing_ok=True)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
