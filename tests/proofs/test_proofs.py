"""Time stamps on what was captured, and proofs that openssl and sha256sum check."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.settings import Settings

from kho_tin.archive import captures
from kho_tin.archive.database import connect
from kho_tin.archive.proofs import lists
from kho_tin.archive.proofs.lists import RecordName
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.disk import digest_of
from kho_tin.exporters import proof
from kho_tin.monitor.stamping import stamp_after_crawl
from kho_tin.replay.verify import proofs
from kho_tin.sample import SampleServer
from kho_tin.warc.reader import read_records
from kho_tin.warc.writer import WarcFile
from tests.archive.warcs import write
from tests.conftest import FEW, Scrapy, copied, run_scrapy
from tests.proofs.authority import Authority

DAYS = ("2026-11-01T18:00:00Z", "2026-11-02T18:00:00Z")  # 1 a.m. of the next day in Việt Nam
FIRST = lists.name_at(DAYS[0])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("authority") / "a") as authority:
        yield authority


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("stranger") / "b", "Kẻ lạ")


@pytest.fixture(scope="module")
def stamped(
    few_archive: Path, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A crawl with a time stamp taken by hand, and one with that which its end took."""
    archive = copied(few_archive, tmp_path_factory.mktemp("stamped") / "here")
    settings, sent = authority.settings(), authority.requests
    done = run_scrapy("stamp", archive=archive, KHO_TIN_CLOCK=DAYS[0], **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"{FIRST}: the time stamp of 1 WARC files, at 20..-", done.stdout)
    with SampleServer(news=FEW) as site:
        site.site.edit(FEW[0].id)
        crawl = ("crawl", "sample", "-a", f"start={site.url}", "-a", "full=1")
        done = run_scrapy(*crawl, archive=archive, KHO_TIN_CLOCK=DAYS[1], **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert authority.requests == sent + 2
    return archive


@pytest.fixture
def copy(stamped: Path, tmp_path: Path) -> Path:
    return copied(stamped, tmp_path / "copy")


def findings(archive: Path, roots: Path | None) -> list[str]:
    with closing(connect(archive, readonly=True)) as db:
        return [str(each) for each in proofs.check(db, captures_folder(archive), roots, [])]


def answers(archive: Path) -> list[captures.Capture]:
    with closing(connect(archive, readonly=True)) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM captures ORDER BY id")]
        return [captures.get(db, number) for number in ids]


def made(archive: Path, capture: captures.Capture, roots: Path) -> bytes:
    """The proof of a capture, as the verb writes it."""
    file = io.BytesIO()
    with closing(connect(archive, readonly=True)) as db:
        parts = proof.parts_of(db, captures_folder(archive), capture, roots)
        proof.write(file, "proof", parts, roots, "http://authority.example/")
    return file.getvalue()


def steps(readme: str) -> list[str]:
    return readme.partition("```\n")[2].partition("```")[0].splitlines()


def accepted(folder: Path, records: list[str]) -> bool:
    """What the README's own steps say, run by the shell as they stand in it."""
    for step in steps((folder / "README.md").read_text("utf-8")):
        done = subprocess.run(
            ["bash", "-c", step], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return False
        if step.startswith("sha256sum"):
            records = [each for each in records if f"{each}: OK" not in done.stdout]
        elif "-verify" in step:
            assert "Verification: OK" in done.stdout + done.stderr
    return not records


def unpacked(package: bytes, folder: Path) -> tuple[Path, list[str]]:
    """The folder of a proof, and the names of its records."""
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        files.extractall(folder)
    inside = folder / "proof"
    return inside, [path.name for path in inside.iterdir() if RecordName.of(path.name)]


def test_a_list_names_every_answer_of_every_new_file(stamped: Path) -> None:
    folder = captures_folder(stamped)
    read = lists.read_all(folder)
    assert list(read) == [FIRST, _second(stamped)]
    for name, digests in read.items():
        (warc,) = [each for each in digests if each.endswith(".warc.gz")]
        names = {
            str(RecordName(warc, record.offset, record.length))
            for record in read_records(folder / warc)
            if record.type in ("response", "revisit")
        }
        assert {each for each in digests if RecordName.of(each)} == names
        before = {each for each in digests if lists.is_own(each)}
        assert before == ({FIRST, lists.token_of(Path(FIRST)).name} if name != FIRST else set())
    whole = subprocess.run(
        ["sha256sum", "--check", "--ignore-missing", f"proofs/{_second(stamped)}"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert whole.stdout.count(": OK") == 1  # the whole file; records are checked one by one


def test_openssl_and_sha256sum_check_a_proof(
    stamped: Path, authority: Authority, scrapy: Scrapy, tmp_path: Path
) -> None:
    """Of an answer, and of a revisit with the answer that has its bytes."""
    every = answers(stamped)
    plain = next(each for each in every if each.refers_to is None)
    again = next(each for each in every if each.refers_to is not None)
    for capture, number in ((plain, 1), (again, 2)):
        to = tmp_path / f"{capture.id}.zip"
        name = f"{capture.warc}:{capture.offset}" if capture is plain else str(capture.id)
        done = scrapy("proof", name, "--to", to, ARCHIVE=str(stamped), **authority.settings())
        assert done.returncode == 0, done.stderr
        assert f"the proof that capture {capture.id} is not younger than 20" in done.stdout
        with zipfile.ZipFile(to) as files:
            files.extractall(tmp_path)
        inside = tmp_path / f"proof-{capture.id}"
        records = [path.name for path in inside.iterdir() if RecordName.of(path.name)]
        assert len(records) == number
        assert accepted(inside, records)
        record = next(read_records(inside / str(RecordName(*_place(capture)))))
        assert record.fields["warc-target-uri"] == capture.page_url
    assert made(stamped, plain, authority.roots) == made(stamped, plain, authority.roots)


def _place(capture: captures.Capture) -> tuple[str, int, int]:
    return capture.warc, capture.offset, capture.length


def test_there_is_one_time_stamp_a_day(
    few_archive: Path, authority: Authority, tmp_path: Path
) -> None:
    """Of the day in Việt Nam, and none where nothing is new."""
    archive = copied(few_archive, tmp_path / "copy")
    sent = authority.requests

    def stamp(clock: str) -> str:
        done = run_scrapy("stamp", archive=archive, KHO_TIN_CLOCK=clock, **authority.settings())
        assert done.returncode == 0, done.stderr
        return done.stdout.partition(":")[0]

    def capture_something(number: int) -> None:
        with closing(connect(archive)) as db:
            warc = WarcFile.create(captures_folder(archive), f"sample{number}", info={})
            write(warc)
            captures.keep_file(db, 1, warc.finish())

    assert stamp("2026-11-01T16:59:00Z").endswith("20261101T165900Z.sha256")
    assert stamp("2026-11-02T01:00:00Z") == "Nothing to do"  # nothing is new
    capture_something(1)
    assert stamp("2026-11-01T16:59:30Z") == "Nothing to do"  # the same day
    assert stamp("2026-11-01T17:00:30Z").endswith("20261101T170030Z.sha256")  # midnight is past
    capture_something(2)
    assert stamp("2026-11-02T16:59:00Z") == "Nothing to do"
    assert authority.requests == sent + 2
    shutil.rmtree(archive.parent)  # its rows were made by hand


def test_new_files_that_are_altered_are_named_and_in_no_list(
    few_archive: Path, authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where all of them are, so that there is no list, and where some are; a crawl logs it."""
    archive, sent = copied(few_archive, tmp_path / "copy"), authority.requests
    folder = captures_folder(archive)
    (altered,) = folder.glob("*.warc.gz")
    flip(altered, random.Random(1))
    left_out = f"{altered.name}: is not the bytes it had when finished, and was left out"
    for quiet in ((), ("--quiet",)):
        done = run_scrapy("stamp", *quiet, archive=archive, **authority.settings())
        assert (done.returncode, done.stdout.count("\n")) == (1, 1), done.stdout + done.stderr
        assert done.stdout.startswith(left_out)
    with closing(connect(archive)) as db:
        stamp_after_crawl(Settings(authority.settings()), db, archive, [])
        assert f"{altered.name}: not the bytes it had when finished" in caplog.text
        assert (lists.lists(folder), authority.requests) == ([], sent)
        warc = WarcFile.create(folder, "sample1", info={})
        write(warc)
        captures.keep_file(db, 1, warc.finish())
    done = run_scrapy("stamp", archive=archive, **authority.settings())
    assert done.returncode == 1, done.stdout + done.stderr
    first, second = done.stdout.splitlines()
    assert (first.startswith(left_out), "of 1 WARC files" in second) == (True, True)
    shutil.rmtree(archive.parent)  # it is damaged, and rows were made by hand


def _second(archive: Path) -> str:
    """The name of the list that the crawl's end has made: its clock went on."""
    _, second = lists.lists(captures_folder(archive))
    assert second.name >= lists.name_at(DAYS[1])
    return second.name


@pytest.mark.parametrize(
    ("status", "answer", "says"),
    [(503, b"", "127.0.0.1: answered 503"), (200, b"<html>", "the answer is not accepted: ")],
)
def test_what_an_authority_must_not_answer(
    few_archive: Path, authority: Authority, tmp_path: Path, status: int, answer: bytes, says: str
) -> None:
    archive = copied(few_archive, tmp_path / "copy")
    authority.status, authority.answer = status, answer
    try:
        done = run_scrapy("stamp", archive=archive, **authority.settings())
        assert done.returncode == 1
        assert done.stderr.startswith(f"kho-tin: no time stamp from {says}")
    finally:
        authority.status, authority.answer = 200, None
    assert lists.lists(captures_folder(archive)) == []


def test_an_authority_that_does_not_answer_turns_no_crawl_red(
    authority: Authority, tmp_path: Path
) -> None:
    """It is a line in the log, and a notice: once, and once when there is a time stamp again."""
    archive, heard = tmp_path / "archive.db", tmp_path / "heard"
    command = f"sh -c 'cat >> {heard}; echo >> {heard}'"

    def crawl() -> str:
        done = run_scrapy(
            "crawl", "sample", "-a", f"start={site.url}", "--quiet", archive=archive,
            NOTIFY_COMMAND=command, **authority.settings(),
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "")
        return done.stderr

    def notices_sent() -> list[tuple[str, str | None]]:
        notices = map(json.loads, heard.read_text("utf-8").splitlines())
        return [(each["kind"], each["reason"]) for each in notices]

    why = "127.0.0.1: answered 503"
    with SampleServer(news=FEW[:1]) as site:
        authority.status = 503
        try:
            for _ in range(2):
                assert f"no time stamp from {why}; the next crawl tries again" in crawl()
                assert notices_sent() == [("unstamped", why)]
        finally:
            authority.status = 200
        assert crawl() == ""
    assert notices_sent() == [("unstamped", why), ("stamped", None)]
    assert len(lists.lists(captures_folder(archive))) == 1


def test_an_answer_to_another_question_is_not_accepted(
    few_archive: Path, authority: Authority, tmp_path: Path
) -> None:
    archive = copied(few_archive, tmp_path / "copy")
    authority.answer = authority.token(b"another")
    try:
        done = run_scrapy("stamp", archive=archive, **authority.settings())
    finally:
        authority.answer = None
    assert done.returncode == 1
    assert "Nonce mismatch" in done.stderr


def test_what_has_no_proof_is_told_in_one_line(
    stamped: Path, few_archive: Path, authority: Authority, scrapy: Scrapy
) -> None:
    unstamped = "has no time stamp yet: run `kho-tin stamp`"
    for archive, name, says in (
        (stamped, "999999", "999999: no such capture"),
        (stamped, "x", "x: no such capture"),
        (stamped, "no.warc.gz:0", "no.warc.gz:0: no such capture"),
        (few_archive, "1", f"capture 1: {unstamped}"),
    ):
        done = scrapy("proof", name, ARCHIVE=str(archive), **authority.settings())
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert says in done.stderr
    done = scrapy("proof", "1", ARCHIVE=str(stamped))
    assert "PROOF_ROOTS is not set" in done.stderr


def test_after_an_erasure_the_other_records_have_their_proof(
    copy: Path, authority: Authority, scrapy: Scrapy, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(copy)) as db:
        pid, erased = db.execute("SELECT pid, capture FROM articles LIMIT 1").fetchone()
    done = scrapy("erase", pid, "--why", "luật", ARCHIVE=str(copy))
    assert done.returncode == 0, done.stdout + done.stderr
    assert findings(copy, authority.roots) == []
    with closing(connect(copy, readonly=True)) as db:
        left = [row[0] for row in db.execute("SELECT id FROM captures WHERE warc IN "
            "(SELECT warc FROM tombstones)")]  # fmt: skip
        assert erased not in left
        kept = captures.get(db, left[0])
    inside, records = unpacked(made(copy, kept, authority.roots), tmp_path)
    assert accepted(inside, records)


def test_a_backup_has_the_time_stamps_and_so_has_what_is_restored(
    copy: Path, authority: Authority, scrapy: Scrapy, tmp_path: Path
) -> None:
    (tmp_path / "backup").mkdir()
    assert scrapy("backup", tmp_path / "backup", ARCHIVE=str(copy)).returncode == 0
    (tmp_path / "back").mkdir()
    back = tmp_path / "back" / copy.name
    assert scrapy("restore", tmp_path / "backup", ARCHIVE=str(back)).returncode == 0
    for archive in (tmp_path / "backup" / copy.name, back):
        assert lists.names(captures_folder(archive)) == lists.names(captures_folder(copy))
        assert findings(archive, authority.roots) == []


def test_verify_says_what_it_could_not_check(
    copy: Path, stranger: Authority, scrapy: Scrapy
) -> None:
    done = scrapy("verify", "--quick", ARCHIVE=str(copy))
    assert done.returncode == 0
    assert "no token was checked: PROOF_ROOTS is not set" in done.stdout
    done = scrapy("verify", "--quick", ARCHIVE=str(copy), PROOF_ROOTS=str(stranger.roots))
    assert done.returncode == 3
    assert done.stdout.count("is no time stamp of ") == 2


# Damages and forgeries. Each takes the archive's folder of captures, or that of a proof, and the
# authorities; what it changes it takes from a generator of random numbers.
Damage = Callable[[Path, random.Random, Authority], None]


def flip(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def _flipped_list(folder: Path, dice: random.Random, _: Authority) -> None:
    flip(dice.choice(lists.lists(folder)), dice)


def _flipped_token(folder: Path, dice: random.Random, _: Authority) -> None:
    flip(lists.token_of(lists.lists(folder)[0]), dice)  # the newest is for a test of its own


def _lost(folder: Path, dice: random.Random, _: Authority) -> None:
    (folder / "proofs" / dice.choice(lists.names(folder))).unlink()


def _swapped(folder: Path, dice: random.Random, _: Authority) -> None:
    first, second = map(lists.token_of, lists.lists(folder))
    first.write_bytes(second.read_bytes())


def _shortened(folder: Path, dice: random.Random, _: Authority) -> None:
    """A list without one of its lines."""
    path = dice.choice(lists.lists(folder))
    lines = path.read_text().splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    path.write_text("".join(lines))


def _another_signer(folder: Path, dice: random.Random, stranger: Authority) -> None:
    """A list that is forged, with a time stamp on it, of an authority that nobody trusts."""
    path = dice.choice(lists.lists(folder))
    path.write_text(path.read_text().replace("a", "b"))
    lists.token_of(path).write_bytes(stranger.token(path.read_bytes()))


def _forged_everywhere(folder: Path, dice: random.Random, _: Authority) -> None:
    """A record is forged, and whoever does it sets every digest of ours right."""
    (archive,) = folder.parent.glob("*.db")
    warc = dice.choice(sorted(folder.glob("*.warc.gz")))
    flip(warc, dice)
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute("UPDATE warcs SET sha256 = ? WHERE name = ?", [digest_of(warc), warc.name])


OF_ARCHIVE: list[Damage] = [
    _flipped_list, _flipped_token, _lost, _swapped, _shortened, _another_signer, _forged_everywhere,
]  # fmt: skip


def _flipped_record(folder: Path, dice: random.Random, _: Authority) -> None:
    flip(dice.choice([each for each in folder.iterdir() if RecordName.of(each.name)]), dice)


def _flipped_digests(folder: Path, dice: random.Random, _: Authority) -> None:
    flip(next(folder.glob("*.sha256")), dice)


def _forged_digests(folder: Path, dice: random.Random, stranger: Authority) -> None:
    """Another record, in a list that names it, with another authority's time stamp."""
    record = next(each for each in folder.iterdir() if RecordName.of(each.name))
    before = digest_of(record)
    flip(record, dice)
    for path in folder.glob("*.sha256"):
        path.write_text(path.read_text().replace(before, digest_of(record)))
        lists.token_of(path).write_bytes(stranger.token(path.read_bytes()))


def _moved_record(folder: Path, dice: random.Random, _: Authority) -> None:
    """A record that lies somewhere else than it says."""
    record = next(each for each in folder.iterdir() if RecordName.of(each.name))
    name = RecordName.of(record.name)
    assert name
    moved = RecordName(name.warc, name.offset + dice.randrange(1, 999), name.length)
    record.rename(folder / str(moved))


def _stranger(folder: Path, _: random.Random, stranger: Authority) -> None:
    path = next(folder.glob("*.sha256"))
    lists.token_of(path).write_bytes(stranger.token(path.read_bytes()))


OF_PROOF: list[Damage] = [
    _flipped_record, _flipped_digests, _forged_digests, _moved_record, _stranger,
]  # fmt: skip


@pytest.mark.parametrize(
    "count", [20, pytest.param(200, marks=pytest.mark.long)], ids=["20", "200"]
)
def test_every_damage_and_every_forgery_is_found(
    stamped: Path, authority: Authority, stranger: Authority, tmp_path: Path, count: int
) -> None:
    """In the archive by verify, in a proof by the steps that its README gives."""
    dice = random.Random(count)
    every = answers(stamped)
    ways = [*OF_ARCHIVE, *OF_PROOF]
    for number in range(count):
        way = ways[number % len(ways)]
        folder = tmp_path / "damaged"
        if way in OF_ARCHIVE:
            archive = copied(stamped, folder)
            way(captures_folder(archive), dice, stranger)
            assert findings(archive, authority.roots), way.__name__
        else:
            package = made(stamped, dice.choice(every), authority.roots)
            inside, records = unpacked(package, folder)
            assert accepted(inside, records)
            way(inside, dice, stranger)
            assert not accepted(inside, records), way.__name__
        shutil.rmtree(folder)


def test_a_changed_token_is_found_or_still_proves(
    copy: Path, authority: Authority, tmp_path: Path
) -> None:
    """A few bytes of a token, of its version numbers, are signed by nobody: then it is as good as
    it was, and the next list names its digest."""
    path = lists.token_of(lists.lists(captures_folder(copy))[1])
    token, dice = path.read_bytes(), random.Random(1)
    missed = 0
    for at in range(0, len(token), 9):
        changed = bytearray(token)
        changed[at] ^= 1 << dice.randrange(8)
        path.write_bytes(changed)
        if not findings(copy, authority.roots):
            missed += 1
    assert missed < len(token) / 9 / 20
    path.write_bytes(token)
