"""A question -> its Query: the terms that are searched for and what kind of answer is wanted.

What asks (누구, 언제, 몇, 알려줘, 뭐야, who, when ...) carries no weight: it says which kind of
answer is wanted, and no article is better for holding it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from newsbot.analysis import Analyser
from newsbot.expectation import Expectation, expectation_of
from newsbot.passages import bigrams_of
from newsbot.terms import CONTENT_TAGS, Morpheme, terms_of
from newsbot.text import clean, squeeze

MAX_QUESTION_CHARS: Final = 1_000
"""A longer question is cut off: no reader types one, and analysis is bounded by it."""
MAX_TERMS: Final = 64
VERBAL_SALIENCE: Final = 0.5
"""A reader's verb is seldom the newspaper's: 쐈어 for 발사했다."""
VERBAL: Final = frozenset({"VV", "VA", "MAG", "NNB"})
"""Tags of what names nothing: verbs, adverbs, counters."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. ``surfaces[i]`` is how the question spells ``terms[i]``."""

    question: str
    terms: tuple[str, ...]
    surfaces: tuple[str, ...]
    salience: tuple[float, ...]
    """How much it tells that an article lacks the term: names and nouns 1, verbs less."""
    bigrams: tuple[str, ...]
    """The distinct character bigrams of the words that are searched for."""
    expectation: Expectation


@cache
def _words() -> dict[str, frozenset[str]]:
    """Return the lists of ``question_words.toml`` by name."""
    text = files("newsbot").joinpath("question_words.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}


def build_query(question: str, analyser: Analyser) -> Query:
    """Return the query of *question*. It may have no terms: then nothing can be searched for."""
    question = clean(question)[:MAX_QUESTION_CHARS]
    morphemes = analyser.morphemes(question)
    return query_of(question, morphemes, content_of(morphemes))


def query_of(question: str, morphemes: Sequence[Morpheme], kept: Sequence[int]) -> Query:
    """Return the query of a clean *question* that searches for ``morphemes[n]``, *n* in *kept*."""
    terms: dict[str, tuple[str, float]] = {}
    for number in kept:
        morpheme = morphemes[number]
        salience = VERBAL_SALIENCE if morpheme.tag in VERBAL else 1.0
        for term in terms_of(morphemes, number):
            terms.setdefault(term, (question[morpheme.start : morpheme.end], salience))
    names = list(terms)[:MAX_TERMS]
    return Query(
        question=question,
        terms=tuple(names),
        surfaces=tuple(terms[name][0] for name in names),
        salience=tuple(terms[name][1] for name in names),
        bigrams=_bigrams(question, morphemes, set(kept)),
        expectation=expectation_of(question, _wanted(morphemes)),
    )


_MIN_COMPOUND_CHARS: Final = 4
_MIN_PIECE_CHARS: Final = 2


def resolve_compounds(query: Query, known: Callable[[set[str]], Collection[str]]) -> Query:
    """Return *query* with words that no article holds split into words that articles do hold.

    People type without spaces (``한미기술번영업무협약``); what Kiwi's dictionary lacks it then
    takes for one name. *known* returns which of the words it is given the index holds.
    """
    long = [term for term in query.terms if len(term) >= _MIN_COMPOUND_CHARS]
    unknown = set(long) - set(known(set(long)))
    if not unknown:
        return query
    pieces = {term[i:j] for term in unknown for i, j in _cuts(len(term))}
    vocabulary = known(pieces)
    terms: dict[str, tuple[str, float]] = {}
    spelled = zip(query.surfaces, query.salience, strict=True)
    for term, surface in zip(query.terms, spelled, strict=True):
        parts = _segment(term, vocabulary) if term in unknown else []
        terms.update({part: (part, 1.0) for part in parts} or {term: surface})
    surfaces, saliences = zip(*terms.values(), strict=True)
    return replace(query, terms=tuple(terms), surfaces=surfaces, salience=saliences)


def _cuts(size: int) -> Iterator[tuple[int, int]]:
    for start in range(size):
        for end in range(start + _MIN_PIECE_CHARS, size + 1):
            yield start, end


def _segment(word: str, vocabulary: Collection[str]) -> list[str]:
    """Return the fewest pieces of *vocabulary* that cover most of *word*, or none.

    At most two letters in five may stay uncovered: particles and what no article holds.
    """
    best: list[tuple[int, list[str]]] = [(0, [])]  # letters uncovered, pieces; for each prefix
    for end in range(1, len(word) + 1):
        options = [(best[end - 1][0] + 1, best[end - 1][1])]
        options += [
            (best[start][0], [*best[start][1], word[start:end]])
            for start in range(end - 1)
            if word[start:end] in vocabulary
        ]
        best.append(min(options, key=lambda option: (option[0], len(option[1]))))
    uncovered, pieces = best[-1]
    return pieces if uncovered <= len(word) * 0.4 else []


def content_of(morphemes: Sequence[Morpheme]) -> list[int]:
    """Return the positions of the morphemes to search for, what asks and begs left out."""
    end = len(morphemes)
    while end and _is_begging(morphemes[end - 1]):
        end -= 1
    head = head_of(morphemes)
    return [
        n
        for n in range(end)
        if morphemes[n].tag in CONTENT_TAGS
        and not _is_asking(morphemes[n])
        # 회사 of "칩 받는 회사": no sentence is better for saying that Samsung is a company
        and not (n == head and morphemes[n].form in _words()["no_class"])
    ]


def _is_begging(morpheme: Morpheme) -> bool:
    return morpheme.tag not in CONTENT_TAGS or _is_request(morpheme)


def _is_request(morpheme: Morpheme) -> bool:
    return morpheme.tag in CONTENT_TAGS and morpheme.form in _words()["requests"]


def _is_asking(morpheme: Morpheme) -> bool:
    form = morpheme.form
    if morpheme.tag == "SL":  # WHO and IT are names, who and it are not
        return form.casefold() in _words()["asking_latin"] and not (
            form.isupper() and len(form) > 1
        )
    return form in _words()["asking"] or (form in _words()["light"] and morpheme.tag != "NNP")


_CLOSING_TAGS: Final = frozenset({"NP", "VCP", "EF", "SF"})


def _bigrams(question: str, morphemes: Sequence[Morpheme], kept: set[int]) -> tuple[str, ...]:
    """Return the bigrams of the question without what asks and begs; its particles stay."""
    letters = [True] * len(question)
    for number, morpheme in enumerate(morphemes):
        dropped = morpheme.tag in CONTENT_TAGS and number not in kept
        if dropped or morpheme.tag in _CLOSING_TAGS:
            letters[morpheme.start : morpheme.end] = [False] * (morpheme.end - morpheme.start)
    for number in kept:  # letters may be shared: 했 is 하 and 었
        morpheme = morphemes[number]
        letters[morpheme.start : morpheme.end] = [True] * (morpheme.end - morpheme.start)
    text = "".join(letter for letter, stays in zip(question, letters, strict=True) if stays)
    return tuple(dict.fromkeys(bigrams_of(squeeze(text.replace("\n", " "))))) if kept else ()


def _wanted(morphemes: Sequence[Morpheme]) -> str | None:
    """Return the class that the answer belongs to, if it is one that answers tend to name."""
    head = head_of(morphemes)
    if head is None or morphemes[head].form in _words()["no_class"]:
        return None
    return morphemes[head].form


def head_of(morphemes: Sequence[Morpheme]) -> int | None:
    """Return where the noun stands that is asked for: after 어느, else the last before a verb."""
    for number, (here, following) in enumerate(pairwise(morphemes)):
        if here.form in {"어느", "무슨", "어떤"} and following.tag in {"NNG", "NNB", "NNP"}:
            return number + 1
    for number in reversed(range(len(morphemes))):
        if _is_asking(morphemes[number]) or _is_request(morphemes[number]):
            continue
        morpheme = morphemes[number]
        if morpheme.tag in {"VV", "VA", "JKB"}:  # 기업 of "기업에 대해" is not asked for
            return None
        if morpheme.tag in {"NNG", "NNP", "XSN"} and not names_nothing(morpheme):
            return number
    return None


def names_nothing(morpheme: Morpheme) -> bool:
    """Whether a noun only asks, or stands for the name that is asked for (이름)."""
    return _is_asking(morpheme) or morpheme.form in {"이름", "명칭"}
