"""The rules of business papers, broadcasters, agencies and others, each on pages in its structure.

The pages and what must come of them stand in ``pages/``; their content is invented.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsbot.dates import Moment
from newsbot.ingest.charset import decode
from newsbot.ingest.sites import site_at
from newsbot.ingest.webpage import read_page

PAGES = Path(__file__).parent / "pages"
NAMES = (
    "hankyung_2024",
    "hankyung_2014",  # EUC-KR
    "hankyung_amp",
    "mk_2023",
    "mk_2013",  # EUC-KR
    "kbs_2026",
    "kbs_2014",
    "mbc_2026",
    "mbc_2015",
    "sbs_2026",
    "sbs_2015",
    "ytn_2020",
    "ytn_2026",
    "mbn_2026",
    "newsis_2022",
    "newsis_2015",  # EUC-KR
    "news1_2015",
    "daum_2022",
    "ohmynews_2019",
    "nocut_2026",
    "mt_2014",  # EUC-KR
    "seoul_2018",  # EUC-KR
    "kmib_print",  # EUC-KR
    "munhwa_2025",
    "etnews_2018",
    "jtbc_2015",
    "hankyung_2019",
    "mk_2020",
    "kbs_2019",
    "mbc_2019",
    "sbs_2019",
    "ytn_2014",
    "mbn_2015",
    "news1_2025",
    "ohmynews_2014",
    "seoul_2026",
    "mt_2025",
    "jtbc_2026",
    "munhwa_2015",  # EUC-KR, the day alone
    "nate_2016",  # EUC-KR
)


def _iso(moment: Moment | None) -> str | None:
    return moment.iso() if moment else None


@pytest.mark.parametrize("name", NAMES)
def test_a_page_in_the_outlets_structure_gives_every_field_and_the_body_alone(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    draft = read_page(decode((PAGES / f"{name}.html").read_bytes()), expected["address"])
    assert {
        "address": expected["address"],
        "title": draft.title,
        "subtitles": list(draft.subtitles),
        "outlet": draft.outlet,
        "published": _iso(draft.published),
        "modified": _iso(draft.modified),
        "authors": list(draft.authors),
        "section": draft.section,
        "url": draft.url,
        "source_id": draft.source_id,
        "body": [line for line in draft.body.split("\n") if line],
    } == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_read_by_the_rule_of_its_own_site(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    site = site_at(expected["address"])
    assert site is not None
    assert site.outlet in (expected["outlet"], "다음뉴스", "네이트뉴스")


def test_a_portal_page_that_names_no_address_is_known_by_where_its_links_lead() -> None:
    expected = json.loads((PAGES / "nate_2016.json").read_text("utf-8"))
    menu = "".join(
        f'<a href="http://news.nate.com/section?mid=n{at}">면 {at}</a>' for at in range(9)
    )
    page = decode((PAGES / "nate_2016.html").read_bytes()).replace("<body>", f"<body>{menu}")
    draft = read_page(page)
    assert (draft.outlet, draft.subtitles) == ("연합뉴스", ())
    assert [line for line in draft.body.split("\n") if line] == expected["body"]
