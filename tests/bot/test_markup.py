"""Foreign text in Discord: what a small reader of Discord's markup makes of it."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from tests.bot.reader import Read, read

from newsbot.answer import Citation
from newsbot.article import Article
from newsbot.bot.markup import (
    CONTENT_UNITS,
    address,
    escape,
    foreign,
    link,
    notice,
    shorten,
    units,
    visible,
)
from newsbot.bot.quoting import quote
from newsbot.evidence import Highlight

FRAGMENTS = [
    *"*_~|`\\<>@#:-+.()[]/! \n1가a漢🚀é",
    "**",
    "__",
    "~~",
    "||",
    "```",
    "# ",
    "-# ",
    "- ",
    "1. ",
    "> ",
    ">>> ",
    "](",
    "[a](http://evil.example)",
    "https://example.com",
    "HTTP://x.kr/a_b_c",
    "discord.gg/abc",
    "<@123>",
    "<@&1>",
    "<#1>",
    "<t:1:R>",
    "<:x:1>",
    "</ask:1>",
    "<id:customize>",
    "@everyone",
    "@here",
    ":smile:",
    "a:c::/48",
    "¯\\_(ツ)_/¯",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\t",
    "\x00",
    "\u2028",
    "👨‍👩‍👧",
    "한국의 정부는 오늘 발표했다. ",
    "“기술”",
    "각",
]
hostile = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    "trick",
    [
        "*a*",
        "**a**",
        "_a_",
        "__a__",
        "~~a~~",
        "||a||",
        "`a`",
        "```a```",
        "# a",
        "-# a",
        "- a",
        "1. a",
        "> a",
        "\u200b# a",
        "[a](http://b.kr)",
        "[a](<http://b.kr>)",
        "https://b.kr",
        "discord.gg/abc",
        "<https://b.kr>",
        "<a@b.kr>",
        "<@1>",
        "<@&1>",
        "<#1>",
        "<t:1:R>",
        "<a:x:1>",
        "</ask:1>",
        "@everyone",
        ":smile:",
    ],
)
def test_a_trick_is_one_to_the_reader_and_none_when_escaped(trick):
    assert read(visible(trick)).acts
    assert read(escape(trick)) == Read(visible(trick))


@given(hostile)
def test_escaped_text_reads_as_it_was_and_nothing_in_it_acts(text):
    assert read(escape(text)) == Read(visible(text))


@given(hostile)
def test_escaping_adds_backslashes_and_nothing_else(text):
    shown = escape(text)
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", shown) == visible(text)
    assert not regex.search(r"(?V1)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029--[\n]]", shown)


def test_plain_news_is_left_alone():
    text = "‘한·미’ “기술” 1~2명(종합) 漢字 #해시태그 -5도, a@b.kr 19:07 3.5% 🚀\n2025.10.29. 끝"
    assert escape(text) == text


def test_units_are_those_of_utf_16():
    assert units("가a🚀\n") == 5
    assert units("👨‍👩‍👧") == len("👨‍👩‍👧".encode("utf-16-le")) // 2


# Shortening


def graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


@given(hostile, st.integers(0, 80))
def test_a_shortened_text_fits_and_begins_as_the_text_does(text, limit):
    text = visible(text)
    short = shorten(text, limit)
    assert units(short) <= limit
    if units(text) <= limit:
        assert short == text
    elif limit >= 2:
        kept = short.removesuffix("…").removesuffix(" ")
        assert text.startswith(kept)
        short.encode("utf-16")


@given(hostile, st.integers(4, 80))
def test_no_character_is_cut_in_two(text, limit):
    text = visible(text).replace("…", "").replace("\\", "")
    if units(text) > limit:
        kept = shorten(text, limit).removesuffix("…")
        whole = graphemes(text)
        beginnings = {"".join(whole[:n]).rstrip() for n in range(len(whole) + 1)}
        assert kept.rstrip() in beginnings


@given(hostile, st.integers(2, 80))
def test_an_escaped_text_can_be_shortened_and_still_nothing_acts(text, limit):
    text = visible(text)
    short = shorten(escape(text), limit)
    seen = read(short)
    assert units(short) <= limit
    assert not seen.acts
    assert text.startswith(seen.text.removesuffix("…").rstrip()) or seen.text == text


@given(hostile, st.integers(2, 80))
def test_foreign_text_fits_reads_as_it_begins_and_does_not_act(text, limit):
    short = foreign(text, limit)
    seen = read(short)
    assert units(short) <= limit
    assert not seen.acts
    if short != escape(text):
        assert units(escape(text)) > limit
        assert visible(text).startswith(seen.text.removesuffix("…").rstrip())


def test_a_cut_is_at_a_sentence_else_at_a_word():
    text = "정부는 오늘 발표했다. 이어서 예산을 늘리겠다고 밝혔다. 그러나 반대도 있다."
    assert shorten(text, 35) == "정부는 오늘 발표했다. 이어서 예산을 늘리겠다고 밝혔다. …"
    assert shorten(text, 28) == "정부는 오늘 발표했다. 이어서 예산을 늘리겠다고…"
    assert shorten(text, 18) == "정부는 오늘 발표했다. …"
    assert shorten("가" * 50, 10) == "가" * 8 + "…"
    assert shorten("🚀" * 50, 11) == "🚀" * 4 + "…"
    assert shorten("👨‍👩‍👧" * 5, 12) == "👨‍👩‍👧…"


def test_a_cut_leaves_no_backslash_alone():
    for limit in range(4, 30):
        kept = shorten(escape("*_" * 20), limit).removesuffix("…")
        assert kept.count("\\") * 2 == len(kept)


# Quotes


def citation(text: str, *spans: tuple[int, int]) -> Citation:
    article = Article(id="20250101-x", body=text)
    highlights = tuple(Highlight(start, end, text[start:end]) for start, end in spans)
    return Citation(1, article, text, 0, len(text), 1.0, highlights)


def spans_of(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def quoted(text: str, *words: str, limit: int = 1_000) -> str:
    return quote(citation(text, *spans_of(text, *words)), limit)


def unquoted(block: str) -> str:
    lines = block.split("\n")
    assert all(line.startswith("> ") for line in lines)
    return "\n".join(line[2:] for line in lines)


def test_a_quote_is_verbatim_with_its_terms_in_bold():
    text = "엔비디아가 “기술”을 산다.\n\n- 끝 *주*"
    assert quoted(text, "엔비디아", "“기술”") == (
        "> **엔비디아**가 **“기술”**을 산다.\n> \n> \\- 끝 \\*주\\*"
    )


def test_touching_and_overlapping_terms_are_one_bold_run():
    text = "누리호 발사"
    assert quote(citation(text, (0, 2), (2, 3), (1, 3)), 99) == "> **누리호** 발사"
    assert quote(citation("누\u200b리", (0, 1), (2, 3)), 99) == "> **누리**"


def test_bold_neither_begins_nor_ends_with_a_space_nor_spans_lines():
    assert quote(citation("가 나 다\n라", (1, 7)), 99) == "> 가 **나 다**\n> **라**"


def test_a_long_quote_is_cut_where_its_terms_are():
    text = (
        "첫 문장은 길고 아무것도 없다. " * 5
        + "여기서 누리호가 이륙했다. "
        + "끝말이다. " * 2
        + "끝이 아니다. " * 9
    )
    assert quoted(text, "누리호", "이륙", limit=40) == (
        "> … 여기서 **누리호**가 **이륙**했다. 끝말이다. 끝말이다. …"
    )


def test_the_beginning_is_kept_where_no_term_is_lost():
    text = "누리호가 올랐다. " + "다른 이야기가 이어진다. " * 9
    assert quoted(text, "누리호", limit=40).startswith("> **누리호**가 올랐다. ")


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    text = draw(hostile)
    ends = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(ends, ends), max_size=6))
    return citation(text, *((min(span), max(span)) for span in spans))


@given(citations())
def test_a_whole_quote_reads_as_the_text_and_bold_is_all_that_acts(cited):
    seen = read(unquoted(quote(cited, 10_000)))
    assert seen.text == visible(cited.quote)
    assert {name for name, _ in seen.acts} <= {"strong"}
    bold = "".join("".join(text.split()) for _, text in seen.acts)
    marked = {at for one in cited.highlights for at in range(one.start, one.end)}
    wanted = "".join(cited.quote[at] for at in sorted(marked))
    assert bold == "".join(visible(wanted).split())


@given(citations(), st.integers(0, 120))
def test_a_cut_quote_fits_stays_verbatim_and_balanced(cited, limit):
    block = quote(cited, limit)
    assert units(block) <= limit
    if limit >= 10:
        seen = read(unquoted(block))
        kept = seen.text.removesuffix("…").rstrip().removeprefix("… ")
        assert kept in visible(cited.quote)
        assert {name for name, _ in seen.acts} <= {"strong"}


# Links


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.kr/b(c) d", "https://a.kr/b%28c%29%20d"),
        (
            "http://한국.kr/뉴스?a=1&b=<2>#x",
            "http://xn--3e0b707e.kr/%EB%89%B4%EC%8A%A4?a=1&b=%3C2%3E#x",
        ),
        ("https://a.kr:8080/%EB%89%B4", "https://a.kr:8080/%EB%89%B4"),
        ("https://a.kr/" + "x" * 499, "https://a.kr/" + "x" * 499),
        ("https://a.kr/" + "x" * 500, None),
        ("javascript:alert(1)", None),
        ("ftp://a.kr", None),
        ("//a.kr/x", None),
        ("https://", None),
        ("https://user@bank.kr@evil.kr/", None),
        ("https://[::1", None),
        ("https://a.kr:port/", None),
        ("https://a..kr/\ud800", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_that_discord_takes_or_none(url, shown):
    assert address(url) == shown


def test_a_label_is_shown_raw_where_no_backslash_is_needed():
    """Discord shows backslashes in the labels of links as they are."""
    assert (
        link("[단독] 제목(종합)", "https://a.kr/b)") == "[[단독] 제목(종합)](<https://a.kr/b%29>)"
    )


@pytest.mark.parametrize(
    "label", ["a*b*", "a](http://evil.example)", "[a](b) c", "https://a.kr", "a]b", "- a", "", "[]"]
)
def test_a_label_that_needs_backslashes_stands_before_the_link(label):
    assert link(label, "https://a.kr") == f"{escape(label)} [↗](<https://a.kr>)".lstrip()


@given(hostile, hostile | hostile.map("https://a.kr/".__add__))
def test_a_link_cannot_be_broken_nor_point_elsewhere(label, url):
    seen = read(link(label, url))
    target = address(url)
    label = " ".join(visible(label).split())
    if target is None:
        assert seen == Read(label)
    else:
        assert seen.acts == [("link", target)]
        assert seen.text in {label, f"{label} ↗".lstrip()}
        assert target.startswith(("http://", "https://"))
        assert not re.search(r"[\s<>()\\\"`]", target)
        assert unquote(target).startswith("http")


def test_what_follows_a_link_cannot_take_it_over():
    """A client takes the longest label that ends in ``](``: it would reach into foreign text."""
    ours = link("제목", "https://a.kr")
    assert read(f"{ours} · ](http://evil.example)").acts == [("link", "http://evil.example")]
    assert read(f"{ours} · {escape('](http://evil.example)')}").acts == [("link", "https://a.kr")]


# Notices


def test_a_notice_keeps_its_code_spans_and_escapes_the_rest():
    assert notice("*a* `newsbot add *b*` `c") == "\\*a\\* `newsbot add *b*` \\`c"


@given(hostile)
def test_nothing_but_code_acts_in_a_notice(text):
    assert {name for name, _ in read(notice(text)).acts} <= {"code"}


def test_a_notice_fits_into_a_message():
    assert units(notice("`a` 🚀*" * 1_000)) <= CONTENT_UNITS
