"""A question -> its Query: the terms that are searched for and what kind of answer is wanted.

What asks (누구, 언제, 몇, 알려줘, 뭐야, who, when ...) carries no weight: it says which kind of
answer is wanted, and no article is better for holding it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from newsbot.analysis import CONTENT_TAGS, Analyser, Morpheme, terms_of
from newsbot.expectation import Expectation, expectation_of
from newsbot.passages import bigrams_of
from newsbot.text import clean, squeeze

MAX_QUESTION_CHARS: Final = 1_000
"""A longer question is cut off: no reader types one, and analysis is bounded by it."""
MAX_TERMS: Final = 64


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. ``surfaces[i]`` is how the question spells ``terms[i]``."""

    question: str
    terms: tuple[str, ...]
    surfaces: tuple[str, ...]
    bigrams: tuple[str, ...]
    """The distinct character bigrams of the words that are searched for."""
    expectation: Expectation


_ASKING: Final = frozenset(
    "누구 누가 무엇 무어 뭐 뭣 언제 어디 어느 어떤 무슨 몇 얼마 얼마나 왜 어떻 어떻게 어찌 어째서 며칠 "
    "궁금하 궁금".split()
)
_ASKING_LATIN: Final = frozenset(
    "who whom whose what when where which why how is are was were be been do does did the a an of "
    "in on at to for by with and or from has have had that this it its many much tell me about "
    "please".split()
)
_REQUESTS: Final = frozenset(
    "알리 말 말하 말씀 가르치 설명 찾 찾아보 보이 이야기 얘기 알 주 보 하 하나 좀 부탁 부탁드리 드리 "
    "있 없 되 달 싶 요약 정리 대하 관하 관련 내용 소식 뉴스 기사 것 거 건 수".split()
)
_LIGHT: Final = frozenset("하 되 있 없 이 것 거 수 등 때 중 데 바 말 대하 관하 위하 의하 통하".split())
"""Words so general that a passage is no better for holding them."""
_HEADS_OF_NOTHING: Final = frozenset("이름 명칭 것 말 무엇 누구 내용 뜻".split())

def build_query(question: str, analyser: Analyser) -> Query:
    """Return the query of *question*. It may have no terms: then nothing can be searched for."""
    question = clean(question)[:MAX_QUESTION_CHARS]
    morphemes = analyser.morphemes(question)
    kept = _content(morphemes)
    terms: dict[str, str] = {}
    for number in kept:
        morpheme = morphemes[number]
        for term in terms_of(morphemes, number):
            terms.setdefault(term, question[morpheme.start : morpheme.end])
    names = list(terms)[:MAX_TERMS]
    return Query(
        question=question,
        terms=tuple(names),
        surfaces=tuple(terms[name] for name in names),
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
    terms: dict[str, str] = {}
    for term, surface in zip(query.terms, query.surfaces, strict=True):
        parts = _segment(term, vocabulary) if term in unknown else []
        terms.update({part: part for part in parts} or {term: surface})
    return replace(query, terms=tuple(terms), surfaces=tuple(terms.values()))


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


def _content(morphemes: Sequence[Morpheme]) -> list[int]:
    """Return the positions of the morphemes to search for, what asks and begs left out."""
    end = len(morphemes)
    while end and _is_begging(morphemes[end - 1]):
        end -= 1
    positions = [n for n in range(end) if morphemes[n].tag in CONTENT_TAGS]
    return [n for n in positions if not _is_asking(morphemes[n])]


def _is_begging(morpheme: Morpheme) -> bool:
    return morpheme.tag not in CONTENT_TAGS or morpheme.form in _REQUESTS


def _is_asking(morpheme: Morpheme) -> bool:
    form = morpheme.form
    if morpheme.tag == "SL":  # WHO and IT are names, who and it are not
        return form.casefold() in _ASKING_LATIN and not (form.isupper() and len(form) > 1)
    return form in _ASKING or (form in _LIGHT and morpheme.tag != "NNP")


def _bigrams(question: str, morphemes: Sequence[Morpheme], kept: set[int]) -> tuple[str, ...]:
    """Return the bigrams of the words that hold something to search for."""
    words = []
    for match in regex.finditer(r"\S+", question):
        inside = [n for n, m in enumerate(morphemes) if match.start() <= m.start < match.end()]
        held = [n for n in inside if n in kept]
        if held:
            words.append(question[match.start() : _word_end(morphemes, inside, held)])
    text = squeeze("".join(words))
    return tuple(dict.fromkeys(bigrams_of(text)))


def _word_end(morphemes: Sequence[Morpheme], inside: Sequence[int], held: Sequence[int]) -> int:
    """Return where the part of a word ends that is searched for: before what asks, if it asks."""
    asking = [n for n in inside if n > held[-1] and morphemes[n].tag in {"NP", "VCP", "EF", "SF"}]
    return morphemes[asking[0]].start if asking else max(morphemes[n].end for n in inside)


def _wanted(morphemes: Sequence[Morpheme]) -> str | None:
    """Return the noun after 어느, 무슨 or 어떤, else the last noun that a verb does not follow."""
    for here, following in zip(morphemes, morphemes[1:], strict=False):
        if here.form in {"어느", "무슨", "어떤"} and following.tag in {"NNG", "NNB", "NNP"}:
            return following.form
    for morpheme in reversed(morphemes):
        if morpheme.tag in {"VV", "VA"}:
            return None
        if morpheme.tag in {"NNG", "NNP", "XSN"} and morpheme.form not in _HEADS_OF_NOTHING:
            return morpheme.form
    return None

