"""Text -> its terms and sentences, by Korean morphemes. The only importer of kiwipiepy."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

import kiwipiepy_model
from kiwipiepy import Kiwi, Token

from newsbot.terms import PLAIN_TAG, Morpheme, spell, without_particle
from newsbot.text import Normalised, normalise

ANALYSER_VERSION: Final = 1
"""Raised whenever the same text could give other terms; part of the index fingerprint."""

MAX_PIECE_CHARS: Final = 2_000
"""Kiwi's cost grows with the square of a text's length, so a longer line is cut up first."""


@dataclass(slots=True)
class Analysis:
    """The terms and sentences of one text, in reading order.

    ``starts[i]:ends[i]`` is where ``terms[i]`` stands in the text, in code points, and
    ``sentence_of[i]`` is the sentence that holds it. ``sentences`` are spans of the text.
    """

    terms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)


class Analyser:
    """One shared Kiwi. Building it takes a second or two and holds the GIL; calls are thread-safe.

    Only Kiwi's list form is used: it frees the GIL while it works, the string form does not.
    """

    def __init__(self, *, workers: int | None = None) -> None:
        self._lock = threading.Lock()
        self._workers = workers

    @cached_property
    def _kiwi(self) -> Kiwi:
        with self._lock:
            return Kiwi(num_workers=self._workers, load_typo_dict=False)

    def warm(self) -> None:
        """Load the model and run it once, so that no question waits for it."""
        self.morphemes("준비")

    @cached_property
    def fingerprint(self) -> str:
        """What decides which terms a text gives: code, library, model and the model's bytes."""
        digest = hashlib.sha256()
        for path in sorted(Path(kiwipiepy_model.get_model_path()).iterdir()):
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
        model = digest.hexdigest()[:16]
        return f"{ANALYSER_VERSION}/{version('kiwipiepy')}/{version('kiwipiepy_model')}/{model}"

    def analyse(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Yield the analysis of each text, in order. Bounded work per text and per line."""
        for text in texts:
            yield self._analyse_one(text)

    def morphemes(self, text: str) -> list[Morpheme]:
        """Return all morphemes of a short *text* (a question), with original offsets."""
        found = []
        for offset, normal, tokens in self._tokenise(text):
            for token in tokens:
                start, end = _span(token, normal)
                found.append(
                    Morpheme(
                        form=token.form,
                        tag=PLAIN_TAG.get(token.tag, token.tag),
                        start=offset + start,
                        end=offset + end,
                        unknown=token.oov,
                    )
                )
        return found

    def _analyse_one(self, text: str) -> Analysis:
        analysis = Analysis()
        for offset, normal, tokens in self._tokenise(text):
            _collect(analysis, offset, normal, tokens)
        return analysis

    def _tokenise(self, text: str) -> Iterator[tuple[int, Normalised, list[Token]]]:
        pieces = list(split_pieces(text))
        normals = [normalise(text[start:end]) for start, end in pieces]
        results = self._kiwi.tokenize([normal.text for normal in normals])
        for (start, _), normal, tokens in zip(pieces, normals, results, strict=True):
            yield start, normal, tokens


def split_pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans that cover the non-blank lines of *text*, each of ``MAX_PIECE_CHARS`` at most."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        yield from _split_line(text, start, end)
        start = end + 1


def _split_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_PIECE_CHARS:
        window = text[start : start + MAX_PIECE_CHARS]
        cut = max(window.rfind(". "), window.rfind("? "), window.rfind("! "))
        if cut < MAX_PIECE_CHARS // 2:
            cut = window.rfind(" ")
        cut = MAX_PIECE_CHARS if cut <= 0 else cut + 1
        yield start, start + cut
        start += cut
    if text[start:end].strip():
        yield start, end


def _collect(analysis: Analysis, offset: int, normal: Normalised, tokens: Sequence[Token]) -> None:
    """Add one piece's terms and sentences to *analysis*."""
    sentence = None
    before: Token | None = None
    for token in tokens:
        if token.sent_position != sentence:
            sentence = token.sent_position
            if not _continues(token, before):
                _close_sentence(analysis, offset, normal, before)
                start, end = _span(token, normal)
                analysis.sentences.append((offset + start, offset + end))
        tag = PLAIN_TAG.get(token.tag)
        if tag is not None:
            form = without_particle(token.form, tag) if token.oov else token.form
            start, end = _span(token, normal)
            for term in spell(form, tag, token.start, before):
                analysis.terms.append(term)
                analysis.starts.append(offset + start)
                analysis.ends.append(offset + end)
                analysis.sentence_of.append(len(analysis.sentences) - 1)
        before = token
    _close_sentence(analysis, offset, normal, before)


def _continues(token: Token, before: Token | None) -> bool:
    """Whether *token* cannot begin a sentence: a particle or ending stuck to what stands before.

    Kiwi sometimes ends a sentence at the closing mark of ‘기생충’은.
    """
    return before is not None and before.end == token.start and token.tag[0] in "JE"


def _close_sentence(
    analysis: Analysis, offset: int, normal: Normalised, last: Token | None
) -> None:
    """Let the sentence that is open reach to the end of its *last* token."""
    if last is not None:
        start, end = analysis.sentences[-1]
        analysis.sentences[-1] = (start, max(end, offset + _span(last, normal)[1]))


def _span(token: Token, normal: Normalised) -> tuple[int, int]:
    """Return the original span of *token*. ``Token.len`` is 16 bits wide; ``end`` is safe here."""
    start, end = token.start, token.end
    if end <= start:  # a morpheme that has no letters of its own, such as a dropped copula
        end = start + 1
    size = len(normal.text)
    return normal.span(min(start, size - 1), max(1, min(end, size)))
