"""Why a run was not well, as far as no check of `kho_tin.outcome.checks` says so."""

from __future__ import annotations

from kho_tin.base.reasons.sentence import Reason, part, reason


@part("{these} and {number} more", "{these} và {number} nữa")
def and_more(these: str, number: int) -> None: ...


@part("answered {status}", "trả lời {status}")
def answered(status: int | str) -> None: ...


@part("redirects to itself again, with its cookie set", "lại chuyển về chính nó, dù đã có cookie")
def redirects_again() -> None: ...


@part("shows the cookie wall again, with its cookie set", "lại hiện tường cookie, dù đã có cookie")
def wall_again() -> None: ...


@part("a challenge: {what}", "trang thử thách: {what}")
def challenged(what: str) -> None: ...


@part("the home page", "trang chủ")
def the_home_page() -> None: ...


@part("a listing", "một danh mục")
def a_listing() -> None: ...


@reason(
    "the home page is no listing ({what})",
    "trang chủ không phải là danh mục ({what})",
    "it answers with something else: an error page, an article",
)
def home_no_listing(what: str) -> None: ...


@reason(
    "the home page could not be fetched: {why}",
    "không lấy được trang chủ: {why}",
    "no answer: the site, its name, its certificate or our network",
)
def home_not_fetched(why: str) -> None: ...


@reason(
    "no answer to {requests} requests in a row: given up",
    "{requests} yêu cầu liên tiếp không có trả lời: đã bỏ cuộc",
    "the site, or our network, has gone away in the middle of the crawl",
)
def no_answers(requests: int) -> None: ...


@reason(
    "missing from captures/, put back from a copy: {files}",
    "thiếu trong captures/, hãy đặt lại từ bản sao: {files}",
    "WARC files that the database names are not there; all else was crawled as ever. Every crawl "
    "is red until they are back: [keeping.md](keeping.md#what-is-missing)",
)
def files_missing(files: str) -> None: ...


@reason(
    "in captures/ and not in the database, run `kho-tin rebuild`: {files}",
    "có trong captures/ mà không có trong cơ sở dữ liệu, hãy chạy `kho-tin rebuild`: {files}",
    "the database is from a copy that is older than its captures: rebuild takes them in. Every "
    "crawl is red until then",
)
def files_unknown(files: str) -> None: ...


@reason(
    "stopped by {signal}",
    "bị dừng bởi {signal}",
    "somebody ended it with a signal; no notice is sent, and `kho-tin status` leaves it out",
)
def stopped_by(signal: str | None) -> None: ...


@reason(
    "stopped early ({why})",
    "dừng sớm ({why})",
    "Scrapy closed the crawl for a reason of its own, such as its bound of memory",
)
def stopped_early(why: str) -> None: ...


@reason(
    "stopped before the end; run it again to go on",
    "bị dừng trước khi xong; chạy lại để làm tiếp",
    "an import that a signal ended; what was taken in stays",
)
def import_stopped() -> None: ...


@reason(
    "the files could not be read to their end ({why})",
    "không đọc được các tệp đến hết ({why})",
    "an import: is the disk with the files still there?",
)
def files_not_read(why: str) -> None: ...


@reason(
    "nothing in the files is of {hosts}",
    "trong các tệp không có gì của {hosts}",
    "an import: is the site right, and its host?",
)
def nothing_of_site(hosts: str) -> None: ...


@reason(
    "the budget of requests is used up, the rest comes next time",
    "đã dùng hết số yêu cầu cho phép, phần còn lại để lần sau",
    "`REQUEST_BUDGET`",
    verdict="ok",
)
def budget_used() -> None: ...


@reason(
    "the hours for crawling are over, the rest comes next time",
    "đã hết giờ thu thập, phần còn lại để lần sau",
    "`CRAWL_HOURS`",
    verdict="ok",
)
def hours_over() -> None: ...


@reason(
    "the home page {what}",
    "trang chủ {what}",
    "it answered 401, 403, 407, 429, 451 or 503, or a cookie wall did not open",
    verdict="blocked",
)
def home_refused(what: Reason) -> None: ...


@reason(
    "{page} is a challenge: {what}",
    "{page} là trang thử thách: {what}",
    "a page of script that only a browser can pass",
    verdict="blocked",
)
def challenge(page: Reason, what: str) -> None: ...


@reason(
    "robots.txt forbids the home page",
    "robots.txt cấm trang chủ",
    "it is obeyed",
    verdict="blocked",
)
def robots_forbids() -> None: ...


@reason(
    "robots.txt could not be had ({why}): then nothing may be asked for",
    "không lấy được robots.txt ({why}): khi đó không được hỏi gì cả",
    "the site is down, or our network is; answered with 429 or 503 it is `blocked`",
)
def no_robots(why: str) -> None: ...


@reason(
    "robots.txt asks for {delay} s between requests, {most} s at most are kept: raise "
    "CRAWL_DELAY_LIMIT, and set a REQUEST_BUDGET",
    "robots.txt đòi cách {delay} giây giữa hai yêu cầu, chỉ giữ được nhiều nhất {most} giây: hãy "
    "tăng CRAWL_DELAY_LIMIT và đặt REQUEST_BUDGET",
    "it is obeyed, and the crawl would hold the archive for days or weeks: "
    "[politeness.md](politeness.md)",
    verdict="blocked",
)
def long_crawl_delay(delay: str, most: str) -> None: ...


@reason(
    "the site asks for a pause of {seconds} s, longer than RETRY_AFTER_LIMIT",
    "trang đòi nghỉ {seconds} giây, lâu hơn RETRY_AFTER_LIMIT",
    "it wants to be left alone for a while: crawl it again later, or less often",
    verdict="blocked",
)
def long_pause(seconds: int) -> None: ...


@reason(
    "the web archive answered {status}",
    "kho lưu trữ web trả lời {status}",
    "`crawl wayback`: it wants a pause; crawl again later, it goes on",
    verdict="blocked",
)
def web_archive_answered(status: int) -> None: ...


@reason(
    "the web archive's index answered {status}",
    "chỉ mục của kho lưu trữ web trả lời {status}",
    "`crawl wayback`: the same",
    verdict="blocked",
)
def index_answered(status: int) -> None: ...


@reason(
    "the web archive holds the site back, as was asked of it",
    "kho lưu trữ web không cho xem trang này, vì đã được yêu cầu như thế",
    "`crawl wayback`: somebody has had the site excluded there",
    verdict="blocked",
)
def excluded() -> None: ...


@reason(
    "the web archive's index could not be read: {why}",
    "không đọc được chỉ mục của kho lưu trữ web: {why}",
    "`crawl wayback`: try again later; the endpoint may be none",
)
def index_unreadable(why: str) -> None: ...


@reason(
    "the web archive lists no page of {hosts}",
    "kho lưu trữ web không có trang nào của {hosts}",
    "`crawl wayback`: is the host right?",
)
def nothing_listed(hosts: str) -> None: ...


@reason(
    "the last crawl began {hours} hours ago, {most} at most are allowed",
    "lượt thu thập gần nhất bắt đầu {hours} giờ trước, chỉ cho phép nhiều nhất {most} giờ",
    "`kho-tin status --within`, never in the table `runs`: cron itself has died",
)
def overdue(hours: str, most: str) -> None: ...


@reason(
    "made again from {file}",
    "dựng lại từ {file}",
    "a rebuild: the record of the run itself is lost, and its captures are there",
    verdict="ok",
)
def made_again(file: str) -> None: ...


@reason(
    "the crawl could not be started",
    "không khởi động được lượt thu thập",
    "Scrapy did not start; the log says why",
    verdict="crashed",
)
def not_started() -> None: ...


@reason(
    "ended without a word",
    "kết thúc đột ngột, không rõ lý do",
    "killed, or the machine went down; the next start puts this on record",
    verdict="crashed",
)
def killed() -> None: ...


@part("no index of captures, but {start}", "không phải chỉ mục, mà là {start}")
def no_index(start: str) -> None: ...


@reason(
    "{number} pages are kept in a file that is not given (revisit records without their original)",
    "{number} trang được giữ trong một tệp chưa đưa vào (bản ghi revisit thiếu bản gốc)",
    "an import: give the older files of the same archive, too",
)
def without_original(number: int) -> None: ...


@part("the home page: {why}", "trang chủ: {why}")
def home_answered(why: str) -> None: ...


@part("the home page was not asked for", "chưa hỏi trang chủ")
def home_not_requested() -> None: ...


@part("{first} (and {number} more errors)", "{first} (và {number} lỗi nữa)")
def more_errors(first: str, number: int) -> None: ...
