"""Is this the same text again? Keys that near-duplicates share, and the close look that decides.

Wire copy is printed with another headline, another first or last line, another byline, or cut
short. What is left of it are runs of letters: a body is taken as the set of its *shingles*, runs of
``SHINGLE`` letters (Broder 1997, On the resemblance and containment of documents). MinHash finds
the few articles that may share enough of them; ``same_text`` compares the sets themselves. The only
importer of rensa.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import regex
from rensa import RMinHash

from newsbot.text import fold, squeezed_points

SIMILARITY_VERSION: Final = f"2.{RMinHash.ALGORITHM_VERSION}"
"""Other keys, another index: raised with whatever changes ``Shingles.keys`` or ``same_text``."""
SHINGLE: Final = 6
_BANDS: Final = 16
_ROWS: Final = 2
"""Two values of a signature to a key: of two texts that share half of their shingles, 99 of 100
pairs have one of 16 keys in common; of unrelated ones, one pair in thousands."""
_SEEDS: Final = (20_251_029, 20_180_326)
"""For the whole text and for its beginning."""
_LEAD: Final = 200
"""So many shingles are the beginning of a text, which is all that a cut copy has."""
_OPENING: Final = 300
"""Both texts must begin alike, as a follow-up with old news below does not: this far."""

Hashes = npt.NDArray[np.uint64]

# (서울=연합뉴스) 홍길동 기자 = ; [서울=뉴시스]홍길동 기자 =
_DATELINE = regex.compile(
    r"\A\s*[\[(【〔<][^\])】〕>\n]{1,30}[\])】〕>]\s*"
    r"(?:[가-힣 ·,]{2,30}(?:기자|특파원|통신원)\s*)?=?\s*"
)
# 홍길동 기자 = at the start; reporters' addresses and rights at the end
_BYLINE = regex.compile(r"\A\s*[가-힣 ·,]{2,30}(?:기자|특파원|통신원)\s*=\s*")
_CREDIT = regex.compile(
    r"^[^\n]{0,80}(?:[\w.+-]+@[\w-]+\.\w|무단\s*전재|재배포|저작권자|ⓒ|©)[^\n]{0,80}$", regex.M
)
_POWERS: Final = np.array(
    [pow(0x9E3779B97F4A7C15, n + 1, 1 << 64) for n in range(SHINGLE)], dtype=np.uint64
)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)
_NUMBER = regex.compile("[0-9]+")
_AROUND: Final = 4
"""So many letters on either side are the place of a number."""
_AROUND_FROM: Final = 3 * _AROUND


@dataclass(frozen=True)
class Shingles:
    """A body as its letters and digits, without datelines and credits. Not slotted: it caches."""

    points: npt.NDArray[np.uint32]
    """Their code points."""

    @cached_property
    def hashes(self) -> Hashes:
        """One hash a shingle, in reading order."""
        if len(self.points) < SHINGLE:
            return np.zeros(0, dtype=np.uint64)
        windows = np.lib.stride_tricks.sliding_window_view(self.points, SHINGLE)
        mixed = (windows.astype(np.uint64) * _POWERS).sum(axis=1, dtype=np.uint64)
        return np.asarray((mixed ^ (mixed >> np.uint64(29))) * _MIX)

    @cached_property
    def whole(self) -> Hashes:
        """The set of all, sorted."""
        return np.unique(self.hashes)

    @cached_property
    def numbers(self) -> dict[str, set[str]]:
        """What stands around a number -> the numbers that stand there."""
        text = self.points.astype("<u4").tobytes().decode("utf-32-le")
        found: dict[str, set[str]] = {}
        for match in _NUMBER.finditer(text):
            start, end = match.span()
            before = _NUMBER.sub("0", text[max(start - _AROUND_FROM, 0) : start])[-_AROUND:]
            after = _NUMBER.sub("0", text[end : end + _AROUND_FROM])[:_AROUND]
            found.setdefault(f"{before}|{after}", set()).add(match[0])
        return found

    def opening(self, count: int) -> Hashes:
        """Return the set of the first *count*, sorted."""
        return np.unique(self.hashes[:count])

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """What to look for near-duplicates by, as signed 64-bit integers; none of a tiny text."""
        if len(self.hashes) < SHINGLE:
            return ()
        parts = (self.hashes, self.hashes[:_LEAD])
        return tuple(
            key for seed, part in zip(_SEEDS, parts, strict=True) for key in _banded(part, seed)
        )


def _banded(hashes: Hashes, seed: int) -> list[int]:
    signature = RMinHash(num_perm=_BANDS * _ROWS, seed=seed)
    signature.update([one.tobytes() for one in hashes.astype("<u8")])
    rows = np.array(signature.digest(), dtype=np.uint64).reshape(_BANDS, _ROWS)
    packed = (rows[:, 0] << np.uint64(32)) | rows[:, 1]
    place = np.arange(_BANDS, dtype=np.uint64) + np.uint64(seed)  # a key of one band only
    return [int(key) for key in ((packed ^ place) * _MIX).view(np.int64)]


def shingles_of(body: str) -> Shingles:
    """Return what *body* is compared by."""
    text = _CREDIT.sub("", _BYLINE.sub("", _DATELINE.sub("", body)))
    points = squeezed_points(fold(text))
    return Shingles(points[points != ord("\n")])


def share(part: Hashes, whole: Hashes) -> float:
    """Return how much of the set *part* is in *whole*, 0 to 1; 1 where *part* is empty."""
    if not len(part):
        return 1.0
    at = np.searchsorted(whole, part)
    inside = at < len(whole)
    return float((whole[at[inside]] == part[inside]).sum()) / len(part)


def same_text(one: Shingles, other: Shingles, *, near: bool) -> bool:
    """Whether one text is the other, edited or cut short.

    *near*: they were published within a few days of each other. If that is not known, nearly all
    of both must be the same. A template filled in again has other numbers, and a follow-up begins
    otherwise: neither is the same text.
    """
    short, long = sorted((one, other), key=lambda text: len(text.whole))
    size = len(short.whole)
    held = share(short.whole, long.whole)
    if not near or size < _TINY:
        return size > 0 and held * size / (size + len(long.whole) - held * size) >= _NEARLY_ALL
    if held < next(least for above, least in _HELD if size >= above):
        return False
    opening = min(_OPENING, size)
    begins_alike = min(
        share(short.opening(opening), long.whole), share(long.opening(opening), short.whole)
    )
    return begins_alike >= _BEGINS_ALIKE and _same_numbers(short, long)


def _same_numbers(one: Shingles, other: Shingles) -> bool:
    """Whether the same numbers stand in the same places, as far as both texts have these.

    With one other number it is a template filled in again, or says something else: whoever asks
    for that number has to be shown both.
    """
    places = one.numbers.keys() & other.numbers.keys()
    return all(not one.numbers[at].isdisjoint(other.numbers[at]) for at in places)


_TINY: Final = 40
_NEARLY_ALL: Final = 0.9
_HELD: Final = ((200, 0.6), (100, 0.7), (0, 0.85))
"""From so many shingles on, so much of the shorter text must be in the longer one."""
_BEGINS_ALIKE: Final = 0.5
