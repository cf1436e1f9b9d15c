"""Revisions: what changed from one version of an article to the next, sentence by sentence."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.newsrooms import draft

from newsbot.article import Article
from newsbot.audit import Action, Actor
from newsbot.dates import KST, Moment
from newsbot.newsroom import Newsroom
from newsbot.revision import FIELDS, Difference, Edit, compare, revisions, sentences

URL = "https://news.example/1"
KIM = Actor("kim (7)", "discord:1")
STORM = "태풍이 제주를 지났다. 피해는 3.5%에 그쳤다.\n비는 밤에 그친다."


def article(body: str, **fields: object) -> Article:
    return Article(id="20250101-a", body=body, **fields)  # type: ignore[arg-type]


def edits(difference: Difference) -> list[str]:
    return [edit.sign + edit.sentence for hunk in difference.hunks for edit in hunk]


def test_a_sentence_ends_at_its_mark_with_its_quotes_and_at_the_end_of_a_line():
    body = "“끝났다.” 그가 말했다!  3.5%다? 네…\n\n표제 없는 줄\n(끝)"
    assert sentences(body) == [
        "“끝났다.”",
        "그가 말했다!",
        "3.5%다?",
        "네…",
        "표제 없는 줄",
        "(끝)",
    ]
    assert sentences(" \n\t\n") == []


def test_what_went_and_what_came_stand_together_and_what_stayed_is_counted():
    after = STORM.replace("3.5%", "4%").replace("밤에", "새벽에")
    difference = compare(article(STORM), article(after))
    assert difference.hunks == (
        (
            Edit("-", "피해는 3.5%에 그쳤다."),
            Edit("-", "비는 밤에 그친다."),
            Edit("+", "피해는 4%에 그쳤다."),
            Edit("+", "비는 새벽에 그친다."),
        ),
    )
    assert difference.same == 1
    assert difference.fields == ()


def test_changes_apart_from_each_other_are_hunks_of_their_own():
    before = "하나다. 둘이다. 셋이다. 넷이다. 다섯이다."
    after = "하나다. 2다. 셋이다. 다섯이다. 여섯이다."
    difference = compare(article(before), article(after))
    assert [len(hunk) for hunk in difference.hunks] == [2, 1, 1]
    assert edits(difference) == ["-둘이다.", "+2다.", "-넷이다.", "+여섯이다."]
    assert difference.same == 3


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("title", "새 제목", "새 제목"),
        ("subtitles", ("하나", "둘"), "하나, 둘"),
        ("outlet", "나루경제", "나루경제"),
        ("published", Moment(datetime(2025, 1, 2, 3, 4, tzinfo=KST)), "2025-01-02T03:04:00+09:00"),
        ("modified", Moment(datetime(2025, 1, 2, tzinfo=KST), "day"), "2025-01-02"),
        ("authors", ("김가람", "이나루"), "김가람, 이나루"),
        ("section", "과학", "과학"),
        ("url", URL, URL),
        ("source_id", "77", "77"),
        ("note", "메모", "메모"),
        ("excerpt", True, "true"),
        ("audience", "discord:1", "discord:1"),
    ],
)
def test_a_field_that_changed_is_told_with_both_values(name, value, shown):
    bare, full = article(STORM), article(STORM, **{name: value})
    for one, other, values in ((bare, full, (None, shown)), (full, bare, (shown, None))):
        (field,) = compare(one, other).fields
        assert (field.name, field.before, field.after) == (name, *values)
    assert name in FIELDS


def test_other_line_breaks_are_no_change_of_a_sentence():
    difference = compare(article("하나다. 둘이다."), article("하나다.\n\n둘이다."))
    assert difference == Difference((), (), 2)


WORDS = st.lists(st.sampled_from(["가다.", "나다.", "다다.", "라다."]), max_size=12)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_the_edits_lead_from_the_old_sentences_to_the_new_ones(old, new):
    difference = compare(article(" ".join(old) or "-"), article(" ".join(new) or "-"))
    went = sorted(edit[1:] for edit in edits(difference) if edit.startswith("-"))
    came = sorted(edit[1:] for edit in edits(difference) if edit.startswith("+"))
    assert len(old or "-") == len(went) + difference.same
    assert len(new or "-") == len(came) + difference.same
    assert sorted([*(old or ["-"]), *came]) == sorted([*(new or ["-"]), *went])
    assert (old == new) == (not difference.hunks)


def test_long_articles_that_have_nothing_in_common_are_told_whole():
    chance = random.Random(1)
    bodies = ["\n".join(str(chance.random()) for _ in range(3_000)) for _ in range(2)]
    difference = compare(*map(article, bodies))
    assert len(difference.hunks) == 1
    assert difference.same == 0
    kept = compare(article("앞.\n" + bodies[0] + "\n뒤."), article("앞.\n" + bodies[1] + "\n뒤."))
    assert kept.same == 2


def test_more_sentences_than_can_be_matched_are_told_whole_though_some_stayed():
    stayed = "\n".join(f"문장 {number}." for number in range(1_000))
    before, after = article(f"앞.\n{stayed}\n뒤."), article(f"앞에.\n{stayed}\n뒤에.")
    assert compare(before, after).same == 0
    shorter = [article(one.body.replace("문장 0.\n문장 1.\n", "")) for one in (before, after)]
    assert compare(*shorter).same == 998


# Of a newsroom


def versions_of(newsroom: Newsroom, count: int) -> str:
    for number in range(count):
        added = newsroom.add(draft(f"{number}번 내용이다. 그대로다.", f"{number}판", url=URL), KIM)
    return added.article.id


def test_each_version_is_compared_with_the_next_and_the_last_with_what_is_there(newsroom):
    name = versions_of(newsroom, 3)
    found = list(newsroom.revisions(name))
    assert [one.version.number for one in found] == [2, 1]
    for number, one in zip((1, 0), found, strict=True):
        assert edits(one.difference) == [f"-{number}번 내용이다.", f"+{number + 1}번 내용이다."]
        assert [(f.name, f.before, f.after) for f in one.difference.fields] == [
            ("title", f"{number}판", f"{number + 1}판")
        ]
        assert one.change
        assert (one.change.action, one.change.by) == (Action.UPDATE, KIM)
        assert one.change.version == one.version.number
    assert all(one.version.replaced >= other.version.replaced for one, other in pairwise(found))


def test_taking_back_is_a_revision_too(newsroom):
    name = versions_of(newsroom, 2)
    newsroom.revert(newsroom.changes(name)[0].id)
    latest = next(newsroom.revisions(name))
    assert latest.change
    assert latest.change.action is Action.RESTORE
    assert edits(latest.difference) == ["-1번 내용이다.", "+0번 내용이다."]


def test_without_the_log_it_is_not_known_who_but_still_what(newsroom):
    name = versions_of(newsroom, 2)
    (newsroom.corpus.folder / ".audit.jsonl").unlink()
    (only,) = newsroom.revisions(name)
    assert only.change is None
    assert edits(only.difference) == ["-0번 내용이다.", "+1번 내용이다."]


def test_an_older_line_of_the_same_number_names_nobody(newsroom):
    name = versions_of(newsroom, 2)
    change = newsroom.changes(name)[0]
    earlier = replace(change, id="0" * 16, by=Actor("else", "where"))
    (version,) = newsroom.history(name)
    (only,) = revisions(newsroom.article(name), [version], [change, earlier])
    assert only.change == change


def test_an_article_that_never_changed_has_no_revisions(newsroom):
    name = versions_of(newsroom, 1)
    newsroom.hide(name)
    newsroom.unhide(name)
    assert list(newsroom.revisions(name)) == []
