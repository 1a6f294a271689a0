"""What a channel sends, whatever it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Message(Protocol):
    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str:
        """In Vietnamese, then in English."""

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment of a command that is run for it."""

    @property
    def lasting_id(self) -> str | None:
        """The same each time that it is sent; None where every sending counts for itself."""

    def as_json(self) -> dict[str, Any]:
        """For machines."""


class NotSent(Exception):
    """Why a message could not be sent: one line, without any password."""
