"""Registers: what articles mention, as pure functions of their text.

`documents` are the numbers of documents, `places` the names of places. Each reader has a name and a
version, as parsers do: rows that an older one made are made anew by `rebuild`.
"""
