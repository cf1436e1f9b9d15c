"""The objects that ``--json`` prints. Tools are built on their keys: see docs of the contract."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from newsbot.cli_messages import tell
from newsbot.messages import Language

if TYPE_CHECKING:  # these load numpy
    from newsbot.answer import Answer, Citation
    from newsbot.article import Article
    from newsbot.audit import Change
    from newsbot.dates import Moment
    from newsbot.intake import Outcome
    from newsbot.revision import Revision

Object = dict[str, Any]


def print_object(value: Object) -> None:
    """Print *value* as one line of JSON, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _iso(moment: Moment | None) -> str | None:
    return moment.iso() if moment else None


def answer_object(answer: Answer) -> Object:
    """Return *answer* as ``ask --json`` prints it."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "citations": [_citation_object(citation) for citation in answer.citations],
        "nearest": [
            {
                "article_id": article.id,
                "source_id": article.source_id,
                "title": article.title,
                "published": _iso(article.published),
            }
            for article in answer.nearest
        ],
        "terms": [
            {"term": one.term, "surface": one.surface, "passages": one.passages}
            for one in answer.terms
        ],
        "elapsed_ms": round(answer.elapsed_ms, 3),
    }


def _citation_object(citation: Citation) -> Object:
    quoted: Object = {
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "score": citation.score,
        "highlights": [[one.start, one.end] for one in citation.highlights],
    }
    around: Object = {
        "also": [entry_object(one) for one in citation.also],
        "corrections": [entry_object(one) for one in citation.corrections],
    }
    return {"number": citation.number} | entry_object(citation.article) | quoted | around


def entry_object(article: Article) -> Object:
    """Return *article* without its body, as ``articles --json`` prints it."""
    return {
        "article_id": article.id,
        "source_id": article.source_id,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": _iso(article.published),
        "modified": _iso(article.modified),
        "excerpt": article.excerpt,
    }


def article_object(article: Article) -> Object:
    """Return all of *article*, as ``article ID --json`` prints it."""
    return entry_object(article) | {
        "subtitles": list(article.subtitles),
        "authors": list(article.authors),
        "section": article.section,
        "sample": article.sample,
        "note": article.note,
        "audience": article.audience,
        "hidden": article.hidden,
        "body": article.body,
    }


def _reason(outcome: Outcome, language: Language) -> str | None:
    if outcome.error is not None:
        return outcome.error.sentence(language)
    return None if outcome.status == "added" else tell(f"reason.{outcome.status}", language)


def outcome_object(outcome: Outcome, language: Language) -> Object:
    """Return what came of an offer, as ``add --json`` prints it."""
    return {
        "source": outcome.source,
        "status": outcome.status,
        "article_id": outcome.article.id if outcome.article else None,
        "reason": _reason(outcome, language),
    }


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
