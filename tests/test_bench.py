"""That the benchmarks say what is left out, and measure the program that is here."""

from __future__ import annotations

import shutil

import pytest

from bench.__main__ import NAMES, main
from bench.environments import machine
from bench.extractors import OURS, OURS_GENERAL
from bench.peers import PEERS, WGET, Peer, table


def test_unknown_name_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["pears"], ["full", "pears"]):
        assert main(words) == 2
        refused = capsys.readouterr()
        assert refused.err.startswith("no benchmark 'pears'; there are archive_bytes, ")
        assert refused.out == ""


def test_our_extractors_are_never_missing() -> None:
    assert OURS.version == OURS_GENERAL.version == "here"


def test_each_benchmark_is_headed_by_day_machine_and_versions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "spellings" in NAMES
    assert main(["spellings"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["== spellings", machine()]
    assert lines[-2].endswith("s of processor)")


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed on this machine")
def test_peer_that_cannot_be_had_is_left_out_with_the_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (wget,) = (peer for peer in PEERS if peer.name == WGET)
    absent = Peer("a program", "text", "no-such-package", "bench-absent", "pass")
    table(articles=3, rounds=1, peers=(wget, absent))
    rows = capsys.readouterr().out.splitlines()[-2:]
    assert rows[0].split()[:3] == ["wget", "with", "WARC"]
    assert rows[0].endswith("1.00  bytes")
    assert rows[1].startswith("a program" + " " * 21 + "left out: make .venv-bench-absent/ready: ")
