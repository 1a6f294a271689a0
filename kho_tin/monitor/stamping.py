"""Once a day, an authority's time stamp on a list of what was captured since the last
(archive.proofs)."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from sqlite_utils import Database

from kho_tin.archive import manifest
from kho_tin.archive.proofs import lists, tokens
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.disk import digest_of, sync
from kho_tin.base.errors import ArchiveError, UsageError, explain
from kho_tin.base.reasons import of_proofs
from kho_tin.base.setting_values import SettingValues
from kho_tin.base.times import VIETNAM, moment, now
from kho_tin.monitor.addresses import address, text
from kho_tin.monitor.authority_notice import AuthorityNotice
from kho_tin.monitor.channels import Channel, send
from kho_tin.monitor.post import NotPosted, post

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

logger = logging.getLogger(__name__)

# Beside the lists, from a notice that there is no time stamp to the next one.
NOTED: Final = "noted"


class NotStamped(Exception):
    """Why there is no time stamp: one line. The next crawl tries again."""


@dataclass(frozen=True)
class Stamped:
    """A list that has got its token: how many WARC files it names, and the time (UTC, `…Z`) that
    the authority says."""

    path: Path
    files: int
    time: str


@dataclass(frozen=True)
class Attempt:
    """`stamped` is None where no list was made. `changed` are the names of new files that are not
    the bytes on record, and so in no list."""

    stamped: Stamped | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stamping:
    """An authority at `url`, believed by these `roots`; `timeout` in seconds."""

    url: str
    roots: tuple[Certificate, ...]
    timeout: float

    @classmethod
    def of(cls, settings: SettingValues) -> Self | None:
        """As the settings have it; None where no authority is set. Raises UsageError for wrong
        ones."""
        roots_file = text(settings, "PROOF_ROOTS")
        if not text(settings, "PROOF_URL"):
            if roots_file and tokens.is_installed():
                tokens.roots_in(Path(roots_file))
            return None
        parts = address(settings, "PROOF_URL", ("http", "https"), "https://host/path")
        if parts.username is not None:
            raise UsageError(of_proofs.authority_login())
        if not tokens.is_installed():
            raise UsageError(of_proofs.proof_missing())
        if not roots_file:
            raise UsageError(of_proofs.authority_without_roots())
        roots = tokens.roots_in(Path(roots_file))
        return cls(text(settings, "PROOF_URL"), roots, settings.getfloat("NOTIFY_TIMEOUT"))

    def stamp(self, db: Database, captures: Path) -> Attempt:
        """Get a time stamp for what is finished and in no list. There is none where there is
        nothing, where today (Vietnamese time) has its list, or another process is at it.

        A list is there when its token is. Raises NotStamped, ArchiveError.
        """
        if not manifest.digests(db):
            return Attempt()
        try:
            with _alone(captures / lists.FOLDER) as is_alone:
                return self._stamp(db, captures) if is_alone else Attempt()
        except OSError as error:
            raise explain(error, captures / lists.FOLDER) from error

    def _stamp(self, db: Database, captures: Path) -> Attempt:
        time, read = now(), lists.read_all(captures)
        today = moment(time).astimezone(VIETNAM).date().isoformat()
        new = lists.unlisted(db, read)
        if not new or lists.last_day(db, read) == today:
            return Attempt()
        entries, changed = dict[str, str](), []
        for name, sha256 in sorted(new.items()):
            try:
                of_file = lists.entries_of(captures / name)
            except OSError:
                of_file = {}
            if of_file.get(name) == sha256:
                entries |= of_file
            else:
                changed.append(name)  # verify says how
        if not entries:  # every new file is altered, or holds no answer
            return Attempt(changed=tuple(changed))
        path = captures / lists.FOLDER / lists.name_at(time)
        for before in lists.lists(captures)[-1:]:
            for each in (before, lists.token_of(before)):
                entries[each.name] = digest_of(each)
        data = manifest.text_of(entries).encode()
        token, says = self._token(data)
        for each, content in ((lists.token_of(path), token), (path, data)):
            lists.write(each, content)
        return Attempt(Stamped(path, len(new) - len(changed), says), tuple(changed))

    def _token(self, data: bytes) -> tuple[bytes, str]:
        request = tokens.request(data)
        try:
            token = post(
                self.url,
                request.der,
                "application/timestamp-query",
                timeout=self.timeout,
                largest=tokens.LARGEST + 1,
            )
            return token, tokens.check(token, data, self.roots, request.nonce)
        except NotPosted as error:
            raise NotStamped(str(error)) from error
        except tokens.BadToken as error:
            raise NotStamped(f"the answer is not accepted: {error}") from error


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process is stamping in `folder`, which is made; while the block runs none
    can begin. Raises OSError."""
    folder.mkdir(exist_ok=True)
    sync(folder.parent)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


def stamp_after_crawl(
    settings: SettingValues, db: Database, archive: Path, channels: Sequence[Channel]
) -> None:
    """Get today's time stamp where an authority is set. That there is none is a line in the log and
    a notice, and never changes how a crawl ends. Raises UsageError for wrong settings."""
    stamping = Stamping.of(settings)
    if stamping is None:
        return
    captures, place = captures_folder(archive), str(archive.absolute())
    noted = captures / lists.FOLDER / NOTED
    try:
        attempt = stamping.stamp(db, captures)
    except (NotStamped, ArchiveError) as error:
        logger.warning("no time stamp from %s; the next crawl tries again", error)
        notice = AuthorityNotice("unstamped", str(error), place)
        # Sent before that is noted: after a kill in between it is sent once more.
        if not noted.exists() and _send(notice, channels):
            with suppress(OSError):
                noted.write_text(f"{now()}\n", "utf-8")
        return
    for name in attempt.changed:
        logger.warning("%s: not the bytes it had when finished: no time stamp", name)
    if (
        attempt.stamped
        and noted.exists()
        and _send(AuthorityNotice("stamped", "", place), channels)
    ):
        noted.unlink(missing_ok=True)


def _send(notice: AuthorityNotice, channels: Sequence[Channel]) -> bool:
    """Send a notice; returns whether a channel took it."""
    return None in [send(channel, notice) for channel in channels]
