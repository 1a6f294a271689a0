"""Why there is no proof of a capture, or no time stamp."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import refusal


@refusal(
    "proof takes one CAPTURE: its id, or FILE.warc.gz:OFFSET.",
    "proof cần đúng một CAPTURE: id của bản thu, hoặc FILE.warc.gz:OFFSET.",
)
def proof_usage() -> None: ...


@refusal("stamp takes no argument.", "stamp không cần tham số nào.")
def stamp_usage() -> None: ...


@refusal(
    "{name}: no such capture: give an id of the table captures, or FILE.warc.gz:OFFSET.",
    "{name}: không có bản thu này: hãy cho id trong bảng captures, hoặc FILE.warc.gz:OFFSET.",
)
def no_capture(name: str) -> None: ...


@refusal(
    "{name}: is of a withheld record, and shown to nobody: `kho-tin undo` its decision first.",
    "{name}: thuộc một tin đang giữ kín, không cho ai xem: trước hết hãy `kho-tin undo` quyết định "
    "ấy.",
)
def capture_withheld(name: str) -> None: ...


@refusal(
    "capture {capture}: has no time stamp yet: run `kho-tin stamp`, tomorrow if today has its own.",
    "bản thu {capture}: chưa có dấu thời gian: hãy chạy `kho-tin stamp`, nếu hôm nay đã có dấu thì "
    "để ngày mai.",
)
def not_stamped(capture: int) -> None: ...


@refusal(
    "capture {capture}: is not the bytes that got a time stamp: run `kho-tin verify`.",
    "bản thu {capture}: không còn là các byte đã được cấp dấu thời gian: hãy chạy "
    "`kho-tin verify`.",
    "the record was changed since; a backup has the right one",
)
def record_changed(capture: int) -> None: ...


@refusal(
    "{file}: is no time stamp that can be believed ({why}): run `kho-tin verify`.",
    "{file}: không phải dấu thời gian đáng tin ({why}): hãy chạy `kho-tin verify`.",
    "is the authority's root in `PROOF_ROOTS`? Else a backup has the right token",
)
def bad_token(file: Path, why: str) -> None: ...


@refusal(
    "PROOF_ROOTS is not set: name a file with the authority's root certificate.",
    "chưa đặt PROOF_ROOTS: hãy nêu tệp có chứng thư gốc của tổ chức cấp dấu thời gian.",
)
def no_roots_set() -> None: ...


@refusal(
    "rfc3161-client is not installed: pip install 'kho-tin[proof]'.",
    "chưa cài rfc3161-client: hãy chạy pip install 'kho-tin[proof]'.",
)
def extra_missing() -> None: ...


@refusal(
    "PROOF_URL is not set: name an authority for time stamps.",
    "chưa đặt PROOF_URL: hãy nêu một tổ chức cấp dấu thời gian.",
    "of `kho-tin stamp`",
)
def no_authority() -> None: ...


@refusal(
    "no time stamp from {why}; the next crawl, or `kho-tin stamp`, tries again.",
    "chưa có dấu thời gian từ {why}; lượt thu thập sau, hoặc `kho-tin stamp`, sẽ thử lại.",
    "of `kho-tin stamp`, with code 1; after a crawl it is a line of the log",
)
def no_answer(why: str) -> None: ...


# The settings of an authority.


@refusal(
    "PROOF_URL: a user and a password in the address are not supported.",
    "PROOF_URL: không dùng được tên người dùng và mật khẩu trong địa chỉ.",
    "use an authority that needs none",
)
def authority_login() -> None: ...


@refusal(
    "PROOF_URL is set, and rfc3161-client is not installed: pip install 'kho-tin[proof]'.",
    "đã đặt PROOF_URL mà chưa cài rfc3161-client: hãy chạy pip install 'kho-tin[proof]'.",
    "or take out `PROOF_URL`",
)
def proof_missing() -> None: ...


@refusal(
    "PROOF_URL is set, and PROOF_ROOTS is not: name a file with the authority's root certificate.",
    "đã đặt PROOF_URL mà chưa đặt PROOF_ROOTS: hãy nêu tệp có chứng thư gốc của tổ chức cấp dấu "
    "thời gian.",
    "the authority publishes it",
)
def authority_without_roots() -> None: ...


@refusal(
    "PROOF_ROOTS: {file}: cannot be read ({why}).",
    "PROOF_ROOTS: {file}: không đọc được ({why}).",
    "the file's path, and its rights",
)
def roots_unreadable(file: Path, why: str) -> None: ...


@refusal(
    "PROOF_ROOTS: {file}: holds no certificate, or one that cannot be read: give them as PEM.",
    "PROOF_ROOTS: {file}: không có chứng thư nào, hoặc có chứng thư không đọc được: hãy cho dạng "
    "PEM.",
    "`openssl x509 -inform DER -in FILE` turns the other form into it",
)
def no_roots(file: Path) -> None: ...
