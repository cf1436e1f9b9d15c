"""Inputs for ``benchmarks.fuzz``: those of ``fuzz_seeds``, and what can be done to them.

An input depends on the seed and its number alone, so that one can be made again.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.fuzz_seeds import BYTES, CODECS, NUMBERS, TOKENS, addresses, rules, seeds

MAX_BYTES: Final = 64 * 1024
MAX_LARGE_BYTES: Final = 1024 * 1024
LARGE_SHARE: Final = 0.004

PARSERS: Final = {
    # the shares of the inputs
    "page": 0.18,
    "markdown": 0.16,
    "record": 0.12,
    "records": 0.08,
    "html": 0.28,
    "feed": 0.14,
    "sheet": 0.04,
}

_OF_TEXT: Final = frozenset({"page", "markdown", "record", "records"})

Random = random.Random


@dataclass(frozen=True, slots=True)
class Input:
    """What is parsed, by which parser, and what is said beside it."""

    parser: str
    data: bytes
    address: str | None = None
    charset: str | None = None


def make(seed: int, number: int) -> Input:
    """Return the input *number* of the run *seed*."""
    chance = random.Random(f"{seed}/{number}")
    parser = chance.choices([*PARSERS], [*PARSERS.values()])[0]
    data = chance.choice(seeds()[parser])
    if parser == "sheet" and chance.random() < 0.7:
        data = _mutated_sheet(data, chance)
    else:
        data = _mutated(data, parser, chance)
    if parser in _OF_TEXT and chance.random() < 0.8:  # or most would be refused as no text
        data = data.decode("utf-8", "replace").replace("\0", " ").encode()
    address = chance.choice((None, None, *addresses()))
    return Input(
        parser, data, address, chance.choice((None, None, "euc-kr", "utf-8", "idna", "\0"))
    )


def _mutated_sheet(data: bytes, chance: Random) -> bytes:
    """Return the workbook with one of its files changed, as a whole zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        chosen = chance.choice(source.namelist())
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _mutated(content, "feed", chance) if name == chosen else content)
    return stream.getvalue()


def _mutated(data: bytes, parser: str, chance: Random) -> bytes:
    limit = MAX_LARGE_BYTES if chance.random() < LARGE_SHARE else MAX_BYTES
    for _ in range(min(int(chance.expovariate(0.4)), 12)):
        data = chance.choice(_MUTATORS)(data, chance, parser)[:limit]
    return data


def _place(data: bytes, chance: Random) -> int:
    return chance.randint(0, len(data))


def _flip(data: bytes, chance: Random, _: str) -> bytes:
    changed = bytearray(data)
    for _number in range(chance.choice((1, 1, 4, 40)) if data else 0):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(data: bytes, chance: Random, _: str) -> bytes:
    start, end = sorted((_place(data, chance), _place(data, chance)))
    return data[:start] + data[end:] if chance.random() < 0.6 else data[:end]


def _insert(data: bytes, chance: Random, parser: str) -> bytes:
    tokens = TOKENS + (rules() if parser == "html" and chance.random() < 0.5 else [])
    token = chance.choice(tokens).encode()
    if chance.random() < 0.1:
        token = chance.choice(BYTES)
    times = chance.choice((1, 1, 1, 3, 300, 30_000)) if chance.random() < 0.5 else 1
    at = _place(data, chance)
    return data[:at] + token * times + data[at:]


def _nest(data: bytes, chance: Random, _: str) -> bytes:
    before, after = chance.choice(
        (
            ("<div>", "</div>"),
            ("[", "]"),
            ('{"text":', "}"),
            ("<table><td>", ""),
            ("- ", ""),
            ("(", ")"),
        )
    )
    times = chance.choice((10, 300, 5_000))
    at = _place(data, chance)
    return data[:at] + before.encode() * times + data[at:] + after.encode() * times


def _repeat(data: bytes, chance: Random, _: str) -> bytes:
    start = _place(data, chance)
    piece = data[start : start + chance.choice((1, 20, 400))]
    return data[:start] + piece * chance.choice((2, 50, 5_000)) + data[start:]


def _splice(data: bytes, chance: Random, parser: str) -> bytes:
    other = chance.choice(seeds()[chance.choice((parser, *PARSERS))])
    return data[: _place(data, chance)] + other[_place(other, chance) :]


def _renumber(data: bytes, chance: Random, _: str) -> bytes:
    found = [match.span() for match in re.finditer(rb"[0-9]+", data[:MAX_BYTES])]
    if not found:
        return data
    start, end = chance.choice(found)
    return data[:start] + chance.choice(NUMBERS).encode() + data[end:]


def _recode(data: bytes, chance: Random, _: str) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(CODECS), "ignore")


def _swap_words(data: bytes, chance: Random, _: str) -> bytes:
    words = data.split(b" ")
    chance.shuffle(words)
    return b" ".join(words)


_MUTATORS: Final[tuple[Callable[[bytes, Random, str], bytes], ...]] = (
    *(_flip, _cut, _insert, _insert, _insert, _nest),
    *(_repeat, _splice, _renumber, _recode, _swap_words),
)
