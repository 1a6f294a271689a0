"""No live site is asked for anything by somebody who does not say who."""

from __future__ import annotations

import os
import pty
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from dotenv import dotenv_values
from scrapy.settings import Settings

from kho_tin.commands.contact import sign, why_invalid
from tests.starting import starter
from tests.waiting import STUCK

ROOT = Path(__file__).resolve().parents[2]
Scrapy = Callable[..., CompletedProcess[str]]
# Refused in any case, and after the contact: nothing is asked of a live site here.
NEVER = ("-s", "CRAWL_HOURS=1-2")
NOON = "2026-10-01T05:00:00Z"  # in Vietnam


@pytest.mark.parametrize(
    "contact",
    ["a@b.vn", "luu.tru+web@thu-vien.gov.vn", "https://kho.vn/robot.html", "http://kho.vn"],
)
def test_somebody_can_be_reached_there(contact: str) -> None:
    assert why_invalid(contact) is None


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        ("me", "neither an e-mail address nor a page"),
        ("me@here", "neither"),
        ("kho.vn", "neither"),
        ("ftp://kho.vn/", "neither"),
        ("https://kho/", "neither"),
        ("a@b@c.vn", "neither"),
        ("https://[kho.vn/", "no address"),
        ("me <a@b.vn>", "one short word"),
        ("a@b.vn (me)", "one short word"),
        ("a@b.vn)", "one short word"),
        ("người@kho.vn", "one short word"),
        ("a@b.vn\r\nX: y", "one short word"),
        ("a" * 200 + "@b.vn", "one short word"),
        ("you@example.org", "example.org is an example, and nobody's"),
        ("https://www.example.com/bot", "www.example.com is an example"),
        ("root@mail.localhost", "an example"),
    ],
)
def test_nobody_can_be_reached_there(contact: str, why: str) -> None:
    assert why in (why_invalid(contact) or "")


def test_it_is_in_the_user_agent() -> None:
    for known in ("no contact set", "old@kho.vn"):
        settings = Settings({"USER_AGENT": f"KhoTin/1.0.0 (news archive; +{known})"})
        sign(settings, "a@kho.vn")
        assert settings["USER_AGENT"] == "KhoTin/1.0.0 (news archive; +a@kho.vn)"
        assert settings["CONTACT"] == "a@kho.vn"


@pytest.mark.parametrize(
    ("verb", "contact", "why"),
    [
        ("crawl", "", "set CONTACT to an e-mail address, or a page"),
        ("crawl", "me", "CONTACT=me: neither an e-mail address nor a page: set it to"),
        ("look", "you@example.org", "CONTACT=you@example.org: example.org is an example"),
    ],
)
def test_without_one_nothing_is_asked(verb: str, contact: str, why: str, scrapy: Scrapy) -> None:
    done = scrapy(verb, "kkt_phuyen", CONTACT=contact, forked=verb == "crawl")
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def on_a_terminal(archive: Path, env_file: Path, *answers: str) -> tuple[int, str]:
    """What `kho-tin crawl kkt_phuyen` says to somebody who answers so, and its exit code."""
    terminal, other_end = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "CONTACT"}
    process = starter(ROOT).start(
        ("crawl", "kkt_phuyen", *NEVER),
        {
            **environment,
            "ARCHIVE": str(archive),
            "ENV_FILE": str(env_file),
            "KHO_TIN_CLOCK": NOON,
        },
        *(other_end, other_end),
        given=other_end,
    )
    os.close(other_end)
    os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
    said = b""
    try:
        while piece := os.read(terminal, 4096):
            said += piece
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return process.wait(STUCK), said.decode()


def test_on_a_terminal_it_is_asked_for_once_and_kept(archive: Path, tmp_path: Path) -> None:
    env_file = tmp_path / "settings.env"
    env_file.write_text("# who is told\nNOTIFY_COMMAND='sh a b'\n")
    code, said = on_a_terminal(archive, env_file, "you@example.org", "luu.tru@kho.vn")
    assert code == 2
    assert "you@example.org: example.org is an example, and nobody's." in said
    assert f"Kept as CONTACT in {env_file}." in said
    assert "it is 12:00 in Vietnam, and CRAWL_HOURS=1-2 lets this" in said
    assert env_file.read_text().startswith("# who is told\n")
    assert dotenv_values(env_file) == {"NOTIFY_COMMAND": "sh a b", "CONTACT": "luu.tru@kho.vn"}
    code, said = on_a_terminal(archive, env_file)
    assert "Your e-mail address" not in said
    assert "it is 12:00 in Vietnam, and CRAWL_HOURS=1-2 lets this" in said


def test_nothing_is_kept_where_nothing_is_said(archive: Path, tmp_path: Path) -> None:
    env_file = tmp_path / "settings.env"
    env_file.touch()
    code, said = on_a_terminal(archive, env_file, "")
    assert code == 2
    assert "a live site is not asked for anything without a contact address" in said
    assert env_file.read_text() == ""
