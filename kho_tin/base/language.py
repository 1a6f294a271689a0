"""In which language the command line speaks: `--lang`, or KHO_TIN_LANG, or English.

Scripts read what is printed, so the machine's own LANG decides nothing.
"""

from __future__ import annotations

import os
from typing import Final, get_args

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.reasons.sentence import Language, Reason

VARIABLE: Final = "KHO_TIN_LANG"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def chosen() -> Language:
    """The language that is set; what cannot be one counts as English until the settings are
    checked."""
    named = os.environ.get(VARIABLE, "").strip().lower()
    return next((each for each in LANGUAGES if each == named), "en")


def named(name: str, given: str | None) -> Language | None:
    """The language that a setting, or an option, of this name gives; None where it gives none.
    Raises UsageError."""
    text = (given or "").strip().lower()
    if text and text not in LANGUAGES:
        raise UsageError(of_settings.language_wrong(name, str(given)))
    return next((each for each in LANGUAGES if each == text), None)


def choose(language: Language) -> None:
    """Speak so from here on, with all programs that this one starts."""
    os.environ[VARIABLE] = language


def said(reason: Reason) -> str:
    """A reason, or what a command tells, in the language that is set."""
    return reason.rendered(chosen())
