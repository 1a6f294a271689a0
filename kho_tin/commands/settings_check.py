"""The operator's settings, checked before a verb does anything: a wrong one ends it with one line,
which names the setting, its value where that is no secret, and what is right."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Collection
from typing import Final

from kho_tin.base import language
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.reasons.sentence import Language
from kho_tin.base.setting_values import SettingValues
from kho_tin.commands.refusal import refuse

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
_SITE: Final = re.compile(r"[\w.-]+")


def check(settings: SettingValues, reads: Collection[str]) -> None:
    """End the command where a number is none, or where one of the settings that it `reads` (names,
    of ALL) is wrong.

    The defaults in settings.py say what kind of number each must be.
    """
    level = str(settings["LOG_LEVEL"])
    if not isinstance(logging.getLevelName(level), int):
        refuse(of_settings.log_level_wrong(level, ", ".join(LEVELS)))
    # Here and not above: the list of verbs needs no settings.
    from kho_tin import settings as declared

    for name, default in vars(declared).items():
        if name.isupper() and isinstance(default, int | float):
            _check_number(name, default, settings)
    for names, check in _CHECKS.items():
        if set(names) & set(reads):
            try:
                check(settings)
            except UsageError as error:
                refuse(error.reason)


def _check_number(name: str, default: float, settings: SettingValues) -> None:
    value = settings[name]
    if isinstance(default, bool):
        try:
            settings.getbool(name)
        except ValueError:
            refuse(of_settings.no_switch(name, value))
        return
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        refuse(of_settings.no_number(name, value))
    if number < 0:
        refuse(of_settings.below_zero(name, value))
    if isinstance(default, int):
        try:
            settings.getint(name)
        except ValueError:
            refuse(of_settings.no_whole_number(name, value))


def _contact(settings: SettingValues) -> None:
    from kho_tin.commands import contact

    address = str(settings["CONTACT"] or "").strip()
    if why := contact.why_invalid(address) if address else None:
        raise UsageError(of_settings.contact_wrong(address, why, of_settings.contact_form()))


def _hours(settings: SettingValues) -> None:
    from kho_tin.crawler.run import allowance

    allowance.hours(settings)


def _budget(settings: SettingValues) -> None:
    from kho_tin.crawler.run import allowance

    allowance.budget_of(settings)


def _scans(settings: SettingValues) -> None:
    from kho_tin.crawler.run import scans

    scans.engine_of(settings)


def _channels(settings: SettingValues) -> None:
    from kho_tin.monitor.channels import channels_of

    channels_of(settings)


def _metrics(settings: SettingValues) -> None:
    from kho_tin.monitor.watch import metrics_of

    metrics_of(settings)


def _form(settings: SettingValues) -> None:
    from kho_tin.crawler.run import logs

    logs.form_of(settings)


def language_of(settings: SettingValues) -> Language | None:
    """KHO_TIN_LANG, None where it is not set. Raises UsageError."""
    return language.named(language.VARIABLE, settings[language.VARIABLE])


def _retired(settings: SettingValues) -> None:
    value = str(settings["RETIRED"] or "")
    for name in value.split(","):
        if name.strip() and not _SITE.fullmatch(name.strip()):
            raise UsageError(of_settings.retired_wrong(value))


def _abbreviations(settings: SettingValues) -> None:
    from kho_tin.web.search import abbreviations

    abbreviations.table_in(settings["ABBREVIATIONS"] or "")


def _searches(settings: SettingValues) -> None:
    from kho_tin.commands.saved_searches import searches_of

    searches_of(settings)


def _proof(settings: SettingValues) -> None:
    from kho_tin.monitor.stamping import Stamping

    Stamping.of(settings)


# Each check by the settings that it checks. ARCHIVE is checked where it is opened.
_CHECKS: Final[dict[tuple[str, ...], Callable[[SettingValues], object]]] = {
    ("LOG_AS",): _form,
    ("CONTACT",): _contact,
    ("CRAWL_HOURS",): _hours,
    ("REQUEST_BUDGET",): _budget,
    ("OCR",): _scans,
    (
        "NOTIFY_MAIL_TO",
        "NOTIFY_MAIL_FROM",
        "SMTP_URL",
        "NOTIFY_WEBHOOK",
        "NOTIFY_COMMAND",
    ): _channels,
    ("METRICS_FILE",): _metrics,
    ("PROOF_URL", "PROOF_ROOTS"): _proof,
    ("SEARCHES",): _searches,
    ("RETIRED",): _retired,
    ("ABBREVIATIONS",): _abbreviations,
    (language.VARIABLE,): language_of,
}
ALL: Final = frozenset(name for names in _CHECKS for name in names)
