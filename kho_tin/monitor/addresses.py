"""Settings that are addresses. No message repeats a value that may hold a password."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.setting_values import SettingValues


def address(settings: SettingValues, name: str, schemes: tuple[str, ...], form: str) -> SplitResult:
    """The parts of the address in a setting. Raises UsageError for one that is not of the
    `form`."""
    given = text(settings, name)
    wrong = UsageError(of_settings.no_address_of_form(name, form))
    try:
        parts = urlsplit(given)
        parts.port  # noqa: B018 - raises ValueError for one that is no number
    except ValueError:
        raise wrong from None
    if parts.scheme not in schemes or not parts.hostname or not re.fullmatch(r"[!-~]+", given):
        raise wrong
    return parts


def text(settings: SettingValues, name: str) -> str:
    """A setting without blanks around it; empty where it is not set."""
    value: Any = settings[name]
    return str(value or "").strip()
