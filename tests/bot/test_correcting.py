"""Correcting what was understood of a page, over the wire; and drafts by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bot.newsdesk import (
    audience_of,
    markdown,
    new_name,
    offer,
    offer_file,
    page,
    refusal,
    save,
    stored,
)

from newsbot.article import Draft, Dropped
from newsbot.bot.drafts import CORRECTABLE, corrected, pack, spelled, unpack
from newsbot.bot.modals import correction
from newsbot.dates import parse_moment


@pytest.fixture(scope="module")
def desk(shared_station):
    """A server for the tests that need none of their own."""
    return shared_station.place()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"published": "어제쯤"}, "입력 시각 ‘어제쯤’"),
        ({"published": "2025-02-30"}, "입력 시각"),
        ({"입력 시각 (예: 2025-10-29 19:07)": "곧 @everyone"}, "입력 시각"),
        ({"url": "news.example/1"}, "http나 https"),
        ({"url": "javascript:alert(1)"}, "http나 https"),
        ({"url": "https://"}, "http나 https"),
    ],
)
def test_a_bad_field_is_told_and_leaves_the_preview_as_it_was(station, desk, typed, sentence):
    preview = offer(desk.curator, desk.channel, page(new_name()))
    shown = preview.text
    form = desk.curator.click(preview, label="고치기").wait()
    assert sentence in refusal(desk.curator.submit(form, typed))
    assert preview.text == shown
    again = desk.curator.click(preview, label="고치기").wait()
    assert filled(again) == filled(form)


def test_a_bad_field_costs_nobody_the_others(desk):
    preview = offer(desk.curator, desk.channel, page(new_name()))
    form = desk.curator.click(preview, label="고치기").wait()
    typed = {"title": "공들여 쓴 제목", "url": "file:///etc/passwd", "outlet": "가람일보"}
    assert "http나 https" in refusal(desk.curator.submit(form, typed))
    again = filled(desk.curator.click(preview, label="고치기").wait())
    assert again["title"] == "공들여 쓴 제목"
    assert again["outlet"] == "가람일보"
    assert again["url"] == filled(form)["url"]
    assert "공들여 쓴 제목" in preview.text


def test_corrected_fields_are_shown_and_saved(station, place):
    name = new_name()
    preview = offer(place.curator, place.channel, page(name))
    form = place.curator.click(preview, label="고치기").wait()
    assert filled(form) == {
        "title": f"{name} 북항에 해상 풍력 단지 들어선다",
        "outlet": "조선일보",
        "published": "2025-09-03 09:15",
        "authors": "김가람",
        "url": "",
    }
    typed = {
        "제목": f"{name} 풍력 단지 착공",
        "언론사": "표본일보",
        "published": "2025년 9월 4일 오후 3시 5분",
        "authors": "김가람, 이나래",
        "url": "https://news.example/wind",
    }
    place.curator.submit(form, typed).wait()
    text = preview.text
    assert f"**제목** {name} 풍력 단지 착공" in text
    assert "**입력** 2025-09-04 15:05" in text
    draft = stored(station, save(place.curator, preview))
    assert draft.title == f"{name} 풍력 단지 착공"
    assert draft.outlet == "표본일보"
    assert draft.published == parse_moment("2025-09-04 15:05")
    assert draft.authors == ("김가람", "이나래")
    assert draft.url == "https://news.example/wind"
    assert draft.modified == parse_moment("2025-09-03 11:40:12")
    assert draft.audience == audience_of(place)


def test_an_emptied_field_is_not_known(station, place):
    preview = offer(place.curator, place.channel, page(new_name()))
    form = place.curator.click(preview, label="고치기").wait()
    place.curator.submit(form, dict.fromkeys(CORRECTABLE, "")).wait()
    assert preview.text.count("없음") == 6  # and the section
    draft = stored(station, save(place.curator, preview))
    assert (draft.title, draft.outlet, draft.published, draft.authors) == (None, None, None, ())


def test_what_is_not_typed_over_stays_as_exact_and_as_long_as_it_was(station, place):
    authors = ["김가람, 경제부", *(f"이나래 {number} 기자" for number in range(200))]
    listed = ", ".join(f'"{author}"' for author in authors)
    data = markdown(new_name(), published="2025-09-03T09:15:07+09:00").replace(
        b"\n---\n\n", f"\nauthors: [{listed}]\n---\n\n".encode(), 1
    )
    preview = offer_file(place.curator, place.channel, "a.md", data)
    form = place.curator.click(preview, label="고치기").wait()
    assert len(filled(form)["authors"]) <= 1_000
    place.curator.submit(form, {"outlet": "표본일보"}).wait()
    draft = stored(station, save(place.curator, preview))
    assert draft.outlet == "표본일보"
    assert draft.authors == tuple(authors)
    assert draft.published == parse_moment("2025-09-03T09:15:07+09:00")


def filled(form) -> dict[str, str]:
    """Return what stands in the fields of a modal, by their ids."""
    fields = [row["component"] for row in form.modal["components"]]
    return {field["custom_id"]: field.get("value") or "" for field in fields}


# drafts by themselves

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), max_size=40).map(str.strip)
MOMENTS = st.sampled_from(
    ["2025-09", "2025-09-03", "2025-09-03 09:15", "2025-09-03T09:15:07+09:00"]
)
DRAFTS = st.builds(
    Draft,
    body=TEXT.filter(bool),
    title=st.none() | TEXT.filter(bool) | st.just("가" * 2_000),
    outlet=st.none() | TEXT.filter(bool),
    published=st.none() | MOMENTS.map(parse_moment),
    authors=st.lists(TEXT.filter(bool) | st.just("김, 이"), max_size=3).map(tuple),
    url=st.none() | st.just("https://news.example/" + "a" * 1_200),
    audience=st.sampled_from([None, "discord:1"]),
    dropped=st.lists(st.builds(Dropped, reason=st.just("menu"), text=TEXT), max_size=3).map(tuple),
)


@given(DRAFTS)
def test_a_draft_comes_back_as_it_was_kept(draft):
    assert unpack(pack(draft)) == draft


@given(DRAFTS)
def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(draft):
    fields = correction("ko", "0", draft).to_dict()["components"]
    typed = {one["component"]["custom_id"]: one["component"].get("value", "") for one in fields}
    assert all(len(value.encode("utf-16-le")) <= 2_000 for value in typed.values())
    assert corrected(draft, typed) == (draft, None)
    assert typed == {field: spelled(draft, field) for field in CORRECTABLE}
