"""Why an export cannot be made."""

from __future__ import annotations

from kho_tin.base.errors import Explained


class ExportError(Explained):
    """The reason is meant for the person who runs the export."""
