"""The index: postings, passages and what is known of the corpus, in one SQLite file."""
