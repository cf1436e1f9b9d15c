"""Morphemes -> terms: which morphemes count, and in which spelling.

A *term* is what the index counts: the dictionary form of a content morpheme, a case-folded and
stemmed Latin word, a number without its thousands separators.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import regex
import Stemmer

MAX_TERM_CHARS: Final = 64

CONTENT_TAGS: Final = frozenset(
    {"NNG", "NNP", "NNB", "NR", "SL", "SN", "SH", "XR", "VV", "VA", "MAG", "W_HASHTAG"}
)
"""Tags of the Sejong set, as Kiwi names them, whose morphemes carry the content of news."""

PLAIN_TAG: Final = {tag + mark: tag for tag in CONTENT_TAGS for mark in ("", "-R", "-I")}
"""Tags of content morphemes without Kiwi's mark for regular and irregular verbs (``VV-R``)."""


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


class Neighbour(Protocol):
    """What is looked at of the morpheme before: Kiwi's token or ours."""

    @property
    def form(self) -> str:
        """The dictionary form."""

    @property
    def tag(self) -> str:
        """The tag of the Sejong set."""

    @property
    def end(self) -> int:
        """Where it ends, in code points."""


def terms_of(morphemes: Sequence[Morpheme], number: int) -> tuple[str, ...]:
    """Return the terms that ``morphemes[number]`` gives: none, one, or a name's whole and parts."""
    morpheme = morphemes[number]
    tag = PLAIN_TAG.get(morpheme.tag)
    if tag is None:
        return ()
    form = morpheme.form
    if morpheme.unknown:
        form = without_particle(form, tag)
    return spell(form, tag, morpheme.start, morphemes[number - 1] if number else None)


def spell(form: str, tag: str, start: int, before: Neighbour | None) -> tuple[str, ...]:
    """Return the terms of a content morpheme. *before*: the morpheme that stands before it."""
    if len(form) > MAX_TERM_CHARS:
        return ()
    if tag in {"SL", "SN"}:
        return _latin_or_number(form, tag, start, before)
    if " " in form:  # a name of several words, such as 젠슨 황
        parts = form.split()
        return ("".join(parts), *parts)
    if tag == "NNP" and form[0] in _COUNTRIES and _COUNTRIES.issuperset(form):
        return _countries(form, start, before)
    return (form,)


# Countries as headlines shorten them. Kiwi takes 한미 for one name here and for two there.
_COUNTRIES: Final = frozenset("한미일중북남러영독불")
# What sticks to a name that the dictionary lacks, such as 엔비디아가.
_PARTICLE: Final = regex.compile(
    "(?<=.{3})(?:에서는|에서도|으로는|에게서|까지|부터|에서|에게|으로|이나|이라|라는|이란|처럼|보다|마다"
    "|조차|만큼|은|는|이|가|을|를|의|에|와|과|도|로|만|란)$"
)


def without_particle(name: str, tag: str) -> str:
    """Return a noun that Kiwi's dictionary lacks without the particle that it may have kept."""
    if tag not in {"NNG", "NNP"}:
        return name
    return _PARTICLE.sub("", name, count=1)


def _countries(form: str, start: int, before: Neighbour | None) -> tuple[str, ...]:
    """Return each country's letter, and the whole of 한미 whether it came as one name or two."""
    if len(form) > 1:
        return (form, *form)
    # One apart in the original: a dot or a space stands between them.
    if before is not None and start - before.end <= 1 and before.form in _COUNTRIES:
        return (form, before.form + form)
    return (form,)


def _latin_or_number(form: str, tag: str, start: int, before: Neighbour | None) -> tuple[str, ...]:
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
