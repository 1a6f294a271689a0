"""What attached documents say: pure functions from a file's bytes to its text."""

from __future__ import annotations

from documents.model import DocumentText
from documents.process import text_of

__all__ = ["DocumentText", "text_of"]
