"""Article -> Passages: the units that are searched, and the sentences that they are made of.

    article    one body of text
    passage    a few sentences that stand together; what BM25 scores
    sentence   what a quote is made of; one longer than a quote is cut at a clause

All offsets are code points of the article's body, end-exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from newsbot.analysis import Analyser, Analysis
from newsbot.article import Article
from newsbot.text import squeeze

MAX_SENTENCE_CHARS: Final = 200
"""A longer sentence is cut at a clause, so that each piece fits into a quote."""
PASSAGE_CHARS: Final = 500
"""A passage is closed by the sentence that makes it this long or longer."""

MAX_HEADING_CHARS: Final = 4_000
"""More of the headlines is not searched: they count in every passage, whose length is 16 bits."""

PASSAGES_VERSION: Final = 1
"""Raised whenever the same article could give other passages; part of the index fingerprint."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of the body and its terms: ``body[starts[i]:ends[i]]`` gave ``terms[i]``."""

    start: int
    end: int
    terms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that are scored together, and the character bigrams they and the title hold."""

    sentences: tuple[Sentence, ...]
    bigrams: tuple[str, ...]
    """The bigrams of the squeezed sentences and title, in reading order, repeats included."""


@dataclass(frozen=True, slots=True)
class Passages:
    """An article made ready for the index."""

    article: Article
    title_terms: tuple[str, ...]
    """The terms of headline and sub-headlines; they count as part of every passage."""
    passages: tuple[Passage, ...]


def split_article(article: Article, analyser: Analyser) -> Passages:
    """Return *article* as passages. Every character but white space is in exactly one sentence."""
    heading, body = analyser.analyse([heading_of(article), article.body])
    sentences = _sentences(article.body, body)
    return Passages(
        article=article,
        title_terms=tuple(heading.terms),
        passages=tuple(
            Passage(
                sentences=group,
                bigrams=tuple(
                    passage_bigrams(
                        heading_of(article), [article.body[s.start : s.end] for s in group]
                    )
                ),
            )
            for group in _group(article.body, sentences)
        ),
    )


def passage_bigrams(heading: str, sentences: Sequence[str]) -> list[str]:
    """Return the bigrams of the heading and of each sentence, in that order."""
    lines = squeeze("\n".join((heading, *sentences))).split("\n")
    return [pair for line in lines for pair in bigrams_of(line)]


def heading_of(article: Article) -> str:
    """Return the headline and sub-headlines, a line each, at most ``MAX_HEADING_CHARS`` in all."""
    return "\n".join(filter(None, (article.title, *article.subtitles)))[:MAX_HEADING_CHARS]


def bigrams_of(squeezed: str) -> list[str]:
    """Return the pairs of neighbouring characters of *squeezed*; a lone character is its own."""
    if len(squeezed) == 1:
        return [squeezed]
    return [squeezed[i : i + 2] for i in range(len(squeezed) - 1)]


def _sentences(body: str, analysis: Analysis) -> list[Sentence]:
    """Cut long sentences and hand each piece its terms. Terms come in reading order."""
    spans = [
        piece
        for start, end in _closed(body, analysis.sentences)
        for piece in cut_sentence(body, start, end)
    ]
    sentences = []
    term = 0
    for start, end in spans:
        first = term
        while term < len(analysis.terms) and analysis.starts[term] < end:
            term += 1
        sentences.append(
            Sentence(
                start,
                end,
                tuple(analysis.terms[first:term]),
                tuple(analysis.starts[first:term]),
                tuple(analysis.ends[first:term]),
            )
        )
    return sentences


def _closed(body: str, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Let each sentence reach to the next one, so that marks no token covers are not lost."""
    start = 0
    for number, (_, last) in enumerate(sentences):
        after = sentences[number + 1][0] if number + 1 < len(sentences) else len(body)
        newline = body.find("\n", last, max(after, last))
        end = max(after, last) if newline < 0 else newline
        yield from _stripped(body, start, end)
        start = end
    yield from _stripped(body, start, len(body))  # lines behind the last token


def _stripped(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of ``body[start:end]`` without outer white space, if anything is left."""
    for line in regex.finditer(r"[^\n]+", body, pos=start, endpos=end):
        text = line.group()
        first = line.start() + len(text) - len(text.lstrip())
        last = line.start() + len(text.rstrip())
        if first < last:
            yield first, last


_CLAUSE_END = regex.compile(r"[,;:]\s|(?<=[며고만서데니나면])\s|[.?!…][\"'”’)]*\s")
_SPACE = regex.compile(r"\s")


def cut_sentence(
    text: str, start: int, end: int, limit: int = MAX_SENTENCE_CHARS
) -> list[tuple[int, int]]:
    """Return ``[(start, end)]``, cut after clauses into pieces of at most *limit* code points."""
    pieces = []
    while end - start > limit:
        cut = _last_break(_CLAUSE_END, text, start + limit // 3, start + limit)
        if cut is None:
            cut = _last_break(_SPACE, text, start + limit // 3, start + limit)
        if cut is None:
            cut = start + limit
        pieces.append((start, start + len(text[start:cut].rstrip())))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if start < end:
        pieces.append((start, end))
    return pieces


def _last_break(pattern: regex.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Return where the last match of *pattern* in ``text[start:end]`` ends, if there is one."""
    last = None
    for match in pattern.finditer(text, start, end):
        last = match.end()
    return last


def _group(body: str, sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Put neighbouring sentences together until a passage is long enough; break at paragraphs."""
    groups: list[tuple[Sentence, ...]] = []
    current: list[Sentence] = []
    for sentence in sentences:
        if current and _is_full(body, current, sentence):
            groups.append(tuple(current))
            current = []
        current.append(sentence)
    if current:
        groups.append(tuple(current))
    return groups


def _is_full(body: str, current: Sequence[Sentence], following: Sentence) -> bool:
    size = current[-1].end - current[0].start
    if size >= PASSAGE_CHARS:
        return True
    starts_paragraph = "\n" in body[current[-1].end : following.start]
    return starts_paragraph and size >= PASSAGE_CHARS // 2
