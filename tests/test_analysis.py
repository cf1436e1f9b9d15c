"""Terms: what Kiwi does that the code relies on, and what the code makes of it."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kiwipiepy import Kiwi

from newsbot.analysis import MAX_PIECE_CHARS, Analyser, Analysis, split_pieces
from newsbot.terms import MAX_TERM_CHARS, stem, terms_of
from newsbot.text import clean

PARTS = st.sampled_from(
    [
        "엔비디아가 26만 장을 공급한다.",
        "그는 “협력하겠다”고 말했다.",
        "韓·美 정상회담이 열렸다…",
        "젠슨 황 CEO는 웃었다!",
        "The companies' 6G plans",
        unicodedata.normalize("NFD", "한국 정부는"),
        "\U0001f600",
        "\U0001f1f0\U0001f1f7",
        "㈜한빛㏂ ⒈½ ﬁ",
        "#해시태그 @user https://news.example/a?b=1",
        "ㅋㅋㅋ",
        "됐다",
        "\n",
        "\n\n",
        " ",
        "·",
        "\u0301",
        "𠮷野家",
        "1,234,567원",
    ]
)
TEXT = st.lists(PARTS | st.text(max_size=12), max_size=12).map("".join).map(clean)


def analysis_of(analyser: Analyser, text: str) -> Analysis:
    return next(analyser.analyse([text]))


def terms(analyser: Analyser, text: str) -> list[str]:
    return analysis_of(analyser, text).terms


# What Kiwi does


@pytest.fixture(scope="module")
def kiwi(analyser: Analyser) -> Kiwi:
    return analyser._kiwi


@pytest.mark.parametrize(
    "text",
    [
        "한미 정상회담이 29일 경주에서 열렸다. 젠슨 황 CEO는 웃었다.",
        "\U0001f600\U0001f600엔비디아가 \U0001f680 6G를 개발",
        "The companies announced it.",
    ],
)
def test_the_list_form_gives_the_tokens_of_the_string_form(kiwi, text):
    (listed,) = kiwi.tokenize([text])
    plain = kiwi.tokenize(text)
    assert [(t.form, t.tag, t.start, t.end, t.oov, t.sent_position) for t in listed] == [
        (t.form, t.tag, t.start, t.end, t.oov, t.sent_position) for t in plain
    ]


def test_no_texts_are_no_work(kiwi):
    assert list(kiwi.tokenize([])) == []


def test_a_name_of_two_words_is_one_token(kiwi):
    (tokens,) = kiwi.tokenize(["젠슨 황 CEO는 웃었다"])
    assert (tokens[0].form, tokens[0].tag) == ("젠슨 황", "NNP")


def test_kiwi_says_what_its_dictionary_lacks(kiwi):
    (tokens,) = kiwi.tokenize(["크라치오스 실장은 회의를 열었다"])
    assert [(t.form, t.oov) for t in tokens[:2]] == [("크라치오스", True), ("실장", False)]


def test_offsets_are_code_points_behind_emoji(kiwi):
    text = "\U0001f600\U0001f680 회의 \U0001f600 결과"
    (tokens,) = kiwi.tokenize([text])
    words = {t.form: text[t.start : t.end] for t in tokens if t.tag == "NNG"}
    assert words == {"회의": "회의", "결과": "결과"}


def test_sentences_are_counted(kiwi):
    (tokens,) = kiwi.tokenize(["회의가 열렸다. 정부는 결과를 발표했다."])
    assert {t.sent_position for t in tokens} == {0, 1}


# Pieces


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["가" * 700, "나다. ", "라! ", "\n", " ", "마" * 2_500, "abc "]),
        max_size=12,
    ).map("".join)
)
@example("가" * (MAX_PIECE_CHARS * 3 + 1))
@example(" " * (MAX_PIECE_CHARS * 2))
@example(" " + "가" * (MAX_PIECE_CHARS * 2))
def test_pieces_are_short_and_cover_the_text(text):
    pieces = list(split_pieces(text))
    assert all(0 < end - start <= MAX_PIECE_CHARS for start, end in pieces)
    assert [start for start, _ in pieces] == sorted(start for start, _ in pieces)
    assert all(a[1] <= b[0] for a, b in pairwise(pieces))
    assert not any("\n" in text[start:end] for start, end in pieces)
    held = {i for start, end in pieces for i in range(start, end)}
    assert all(i in held or text[i].isspace() for i in range(len(text)))


def test_a_long_line_is_cut_behind_a_sentence():
    line = "회의가 열렸다. " * 400
    cuts = [line[:end].rstrip()[-1] for _, end in split_pieces(line)]
    assert set(cuts) == {"."}


@pytest.mark.parametrize("unit", ["가", "a", "엔비디아", "1", "\U0001f600", "ㅋ", "ﷺ", "."])
def test_long_unbroken_input_has_no_long_terms(analyser, unit):
    text = (unit * 20_000)[:20_000]
    analysis = analysis_of(analyser, text)
    assert all(len(term) <= MAX_TERM_CHARS for term in analysis.terms)


# Laws


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_terms_lie_in_the_text_and_in_their_sentence(analyser, text):
    found = analysis_of(analyser, text)
    assert len(found.terms) == len(found.starts) == len(found.ends) == len(found.sentence_of)
    assert found.starts == sorted(found.starts)
    assert found.sentence_of == sorted(found.sentence_of)
    assert found.sentences == sorted(found.sentences)
    for start, end in found.sentences:
        assert 0 <= start < end <= len(text)
        assert "\n" not in text[start:end]
    for term, start, end, number in zip(
        found.terms, found.starts, found.ends, found.sentence_of, strict=True
    ):
        first, last = found.sentences[number]
        assert first <= start < end <= last
        assert term
        assert len(term) <= MAX_TERM_CHARS
        assert " " not in term


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_questions_and_articles_give_the_same_terms(analyser, text):
    morphemes = analyser.morphemes(text)
    assert all(0 <= m.start < m.end <= len(text) for m in morphemes)
    one_line = text.replace("\n", " ")
    morphemes = analyser.morphemes(one_line)
    found = [term for n in range(len(morphemes)) for term in terms_of(morphemes, n)]
    assert found == terms(analyser, one_line)


# Terms


def test_nothing_gives_nothing(analyser):
    assert analyser.morphemes("") == []
    assert list(analyser.analyse([])) == []
    assert [a.terms for a in analyser.analyse(["", "…", "!? \U0001f600"])] == [[], [], []]


def test_content_stays_and_particles_and_endings_go(analyser):
    found = terms(analyser, "정부는 경주에서 협약을 발표했습니다.")
    assert {"정부", "경주", "협약", "발표"} <= set(found)
    assert not {"는", "에서", "을", "습니다", "."} & set(found)


def test_english_words_meet_in_their_stem(analyser):
    assert terms(analyser, "companies") == terms(analyser, "Company") == terms(analyser, "COMPANY")
    assert terms(analyser, "signed") == terms(analyser, "signing")
    assert stem("Straße") == stem("STRASSE")


def test_a_number_and_a_letter_are_also_one(analyser):
    assert "6g" in terms(analyser, "6G를 개발한다")
    assert "6g" in terms(analyser, "６Ｇ 기술")
    assert "6g" not in terms(analyser, "6 G")


def test_thousands_separators_do_not_matter(analyser):
    assert terms(analyser, "12,345") == terms(analyser, "12345") == ["12345"]


@pytest.mark.parametrize(
    "spelt", ["엔비디아가", "엔비디아는", "엔비디아", "\U0001f600엔비디아가", "엔비디아에서는"]
)
def test_a_particle_comes_off_a_name(analyser, spelt):
    assert "엔비디아" in terms(analyser, f"{spelt} 발표했다")


def test_a_particle_comes_off_a_name_that_kiwi_glues_it_to(analyser):
    """Pins that the test above reaches the code and not only Kiwi's dictionary."""
    text = "\U0001f600엔비디아가 6G를 개발"
    assert "엔비디아가" in [m.form for m in analyser.morphemes(text) if m.unknown]
    assert "엔비디아" in terms(analyser, text)


def test_a_name_is_found_whole_and_in_parts(analyser):
    assert {"젠슨황", "젠슨", "황"} <= set(terms(analyser, "젠슨 황 CEO는 웃었다"))
    assert {"젠슨황", "젠슨", "황"} <= set(terms(analyser, "젠슨황은 웃었다"))


@pytest.mark.parametrize("spelt", ["한·미", "한미", "韓美", "韓·美", "한ㆍ미", "한 미"])
def test_countries_meet_in_any_spelling(analyser, spelt):
    assert {"한미", "한", "미"} <= set(terms(analyser, f"{spelt} 정상회담이 열렸다"))


@pytest.mark.parametrize("form", ["NFD", "NFC", "NFKD"])
def test_the_form_of_unicode_does_not_matter(analyser, form):
    text = "한국 정부는 ６G 기술을 개발한다."
    spelt = unicodedata.normalize(form, text)
    found = analysis_of(analyser, spelt)
    assert found.terms == terms(analyser, text)
    pieces = [
        unicodedata.normalize("NFKC", spelt[s:e])
        for s, e in zip(found.starts, found.ends, strict=True)
    ]
    assert "정부" in pieces


# Threads and the fingerprint


def test_threads_get_what_one_thread_gets(analyser):
    texts = [
        f"정부는 {n}일 경주에서 회의를 열고 협약 {n}건을 발표했다. 엔비디아가 서명했다."
        for n in range(80)
    ]
    expected = [found.terms for found in analyser.analyse(texts)]
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda text: terms(analyser, text), texts))
        questions = list(pool.map(analyser.morphemes, texts))
    assert results == expected
    assert questions == [analyser.morphemes(text) for text in texts]


def test_the_fingerprint_names_library_and_model(analyser):
    assert analyser.fingerprint == Analyser().fingerprint
    assert "0.24" in analyser.fingerprint
