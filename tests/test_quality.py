"""How good the answers on the sample corpus must stay.

The floors hold for the very corpus and questions whose digest stands beside them: whoever changes
either sees this test fail, measures anew with ``newsbot evaluate``, and writes down what changed.
"""

import hashlib
import json
from pathlib import Path

import pytest
from tests.newsrooms import open_at

from newsbot.evaluation import Evaluation, evaluate, read_judgments

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "data" / "sample_questions.jsonl"
FLOORS = json.loads((ROOT / "tests" / "data" / "quality_floors.json").read_text("utf-8"))


def digest() -> str:
    parts = [path.read_bytes() for path in sorted((ROOT / "corpus").rglob("*.md"))]
    return hashlib.sha256(b"\0".join([*parts, QUESTIONS.read_bytes()])).hexdigest()[:16]


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory, analyser) -> Evaluation:
    folder = tmp_path_factory.mktemp("quality")
    (folder / "corpus").symlink_to(ROOT / "corpus", target_is_directory=True)
    newsroom = open_at(folder, analyser)
    newsroom.sync()
    try:
        return evaluate(newsroom, read_judgments(QUESTIONS))
    finally:
        newsroom.close()


def test_the_floors_belong_to_this_corpus_and_these_questions():
    assert digest() == FLOORS["digest"], "measure anew and write the new digest and floors down"


@pytest.mark.parametrize("figure", sorted(FLOORS["floors"]))
def test_the_figure_does_not_fall_below_its_floor(evaluation, figure):
    assert evaluation.figures()[figure] >= FLOORS["floors"][figure]


def test_there_are_enough_questions_to_mean_something(evaluation):
    figures = evaluation.figures()
    assert figures["answerable"] >= 100
    assert figures["unanswerable"] >= 40
