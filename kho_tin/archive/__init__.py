"""What is kept: articles and their revisions, captures, the search index, and the runs."""
