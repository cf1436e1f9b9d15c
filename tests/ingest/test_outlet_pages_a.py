"""Pages in the layouts of nine outlets and a portal, of several years; their content is invented.

``pages/<name>.html`` is the page as a browser saves it, ``pages/<name>.json`` what it says.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest import sites
from newsbot.ingest.charset import decode
from newsbot.ingest.webpage import read_page

PAGES = Path(__file__).parent / "pages"
RULED = {
    "segye_2014": "세계일보",
    "segye_2026": "세계일보",
    "yna_2015": "연합뉴스",
    "chosun_2012": "조선일보",
    "chosun_2018": "조선일보",
    "joongang_2013": "중앙일보",
    "joongang_2018": "중앙일보",
    "joongang_2022": "중앙일보",
    "donga_2014": "동아일보",
    "donga_2024": "동아일보",
    "hani_2012": "한겨레",
    "hani_2019": "한겨레",
    "hani_2025": "한겨레",
    "khan_2012": "경향신문",
    "khan_2025": "경향신문",
    "hankookilbo_2016": "한국일보",
    "hankookilbo_2022": "한국일보",
    "hankookilbo_2026": "한국일보",
    "naver_2016": "네이버뉴스",
    "naver_2024": "네이버뉴스",
    "naver_sports_2019": "네이버뉴스",
    "naver_print_2011": "네이버뉴스",
}
"""Pages that are read wrong without the rule, and whose rule it is."""
NAMES = [
    *RULED,
    "chosun_2023",
    "naver_entertain_2017",
    "yna_amp_2025",
]  # the others are read well without
EUC_KR = ["chosun_2012", "chosun_2018", "khan_2012", "naver_2016", "naver_print_2011"]


def expected(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return loaded


def read(name: str) -> dict[str, object]:
    address = expected(name)["address"]
    assert isinstance(address, str)
    return {
        "address": address,
        **shown(read_page(decode((PAGES / f"{name}.html").read_bytes()), address)),
    }


def shown(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "subtitles": list(draft.subtitles),
        "outlet": draft.outlet,
        "published": draft.published.iso() if draft.published else None,
        "modified": draft.modified.iso() if draft.modified else None,
        "authors": list(draft.authors),
        "section": draft.section,
        "url": draft.url,
        "source_id": draft.source_id,
        "body": draft.body.split("\n\n"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_the_page_is_read(name: str) -> None:
    assert read(name) == expected(name)


@pytest.mark.parametrize("name", RULED)
def test_without_the_outlets_rule_the_page_is_read_wrong(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tuple(site for site in sites.sites() if site.outlet != RULED[name])
    assert len(others) < len(sites.sites())
    monkeypatch.setattr(sites, "sites", lambda: others)
    try:
        found = read(name)
    except IngestError:
        return
    wanted = {**expected(name), "source_id": None}
    assert found != wanted


@pytest.mark.parametrize("name", EUC_KR)
def test_the_old_pages_are_stored_as_they_were_sent(name: str) -> None:
    data = (PAGES / f"{name}.html").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "�" not in decode(data)
