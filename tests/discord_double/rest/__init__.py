"""The REST routes, one module a resource."""

from __future__ import annotations

from . import account, channels, commands, guilds, interactions, messages
from .call import Call, Reply, Route

__all__ = ["Call", "Reply", "Route", "find"]

ROUTES = [
    (route, route.pattern)
    for module in (account, commands, interactions, messages, channels, guilds)
    for route in module.ROUTES
]


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Find the route of a path and the ids in it; None if there is none."""
    for route, pattern in ROUTES:
        found = pattern.fullmatch(path) if route.method == method else None
        if found:
            return route, found.groupdict()
    return None
