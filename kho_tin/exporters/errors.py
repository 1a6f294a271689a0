"""Why an export cannot be made."""

from __future__ import annotations


class ExportError(Exception):
    """The message is one line, meant for whoever runs the export."""
