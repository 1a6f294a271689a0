"""What attached documents say: pure functions from a file's bytes to its text."""

from __future__ import annotations

from kho_tin.attachments.model import DocumentText
from kho_tin.attachments.process import text_of

__all__ = ["DocumentText", "text_of"]
