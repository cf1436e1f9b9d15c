"""Foreign text as Discord shows it: verbatim to the reader, and nothing in it acts.

Escaping puts backslashes before what Discord would read as markup, and adds nothing else. Two
places differ: the label of a masked link shows backslashes as they are (Discord switched escapes
off there), and footers and author lines know no markup at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Final
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

import regex

CONTENT_UNITS: Final = 2_000
"""The longest content of a message."""
URL_UNITS: Final = 512
"""The longest address that is linked; that of a button cannot be longer."""

_INVISIBLE: Final = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}--[\n]]", regex.V1)
_SPACES: Final = regex.compile("[\t\v\f\x85\u2028\u2029]")
_ACTIVE: Final = regex.compile(
    r"""
      [\\*_`|<\[\]]                     # emphasis, code, spoilers, mentions, links
    | (?<=\])\(                        # the end of a link that could be one of ours
    | ~(?=~) | (?<=~)~                  # struck through; 1~2 is a range
    | (?<=<)[@\#/:]                     # <@1>, <#1>, </ask:1>, <:x:1>: twice is safer
    | @(?=everyone|here)
    | :(?=//)                           # https://
    | :(?=[^\s:]*:)                     # :smile: becomes a picture, so does :c: in 1:c:2
    | (?<=\.[a-z]{2,12})/               # discord.gg/invite needs no scheme
    | (?<=^\ *)(?:
        >                               # quote
      | \#(?=\#*\s)                     # heading
      | [-+](?=[\s\#]|$)                # list, subtext
      )
    | (?<=^\ *[0-9]{1,10})\.(?=\s|$)    # numbered list
    """,
    regex.VERBOSE | regex.MULTILINE | regex.IGNORECASE,
)
_SENTENCE_END: Final = regex.compile(r"""[.!?。！？…]+["'”’)\]」』】]*(?=\s)|(?=\n)""")
_GRAPHEME: Final = regex.compile(r"\X")
_CODE_SPAN: Final = regex.compile(r"(?<![`\\])`[^`\n]+`(?!`)")
_BALANCED: Final = regex.compile(r"(?:[^\[\]]|\[[^\[\]]*\](?!\())*")
_HOST: Final = regex.compile(r"[a-z0-9.-]+(?::[0-9]{1,5})?", regex.IGNORECASE)
_KEPT_IN_URL: Final = "%/:@!$&*+,;=~-._?#"
CUT: Final = "…"
CUT_AFTER_SENTENCE: Final = " …"


def units(text: str) -> int:
    """Return the length of *text* in UTF-16 code units, in which Discord counts its limits."""
    return len(text) + sum(character > "\uffff" for character in text)


def visible(text: str) -> str:
    """Return *text* without invisible characters: controls, zero width, bidi, lone surrogates.

    Line ends stay; what else separates becomes a space. Stored articles hold none of these,
    questions may.
    """
    return _INVISIBLE.sub("", _SPACES.sub(" ", text))


def active(text: str) -> frozenset[int]:
    """Return the offsets in visible *text* that need a backslash before them."""
    return frozenset(match.start() for match in _ACTIVE.finditer(text))


def escape(text: str) -> str:
    """Return *text* so that Discord shows it as it is: no markup, link, mention or emoji acts.

    A reader sees ``visible(text)``.
    """
    return _ACTIVE.sub(r"\\\g<0>", visible(text))


def shorten(text: str, limit_units: int) -> str:
    """Return *text*, plain or escaped, cut to *limit_units* with an ellipsis.

    Cut at the end of a sentence if one lies in the last half, else at a word, never inside a
    character as people see it nor between a backslash and what it escapes. Text with markup of
    its own (bold, links) is not for this.
    """
    if units(text) <= limit_units:
        return text
    text = text[: max(limit_units, 0) + 1]  # no more has room
    room = limit_units - len(CUT_AFTER_SENTENCE)
    if room < 0:
        return CUT[: max(limit_units, 0)]
    return _cut(text, bisect_right(list(accumulate(map(units, text))), room))


def foreign(text: str, limit_units: int) -> str:
    """Return *text* escaped, and shortened so that this takes at most *limit_units*."""
    text = visible(text)[: max(limit_units, 0) + 1]  # no more has room
    marks = active(text)
    costs = list(accumulate(units(c) + (at in marks) for at, c in enumerate(text)))
    if not costs or costs[-1] <= limit_units:
        return escape(text)
    room = limit_units - len(CUT_AFTER_SENTENCE)
    if room < 0:
        return CUT[: max(limit_units, 0)]
    end, ellipsis = cut_end(text, bisect_right(costs, room))
    return with_backslashes(text, range(end), marks) + ellipsis


def with_backslashes(text: str, span: range, marks: frozenset[int]) -> str:
    """Return ``text[span]`` with a backslash before each offset of *marks*."""
    return "".join("\\" + text[at] if at in marks else text[at] for at in span)


def _cut(text: str, fits: int) -> str:
    end, ellipsis = cut_end(text, fits)
    backslashes = end - len(text[:end].rstrip("\\"))
    return text[: end - backslashes % 2] + ellipsis


def cut_end(text: str, fits: int) -> tuple[int, str]:
    """Return where to cut *text*, of which ``text[:fits]`` has room, and what marks the cut."""
    head = text[:fits]
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, fits + 1)]
    sentence = max((end for end in ends if fits / 2 < end <= fits), default=None)
    if sentence is not None:
        return _between_characters(text, len(text[:sentence].rstrip())), CUT_AFTER_SENTENCE
    word = max(head.rfind(" "), head.rfind("\n"))
    if text[fits : fits + 1].isspace():
        word = fits
    end = word if word > fits / 2 else fits
    return _between_characters(text, len(text[:end].rstrip())), CUT


def _between_characters(text: str, end: int) -> int:
    """Return the last offset up to *end* that splits no grapheme cluster."""
    last = 0
    for match in _GRAPHEME.finditer(text, 0, end + 1):
        if match.end() > end:
            break
        last = match.end()
    return last


def address(url: str | None) -> str | None:
    """Return *url* as Discord takes it in links and buttons, or None.

    http and https only, with a host and without a user's name, every character that could end a
    link percent-encoded; at most ``URL_UNITS`` long.
    """
    try:
        parts = urlsplit((url or "").strip())
        host = parts.netloc.encode("idna").decode("ascii")
        parts.port  # noqa: B018 -- raises where it is no number
        encoded = percent_encoded(parts._replace(netloc=host).geturl(), safe=_KEPT_IN_URL)
    except (ValueError, UnicodeError):  # `http://[`, `http://..`, a lone surrogate
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    return encoded if len(encoded) <= URL_UNITS else None


def link(label: str, url: str | None) -> str:
    """Return *label*, plain text on one line, as a masked link without preview.

    Without an ``address`` it is the escaped label alone. A label that needs backslashes cannot
    be linked (they would show): it stands before a linked arrow.
    """
    label = " ".join(visible(label).split())
    target = address(url)
    if target is None:
        return escape(label)
    plain = label.replace("[", "").replace("]", "")
    if plain and not active(plain) and _BALANCED.fullmatch(label):
        return f"[{label}](<{target}>)"
    return f"{escape(label)} [↗](<{target}>)".lstrip()


def notice(text: str) -> str:
    """Return a sentence to people, such as an error's, as the content of a message.

    Escaped but for its code spans (nothing acts in those); at most ``CONTENT_UNITS`` long.
    """
    text = visible(text)
    shown = "".join(_outside_code(text))
    return shown if units(shown) <= CONTENT_UNITS else foreign(text, CONTENT_UNITS)


def _outside_code(text: str) -> Iterable[str]:
    end = 0
    for span in _CODE_SPAN.finditer(text):
        yield escape(text[end : span.start()])
        yield span[0]
        end = span.end()
    yield escape(text[end:])
