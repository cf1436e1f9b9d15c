"""Imported by Python at its start when this folder is on PYTHONPATH: see tests/web_double.py."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path


def _lead_to_the_double(said: str) -> None:
    sys.path.insert(1, str(Path(__file__).parent.parent.parent))
    from tests.web_double import connector_to

    from newsbot.fetching import connecting

    address, plain, tls, certificate = said.split(",", 3)
    ports = int(plain), int(tls)
    connecting.public_connector = partial(connector_to, address, ports, Path(certificate))


if "WEB_DOUBLE" in os.environ:
    _lead_to_the_double(os.environ["WEB_DOUBLE"])
