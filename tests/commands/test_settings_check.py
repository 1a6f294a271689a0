"""A setting that cannot be is told by every verb that goes by it, in one line, before all else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho_tin.base.environment import ENVIRONMENT
from kho_tin.commands.main import _command, verbs
from kho_tin.commands.settings_check import ALL
from tests.conftest import Scrapy

# What is wrong, and what is said of it after `kho-tin: `.
WRONG = {
    "CONTACT": ("tôi", "CONTACT=tôi: it must be one short word of plain letters: set it to an e-"),
    "CRAWL_HOURS": ("25-3", "CRAWL_HOURS=25-3: give two hours of the day, as in 22-6 or"),
    "REQUEST_BUDGET": ("many", "REQUEST_BUDGET=many: give a number of requests, or 0 for no"),
    "OCR": ("yes", "OCR=yes: choose off, on or auto."),
    "NOTIFY_MAIL_TO": ("an", "NOTIFY_MAIL_TO: an is no e-mail address."),
    "NOTIFY_MAIL_FROM": ("an@x.vn", "NOTIFY_MAIL_FROM is set, and NOTIFY_MAIL_TO is not: say who"),
    "SMTP_URL": ("smtp://x", "SMTP_URL is set, and NOTIFY_MAIL_TO is not: say who gets the mail."),
    "NOTIFY_WEBHOOK": ("hooks", "NOTIFY_WEBHOOK: not an address of the form https://host/path."),
    "NOTIFY_COMMAND": ("no-such-tool", "NOTIFY_COMMAND: no-such-tool: no such command."),
    "METRICS_FILE": ("/no/such/m.prom", "METRICS_FILE: /no/such/m.prom: must be a file in a"),
    "SEARCHES": ("/no/such", "SEARCHES: /no/such: cannot be read (No such file"),
    "PROOF_URL": ("tsa", "PROOF_URL: not an address of the form https://host/path."),
    "PROOF_ROOTS": ("/no/such", "PROOF_ROOTS: /no/such: cannot be read (No such file"),
    "LOG_AS": ("xml", "LOG_AS=xml: choose text or json."),
    "KHO_TIN_LANG": ("fr", "KHO_TIN_LANG=fr: choose en (English) or vi (tiếng Việt)."),
    "ABBREVIATIONS": ("/no/such", "ABBREVIATIONS: /no/such: cannot be read (No such file"),
    "RETIRED": ("a b", "RETIRED=a b: give names of sites, with commas between them."),
}
# So that each verb comes to read its settings.
ARGUMENTS = {
    "crawl": ["sample"], "look": ["sample"], "proof": ["1"], "serve": ["--port", "0"], "stamp": [],
}  # fmt: skip
READERS = {verb: set(_command(verb).reads) for verb in verbs() if _command(verb).reads}


def test_every_setting_is_looked_at() -> None:
    assert set(WRONG) == ALL == set(ENVIRONMENT) - {"ARCHIVE", "ENV_FILE"}
    assert {verb for verb, names in READERS.items() if names == ALL} == {"crawl", "status"}
    assert set(READERS) == {"status", *ARGUMENTS}


@pytest.mark.parametrize("name", WRONG)
def test_status_and_crawl_tell(name: str, scrapy: Scrapy, archive: Path) -> None:
    value, said = WRONG[name]
    for verb in ("status", "crawl"):
        done = scrapy(verb, *ARGUMENTS.get(verb, []), **{name: value})
        assert (done.returncode, done.stdout) == (2, ""), verb
        assert done.stderr.startswith(f"kho-tin: {said}"), verb
        assert done.stderr.count("\n") == 1, verb
    assert not archive.exists()


@pytest.mark.parametrize(
    ("verb", "name"),
    [(verb, name) for verb in ARGUMENTS if verb != "crawl" for name in sorted(READERS[verb])],
)
def test_others_tell_what_they_read(verb: str, name: str, scrapy: Scrapy) -> None:
    value, said = WRONG[name]
    done = scrapy(verb, *ARGUMENTS[verb], **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kho-tin: {said}")
    assert done.stderr.count("\n") == 1


def test_nobody_is_kept_from_a_rescue(scrapy: Scrapy, sample_archive: Path) -> None:
    """What does not go by a setting does its work whatever is set."""
    wrong = {name: value for name, (value, _) in WRONG.items()}
    done = scrapy("verify", "--quick", **wrong | {"ARCHIVE": str(sample_archive)})
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("verb", ["status", "verify", "rebuild", "undo"])
def test_every_verb_checks_numbers(verb: str, scrapy: Scrapy) -> None:
    done = scrapy(verb, "-s", "WALK_EVERY=often")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kho-tin: WALK_EVERY=often: give a number.\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ARCHVE=/srv/a.db", "ARCHVE: no such setting; the nearest is ARCHIVE."),
        ("RETIRE=a", "RETIRE: no such setting; the nearest is RETIRED."),
        ("CRAWL_HOUR=1-2", "CRAWL_HOUR: no such setting; the nearest is CRAWL_HOURS."),
        ("NOTIFY='a", "line 1 cannot be read: write NAME=value, and close each quote."),
        ("CRAWL_HOURS=1", "CRAWL_HOURS=1: give two hours of the day, as in 22-6 or 22:30-06:00."),
    ],
)
def test_status_tells_of_the_file(line: str, said: str, scrapy: Scrapy, tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text(f"{line}\n")
    done = scrapy("status", ENV_FILE=str(file))
    where = "" if said.startswith("CRAWL_HOURS=") else f"{file}: "
    assert (done.returncode, done.stderr) == (2, f"kho-tin: {where}{said}\n")


def test_what_is_no_setting_of_ours_may_stand_in_the_file(scrapy: Scrapy, tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("COMPOSE_PROJECT_NAME=kho\nTZ=Asia/Ho_Chi_Minh\nHTTP_PROXY=\n")
    assert scrapy("list", ENV_FILE=str(file)).returncode == 0
