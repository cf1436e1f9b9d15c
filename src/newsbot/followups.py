"""Follow-ups: whether a question goes on about the earlier one, and what it then searches for.

``그건 언제야?`` after a question on 누리호 is searched for with 누리호. What is carried is what the
earlier question was about, its names and nouns; not its verb, not what it asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

import regex

from newsbot.analysis import Analyser
from newsbot.index.reader import Reader
from newsbot.query import (
    MAX_QUESTION_CHARS,
    VERBAL,
    VERBAL_SALIENCE,
    Query,
    content_of,
    head_of,
    names_nothing,
    query_of,
    resolve_compounds,
)
from newsbot.terms import Morpheme, terms_of
from newsbot.text import clean

_OWN_TOPIC_PASSAGES: Final = 2
"""A lone noun that stands in so few passages is a topic by itself (표지석), no attribute (상금)."""

_BROKEN_OFF: Final = regex.compile(r"\s*(?:새\s*질문|new\s+question)\s*[:：]\s*", regex.IGNORECASE)


@cache
def _words() -> dict[str, frozenset[str]]:
    """Return the lists of ``followup_words.toml`` by name."""
    text = files("newsbot").joinpath("followup_words.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}


def broken_off(question: str) -> str | None:
    """Return what follows ``새 질문:`` or ``new question:``, or None where neither begins it."""
    question = clean(question)
    prefix = _BROKEN_OFF.match(question)
    return question[prefix.end() :] if prefix else None


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun or name of the question, or a number with its counter."""

    surface: str
    terms: tuple[str, ...]
    numbered: bool
    """Whether it is a number with its counter: 2차."""
    proper: bool
    """Whether it is a name."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question beside the topic that it may carry."""

    own: Query
    """What it says itself, without the words that point back."""
    carried: Query
    """What the topic is about, as far as any article holds it."""
    points_back: bool
    """Whether it cannot stand alone: it names nothing, and points back or asks for nothing."""
    names: tuple[Noun, ...]
    """The nouns that an article must hold to be about both."""
    asked: Noun | None
    """The noun that is asked for: ``길이`` of 길이는? An article may say it in other words."""
    rare: bool
    """Whether ``asked`` stands in so few passages that it is a topic by itself."""

    @property
    def is_named(self) -> bool:
        """Whether it says a name of its own."""
        return any(noun.proper for noun in self.names)

    @property
    def named(self) -> frozenset[str]:
        """The carried terms that are no numbers and no counters."""
        saliences = zip(self.carried.terms, self.carried.salience, strict=True)
        return frozenset(t for t, salience in saliences if salience == 1 and not t[0].isdigit())

    @property
    def words(self) -> tuple[str, ...]:
        """The carried words as the topic spells them, in its order."""
        topic, words, end = self.carried.question, [""], 0
        for surface in dict.fromkeys(self.carried.surfaces):
            start = topic.find(surface, end)
            if start > end or start == -1:
                words.append("")
            words[-1] += surface
            end = max(end, start + len(surface))
        return tuple(filter(None, words))

    @property
    def query(self) -> Query:
        """What is searched for if the topic is carried."""
        own, carried = self.own, self.carried
        new = [n for n, term in enumerate(carried.terms) if term not in own.terms]
        return replace(
            own,
            terms=own.terms + tuple(carried.terms[n] for n in new),
            surfaces=own.surfaces + tuple(carried.surfaces[n] for n in new),
            salience=own.salience + tuple(carried.salience[n] for n in new),
            bigrams=tuple(dict.fromkeys(own.bigrams + carried.bigrams)),
        )


def read_follow_up(question: str, topic: str, analyser: Analyser, reader: Reader) -> FollowUp:
    """Return *question* beside the earlier question *topic*."""
    question = clean(question)[:MAX_QUESTION_CHARS]
    morphemes = analyser.morphemes(question)
    pointing = {n for n, morpheme in enumerate(morphemes) if _is_pointing(morpheme)}
    kept = [n for n in content_of(morphemes) if n not in pointing]
    own = _known_english(query_of(question, morphemes, kept), reader)
    classes = {n for n in kept if n and n - 1 in pointing and morphemes[n - 1].tag == "MM"}
    nouns = dict(_nouns(question, morphemes, [n for n in kept if n not in classes], own))
    asked = nouns.pop(_asked(morphemes, nouns), None)
    counts = reader.frequencies(asked.terms).values() if asked else ()
    return FollowUp(
        own=resolve_compounds(
            _softened(own, [morphemes[n].form for n in classes]), reader.frequencies
        ),
        carried=_carried(
            topic, analyser, reader, numbered=not any(n.numbered for n in nouns.values())
        ),
        points_back=all(n.numbered for n in nouns.values()) and (bool(pointing) or not asked),
        names=tuple(nouns.values()),
        asked=asked,
        rare=bool(counts) and min(counts) <= _OWN_TOPIC_PASSAGES,
    )


def _is_pointing(morpheme: Morpheme) -> bool:
    form, tag = morpheme.form, morpheme.tag
    if tag == "SL":
        return form.casefold() in _words()["english"] and not (form.isupper() and len(form) > 1)
    return form in _words().get(_POINTING.get(tag, ""), ())


_POINTING: Final = {"NP": "pronouns", "MM": "determiners", "NNG": "relative", "MAG": "relative"}
"""Tag -> the list of those that point back."""


def _known_english(query: Query, reader: Reader) -> Query:
    """Return *query* without English words that no article holds: most articles are Korean."""
    known = reader.frequencies(query.terms)
    kept = [
        n
        for n, (term, surface) in enumerate(zip(query.terms, query.surfaces, strict=True))
        if term in known or not (surface.isascii() and surface.islower())
    ]
    return _only(query, kept)


def _only(query: Query, kept: Sequence[int]) -> Query:
    return replace(
        query,
        terms=tuple(query.terms[n] for n in kept),
        surfaces=tuple(query.surfaces[n] for n in kept),
        salience=tuple(query.salience[n] for n in kept),
    )


def _softened(query: Query, classes: Collection[str]) -> Query:
    """Return *query* with ``선수`` of 그 선수 weighing less: the article may not call him that."""
    saliences = zip(query.terms, query.salience, strict=True)
    return replace(
        query,
        salience=tuple(VERBAL_SALIENCE if t in classes else salience for t, salience in saliences),
    )


def _nouns(
    question: str, morphemes: Sequence[Morpheme], kept: Collection[int], own: Query
) -> Iterator[tuple[int, Noun]]:
    """Yield each noun by the place of its first morpheme; those of verbs (서명하다) are none."""
    for n in kept:
        morpheme = morphemes[n]
        terms = tuple(term for term in terms_of(morphemes, n) if term in own.terms)
        if morpheme.tag in VERBAL or names_nothing(morpheme) or _is_done(morphemes, n) or not terms:
            continue
        numbered = morpheme.tag == "SN" and _is_counter(morphemes, n + 1)
        end = morphemes[n + 1].end if numbered else morpheme.end
        proper = morpheme.tag in {"NNP", "SL", "SH"}
        yield n, Noun(question[morpheme.start : end], terms, numbered, proper)


def _tag(morphemes: Sequence[Morpheme], n: int) -> str:
    return morphemes[n].tag if 0 <= n < len(morphemes) else ""


def _is_done(morphemes: Sequence[Morpheme], n: int) -> bool:
    return _tag(morphemes, n + 1) in {"XSV", "XSA"}


def _is_counter(morphemes: Sequence[Morpheme], n: int) -> bool:
    return _tag(morphemes, n) == "NNB" and _tag(morphemes, n - 1) == "SN"


def _asked(morphemes: Sequence[Morpheme], nouns: Collection[int]) -> int:
    """Return where the common noun of *nouns* stands that is asked for, or -1.

    It is ``서명`` of 서명자는?, and the only noun if it is the question's theme: 상금은 얼마 받아?
    """
    head = head_of(morphemes)
    if head and morphemes[head].tag == "XSN":
        head -= 1
    if head not in nouns and len(nouns) == 1:
        (head,) = nouns
        counted = head > 0 and morphemes[head - 1].form == "몇"
        head = head if counted or _tag(morphemes, head + 1) == "JX" else None
    return head if head is not None and morphemes[head].tag == "NNG" else -1


def _carried(topic: str, analyser: Analyser, reader: Reader, *, numbered: bool) -> Query:
    """Return what *topic* is about; its numbers only if *numbered*: 2차 takes the place of 1차."""
    topic = clean(broken_off(topic) or topic)[:MAX_QUESTION_CHARS]
    morphemes = analyser.morphemes(topic)
    kept = [
        n
        for n in content_of(morphemes)
        if (morphemes[n].tag not in VERBAL or _is_counter(morphemes, n))
        and (numbered or not (morphemes[n].tag == "SN" or _is_counter(morphemes, n)))
    ]
    asked = _asked(morphemes, kept)
    glued = asked - 1 in kept and morphemes[asked - 1].end == morphemes[asked].start
    if glued or _tag(morphemes, asked + 1) in {"", "SF"}:
        asked = -1  # 임금 of 최저임금 is half of its name; a headline asks for nothing
    about = [n for n in kept if n != asked and not _is_done(morphemes, n)]
    names = any(morphemes[n].tag not in {"SL", "SN", "NNB"} for n in about)
    query = query_of(topic, morphemes, about if names else kept)
    query = resolve_compounds(query, reader.frequencies)
    known = reader.frequencies(query.terms)
    return _only(query, [n for n, term in enumerate(query.terms) if term in known])
