"""What has been understood of a page so far, to become a Draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from newsbot.article import Draft, Dropped
from newsbot.dates import Moment
from newsbot.errors import IngestError
from newsbot.ingest.bylines import EMAIL, read_byline, read_dateline, read_signature
from newsbot.ingest.furniture import Reason
from newsbot.ingest.lines import Line
from newsbot.ingest.timestamps import read_stamps
from newsbot.text import clean_line

_MAX_DATELINE_CHARS: Final = 150


@dataclass(slots=True)
class Reading:
    """What has been understood so far; filled line by line."""

    title: str | None = None
    title_outlet: str | None = None
    head_outlets: set[str] = field(default_factory=set)
    other_outlets: list[str] = field(default_factory=list)
    claimant: str | None = None
    """Who claims the rights, an outlet that is not known."""
    published: Moment | None = None
    modified: Moment | None = None
    bare: Moment | None = None
    section: str | None = None
    authors: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    dropped: list[tuple[int, Dropped]] = field(default_factory=list)
    """With the number of the line, to report them in the order read."""

    def drop(self, number: int, line: Line, reason: Reason) -> None:
        """Leave *line* out, for its own reason or else for *reason*."""
        dropped = Dropped(reason=line.reason or reason, text=clean_line(line.text))
        self.dropped.append((number, dropped))

    def note(self, number: int, line: Line) -> None:
        """Keep what a line of times, a byline or a dateline tells; the first time counts."""
        if stamps := read_stamps(line.text):
            self.published = self.published or stamps.published
            self.modified = self.modified or stamps.modified
            self.authors += read_byline(stamps.before)
            return
        outlet, authors = read_dateline(line.text)
        self.other_outlets += [outlet] if outlet else []
        self.authors += authors or (read_byline(line.text) if line.kind == "byline" else ())
        if line.kind == "byline" and EMAIL.search(line.text):
            self.drop(number, line, "contact")

    def sign(self, number: int, paragraph: str) -> None:
        """Take the names from a paragraph that opens with a dateline or is signed at its end."""
        self.note(number, Line(paragraph[:_MAX_DATELINE_CHARS], "sentence"))
        outlet, authors = read_signature(paragraph)
        self.other_outlets += [outlet] if outlet else []
        self.authors += authors

    def outlet(self) -> str | None:
        """Return the outlet that the page names; where it names several, the one that two name."""
        if self.title_outlet or len(self.head_outlets) == 1:
            return self.title_outlet or next(iter(self.head_outlets))
        if self.head_outlets:
            return next((name for name in self.other_outlets if name in self.head_outlets), None)
        return self.other_outlets[0] if self.other_outlets else self.claimant

    def draft(self) -> Draft:
        """Return all of it. Raises IngestError ``ingest.no_body``."""
        if not self.paragraphs:
            raise IngestError("ingest.no_body")
        return Draft(
            body="\n\n".join(self.paragraphs),
            title=self.title,
            subtitles=tuple(self.subtitles),
            outlet=self.outlet(),
            published=self.published or self.bare,
            modified=self.modified,
            authors=tuple(dict.fromkeys(self.authors)),
            section=self.section,
            dropped=tuple(item for _, item in sorted(self.dropped, key=itemgetter(0))),
        )
