"""The border that foreign text crosses, and the form in which spellings are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsbot.text import (
    MAX_LINE_CHARS,
    clean,
    clean_line,
    fold,
    normalise,
    squeeze,
    squeezed_points,
)

HARD = (
    "가각한미중韓美日·ㆍ・‧•ᄀ" + unicodedata.normalize("NFD", "각한미") + "ㄱㅏㅋ"
    "ＡＢｃ１２ﬁ㈜㏂⒈½Å\u212bÅéé\u0301\u0323\u200b\u200d\u200e\u202e\u2066\ufeff\u00ad\ufe0f\ufe0e"
    "\U0001f600\U0001f468\U0001f469\U000e0041\U0001f3fd\r\n\t\v\f\x00\x1b\x7f\x85\u2028\u2029 \xa0\u3000"
    "\ud800\udfff\ue000\uffff\ufdfaßİıΣς،٣"
)
TEXT = st.text(max_size=60) | st.text(st.sampled_from(HARD), max_size=60)
CLEANED = TEXT.map(clean)


def is_unwanted(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_clean_text_is_its_own(text):
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_nothing_invisible_crosses_the_border(text):
    cleaned = clean(text)
    assert not [c for c in cleaned if is_unwanted(c)]
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    assert "\n\n\n" not in cleaned
    assert all(line == line.strip(" ") and "  " not in line for line in cleaned.split("\n"))
    assert "\n" not in clean_line(text)
    assert len(clean_line(text)) <= MAX_LINE_CHARS


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("", ""),
        ("\u200b \ufeff\n\u202e", ""),
        ("첫 줄\r\n둘째\u2028셋째\x85넷째", "첫 줄\n둘째\n셋째\n넷째"),
        ("문단\n\n\n \n\n문단", "문단\n\n문단"),
        ("엔\u200b비\u00ad디\ufeff아", "엔비디아"),
        (unicodedata.normalize("NFD", "한글"), "한글"),
        ("a\ud83d b", "a b"),
        ("a\u3000\xa0\t b", "a b"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_what_clean_makes_of_it(given_text, kept):
    assert clean(given_text) == kept


def test_a_line_is_cut_at_its_limit():
    assert clean_line("가" * 5_000) == "가" * MAX_LINE_CHARS
    assert clean_line("가" * (MAX_LINE_CHARS - 1) + " 나") == "가" * (MAX_LINE_CHARS - 1)


@settings(max_examples=400, deadline=None)
@given(TEXT)
@example("韓·美 ﷺ e\u0301\u200b")
@example("한·미·일")
def test_every_comparable_character_knows_where_it_stood(text):
    normal = normalise(text)
    spans = [normal.span(i, i + 1) for i in range(len(normal.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    starts, ends = [s for s, _ in spans], [e for _, e in spans]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    if spans:
        assert normal.span(0, len(normal.text)) == (starts[0], ends[-1])


@settings(max_examples=200, deadline=None)
@given(CLEANED)
def test_what_stands_there_is_what_is_compared(text):
    """Whatever was not expanded or read out is the very character of the original."""
    normal = normalise(text)
    for i, character in enumerate(normal.text):
        start, end = normal.span(i, i + 1)
        original = text[start:end]
        if not set(original) & set("韓美日中北南英佛獨露·ㆍ・‧•∙⋅"):
            assert character in original + unicodedata.normalize("NFKC", original)


SPELLINGS = {
    "as NFD": lambda text: unicodedata.normalize("NFD", text),
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    ),
    "zero width": "\u200b".join,
    "soft hyphens": lambda text: text.replace("디", "디\u00ad"),
    "joiners": lambda text: text.replace("A", "A\u200d"),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
@pytest.mark.parametrize(
    "text", ["엔비디아 AI 칩 26만 장", "The 2025 APEC summit", "한글과 English 6G"]
)
def test_spellings_of_one_text_compare_equal(text, spelling):
    assert normalise(spelling(text)).text == normalise(text).text
    assert squeeze(clean(spelling(text))) == squeeze(text)


@pytest.mark.parametrize("written", ["韓·美", "한·미", "한미", "韓美", "한ㆍ미", "韓・美", "한‧미"])
def test_countries_are_one_however_they_are_joined(written):
    assert normalise(f"{written} 정상회담").text == "한미 정상회담"
    assert squeeze(f"{written} 정상회담") == "한미정상회담"


def test_other_dots_are_spaces_and_longer_words_stay_apart():
    assert normalise("한·미·일").text == "한미일"
    assert normalise("초·중·고교").text == "초중고교"
    assert normalise("반도체·우주").text == "반도체 우주"
    assert normalise("개막일·중국").text == "개막일 중국"
    assert normalise("반도체·한·미").text == "반도체 한미"
    assert squeeze("젠슨 황·CEO!") == "젠슨황ceo"


def test_one_character_does_not_grow_without_bound():
    assert len(normalise("\ufdfa" * 1_000).text) <= 8_000


@settings(max_examples=400, deadline=None)
@given(CLEANED | st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example("ß\U00020000\U0001f600\ufffe\uffff\U0010ffff")
def test_the_fast_way_to_squeeze_is_the_same(text):
    assert squeezed_points(fold(text)).tobytes().decode("utf-32-le") == squeeze(text)


@settings(max_examples=200, deadline=None)
@given(CLEANED)
def test_squeezing_keeps_the_lines(text):
    squeezed = squeeze(text)
    assert squeezed.count("\n") == text.count("\n")
    basic = [c for c in squeezed if c != "\n" and ord(c) <= 0xFFFF]
    assert not [c for c in basic if unicodedata.category(c)[0] in "ZPM"]


@settings(max_examples=300, deadline=None)
@given(st.text("가각한미중韓美日·ㆍ・ＡbＣ１２ éÅ\n", max_size=40))
def test_fold_is_normalise_without_case(text):
    assert "".join(squeeze(normalise(text).text).split()) == "".join(squeeze(fold(text)).split())
