"""The corpus: a folder of article files, one article a file, which is the source of truth."""

from newsbot.corpus._files import write_file
from newsbot.corpus._lines import numbered
from newsbot.corpus._trash import TRASH
from newsbot.corpus.folder import HISTORY, Corpus
from newsbot.corpus.identity import article_id, canonical_url, path_for
from newsbot.corpus.records import MANY, FileState, Problem, Record, suffix_of

__all__ = [
    "HISTORY",
    "MANY",
    "TRASH",
    "Corpus",
    "FileState",
    "Problem",
    "Record",
    "article_id",
    "canonical_url",
    "numbered",
    "path_for",
    "suffix_of",
    "write_file",
]
