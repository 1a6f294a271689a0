"""What an operator sets from outside: environment variables, and a file `.env` of the project."""

from __future__ import annotations

import difflib
import os
import sys
from functools import cache
from pathlib import Path
from typing import Final, NoReturn, TextIO

from dotenv.parser import parse_stream

from kho_tin.base import language, project
from kho_tin.base.reasons import of_settings
from kho_tin.base.reasons.sentence import Reason

ENVIRONMENT: Final = {
    "ARCHIVE": "the archive's file; its raw pages lie in `captures/` beside it",
    "CONTACT": "an address for the User-Agent; a live site is not crawled without one",
    "CRAWL_HOURS": "when live sites may be crawled, Vietnamese time: `22:00-05:00`",
    "REQUEST_BUDGET": "how many requests one crawl may make; the rest comes the next time",
    "OCR": "whether scans are read with Tesseract: `off`, `on`, or `auto`, where it is there",
    "NOTIFY_MAIL_TO": "who gets notices by e-mail; several with commas between them",
    "NOTIFY_MAIL_FROM": "the sender of that e-mail",
    "SMTP_URL": "the mail server: `smtp://user:password@host:587`, or `smtps://host:465`",
    "NOTIFY_WEBHOOK": "an address that notices are posted to, as JSON",
    "NOTIFY_COMMAND": "a command that is run for a notice, with the JSON on its standard input",
    "RETIRED": "sites that are given up, with commas between them: nobody is told of them any more",
    "ABBREVIATIONS": "a text file of abbreviations for the search, `KKT = khu kinh tế` a line",
    "SEARCHES": "a text file of searches that are followed, `NAME = QUERY` a line",
    "METRICS_FILE": "a text file for Prometheus, written anew after each crawl",
    "PROOF_URL": "an authority (RFC 3161) that is asked for one time stamp a day, by HTTP",
    "PROOF_ROOTS": "a file of certificates (PEM): the root of that authority, and of former ones",
    "LOG_AS": "`text`, or `json` for one JSON object a line",
    "KHO_TIN_LANG": "`en` or `vi`: the language of what commands print, as `--lang`; not of JSON",
    "ENV_FILE": "another file than `.env`; only as an environment variable",
}

# An unknown name in the file is taken for a misspelled setting if it begins like one of OURS, or
# is as similar to one of those above as NEAR.
NEAR: Final = 0.8  # as difflib has it: of ARCHVE and ARCHIVE 0.92
OURS: Final = ("NOTIFY_", "SMTP_", "CRAWL_", "REQUEST_", "METRICS_", "LOG_", "PROOF_")


def get(name: str, default: str = "") -> str:
    """The value of `name`; `default` where it is unset or empty. An empty environment variable
    hides the file's value.

    Raises KeyError for a name that ENVIRONMENT does not explain.
    """
    ENVIRONMENT[name]
    value = os.environ.get(name)
    return (value if value is not None else _file().get(name)) or default


def file_named(name: str, default: str = "") -> str:
    """The path that `name` is set to: an environment variable is relative to the current folder,
    the file and the default to the project's; empty if it is not set."""
    value = get(name, default)
    current, project_folder = Path.cwd(), project.folder()
    return (
        value
        if not value or os.environ.get(name) or current == project_folder
        else str(project_folder / value)
    )


def path() -> Path:
    """Where the file is, or would be."""
    named = os.environ.get("ENV_FILE")
    return Path(named) if named else project.folder() / ".env"


@cache
def _file() -> dict[str, str | None]:
    """The file's names and values. Ends the program with one line if it cannot be read: a crawl
    must not go without its settings unnoticed."""
    file_path = path()
    try:
        # `$` has no special meaning, as in systemd's EnvironmentFile: passwords contain it.
        with file_path.open(encoding="utf-8") as file:
            return _read(file, file_path)
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError) and not os.environ.get("ENV_FILE"):
            return {}
        why = str(error.strerror) if isinstance(error, OSError) else of_settings.no_utf8()
        refuse(of_settings.unreadable(file_path, why))


def _read(file: TextIO, file_path: Path) -> dict[str, str | None]:
    """Names and values. A wrong line is not shown: it may hold a password."""
    settings: dict[str, str | None] = {}
    for binding in parse_stream(file):
        if binding.error:
            # The blank lines before it are counted with it.
            text = binding.original.string
            line = binding.original.line + text[: -len(text.lstrip()) or None].count("\n")
            refuse(of_settings.unreadable_line(file_path, line))
        if binding.key is None:
            continue
        near = 0 if binding.key.startswith(OURS) else NEAR
        if binding.key not in ENVIRONMENT and (
            named := difflib.get_close_matches(binding.key, ENVIRONMENT, 1, cutoff=near)
        ):
            (nearest,) = named
            refuse(of_settings.no_setting(file_path, binding.key, nearest))
        settings[binding.key] = binding.value
    return settings


def refuse(reason: Reason) -> NoReturn:
    print(f"kho-tin: {reason.rendered(language.chosen())}", file=sys.stderr)
    raise SystemExit(2)
