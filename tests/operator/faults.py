"""What an operator may do wrong, or meet: what is printed, how the command ends, and what comes
next. docs/operations.md has this table; test_faults.py tries each row.

`…` in what is printed stands for what is put in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Fault:
    """`test` names the test that tries it, where that is not in test_faults.py."""

    happened: str
    printed: str
    code: int
    then: str
    test: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        printed = f"`{self.printed}`" if self.printed else "nothing"
        return self.happened, printed, str(self.code), self.then


FAULTS: Final = {
    "two_makes": Fault(
        "`make` is typed twice at once",
        "Another make is setting up, waiting for it ...",
        0,
        "waits, and finds the work done",
        "tests/test_make.py::test_second_waits_and_finds_the_work_done",
    ),
    "make_broken_off": Fault(
        "`make` is killed while it sets up `.venv`",
        "",
        137,
        "the next `make` does what is left",
        "tests/test_make.py::test_second_does_what_a_killed_one_left",
    ),
    "mistyped_verb": Fault(
        "a verb is mistyped",
        "kho-tin: craw: no such verb; the nearest is crawl. `kho-tin --help` lists them.",
        2,
        "nothing was done",
    ),
    "mistyped_site": Fault(
        "a site is mistyped", "kho-tin: sampel: no such site; there are …", 2, "nothing was done"
    ),
    "no_project": Fault(
        "`kho-tin` is called where there is no project",
        "kho-tin: status: no project: no scrapy.cfg in … or above it. Go to one, or name it with …",
        2,
        "nothing was done",
    ),
    "no_archive": Fault(
        "`status` before the first crawl, or with `ARCHIVE` not set",
        "kho-tin: …: there is no archive here: run a crawl first, or …",
        2,
        "the first crawl makes it",
    ),
    "no_contact": Fault(
        "a live site is crawled without a contact",
        "kho-tin: kkt_phuyen: a live site is not asked for anything without a contact address: …",
        2,
        "nothing was asked for; with `CONTACT` set it is crawled",
    ),
    "mistyped_setting": Fault(
        "a setting's name is mistyped in `.env`",
        "kho-tin: …: CRAWL_HOUR: no such setting; the nearest is CRAWL_HOURS.",
        2,
        "every verb says so until it is right",
    ),
    "wrong_setting": Fault(
        "a setting has a value that cannot be",
        "kho-tin: CRAWL_HOURS=25: give two hours of the day, as in 22-6 or 22:30-06:00.",
        2,
        "`status`, `crawl` and whoever else goes by it say so until it is right",
    ),
    "folder_missing": Fault(
        "the folder that `ARCHIVE` names is not there",
        "kho-tin: …: the folder … does not exist: make it, or …",
        2,
        "nothing is made in its place; when it is there the crawl goes on",
    ),
    "link_to_nowhere": Fault(
        "`ARCHIVE` is a link to a disk that is not mounted",
        "kho-tin: …: a link to …, which is not there: is its disk mounted? Else …",
        2,
        "when it is mounted the crawl goes on",
    ),
    "mixed": Fault(
        "a real site is crawled into the sample's archive",
        "kho-tin: …: holds the invented news of …, and kkt_phuyen is a real site: …",
        2,
        "nothing was changed",
    ),
    "two_crawls": Fault(
        "a crawl is started while another writes the archive",
        "kho-tin: …: in use by …: wait for it to end, then run again",
        75,
        "the first goes on; the next crawl works as ever",
    ),
    "stopped": Fault(
        "a crawl is stopped (Ctrl-C, SIGTERM, `systemctl stop`)",
        "sample: red - stopped by SIGTERM",
        3,
        "goes on where it ended; no notice, and `status` leaves the stopped one out",
    ),
    "stopped_twice": Fault(
        "… and once more, since it is slow to end",
        "kho-tin: stopped at once; the next crawl repairs what was left open.",
        143,
        "repairs the file, and goes on",
        "tests/crawler/test_signals.py::test_a_crawl_goes_on_where_it_was_stopped",
    ),
    "killed": Fault(
        "a crawl is killed (`kill -9`, no memory, no current)",
        "",
        137,
        "repairs the file, takes in what it holds, puts the run on record as crashed, and goes on",
    ),
    "disk_full": Fault(
        "the disk is full",
        "…: the disk is full: make room, then run again",
        1,
        "what was acknowledged is there; with room the crawl goes on",
        "tests/crawler/test_full_disk.py",
    ),
    "captures_gone": Fault(
        "the captures are gone: their disk is not mounted",
        "kho-tin: …: holds none of the WARC files that … names (…): mount its disk, or put them …",
        3,
        "refused until they are back; then as ever",
    ),
    "file_gone": Fault(
        "one WARC file is gone",
        "sample: red - missing from captures/, put back from a copy: …",
        3,
        "all else is crawled, and every run red until it is back",
    ),
    "database_gone": Fault(
        "the database is deleted",
        "kho-tin: …: is gone or empty, and … holds its captures (…): put the database back from …",
        3,
        "`kho-tin rebuild` makes it again; then as ever",
    ),
    "database_overwritten": Fault(
        "something is written over the database",
        "kho-tin: …: not an SQLite database: put a copy back, if it has been one, or …",
        2,
        "refused until a copy is put back, or it is moved away and rebuilt",
    ),
    "capture_altered": Fault(
        "a byte of a WARC file is altered",
        "… bad gzip …",
        3,
        "`verify` names file, byte and articles; whole again with the file from a copy",
    ),
    "list_altered": Fault(
        "`captures/manifest-sha256.txt` is altered",
        "…manifest-sha256.txt: lists … with …, table warcs has …",
        3,
        "`verify` says so; the next run makes it true again",
    ),
    "backup_not_mounted": Fault(
        "the disk for the backup is not mounted",
        "kho-tin: …: there is no such folder: is its disk mounted? For a first copy make the …",
        2,
        "no folder is made in its place; the next backup brings what is missing",
    ),
    "backup_of_another": Fault(
        "a backup goes into the folder of another archive's",
        "kho-tin: …: holds captures that … does not have: the copy of another archive, or of a …",
        2,
        "that copy is as it was",
    ),
    "two_backups": Fault(
        "two backups at once", "kho-tin: …: in use by …: wait for it to end, …", 75, "as ever"
    ),
    "restored_over": Fault(
        "an archive is restored where there is one",
        "kho-tin: …: is there already: move it away, or name another with ARCHIVE",
        2,
        "nothing is written over",
    ),
    "copy_damaged": Fault(
        "the copy that is restored is damaged",
        "Damaged: …: not the bytes it had when finished (sha256)",
        3,
        "all is brought back, and each damage named",
    ),
    "import_of_nothing": Fault(
        "a file to import is mistyped",
        "kho-tin: …: cannot be read: No such file or directory.",
        2,
        "nothing was taken in",
    ),
    "export_over": Fault(
        "an export goes to a file that is there",
        "kho-tin: …: is there already: name another, or give --force.",
        2,
        "the file is as it was",
    ),
    "mistyped_pid": Fault(
        "a decision is about a record that is not there",
        "kho-tin: nosuch: no such record in …: give the pid that its page shows.",
        2,
        "no decision is on record",
    ),
    "port_taken": Fault(
        "the web server's port is taken",
        "127.0.0.1:…: cannot listen there (…): choose another port with --port",
        2,
        "as ever, with another port",
    ),
    "notice_lost": Fault(
        "the address for notices does not answer",
        "… notice of sample by webhook not sent: …",
        4,
        "the crawl ends as it would (here: refused by the site); the notice is tried again",
    ),
}
