"""newsbot: answers questions about the news by quoting the articles of a corpus."""

__version__ = "0.1.0"
