"""What an operator sets from outside: environment variables, and a file `.env` beside this one."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

ENVIRONMENT: Final = {
    "ARCHIVE": "the archive's file; its raw pages lie in `captures/` beside it",
    "CONTACT": "an address for the User-Agent; a live site is not crawled without one",
    "CRAWL_HOURS": "when live sites may be crawled, Vietnamese time: `22:00-05:00`",
    "REQUEST_BUDGET": "how many requests one crawl may make; the rest comes the next time",
    "NOTIFY_MAIL_TO": "who gets notices by e-mail; several with commas between them",
    "NOTIFY_MAIL_FROM": "the sender of that e-mail",
    "SMTP_URL": "the mail server: `smtp://user:password@host:587`, or `smtps://host:465`",
    "NOTIFY_WEBHOOK": "an address that notices are posted to, as JSON",
    "NOTIFY_COMMAND": "a command that is run for a notice, with the JSON on its standard input",
    "METRICS_FILE": "a text file for Prometheus, written anew after each crawl",
    "LOG_AS": "`text`, or `json` for one JSON object a line",
    "ENV_FILE": "another file than `.env`; only as an environment variable",
}


def get(name: str, default: str = "") -> str:
    """What `name` is set to; an environment variable that is set to nothing hides the file's.

    Raises KeyError for a name that ENVIRONMENT does not explain.
    """
    ENVIRONMENT[name]
    value = os.environ.get(name)
    return value if value is not None else _file().get(name) or default


def path() -> Path:
    """Where the file is, or would be."""
    named = os.environ.get("ENV_FILE")
    return Path(named) if named else Path(__file__).with_name(".env")


@cache
def _file() -> dict[str, str | None]:
    """The file's names and values. Ends the program, in one line, if it cannot be read: who
    named a file of settings must not go without them unawares."""
    file_path = path()
    try:
        # `$` is a letter like any other, as in systemd's EnvironmentFile: passwords have it.
        with file_path.open(encoding="utf-8") as file:
            return dotenv_values(stream=file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError) and not os.environ.get("ENV_FILE"):
            return {}
        why = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
        print(f"kho-tin: {file_path}: settings cannot be read ({why}).", file=sys.stderr)
        raise SystemExit(2) from error
