"""The life of a site, made at random, crawled night by night, and held against a ledger of its own.

`news`, `script`, `site` and `ledger` know nothing of the program; the others run it.
"""
