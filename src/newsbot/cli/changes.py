"""The objects that ``--json`` prints of changes and former versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.cli.objects import Object, article_object

if TYPE_CHECKING:  # these load numpy
    from newsbot.article import Article
    from newsbot.audit import Change
    from newsbot.revision import Revision


def change_object(change: Change) -> Object:
    """Return *change* as ``audit --json`` prints it."""
    return {
        "change_id": change.id,
        "at": change.at.iso(),
        "action": change.action.value,
        "article_id": change.article_id,
        "title": change.title,
        "audience": change.audience,
        "who": change.by.who,
        "where": change.by.where,
        "reverts": change.reverts,
        "version": change.version,
    }


def history_object(article: Article, revisions: list[Revision]) -> Object:
    """Return the former versions of *article* as ``article ID --history --json`` prints them."""
    return {
        "article_id": article.id,
        "title": article.title,
        "versions": [_revision_object(revision) for revision in revisions],
    }


def _revision_object(revision: Revision) -> Object:
    change, difference = revision.change, revision.difference
    return {
        "number": revision.version.number,
        "replaced": revision.version.replaced.iso(),
        "change": change_object(change) if change else None,
        "fields": [
            {"name": field.name, "before": field.before, "after": field.after}
            for field in difference.fields
        ],
        "sentences": [[edit.sign, edit.sentence] for hunk in difference.hunks for edit in hunk],
        "same_sentences": difference.same,
        "article": article_object(revision.version.article),
    }
