"""Why a site cannot be crawled as it was asked: an argument, or what its file declares."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import refusal

_SAME = "the same"

# Arguments of a crawl, `-a NAME=VALUE`.


@refusal("-a takes NAME=VALUE.", "-a cần có dạng TÊN=GIÁ_TRỊ.")
def no_argument() -> None: ...


@refusal(
    "-a {name}: unknown argument; known are {known}.",
    "-a {name}: không có tham số này; có các tham số {known}.",
)
def unknown_argument(name: str, known: str) -> None: ...


@refusal(
    "-a {name}={given}: give a day as YYYY-MM-DD, as in 2021-06-02.",
    "-a {name}={given}: hãy cho ngày theo dạng YYYY-MM-DD, như 2021-06-02.",
)
def no_day(name: str, given: object) -> None: ...


@refusal(
    "-a {name}={given}: give a full address, as in http://127.0.0.1:8000/.",
    "-a {name}={given}: hãy cho địa chỉ đầy đủ, như http://127.0.0.1:8000/.",
)
def no_full_address(name: str, given: str) -> None: ...


@refusal(
    "-a full={given}: give full=1 (or yes, true), or leave it out (or 0, no, false).",
    "-a full={given}: hãy cho full=1 (hoặc yes, true), hoặc bỏ đi (hoặc 0, no, false).",
)
def no_full(given: object) -> None: ...


@refusal(
    "-a since={since} lies after until={until}: swap them.",
    "-a since={since} sau until={until}: hãy đổi chỗ.",
)
def days_swapped(since: object, until: object) -> None: ...


@refusal(
    "-a host={given}: give the bare host name, as in -a host=www.example.vn.",
    "-a host={given}: hãy chỉ cho tên máy chủ, như -a host=www.example.vn.",
)
def no_bare_host(given: str) -> None: ...


@refusal(
    "{argument}: {given}: give the bare host name, as in www.example.vn.",
    "{argument}: {given}: hãy chỉ cho tên máy chủ, như www.example.vn.",
)
def no_bare_host_in(argument: str, given: str) -> None: ...


@refusal(
    "{site}: say which host the site had: {argument}.",
    "{site}: hãy cho biết trang ấy ở máy chủ nào: {argument}.",
)
def no_host(site: str, argument: str) -> None: ...


@refusal(
    "{site}: the host is known ({home}); leave -a host= out.",
    "{site}: đã biết máy chủ ({home}); hãy bỏ -a host=.",
)
def host_known(site: str, home: str) -> None: ...


@refusal(
    "wayback: say which site: -a site=SITE; `kho-tin list` names them.",
    "wayback: hãy cho biết trang nào: -a site=SITE; `kho-tin list` nêu tên các trang.",
)
def no_wayback_site() -> None: ...


@refusal(
    "-a site=wayback: name the site whose pages are wanted.",
    "-a site=wayback: hãy nêu trang mà ta cần các bài của nó.",
)
def wayback_of_itself() -> None: ...


@refusal("{name}: no such site; there are {names}.", "{name}: không có trang này; có {names}.")
def no_site(name: str, names: str) -> None: ...


@refusal(
    "{module}: the site did not start; try `kho-tin sample`.",
    "{module}: trang không khởi động được; hãy thử `kho-tin sample`.",
    "the sample site's own words are above it",
)
def sample_not_started(module: str) -> None: ...


# What a site's file declares.


@refusal(
    "{site} in {module} declares no {attribute}.",
    "{site} trong {module} không khai báo {attribute}.",
    "a file in `spiders/`: declare it",
)
def not_declared(site: str, module: str, attribute: str) -> None: ...


@refusal(
    "{site}: home_url must be a full address that ends its host with a slash, not {given}.",
    "{site}: home_url phải là địa chỉ đầy đủ, có dấu gạch chéo sau tên máy chủ, không phải "
    "{given}.",
    _SAME,
)
def home_url_wrong(site: str, given: str) -> None: ...


@refusal(
    "{site}: cms must be one of {known}, or None, not {given}.",
    "{site}: cms phải là một trong {known}, hoặc None, không phải {given}.",
    _SAME,
)
def cms_wrong(site: str, known: str, given: str) -> None: ...


@refusal(
    "{site}: eras: until must be a day, as in 2025-06-30, not {given}.",
    "{site}: eras: until phải là một ngày, như 2025-06-30, không phải {given}.",
    _SAME,
)
def era_without_day(site: str, given: str) -> None: ...


@refusal(
    "{site}: eras: the one until {day} names {given}: give bare host names, as in www.example.vn.",
    "{site}: eras: giai đoạn đến {day} nêu {given}: hãy chỉ cho tên máy chủ, như www.example.vn.",
    _SAME,
)
def era_host_wrong(site: str, day: str, given: str) -> None: ...


@refusal(
    "{site}: eras: the one until {day} says nothing that was otherwise then.",
    "{site}: eras: giai đoạn đến {day} không nêu điều gì khác với nay.",
    _SAME,
)
def era_empty(site: str, day: str) -> None: ...


@refusal(
    "{site}: eras: {later} stands before {day}: the oldest comes first.",
    "{site}: eras: {later} đứng trước {day}: giai đoạn cũ nhất đứng đầu.",
    _SAME,
)
def eras_disordered(site: str, later: str, day: str) -> None: ...


@refusal(
    "{site}: eras: the one until {day} is not over: until then the site's own attributes say what "
    "it is.",
    "{site}: eras: giai đoạn đến {day} chưa qua: đến lúc đó, các thuộc tính của trang nói trang "
    "là gì.",
    _SAME,
)
def era_not_over(site: str, day: str) -> None: ...


@refusal(
    "ca_bundle: {file}: no certificate in PEM form; for one that came as DER: openssl x509 -inform "
    "der -in FILE -out {name}.",
    "ca_bundle: {file}: không có chứng chỉ dạng PEM; nếu nhận được dạng DER: openssl x509 -inform "
    "der -in TỆP -out {name}.",
    _SAME,
)
def no_certificate(file: Path, name: str) -> None: ...


@refusal("ca_bundle: {file}: {error}.", "ca_bundle: {file}: {error}.", _SAME)
def certificate_unreadable(file: Path, error: str | None) -> None: ...
