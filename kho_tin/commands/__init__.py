"""Verbs of the `scrapy` tool."""
