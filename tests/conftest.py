"""What several test files need. Kiwi costs two seconds and 400 MB: one for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.newsrooms import open_at

from newsbot.analysis import Analyser
from newsbot.newsroom import Newsroom


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    shared = Analyser()
    shared.warm()
    return shared


@pytest.fixture
def newsroom(tmp_path: Path, analyser: Analyser) -> Iterator[Newsroom]:
    opened = open_at(tmp_path, analyser)
    yield opened
    opened.close()
