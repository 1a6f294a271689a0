"""Log lines that name their run and site; as text, or each as one JSON object."""

from __future__ import annotations

import json
import logging
import sys
from typing import IO, TYPE_CHECKING

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.setting_values import SettingValues
from kho_tin.base.times import current

if TYPE_CHECKING:
    from kho_tin.crawler.run.crawl_run import CrawlRun

logger = logging.getLogger(__name__)

FORMS = ("text", "json")
OURS = {"kho_tin", "pipelines", "spiders"}
MACHINE = {"scrapy", "twisted", "asyncio"}  # loggers of the libraries that a crawl runs on
CLEAR = "\r\x1b[K"  # clears a terminal's current line


class RunFormatter(logging.Formatter):
    """`before` is put before each line: on a terminal with a progress bar, what clears that."""

    form = "text"
    site = "-"
    run: int | None = None
    before = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The current time, UTC, to the millisecond: a line is written as soon as it is made."""
        at = current()
        return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        exception = record.exc_text or ""
        if record.exc_info and not exception:
            exception = self.formatException(record.exc_info)
        if self.form == "json":
            return self.before + self._object(record, message, exception)
        run = "-" if self.run is None else self.run
        line = f"{self.formatTime(record)} {record.levelname} run={run} site={self.site} "
        # Exactly one line for each record, for programs: Scrapy prints its settings on many lines.
        line += f"{record.name}: {' '.join(message.split())}"
        return self.before + (f"{line}\n{exception}" if exception else line)

    def _object(self, record: logging.LogRecord, message: str, exception: str) -> str:
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "run": self.run,
            "site": self.site,
            "message": message,
        }
        if exception:
            entry["exception"] = exception
        return json.dumps(entry, ensure_ascii=False)


_formatter = RunFormatter()


def form_of(settings: SettingValues) -> str:
    """LOG_AS. Raises UsageError for an unknown form."""
    form = str(settings["LOG_AS"] or FORMS[0]).strip().lower()
    if form not in FORMS:
        raise UsageError(of_settings.log_form_wrong(form, *FORMS))
    return form


def install(settings: SettingValues, site: str, unbuffered: IO[str] | None = None) -> None:
    """Make the root logger's only handler, by LOG_FILE, LOG_ENABLED and LOG_LEVEL.

    It replaces Scrapy's, which Scrapy would make twice in a crawl, with a formatter of its own: set
    LOG_INSTALL_ROOT_HANDLER to False before. If standard error is buffered, everything more severe
    than a library's warning goes to `unbuffered`. Raises UsageError for an unknown LOG_AS, and for
    a LOG_FILE that cannot be written.
    """
    _formatter.form, _formatter.site = form_of(settings), site
    handler: logging.Handler = logging.NullHandler()
    if name := settings["LOG_FILE"]:
        mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
        try:
            handler = logging.FileHandler(name, mode=mode, encoding=settings["LOG_ENCODING"])
        except OSError as error:
            raise UsageError(of_settings.log_file_wrong(name, error.strerror)) from error
    elif settings.getbool("LOG_ENABLED"):
        handler = logging.StreamHandler()
    handlers = [handler]
    if unbuffered and isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
        handler.addFilter(lambda record: not _is_of_run(record))
        handlers.append(logging.StreamHandler(unbuffered))
        handlers[1].addFilter(_is_of_run)
    for handler in handlers:
        handler.setFormatter(_formatter)
        handler.setLevel(settings["LOG_LEVEL"])
        logging.root.addHandler(handler)
    # What no handler takes is not made: Scrapy, whose logger has a level of its own, has two lines
    # for each answer.
    for logger_of_all in (logging.root, logging.getLogger("scrapy")):
        logger_of_all.setLevel(settings["LOG_LEVEL"])


def _is_of_run(record: logging.LogRecord) -> bool:
    """Whether the operator must see a line even if the run is well: a notice that could not be
    sent, a fault of the crawler. What a library says about a page is on record with that page."""
    room = record.name.partition(".")[0]
    return room in OURS or (room in MACHINE and record.levelno >= logging.ERROR)


def begun(run: CrawlRun, *, moving: bool) -> None:
    """Log the first line of a run; from here on lines have its number. `moving`: there is a
    progress bar on standard error."""
    _formatter.site, _formatter.run = run.site, run.id
    shown = any(getattr(handler, "stream", None) is sys.stderr for handler in logging.root.handlers)
    _formatter.before = CLEAR if moving and shown else ""
    logger.info(
        "crawl begins at %s; %d articles known", run.plan.route.source, len(run.frontier.known)
    )


def ended(run: CrawlRun) -> None:
    """Log the last line of a run."""
    counts = run.counts
    verdict, reason = run.db.execute(
        "SELECT verdict, reason FROM runs WHERE id = ?", [run.id]
    ).fetchone()
    logger.info(
        "crawl ends: %s%s; %d pages, %d listings, %d new, %d changed, %d gone, %d failed, "
        "%d requests, %d bytes",
        verdict,
        f" ({reason})" if reason else "",
        *(counts.pages, counts.listings, counts.new, counts.changed, counts.gone),
        *(counts.failed, counts.requests, counts.bytes),
    )
