"""정정보도: which articles are corrections, what they correct, and that nothing else is accused."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from tests.newsrooms import draft, open_at

from newsbot.answering import Options
from newsbot.article import Article, Draft
from newsbot.cli.objects import answer_object
from newsbot.corrections import headline_letters, kind_of, read_correction
from newsbot.dates import KST, Moment
from newsbot.newsroom import Newsroom
from newsbot.retrieval import Filters
from newsbot.terminal.answers import print_answer
from newsbot.terminal.screen import Screen

X, Y = "discord:1", "discord:2"
TITLE = "한빛시 정수장, 수질 검사 결과 석 달 숨겨"
BODY = (
    "한빛시 정수장이 지난 석 달 동안 수질 검사 결과를 숨겨 온 사실이 드러났다. 시민단체는 검사 기록 14건이 사라졌다고 주장했다. "
    "정수장 관계자는 담당 직원이 서류를 늦게 냈다고 해명했다."
)
QUESTION = "한빛시 정수장이 숨긴 것은 무엇인가?"
SETTLED = "그러나 사실 확인 결과 검사 결과는 모두 공개되어 있었던 것으로 밝혀져 이를 바로잡습니다."


def on(month: int, day: int, year: int = 2025) -> Moment:
    return Moment(datetime(year, month, day, 9, 0, tzinfo=KST), "minute")


def wrong(**fields: Any) -> Draft:
    given: dict[str, Any] = {"body": BODY, "title": TITLE, "published": on(10, 28)}
    return draft(**(given | fields))


def correction(body: str, title: str = "[정정보도] 한빛시 정수장 관련", **fields: Any) -> Draft:
    given: dict[str, Any] = {"title": title, "published": on(11, 12)}
    return draft(body, **(given | fields))


def corrected(newsroom: Newsroom, article: Article, audiences: Any = None) -> list[str | None]:
    return [one.title for one in newsroom.corrections(article, audiences)]


RECOGNISED = [
    # title, beginning of the body, kind
    (
        "[정정보도] 한빛시 정수장 관련",
        "본지는 10월 29일자에서 보도했으나 사실과 달라 바로잡습니다.",
        "correction",
    ),
    ("<바로잡습니다>", "본보 10월 29일자 기사에서 이름이 잘못되었기에 바로잡습니다.", "correction"),
    ("바로잡습니다", "10월 29일자 5면 기사의 표가 잘못되었습니다.", "correction"),
    ("정정보도문", "본 방송은 위와 같이 보도한 바 있습니다.", "correction"),
    ("「정수장 수질」 관련 정정보도문", "확인 결과 사실이 아닌 것으로 밝혀졌습니다.", "correction"),
    ("'정수장 수질' 관련 반론보도", "시는 숨긴 일이 없다고 알려왔습니다.", "reply"),
    ("[반론보도] ‘정수장 수질’ 관련", "시는 숨긴 일이 없다고 밝혀왔습니다.", "reply"),
    (
        "[정정·반론보도] 정수장 기사 관련",
        "바로잡습니다. 시는 사실이 아니라고 알려왔습니다.",
        "both",
    ),
    ("[정정 및 반론보도] 정수장 기사", "바로잡습니다.", "both"),
    ("[추후보도] 전 시장 횡령 혐의 관련", "대법원에서 무죄가 확정되었음을 알려드립니다.", "later"),
    ("[알려왔습니다] 정수장 기사 관련", "시는 숨긴 일이 없다고 알려왔습니다.", "reply"),
    (
        "<고침> 사회(한빛시 정수장, 수질 검사 결과 숨겨)",
        "한빛시 정수장이 검사 결과를 냈다.",
        "correction",
    ),
    ("[정정] 정수장 기사", "이름이 사실과 달라 바로잡습니다.", "correction"),
    ("알려드립니다", "10월 29일자 기사 가운데 숫자가 사실과 다르기에 바로잡습니다.", "correction"),
    ("NG 바로잡습니다", "본지 10월 29일자 5면 표가 사실과 달라 정정합니다.", "correction"),
    (
        "정수장 기사에 대하여",
        "본지는 지난 10월 29일자 5면에서 정수장이 결과를 숨겼다고 보도했습니다. 그러나 사실이 아니어서 바로잡습니다.",
        "correction",
    ),
    (None, "[바로잡습니다] 10월 29일자 5면 ‘정수장’ 기사의 표가 잘못되었습니다.", "correction"),
]
NOT_RECOGNISED = [
    (
        "법원, 한빛방송에 정정보도 판결",
        "서울서부지법은 12일 정정보도 청구 소송에서 한빛방송이 정정보도문을 읽으라고 판결했다.",
    ),
    (
        "정정보도 청구 급증…조정 역대 최다",
        "언론중재위원회의 조정 신청이 늘었다. 정정보도 청구가 대부분이었다.",
    ),
    ("두 신문에 정정 결정", "신문윤리위원회는 28일 두 신문이 정정을 하라고 결정했다."),
    (
        "시장 “정정보도 요구하겠다”",
        "시장은 기자회견에서 보도가 사실과 다르다며 정정보도를 요구하겠다고 했다.",
    ),
    ("[알립니다] 2026년 독자위원을 모십니다", "독자위원을 모집합니다. 신청서는 누리집에 있습니다."),
    (
        "[정정] 한빛전자, 유상증자 결정",
        "한빛전자는 1000억원 규모의 유상증자를 결정했다고 공시했다.",
    ),
    ("알려드립니다", "다음 주부터 신문 값이 오릅니다."),
    ("자세를 바로잡습니다", "요가 강사는 굽은 등을 펴는 동작을 보여 주었다."),
    ("고침 없는 원고를 쓰는 법", "작가는 초고를 고치지 않는다고 말했다."),
    ("정정당당한 승부였다", "두 팀은 비겼다."),
    (TITLE, BODY),
    (None, BODY),
]


@pytest.mark.parametrize(("title", "body", "kind"), RECOGNISED)
def test_corrections_are_recognised_with_their_kind(title, body, kind):
    assert kind_of(Draft(title=title, body=body)) == kind


@pytest.mark.parametrize(("title", "body"), NOT_RECOGNISED)
def test_news_about_corrections_and_other_notices_are_none(title, body):
    assert kind_of(Draft(title=title, body=body)) is None


def test_a_long_article_is_no_correction():
    assert kind_of(Draft(title="[정정보도]", body="본문이다. " * 2_000)) is None


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("지난 10월 29일자 5면에서", {date(2025, 10, 29)}),
        ("2024년 10월 4일자 \u201c제목\u201d 제하의 기사", {date(2024, 10, 4)}),
        ("지난 5월 10일 자 사회면", {date(2025, 5, 10)}),
        ("지난 12월 30일자에", {date(2024, 12, 30)}),
        ("지난 8일 보도한 기사", {date(2025, 11, 8)}),
        ("지난 20일 보도한 기사", {date(2025, 10, 20)}),
        ("9월22일자 27면과 9월23일자 2면", {date(2025, 9, 22), date(2025, 9, 23)}),
        ("2025. 10. 29.자 기사", {date(2025, 10, 29)}),
        ("어제 보도한 기사", {date(2025, 11, 11)}),
        ("정수장은 10월 3일에 문을 열었습니다", set()),
        ("5면에 보도된 기사", set()),
        ("2월 30일자 기사", set()),
    ],
)
def test_the_day_of_publication_is_read(said, days):
    made = Article.from_draft(correction(f"본지는 {said} 잘못 썼기에 바로잡습니다."), "20251112-a")
    read = read_correction(made)
    assert read is not None
    assert read.days == {one.toordinal() for one in days}


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("[단독] 정수장, 검사 결과 숨겨(종합2보)", "정수장검사결과숨겨"),
        ("<속보> 정수장 … [영상]", "정수장"),
        ("", ""),
    ],
)
def test_labels_are_no_part_of_a_headline(title, letters):
    assert headline_letters(title) == letters


LINKED = {
    "by the headline in corner brackets": f"본지는 「{TITLE}」 기사에서 잘못 보도했습니다. {SETTLED}",
    "by the headline in double ones": f"본지는 10월 29일자 『{TITLE}』라는 제목으로 보도했습니다. {SETTLED}",
    "by the headline in angle ones": f"본지는 <{TITLE}> 제하의 기사를 냈습니다. {SETTLED}",
    "by the headline in single quotes": f"본지는 지난 10월 28일자 ‘{TITLE}’ 제목의 기사를 냈습니다. {SETTLED}",
    "by the headline in plain quotes": f'본지는 지난 28일 보도한 "{TITLE}" 기사를 바로잡습니다.',
    "by a headline cut short": f"본지는 “{TITLE[:18]}…” 제하의 기사를 냈습니다. {SETTLED}",
    "by the link": f"아래 기사를 바로잡습니다.\nhttps://www.haneul.example/news/77?utm_source=x\n{SETTLED}",
    "by day and matter": (
        "본지는 지난 10월 29일자 5면에서 한빛시 정수장이 수질 검사 결과를 석 달 숨겨 왔다고 보도했습니다. "
        + SETTLED
    ),
}


@pytest.mark.parametrize("first", [True, False], ids=["it comes later", "it was there before"])
@pytest.mark.parametrize("body", LINKED.values(), ids=LINKED.keys())
def test_a_correction_is_linked_to_what_it_corrects(newsroom, body, first):
    drafts = [wrong(url="https://www.haneul.example/news/77"), correction(body)]
    added = [newsroom.add(one).article for one in (drafts if first else drafts[::-1])]
    article, its_correction = added if first else added[::-1]
    newsroom.add(
        draft(
            "한빛시 정수장은 새 여과기를 들여놓았다.",
            "한빛시 정수장, 새 여과기",
            published=on(10, 28),
        )
    )
    assert newsroom.corrections(article) == [its_correction]
    assert newsroom.corrections(its_correction) == []


def test_the_wire_says_the_headline_in_the_title(newsroom):
    article = newsroom.add(wrong()).article
    newsroom.add(correction(BODY, f"<고침> 사회({TITLE})", published=on(10, 28)))
    assert corrected(newsroom, article) == [f"<고침> 사회({TITLE})"]


def test_a_headline_in_the_title_alone_is_enough(newsroom):
    article = newsroom.add(wrong()).article
    title = f"[반론보도] ‘{TITLE}’ 관련"
    newsroom.add(
        correction("본지는 위 제목의 기사를 냈습니다. 시는 사실이 아니라고 알려왔습니다.", title)
    )
    assert corrected(newsroom, article) == [title]


NOT_LINKED: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "another outlet's": ({"outlet": "바다신문"}, LINKED["by the headline in corner brackets"], {}),
    "another outlet's, by its address": (
        {"outlet": "바다신문", "url": "https://www.bada.example/news/77"},
        f"https://www.bada.example/news/77 기사를 바로잡습니다. {SETTLED}",
        {},
    ),
    "another day's": ({"published": on(10, 20)}, LINKED["by the headline in double ones"], {}),
    "later than the correction": (
        {"published": on(11, 20)},
        LINKED["by the headline in corner brackets"],
        {},
    ),
    "of another headline": (
        {"title": "한빛시 정수장, 검사 기록 찾았다"},
        LINKED["by the headline in angle ones"],
        {},
    ),
    "of another matter": (
        {"title": "한빛시 도서관, 주말에도 문 연다"},
        LINKED["by day and matter"],
        {},
    ),
    "of another matter of the same place": (
        {"title": "한빛시 정수장, 새 소장에 김한결"},
        LINKED["by day and matter"],
        {},
    ),
    "by the day where the outlet is unknown": ({"outlet": None}, LINKED["by day and matter"], {}),
    "by the day where no day is known": ({"published": None}, LINKED["by day and matter"], {}),
    "linked as a related article": (
        {"title": "딴 기사의 긴 제목이다", "url": "https://www.haneul.example/news/77"},
        f"관련 기사: https://www.haneul.example/news/77\n{SETTLED}",
        {},
    ),
    "by a headline of a word": (
        {"title": "정수장"},
        f"본지는 ‘정수장’ 기사를 냈습니다. {SETTLED}",
        {},
    ),
    "by the day where a headline is named": (
        {},
        f"본지는 10월 29일자 「수질 검사 결과를 숨긴 한빛시 정수장」 제하의 기사에서 한빛시 정수장이 수질 검사 결과를 석 달 숨겨 왔다고 했습니다. {SETTLED}",
        {},
    ),
}


@pytest.mark.parametrize(("article", "body", "fields"), NOT_LINKED.values(), ids=NOT_LINKED.keys())
def test_no_other_article_is_said_to_be_corrected(newsroom, article, body, fields):
    one = newsroom.add(wrong(**article)).article
    newsroom.add(correction(body, **fields))
    assert corrected(newsroom, one) == []


def test_of_two_articles_that_fit_a_day_alike_neither_is_said_to_be_corrected(newsroom):
    one = newsroom.add(wrong()).article
    other = newsroom.add(
        wrong(title="한빛시 정수장, 수질 검사 결과 석 달 숨겨 논란", published=on(10, 29))
    ).article
    newsroom.add(correction(LINKED["by day and matter"]))
    assert corrected(newsroom, one) == corrected(newsroom, other) == []


def test_several_corrections_stand_newest_first(newsroom):
    article = newsroom.add(wrong()).article
    for day in (5, 20, 12):
        body = f"본지는 「{TITLE}」 기사를 {day}일에 다시 살폈습니다. {SETTLED}"
        newsroom.add(correction(body, f"[정정보도] {day}일", published=on(11, day)))
    assert corrected(newsroom, article) == [f"[정정보도] {day}일" for day in (20, 12, 5)]


def test_a_private_or_hidden_correction_is_told_to_nobody_else(newsroom):
    article = newsroom.add(wrong()).article
    body = LINKED["by the headline in corner brackets"]
    private = newsroom.add(correction(body, audience=X)).article
    assert newsroom.corrections(article, (Y,)) == newsroom.corrections(article, ()) == []
    assert newsroom.corrections(article, (X,)) == newsroom.corrections(article) == [private]
    filters = Filters(audiences=(Y,))
    answer = newsroom.ask(QUESTION, Options(always=True, filters=filters))
    assert answer.citations[0].corrections == ()
    answer = newsroom.ask(QUESTION, Options(always=True, filters=Filters(audiences=(X,))))
    shown = {one.article.id: one.corrections for one in answer.citations}
    assert shown[article.id] == (private,)
    newsroom.hide(private.id)
    assert newsroom.corrections(article) == []


@pytest.mark.parametrize("audience", [None, X])
def test_who_is_quoted_a_copy_hears_that_another_outlet_has_corrected_its_own(newsroom, audience):
    newsroom.add(wrong(audience=audience))
    copy = newsroom.add(wrong(outlet="바다신문", title=f"{TITLE}(종합)")).article
    note = newsroom.add(
        correction(LINKED["by the headline in corner brackets"], audience=audience)
    ).article
    assert newsroom.corrections(copy) == []  # its own outlet has corrected nothing
    for asking, heard in (((X,), (note,)), ((), () if audience else (note,))):
        filters = Filters(audiences=asking, outlet="바다신문")
        answer = newsroom.ask(QUESTION, Options(always=True, filters=filters))
        assert answer.citations[0].article == copy
        assert answer.citations[0].corrections == heard


def test_others_articles_do_not_decide_what_a_day_means(newsroom):
    article = newsroom.add(wrong()).article
    newsroom.add(wrong(title=f"{TITLE} 논란", body=f"{BODY} 시는 부인했다.", audience=X))
    note = newsroom.add(correction(LINKED["by day and matter"])).article
    assert newsroom.corrections(article, (Y,)) == [note]


def test_a_correction_that_is_removed_corrects_nothing_and_a_rebuild_finds_the_same(
    newsroom, tmp_path, analyser
):
    article = newsroom.add(wrong()).article
    note = newsroom.add(correction(LINKED["by day and matter"])).article
    assert newsroom.verify() == []
    fresh = open_at(tmp_path, analyser, "fresh.sqlite3")
    fresh.rebuild()
    assert fresh.corrections(article) == newsroom.corrections(article) == [note]
    fresh.close()
    newsroom.remove(note.id)
    assert newsroom.corrections(article) == []


# Shown


@pytest.mark.parametrize(
    ("language", "said", "marked"),
    [
        (
            "ko",
            "정정보도 있음: 「[정정보도] 한빛시 정수장 관련」 (하늘일보, 2025-11-12, https://h.example/2",
            "이 기사는 정정보도입니다.",
        ),
        (
            "en",
            "Corrected since: 「[정정보도] 한빛시 정수장 관련」 (하늘일보, 2025-11-12, https://h.example/2",
            "This is a correction.",
        ),
    ],
)
def test_the_terminal_shows_a_correction_with_the_quote_and_marks_one(
    newsroom, capsys, language, said, marked
):
    newsroom.add(wrong())
    body = LINKED["by the headline in corner brackets"]
    note = newsroom.add(correction(body, url="https://h.example/2")).article
    screen = Screen(language, styled=False)
    print_answer(
        screen, newsroom.ask(QUESTION, Options(always=True, filters=Filters(without=(note.id,)))), 2
    )
    out = capsys.readouterr().out
    assert said in out
    assert marked not in out
    answer = newsroom.ask(
        "한빛시 정수장 검사 결과는 공개되어 있었나?", Options(always=True, limit=3)
    )
    assert note in [one.article for one in answer.citations]
    print_answer(screen, answer, 2)
    assert marked in capsys.readouterr().out


def test_json_names_corrections_as_articles(newsroom):
    newsroom.add(wrong())
    note = newsroom.add(correction(LINKED["by the headline in corner brackets"])).article
    options = Options(always=True, filters=Filters(without=(note.id,)))
    printed = json.loads(json.dumps(answer_object(newsroom.ask(QUESTION, options))))
    assert [one["article_id"] for one in printed["citations"][0]["corrections"]] == [note.id]


@pytest.mark.parametrize(
    ("fields", "linked"),
    [({}, True), ({"outlet": "바다신문"}, False), ({"published": on(9, 1)}, False)],
)
def test_a_short_headline_counts_with_its_outlet_and_day(newsroom, fields, linked):
    article = newsroom.add(wrong(**({"title": "정수장 물 방류"} | fields))).article
    body = "본지 10월 29일자 ‘정수장 물 방류’ 기사에서 초당 300톤을 500톤으로 바로잡습니다."
    newsroom.add(correction(body, "[바로잡습니다]"))
    assert bool(newsroom.corrections(article)) is linked
