"""The one border that all foreign text crosses, and the form in which text is compared.

``clean`` makes text safe to keep: what it returns is what the corpus stores and what quotes are
cut from. ``normalise`` makes text comparable: it folds the spellings of one word together and
keeps, for every character it returns, where that character stood in the text it was given.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import regex

MAX_BODY_CHARS: Final = 200_000
"""The longest article body that is kept, in code points."""
MAX_LINE_CHARS: Final = 1_000
"""The longest one-line field (headline, outlet, author ...), in code points."""

# Cc but newline and tab, Cf (zero width, bidi controls, soft hyphen, tags), Cs (lone surrogates),
# Co and Cn (private use, unassigned); ZWJ and variation selectors too, no Korean text needs them.
_UNWANTED = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Variation_Selector}--[\n\t]]", regex.V1
)
_LINE_ENDS = regex.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_SPACES = regex.compile(r"[^\S\n]+")
_MANY_BLANK_LINES = regex.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Return *text* in NFC with one kind of line end and nothing invisible in it.

    Runs of spaces become one space, lines lose their outer spaces, and more than one blank line
    becomes one. Paragraphs are the lines of the result. ``clean(clean(x)) == clean(x)``.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _UNWANTED.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text)
    text = "\n".join(line.strip(" ") for line in text.split("\n"))
    return _MANY_BLANK_LINES.sub("\n\n", text).strip("\n")


def clean_line(text: str) -> str:
    """Return *text* cleaned and on one line, at most ``MAX_LINE_CHARS`` long."""
    return " ".join(clean(text).split())[:MAX_LINE_CHARS].rstrip()


_DOTS: Final = frozenset("·ㆍ・‧•∙⋅")
# Single characters that newspapers join with a dot and readers write without one.
_JOINED: Final = frozenset("한미일중북남러영독불호인유당정청여야민관군산학연초중고검경노사")
# The first dot needs a character that stands alone before it, not a word's last one; a second
# dot follows such a pair.
# Newspaper shorthand for countries, read as headlines are read.
_HANJA: Final = str.maketrans("韓美日中北南英佛獨露美", "한미일중북남영불독러미")
_DOT = regex.compile("[" + "".join(_DOTS) + "]")
_SHORTHAND = regex.compile(r"[韓美日中北南英佛獨露]")
_SPECIAL = regex.compile(rf"[{''.join(_DOTS)}韓美日中北南英佛獨露]")
# A run of characters that NFKC leaves alone, or else one grapheme.
_RUN = regex.compile(
    r"(?P<plain>(?:(?![·ㆍ・‧•∙⋅])[\t\n -~가-힣\u4e00-\u9fff“”‘’])+(?![\p{M}\u1160-\u11ff]))|\X"
)
_MAX_GROWTH: Final = 8
"""NFKC turns one character into up to 18; a longer expansion than this is left unexpanded."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """Comparable text, and where each of its characters stood in the original.

    ``starts[i]`` and ``ends[i]`` are the code point offsets in the original of the grapheme that
    ``text[i]`` came from; both are ``None`` where the text is the original itself.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of ``text[start:end]``; *start* < *end*."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """Return *text* in NFKC with shorthand hanja read out and joining dots taken out.

    ``韓·美``, ``한·미`` and ``한미`` become the same; other middle dots become spaces.
    """
    special = not text.isascii() and (_SPECIAL.search(text) or _UNWANTED.search(text))
    if not special and unicodedata.is_normalized("NFKC", text):
        return Normalised(text)
    return _normalise_by_grapheme(text)


def _normalise_by_grapheme(text: str) -> Normalised:
    hangul = text.translate(_HANJA)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _RUN.finditer(hangul):
        start, end = match.span()
        if match["plain"] is not None:
            pieces.append(match["plain"])
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        elif not _joins(hangul, start):
            piece = _fold(match[0])
            pieces.append(piece)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    return Normalised("".join(pieces), tuple(starts), tuple(ends))


def _joins(text: str, at: int) -> bool:
    """Whether ``text[at]`` is a dot that joins letters into one word, as in 한·미·일."""
    if text[at] not in _DOTS or not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if before not in _JOINED or after not in _JOINED:
        return False
    second = at - 2  # what stands before the letter: nothing, a space, or the dot of 한·미·일
    return second < 0 or not "가" <= text[second] <= "힣"


def _fold(grapheme: str) -> str:
    # A dot may carry a mark, such as a skin tone that follows it: NFKC would make a jamo of it.
    folded = unicodedata.normalize("NFKC", _DOT.sub(" ", _UNWANTED.sub("", grapheme)))
    return folded if len(folded) <= _MAX_GROWTH else grapheme


# Characters beyond the Basic Multilingual Plane count as letters: looking them up is not worth it.
_NOT_LETTER = regex.compile(r"[^\p{L}\p{N}\n\U00010000-\U0010FFFF]+")
_PLANE: Final = 0x10000


def fold(text: str) -> str:
    """Return *text* as ``normalise`` gives it and case-folded, without the way back."""
    if not text.isascii() and _SPECIAL.search(text):
        text = _SHORTHAND.sub(lambda match: match[0].translate(_HANJA), text)
        text = _DOT.sub(lambda match: "" if _joins(text, match.start()) else " ", text)
    return unicodedata.normalize("NFKC", text).casefold()


def squeeze(text: str) -> str:
    """Return the letters and digits of each line, normalised and case-folded, without gaps.

    Character bigrams are taken from this, so that ``젠슨 황`` and ``젠슨황`` are alike. Line ends
    stay: there are as many lines as before.
    """
    return _NOT_LETTER.sub("", fold(text))


def squeezed_points(folded: str) -> npt.NDArray[np.uint32]:
    """Return the code points of ``squeeze`` for text that was folded, fast for long texts."""
    points = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4")
    table = _letters()
    kept: npt.NDArray[np.uint32] = points[table[np.minimum(points, _PLANE)]]
    return kept


@cache
def _letters() -> npt.NDArray[np.bool_]:
    """Return which code points of the Basic Multilingual Plane ``squeeze`` keeps; and the rest."""
    kept = _NOT_LETTER.sub(
        "", "".join(map(chr, range(0xD800))) + "".join(map(chr, range(0xE000, _PLANE)))
    )
    table = np.zeros(_PLANE + 1, dtype=bool)
    table[np.frombuffer(kept.encode("utf-32-le"), dtype="<u4")] = True
    table[_PLANE] = True
    return table
