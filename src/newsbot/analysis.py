"""Text -> terms, by Korean morphemes. The only importer of kiwipiepy.

A *term* is what the index counts: the dictionary form of a content morpheme, a case-folded and
stemmed Latin word, a number without its thousands separators. Particles, endings and the
pronouns and determiners that ask (누구, 언제, 어느 ...) are never terms.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import kiwipiepy_model
import Stemmer
from kiwipiepy import Kiwi, Token

from newsbot.text import Normalised, normalise

ANALYSER_VERSION: Final = 1
"""Raised whenever the same text could give other terms; part of the index fingerprint."""

MAX_PIECE_CHARS: Final = 2_000
"""Kiwi's cost grows with the square of a text's length, so a longer line is cut up first."""
MAX_TERM_CHARS: Final = 64

CONTENT_TAGS: Final = frozenset(
    {"NNG", "NNP", "NNB", "NR", "SL", "SN", "SH", "XR", "VV", "VA", "MAG", "W_HASHTAG"}
)
"""Tags of the Sejong set, as Kiwi names them, whose morphemes carry the content of news."""


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


@dataclass(frozen=True, slots=True)
class Morpheme:
    """One morpheme: what it is and where it stands, as code point offsets of the text."""

    form: str
    tag: str
    """As in the Sejong set, without Kiwi's mark for regular and irregular verbs."""
    start: int
    end: int
    unknown: bool
    """Whether Kiwi's dictionary lacks it, so that a particle may still stick to it."""


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
                        tag=_PLAIN_TAG.get(token.tag, token.tag),
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
            _close_sentence(analysis, offset, normal, before)
            start, end = _span(token, normal)
            analysis.sentences.append((offset + start, offset + end))
        if token.tag in _PLAIN_TAG:
            start, end = _span(token, normal)
            for term in _terms(token, token.start, before):
                analysis.terms.append(term)
                analysis.starts.append(offset + start)
                analysis.ends.append(offset + end)
                analysis.sentence_of.append(len(analysis.sentences) - 1)
        before = token
    _close_sentence(analysis, offset, normal, before)


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


_PLAIN_TAG: Final = {tag + mark: tag for tag in CONTENT_TAGS for mark in ("", "-R", "-I")}
"""Tags of content morphemes without Kiwi's mark for regular and irregular verbs (``VV-R``)."""


def terms_of(morphemes: Sequence[Morpheme], number: int) -> tuple[str, ...]:
    """Return the terms that ``morphemes[number]`` gives: none, one, or a name's whole and parts."""
    before = morphemes[number - 1] if number else None
    return _terms(morphemes[number], morphemes[number].start, before)


# Countries as headlines shorten them. Kiwi takes 한미 for one name here and for two there.
_COUNTRIES: Final = frozenset("한미일중북남러영독불")
_PARTICLES: Final = (
    *("에서는", "에서도", "으로는", "에게서"),
    *(
        "까지",
        "부터",
        "에서",
        "에게",
        "으로",
        "이나",
        "이라",
        "라는",
        "이란",
        "처럼",
        "보다",
        "마다",
    ),
    *(
        "조차",
        "만큼",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "의",
        "에",
        "와",
        "과",
        "도",
        "로",
        "만",
        "란",
    ),
)
"""Longest first: what sticks to a name that the dictionary lacks, such as ``엔비디아가``."""
_MIN_STEM: Final = 3


def _terms(token: Token | Morpheme, start: int, before: Token | Morpheme | None) -> tuple[str, ...]:
    tag, form = _PLAIN_TAG.get(token.tag), token.form
    if tag is None or len(form) > MAX_TERM_CHARS:
        return ()
    if tag in {"SL", "SN"}:
        return _latin_or_number(form, tag, start, before)
    if " " in form:  # a name of several words, such as 젠슨 황
        parts = form.split()
        return ("".join(parts), *parts)
    if tag == "NNP" and form[0] in _COUNTRIES and _COUNTRIES.issuperset(form):
        return _countries(form, start, before)
    glued = tag in {"NNG", "NNP"} and _is_unknown(token)
    return (_without_particle(form) if glued else form,)


def _is_unknown(token: Token | Morpheme) -> bool:
    return token.unknown if isinstance(token, Morpheme) else bool(token.oov)


def _without_particle(name: str) -> str:
    for particle in _PARTICLES:
        if name.endswith(particle) and len(name) - len(particle) >= _MIN_STEM:
            return name[: -len(particle)]
    return name


def _countries(form: str, start: int, before: Token | Morpheme | None) -> tuple[str, ...]:
    """Return each country's letter, and the whole of 한미 whether it came as one name or two."""
    if len(form) > 1:
        return (form, *form)
    # One apart in the original: a dot or a space stands between them.
    if before is not None and start - before.end <= 1 and before.form in _COUNTRIES:
        return (form, before.form + form)
    return (form,)


def _latin_or_number(
    form: str, tag: str, start: int, before: Token | Morpheme | None
) -> tuple[str, ...]:
    """Return a Latin word's stem or a number; ``6`` and ``G`` of ``6G`` are one term more."""
    term = stem(form) if tag == "SL" else form.replace(",", "")
    if not term or len(term) > MAX_TERM_CHARS:
        return ()
    if before is not None and before.end == start and {before.tag, tag} == {"SL", "SN"}:
        joined = (before.form + form).casefold()
        return (term, joined) if len(joined) <= MAX_TERM_CHARS else (term,)
    return (term,)


_stemmer = Stemmer.Stemmer("english")
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return *word* case-folded and without its English ending (Snowball's English stemmer)."""
    folded = word.casefold()
    if not folded.isascii() or len(folded) > MAX_TERM_CHARS:
        return folded
    with _stemmer_lock:
        return str(_stemmer.stemWord(folded))
