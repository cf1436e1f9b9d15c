"""How much a page may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one fetch, robots.txt and redirects included."""

    total_seconds: float = 15.0
    max_bytes: int = 5 * MIB
    """Of the body, before decompression and after it."""
    max_redirects: int = 3
    robots_seconds: float = 3600.0
    """How long a robots.txt is believed."""
    max_robots_bytes: int = 500 * 1024
    """What stands after them is not read (RFC 9309, section 2.5)."""
    max_crawl_delay_seconds: float = 5.0
    """The longest wait between two pages of a site, whatever its robots.txt asks for."""
