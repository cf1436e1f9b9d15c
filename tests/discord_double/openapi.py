"""Checks what the bot sends against Discord's own OpenAPI description, where that is at hand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

from .wire import Json

DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "discord_openapi.json"
MOST_ERRORS = 5
# Requests that the description lacks, though a Discord library makes them: "METHOD path" and why.
# None so far.
UNDESCRIBED: dict[str, str] = {}
# Discord takes ids as numbers too (discord.py sends those of a reply so); the description does not.
SNOWFLAKE = {"anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer"}]}


@dataclass(frozen=True)
class Operation:
    """One method of one path: its template, and the schema of its JSON body."""

    template: str
    pattern: re.Pattern[str]
    components: Json
    schema: Json | None
    takes_body: bool

    @cached_property
    def branches(self) -> list[tuple[frozenset[Any] | None, jsonschema_rs.Draft202012Validator]]:
        """A validator for each form of the body, with the values of `type` that the form is for.

        Compiled when first needed: all of them together would take seconds and 500 MB.
        """
        schema = self.schema or {}
        compiled = []
        for part in schema.get("anyOf", [schema]):
            name = part.get("$ref", "").rpartition("/")[2]
            kinds = self.components["schemas"].get(name, {}).get("properties", {}).get("type", {})
            only = frozenset(kinds["enum"]) if "enum" in kinds else None
            whole = {**part, "components": self.components}
            compiled.append((only, jsonschema_rs.Draft202012Validator(whole)))
        return compiled


class Description:
    """The description; `present` is False where the file is not at hand."""

    def __init__(self, path: Path = DESCRIPTION) -> None:
        self.present = path.is_file()
        self._methods: dict[str, list[Operation]] = {}
        if self.present:
            self._methods = _read(path)

    def template(self, method: str, path: str) -> str | None:
        """Find the template that a path belongs to; None if the description lacks it."""
        operation = self._find(method, path)
        return operation.template if operation else None

    def violations(self, method: str, path: str, body: object) -> list[str]:
        """Say what is wrong with a request, in sentences; `body` None: it has none."""
        if not self.present:
            return []
        operation = self._find(method, path)
        if operation is None:
            if f"{method} {path}" in UNDESCRIBED:
                return []
            return [f"{method} {path}: the description has no such request"]
        where = f"{method} {operation.template}"
        if body is None:
            return []
        if not operation.takes_body:
            return [f"{where}: this request has no body, but {str(body)[:80]!r} was sent"]
        return [f"{where}: {error}" for error in _errors(operation, body)]

    def _find(self, method: str, path: str) -> Operation | None:
        for operation in self._methods.get(method, []):
            if operation.pattern.fullmatch(path):
                return operation
        return None


@cache
def _read(path: Path) -> dict[str, list[Operation]]:
    """List every operation by method; the more literal paths come first (`/users/@me`)."""
    document = json.loads(path.read_text("utf-8"))
    components = document["components"]
    components["schemas"]["SnowflakeType"] = SNOWFLAKE
    found: dict[str, list[Operation]] = {}
    for template in sorted(document["paths"], key=lambda one: (one.count("{"), one)):
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))
        for method, operation in document["paths"][template].items():
            if method == "parameters":
                continue
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            one = Operation(template, pattern, components, schema, bool(content))
            found.setdefault(method.upper(), []).append(one)
    return found


def _errors(operation: Operation, body: object) -> list[str]:
    kind = body.get("type") if isinstance(body, dict) else None
    fitting = [one for only, one in operation.branches if only is None or kind in only]
    if not fitting:
        return [f"no form of the body has type {kind}"]
    reports = []
    for validator in fitting:
        errors = list(validator.iter_errors(body))
        if not errors:
            return []
        reports.append(errors)
    shortest = min(reports, key=len)
    inner = [deep for one in shortest for deep in _inner(one)]
    return [
        f"/{'/'.join(map(str, one.instance_path))}: {one.message[:300]}"
        for one in inner[:MOST_ERRORS]
    ]


def _inner(error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
    """Return the errors within the form of a union that the value comes nearest to."""
    forms = getattr(error.kind, "context", None)
    if not forms:
        return [error]
    nearest = max(forms, key=lambda form: max(len(one.instance_path) for one in form))
    return [deep for one in nearest for deep in _inner(one)]
