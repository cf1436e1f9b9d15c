"""The first real input: a newspaper page as copied from a browser, added and asked about.

The page is the newspaper's and stays outside the project; without it these tests skip.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.newsrooms import ALWAYS, open_at

from newsbot.admission import Status
from newsbot.ingest.page import parse_page
from newsbot.newsroom import Newsroom

ROOT = Path(__file__).parent.parent
SEED = ROOT.parent / "shared" / "data" / "seed_article.txt"
FACTS = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "seed_questions.jsonl").read_text("utf-8").splitlines()
]
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the newspaper page is not at hand")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory, analyser) -> Iterator[Newsroom]:
    folder = tmp_path_factory.mktemp("seed")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    newsroom = open_at(folder, analyser)
    newsroom.sync()
    added = newsroom.add(parse_page(SEED.read_text("utf-8")))
    assert added.status is Status.ADDED
    yield newsroom
    newsroom.close()


def in_first_quote(newsroom: Newsroom, fact: dict[str, list[str]], question: str) -> bool:
    answer = newsroom.ask(question)
    return answer.answered and any(text in answer.citations[0].quote for text in fact["answers"])


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["fact"])
def test_a_main_fact_is_in_the_first_quote_however_it_is_asked(newsroom, fact):
    missed = [q for q in fact["questions"] if not in_first_quote(newsroom, fact, q)]
    assert missed == fact.get("missed", [])


@pytest.mark.parametrize("name", ["김고은", "안은진", "김태리 복근", "정려원 미모"])
def test_who_stands_in_the_photo_list_alone_is_not_found(newsroom, name):
    assert not newsroom.ask(name).answered
    quotes = [citation.quote for citation in newsroom.ask(name, ALWAYS).citations]
    assert not any(name.split()[0] in quote for quote in quotes)


def test_no_caption_is_in_the_body(newsroom):
    bodies = [article.body for article in newsroom.articles() if article.outlet == "세계일보"]
    assert len(bodies) == 1
    for caption in ("사진=뉴시스", "장관. 연합뉴스", "수석. 연합뉴스", "오피니언", "total 16"):
        assert caption not in bodies[0]
