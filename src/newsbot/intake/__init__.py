"""What a person offers -> drafts -> outcomes, in the order offered: the one door of all sources."""

from __future__ import annotations

from newsbot.intake.adding import REFUSED, STATUSES, Outcome, Tally, add_in_order, duplicate_of
from newsbot.intake.entries import Entry, Offer, Refusal
from newsbot.intake.locating import STDIN, link_in, locate, pasted
from newsbot.intake.sources import SUFFIXES, Folder, Link, Many, One, Page, Source, of_file
from newsbot.intake.web import article_in

__all__ = [
    "REFUSED",
    "STATUSES",
    "STDIN",
    "SUFFIXES",
    "Entry",
    "Folder",
    "Link",
    "Many",
    "Offer",
    "One",
    "Outcome",
    "Page",
    "Refusal",
    "Source",
    "Tally",
    "add_in_order",
    "article_in",
    "duplicate_of",
    "link_in",
    "locate",
    "of_file",
    "pasted",
]
