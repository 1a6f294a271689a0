"""The proof of one capture, as a ZIP file that openssl, sha256sum and gzip check without this
program: its record, the list of digests that names it, and the time stamp of the list."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from sqlite_utils import Database

from kho_tin.archive import captures, decisions
from kho_tin.archive.captures import Capture
from kho_tin.archive.proofs import lists, tokens
from kho_tin.archive.proofs.lists import RecordName
from kho_tin.base.reasons import of_proofs
from kho_tin.base.times import moment
from kho_tin.exporters.errors import ExportError

ROOTS: Final = "roots.pem"
README: Final = "README.md"


@dataclass(frozen=True)
class Part:
    """A record, and the list that names it; `time` (UTC, `…Z`) is what its token says."""

    name: str
    record: bytes
    capture: Capture
    listed: Path
    time: str


def named(db: Database, name: str) -> Capture:
    """The capture with that id, or at that `WARC:offset`. Raises ExportError, also for one that is
    withheld."""
    warc, colon, offset = name.rpartition(":")
    where, values = ("warc = ? AND offset = ?", [warc, offset]) if colon else ("id = ?", [name])
    row = None
    if offset.isdecimal() and offset.isascii() and len(offset) < 19:
        row = db.execute(f"SELECT id FROM captures WHERE {where}", values).fetchone()
    if row is None:
        raise ExportError(of_proofs.no_capture(name))
    if decisions.withheld_capture(db, row[0]):
        raise ExportError(of_proofs.capture_withheld(name))
    return captures.get(db, row[0])


def parts_of(db: Database, folder: Path, capture: Capture, roots: Path) -> list[Part]:
    """What proves a capture: its record and, of a revisit, that which has the bytes. `folder` has
    the WARC files, `roots` the certificates by which tokens are believed. Raises ExportError where
    a record has no time stamp, or is not what was stamped; OSError."""
    chosen = [capture, captures.original_of(db, capture)] if capture.refers_to else [capture]
    read = lists.read_all(folder)
    return [_part(each, folder, read, roots) for each in chosen]


def _part(capture: Capture, folder: Path, read: dict[str, dict[str, str]], roots: Path) -> Part:
    record = RecordName(capture.warc, capture.offset, capture.length)
    with (folder / capture.warc).open("rb") as file:
        file.seek(record.offset)
        data = file.read(record.length)
    named_in = lists.naming(read, record, hashlib.sha256(data).hexdigest())
    if named_in is None:
        is_listed = any(str(record) in listed for listed in read.values())
        why = of_proofs.record_changed if is_listed else of_proofs.not_stamped
        raise ExportError(why(capture.id))
    path = folder / lists.FOLDER / named_in
    try:
        token = lists.token_of(path).read_bytes()
        time = tokens.check(token, path.read_bytes(), tokens.roots_in(roots), None)
    except (tokens.BadToken, FileNotFoundError) as error:
        raise ExportError(of_proofs.bad_token(lists.token_of(path), str(error))) from error
    return Part(str(record), data, capture, path, time)


def write(file: IO[bytes], folder: str, parts: list[Part], roots: Path, authority: str) -> None:
    """Write the ZIP file, all in one `folder`; `authority` is its address, empty if not known."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _files(parts, roots, authority).items():
            info = zipfile.ZipInfo(f"{folder}/{name}", _date(parts))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)


def _files(parts: list[Part], roots: Path, authority: str) -> dict[str, bytes]:
    files = {README: readme(parts, authority).encode(), ROOTS: roots.read_bytes()}
    for part in parts:
        token = lists.token_of(part.listed)
        files[part.name] = part.record
        files[part.listed.name] = part.listed.read_bytes()
        files[token.name] = token.read_bytes()
    return files


def _date(parts: list[Part]) -> tuple[int, int, int, int, int, int]:
    """Of the newest token: the same proof is the same file."""
    at = moment(max(part.time for part in parts))
    return at.year, at.month, at.day, at.hour, at.minute, at.second


def readme(parts: list[Part], authority: str) -> str:
    """The steps of a check, in both languages."""
    by_list = {part.listed.name: part.time for part in parts}
    steps = "\n".join(_steps(by_list))
    return _README.format(
        records="\n".join(_records(parts)),
        steps=steps,
        times=", ".join(sorted(set(by_list.values()))),
        authority=authority or "?",
        roots=ROOTS,
        read="\n".join(f"gzip -dc < {part.name}" for part in parts),
    )


def _records(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        kind = "" if part.capture.refers_to is None else " (revisit)"
        yield f"- `{part.name}`: {part.capture.page_url}, {part.capture.fetched_at}{kind}"


def _steps(by_list: dict[str, str]) -> Iterator[str]:
    for name, time in by_list.items():
        token = lists.token_of(Path(name)).name
        seconds = int(moment(time).timestamp())
        yield f"sha256sum --check --ignore-missing {name}"
        yield (f"openssl ts -verify -data {name} -in {token} -CAfile {ROOTS} -attime {seconds}")
        yield f"openssl ts -reply -in {token} -text"


_README: Final = """\
# Proof of a capture · Chứng cứ về một bản thu

{records}

## What it shows

These bytes are not younger than {times} (UTC): that time was given, and signed, by an authority
for time stamps (RFC 3161), {authority}, and not by the archive. It does not show that the site sent
them; that is the archive's word.

## How to check it

In this folder, with GNU coreutils and OpenSSL 1.1 or newer (on a Mac `shasum -a 256` in the place
of `sha256sum`):

```
{steps}
```

1. `sha256sum` must say `OK` of each record named above: it is one that the list names. It does not
   name what is not here.
2. `openssl ts -verify` must say `Verification: OK`: the time stamp is of this list, and the
   authority's. `-attime` is the time it states: its certificate was in force then, and may have
   expired since.
3. `openssl ts -reply` prints who signed, and `Time stamp:`, the time.

`{roots}` has the authority's root certificate as the archive has it. Whoever trusts nobody takes
that from the authority itself and names it in step 2.

A record is one member of gzip, in the form of WARC (ISO 28500): its address, when it was fetched,
the answer's headers and its body as they were sent. A revisit says that the answer was that of
another record, which is then here as well.

```
{read}
```

## Cho thấy điều gì

Các byte này đã có vào lúc {times} (UTC): thời điểm ấy do một tổ chức cấp dấu thời gian (RFC 3161),
{authority}, cho và ký, không phải do kho. Chứng cứ không cho thấy chính trang nguồn đã gửi chúng;
đó là lời của kho.

## Cách kiểm tra

Chạy các lệnh ở trên trong thư mục này, với GNU coreutils và OpenSSL từ 1.1 (trên máy Mac thay
`sha256sum` bằng `shasum -a 256`).

1. `sha256sum` phải báo `OK` cho từng bản ghi nêu ở đầu: danh sách có nêu bản ghi ấy.
2. `openssl ts -verify` phải báo `Verification: OK`: dấu thời gian là của danh sách này và của tổ
   chức ấy. `-attime` là thời điểm ghi trong dấu: chứng thư khi ấy còn hiệu lực, nay có thể đã hết.
3. `openssl ts -reply` in ra ai đã ký, và thời điểm, ở dòng `Time stamp:`.

`{roots}` là chứng thư gốc của tổ chức ấy mà kho dùng. Ai không muốn tin kho thì lấy chứng thư từ
chính tổ chức ấy, rồi dùng ở bước 2.

Mỗi bản ghi là một phần gzip theo dạng WARC (ISO 28500): địa chỉ, thời điểm tải, các trường HTTP và
nội dung như trang đã gửi. Bản ghi lặp lại (revisit) nói rằng trang đã trả lời như ở một bản ghi
khác, bản ghi ấy khi đó cũng có ở đây.
"""
