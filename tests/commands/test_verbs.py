"""A verb is one file: it declares what it is, and what every verb does stands in its base."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from kho_tin.commands.main import _command, verbs
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, FINE, RED, USAGE
from tests.crawler.project import Project
from tests.starting import starter
from tests.waiting import STUCK

TOY = '''
"""`kho-tin toy WHAT`: what goes wrong, goes wrong."""

import signal
import sqlite3

from kho_tin.archive.lock import ArchiveBusy
from kho_tin.base.errors import ArchiveError, HistoryMissing, UsageError
from kho_tin.base.reasons.sentence import refusal, verbatim
from kho_tin.commands.refusal import say
from kho_tin.commands.verb import REFUSALS, Verb

RAISED = {
    "busy": ArchiveBusy(verbatim("somebody is\\nat work")),
    "missing": HistoryMissing(verbatim("captures are gone")),
    "archive": ArchiveError(verbatim("no archive")),
    "usage": UsageError(verbatim("not so")),
    "own": KeyError("own"),
    "sqlite": sqlite3.OperationalError("no such table: toys"),
}


@refusal("toy takes one WHAT.", "toy cần đúng một WHAT.")
def toy_usage() -> None: ...


@refusal("the toy is put away.", "đã cất đồ chơi.")
def toy_stopped() -> None: ...


class Command(Verb):
    summary = "Let something go wrong"
    arguments = "WHAT"
    least = most = 1
    takes = toy_usage()
    exit_codes = {0: "done", 9: "its own"}
    refusals = {**REFUSALS, KeyError: 9}
    stopped = toy_stopped()

    def act(self, args, opts):
        (what,) = args
        if what in RAISED:
            raise RAISED[what]
        say(f"toy: {what}")
        if what == "wait":
            signal.pause()
        return 7
'''


@pytest.fixture(scope="module")
def toy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project.copy(root, tmp_path_factory.mktemp("toy"))
    (project.root / "kho_tin" / "commands" / "verbs" / "toy.py").write_text(TOY)
    return project


def run(toy: Project, *arguments: str) -> tuple[int, str, str]:
    done = starter(toy.root).run(arguments, os.environ, STUCK, "kho-tin")
    return done.returncode, done.stdout, done.stderr


def test_one_file_adds_a_verb(toy: Project) -> None:
    code, out, _ = run(toy)
    assert code == 0
    assert [line.split() for line in out.splitlines() if line.startswith("  toy ")] == [
        ["toy", "Let", "something", "go", "wrong"]
    ]
    code, out, _ = run(toy, "toy", "--help")
    assert code == 0
    assert "kho-tin toy [options] WHAT" in out
    help_text = " ".join(out.split())
    assert "Let something go wrong. Exit codes: 0 done; 9 its own; 130 stopped." in help_text
    assert run(toy, "toy", "ball") == (7, "toy: ball\n", "")


@pytest.mark.parametrize(
    ("what", "code", "line"),
    [
        ("busy", BUSY, "somebody is at work"),
        ("missing", RED, "captures are gone"),
        ("archive", USAGE, "no archive"),
        ("usage", USAGE, "not so"),
        ("own", 9, "'own'"),
        ("sqlite", USAGE, "{archive}: no such table: toys"),
    ],
)
def test_what_means_no_is_one_line(
    toy: Project, what: str, code: int, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVE", str(tmp_path / "archive.db"))
    line = line.format(archive=tmp_path / "archive.db")
    assert run(toy, "toy", what) == (code, "", f"kho-tin: {line}\n")


def test_it_takes_so_many_arguments(toy: Project) -> None:
    for arguments in ((), ("one", "two")):
        assert run(toy, "toy", *arguments) == (USAGE, "", "kho-tin: toy takes one WHAT.\n")
    outcome = run(toy, "toy", "--lang", "vi")
    assert outcome == (USAGE, "", "kho-tin: toy cần đúng một WHAT.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_its_own_words(toy: Project, number: signal.Signals) -> None:
    said, output = os.pipe()
    with tempfile.TemporaryFile("r+") as errors, os.fdopen(said) as lines:
        waiting = ("toy", "wait")
        descriptors = output, errors.fileno()
        process = starter(toy.root).start(waiting, os.environ, *descriptors, tool="kho-tin")
        os.close(output)
        assert lines.readline() == "toy: wait\n"
        process.send_signal(number)
        code = process.wait(STUCK)
        errors.seek(0)
        assert (code, errors.read()) == (130, "kho-tin: the toy is put away.\n")


@pytest.mark.parametrize("name", verbs())
def test_each_verb_declares_what_it_is(name: str) -> None:
    command = _command(name)
    assert type(command).run is Verb.run
    assert command.summary
    assert not command.summary.endswith(".")
    if command.is_passed_on:
        assert not command.exit_codes
        return
    assert command.takes or command.most is None
    assert {FINE, USAGE} <= set(command.exit_codes)
    assert "Exit codes: 0 " in command.long_desc()
