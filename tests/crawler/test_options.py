"""Options of the commands, their help, and what becomes of output that nobody reads."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from scrapy.cmdline import _get_commands_dict
from scrapy.utils.project import get_project_settings

from kho_tin import settings as declared
from kho_tin.commands import settings_check
from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT
from tests.starting import starter
from tests.waiting import STUCK

COMMANDS = {
    name: command
    for name, command in _get_commands_dict(get_project_settings(), True).items()
    if type(command).__module__.startswith("kho_tin.commands.")
}
NUMBERS = [
    name for name, value in vars(declared).items() if name.isupper() and type(value) in (int, float)
]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_the_options(name: str) -> None:
    """Scrapy's formatter takes a line that ends in a colon for a heading."""
    command = COMMANDS[name]
    command.settings = get_project_settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    helps = [str(each.help).partition(" (default: ")[0] for each in parser._actions]
    assert [each for each in helps if ":" in each] == []
    assert not {"-o", "-O"} & set(parser._option_string_actions)


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_is_checked(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = get_project_settings()
    settings_check.check(given, ())
    for wrong in ("abc", "nan", "-1"):
        given.set(name, wrong, priority="cmdline")
        with pytest.raises(SystemExit):
            settings_check.check(given, ())
        assert capsys.readouterr().err.startswith(f"kho-tin: {name}={wrong}: give a number")


def test_parts_and_whole_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    given = get_project_settings()
    given.set("WALK_EVERY", "0.5", priority="cmdline")
    settings_check.check(given, ())
    given.set("RETRY_TIMES", "0.5", priority="cmdline")
    with pytest.raises(SystemExit):
        settings_check.check(given, ())
    assert capsys.readouterr().err == "kho-tin: RETRY_TIMES=0.5: give a whole number.\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("crawl", "sample"), 0),
        (("verify", "--quick"), 141),
        (("read", "page.html"), 141),
        (("export", "jsonl", "out.jsonl"), 0),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_output_that_nobody_reads(
    sample_archive: Path, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    archive = sample_archive
    (tmp_path / "page.html").write_text("<html><body><p>x</p></body></html>")
    paths = [str(tmp_path / each) if "." in each else each for each in arguments]
    ours, theirs = os.pipe()
    os.close(ours)
    with (tmp_path / "errors").open("w+") as errors:
        environment = {**os.environ, "ARCHIVE": str(archive)}
        with ExitStack() as stack:
            if arguments[0] == "crawl":
                site = stack.enter_context(SampleServer(news=load_news()[:3]))
                environment["ARCHIVE"] = str(tmp_path / "archive.db")
                paths += ["-a", f"start={site.url}"]
            started = starter(ROOT).start(paths, environment, theirs, errors.fileno())
            os.close(theirs)
            assert started.wait(STUCK) == code
        errors.seek(0)
        assert errors.read() == ""


def test_nothing_is_left_in_the_buffer(sample_archive: Path) -> None:
    """What Python cannot write at its own end it complains of, and ends with 120."""
    environment = {**os.environ, "ARCHIVE": str(sample_archive)}
    environment.pop("PYTHONUNBUFFERED", None)
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("scrapy")), "status"],
        cwd=ROOT,
        env=environment,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        timeout=STUCK,
        check=False,
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (141, "")
