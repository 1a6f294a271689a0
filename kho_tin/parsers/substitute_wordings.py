"""The wordings of substitute pages: maintenance, errors, refusals, "no such page".

They are those of servers, firewalls and portals as these send them, Vietnamese and English. They
are matched as written, or, in a text without Vietnamese marks, without marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kho_tin.base.bounded_patterns import BoundedPattern
from kho_tin.base.text import squeeze

# Characters of the longest text in which a wording is searched for: a substitute page says one
# thing, and the gaps in a sentence (`~60`) take the square of the text's length. From 350 to 1,400
# no reading changes (as measured in docs/extraction.md, "Thresholds").
LONGEST = 700
_MARKS = re.compile("[\u0300-\u036f]")
_MARKED = re.compile("[^\\x00-\\x7f]")
# A dot within a word, as in a host's name, does not end a sentence. (Escaped for re.sub.)
_SAME_SENTENCE = r"(?:[^.!?]|\\.(?=\\w))"

_SITE = (
    r"(?:hệ thống(?= (?:đang|hiện|sẽ|tạm|này|của|máy chủ|mạng|thông tin|website|trang|cổng|dịch vụ"
    r"|phần mềm|trực tuyến|một cửa|quản lý|phục vụ|tra cứu|công nghệ|cntt|dữ liệu|thư|văn bản))"
    r"|web ?site|site|trang(?: (?:web|chủ|tin|thông tin))?"
    r"|cổng(?: (?:thông tin|dịch vụ công|tttđt|ttđt))?|máy chủ|server|system|portal"
    r"|service|page|chúng tôi|dịch vụ|ứng dụng|phần mềm|we(?:'re| are)?)\b"
)
_WORK = (
    r"(?:bảo trì|bảo dưỡng|nâng cấp|xây dựng|chuyển đổi|sửa chữa|khắc phục|tạm (?:dừng"
    r"|ngừng|ngưng|đóng))"
)


def unmarked(text: str) -> str:
    """`text` without the marks of Vietnamese, đ as d. Capitals stay, as `\\W` of a pattern must,
    and so do the marks of other scripts: the index's `fold` takes both."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return _MARKS.sub("", plain)


def form_of(text: str) -> str:
    """The form in which wordings are searched for: one line, small letters, straight quotes."""
    return squeeze(text).casefold().replace("\u2019", "'")


@dataclass(frozen=True)
class Wording:
    """A pattern as written, and as written without marks."""

    marked: BoundedPattern
    unmarked: BoundedPattern

    @classmethod
    def of(cls, lines: str) -> Wording:
        """From one alternative a line; a line that is indented further continues the one above.
        SITE and WORK are replaced; `~60` stands for up to 60 characters of the same sentence."""
        joined = re.sub(r"\n {8,}", "", lines)
        pattern = "|".join(f"(?:{line.strip(chr(10))[4:]})" for line in joined.split("\n") if line)
        pattern = pattern.replace("SITE", _SITE).replace("WORK", _WORK)
        pattern = re.sub(r"~(\d+)", rf"{_SAME_SENTENCE}{{0,\1}}", pattern)
        return cls(
            BoundedPattern(pattern, longest=LONGEST),
            BoundedPattern(unmarked(pattern), longest=LONGEST),
        )

    def search(self, form: str) -> re.Match[str] | None:
        """The first place in a text of `form_of`, of `LONGEST` characters at most."""
        return (self.marked if _MARKED.search(form) else self.unmarked).search(form)

    def match(self, form: str) -> re.Match[str] | None:
        """The same at the text's beginning."""
        return (self.marked if _MARKED.search(form) else self.unmarked).match(form)


MAINTENANCE = Wording.of(r"""
    SITE~80\bđang\b(?: (?:được|trong|quá trình|thời gian|giai đoạn|tiến hành|thực hiện|tạm thời
        |tạm|dừng|ngừng|để|bị)){0,5} WORK
    SITE~80\btạm (?:thời )?(?:dừng|ngừng|ngưng|đóng|gián đoạn)\b~60\b(?:để|do|nhằm|vì)\b
        ~40WORK[^!?]{0,300}(?:quay lại|trở lại|truy cập lại|lại sau)
    (?:đang|tạm dừng để|tạm ngừng để)(?: (?:được|trong|quá trình|thời gian|tiến hành)){0,4
        } (?:bảo trì|bảo dưỡng|nâng cấp)\b[^!?]{0,200}(?:quay lại|trở lại|truy cập lại) sau
    \bSITE~60\b(?:under(?:going)?|(?:down|offline|closed|unavailable) (?:for|due to)|performing
        |doing)(?: (?:scheduled|routine|planned|essential|some|urgent|a|system|server
        |our)){0,3} (?:maintenance|upgrade|construction)
    \b(?:we(?:'ll| will)|be|come) (?:be )?(?:right |back )(?:back|soon|shortly|online|later)\b
""")

MAINTENANCE_TITLE = Wording.of(r"""
    (?:thông báo:? )?(?:SITE )?(?:tạm thời )?(?:đang )?(?:được )?(?:trong )?(?:quá trình )?
        (?:tiến hành )?(?:bảo trì|bảo dưỡng|nâng cấp)(?: (?:định kỳ|SITE)){0,4}$
    (?:thông báo:? )?(?:đang bảo trì|đang nâng cấp|tạm ngừng (?:hoạt động|phục vụ))
    (?:(?:site|website|system|server|scheduled|temporary|planned|under|down for|offline for) )+
        (?:maintenance|construction)
    maintenance(?: (?:mode|page|in progress|notice|break))?$
    (?:we(?:'ll| will) )?be (?:right )?back(?: (?:soon|shortly|online))?$
    SITE~40\bđang(?: (?:được|trong|quá trình|thời gian|tiến hành)){0,4} WORK
    SITE is (?:currently |temporarily )?(?:down|offline|under)\b
""")

MISSING = Wording.of(r"""
    không tìm thấy (?:trang|đường dẫn|nội dung|bài viết|tin bài|bản tin|tài nguyên|tập tin|file
        |liên kết)\b
    (?:trang|nội dung|bài viết|tin bài|bản tin|đường dẫn|địa chỉ|liên kết|tài nguyên)\b~60\b(?:
        (?:không|chưa) (?:còn )?(?:tồn tại|tìm thấy|được tìm thấy|có sẵn)|đã bị (?:xóa|xoá|gỡ))
    \b(?:page|file|content|article|resource|url|document|item|post)\b~80\b(?:(?:could|can)(?:not
        | not|'t) be|was|is|were|has been)? ?(?:not )?(?:not found|found\b(?<=not found)
        |does ?n[o']t exist|doesn't exist|does not exist|no longer (?:exists?|available))
    (?:could|can)(?:not|n't| not) (?:be found|find (?:the|that|this) (?:page|article|file))
""")

MISSING_TITLE = Wording.of(r"""
    (?:http |error |lỗi |mã lỗi |oops\W{0,3} )?404(?! (?!error|not|page|file|lỗi|không|trang
        |-)\w)\b
    (?:http |error )?410\b(?: gone)?$
    (?:sorry\W{0,3} )?(?:this |the )?(?:page|file|content|article|object|resource) (?:wa
        s |is )?(?:not found|missing)
    not found$
    không tìm thấy(?: (?:trang|đường dẫn|nội dung|bài viết|tin bài|tài nguyên|tập tin|file)|$)
    (?:trang|nội dung|bài viết|tin bài|đường dẫn|liên kết)(?: (?:này|bạn|quý vị|cần|yêu cầu|tìm
        |truy cập|đang|đã|hiện)){0,6} (?:không|chưa) (?:còn )?(?:tồn tại|tìm thấy|được tìm thấy)
""")

WALL = Wording.of(r"""
    requested url was rejected
    \b(?:your )?support id (?:is|:)
    \bchecking (?:your browser|if the site connection)
    \b(?:your|this|the) (?:request|access|ip|ip address|connection|traffic)\b~60\b(?:has been
        |have been|was|were|is) (?:\w+ )?(?:blocked|denied|rejected|banned|flagged)
    \byou (?:have been|are|were) (?:\w+ )?(?:blocked|banned|denied)
    \byou (?:don't|do not) have (?:permission|access)
    \baccess (?:to (?:this|the) [\w ]{1,30} )?(?:is |was |has been )?(?:denied|forbidden|blocked)
    \b(?:web ?page|request|url) blocked\b
    \bweb application firewall\b
    \bwebsite firewall\b
    \bincapsula incident\b
    \bmod_?security\b
    \b(?:attack|incident|event|ray|block|reference)(?: id)?\s?[:#]\s?#?[0-9a-f.\-]{6,}
    \b(?:verify(?:ing)?|confirm|prove)(?: that)? you(?:'re| are)(?: not)? (?:a )?(?:human|robot)
    \benable (?:javascript and cookies|cookies)
    \bunusual traffic\b
    \btoo many requests\b
    \btruy cập\b~40\bbị (?:từ chối|chặn|ngăn chặn|khóa|khoá|cấm|hạn chế)
    \byêu cầu(?: (?:truy cập|url|http|này|của (?:bạn|quý \w+)|đã|vừa
        |tạm thời)){0,4} bị (?:từ chối|chặn|ngăn chặn|hủy|huỷ)
    \bip\b~60\bbị (?:từ chối|chặn|ngăn chặn|khóa|khoá|cấm)
    \b(?:không có|chưa được cấp|không được cấp) quyền (?:truy cập|xem)
    \b(?:đang )?kiểm tra (?:trình duyệt|kết nối) (?:của )?(?:bạn|quý)
    \bkhông phải (?:là )?(?:robot|người máy)
    \bxác (?:minh|nhận|thực)~30\blà (?:con )?người\b
    \bmã (?:xác nhận|captcha|bảo vệ|sự cố|sự kiện|hỗ trợ)\s?:
    \bnhập (?:mã )?captcha\b
    \b(?:vi phạm|phát hiện)~40\b(?:chính sách (?:an ninh|bảo mật)|tấn công|truy cập bất thường)
""")

WALL_TITLE = Wording.of(r"""
    request (?:rejected|blocked|denied)
    web ?page blocked
    blocked$
    you have been blocked
    just a moment
    attention required
    one more step
    checking your browser
    please wait\W{0,3}$
    (?:security|human|bot|browser) (?:check|verification|challenge)
    are you (?:a )?(?:human|robot)
    ddos (?:protection|guard)
    captcha\b
    robot check
    challenge$
    (?:\w+ )?(?:website|web application) firewall
    access (?:is |was |has been )?(?:denied|forbidden|blocked)
    not acceptable
    (?:http |error |lỗi |mã lỗi )?(?:401|403|406|429)(?! (?!error|not|forbidden|unauthori|access
        |lỗi|bị|cấm|too)\w)\b
    forbidden$
    unauthori[sz]ed$
    too many requests$
    (?:yêu cầu|truy cập)(?: của \w+| của quý \w+)?(?: đã)? bị (?:từ chối|chặn|ngăn chặn|cấm)
    từ chối (?:truy cập|yêu cầu)
    (?:bạn )?không có quyền truy cập
    cấm truy cập
    (?:đang )?kiểm tra (?:trình duyệt|bảo mật|kết nối)
    xác (?:minh|thực) (?:bảo mật|truy cập|người dùng)
""")

ERROR = Wording.of(r"""
    \b(?:server|runtime) error in '
    \bhttp (?:status|error) (?:code )?5\d\d\b
    \b50[0-4] (?:internal|bad|service|gateway|not impl)
    \binternal server error\b
    \bbad gateway\b
    \bgateway time-?out\b
    \bservice (?:is |temporarily |currently )*unavailable\b
    \berror establishing a database connection
    \bdatabase (?:connection )?error\b
    \b(?:lỗi|không thể|không) kết nối (?:được )?(?:đến|tới|với|vào)?\s?(?:cơ sở dữ liệu|csdl
        |máy chủ|database)
    \b(?:đã|có|vừa) (?:một )?(?:lỗi )?xảy ra (?:lỗi|sự cố)
    \b(?:đã có|có một|có) lỗi (?:đã )?xảy ra
    ^xảy ra lỗi
    \b(?:lỗi hệ thống|lỗi máy chủ|lỗi không xác định|lỗi xử lý)\b
    \bhệ thống\b~30\b(?:gặp (?:sự cố|lỗi)|bị lỗi|bị quá tải|đang quá tải|tạm thời gián đoạn)
    \bsomething (?:went|has gone) wrong\b
    \ban (?:\w+ )?(?:error|exception) (?:has )?(?:occurred|happened)
    \b(?:unhandled|uncaught) exception\b
    \bstack ?trace\s?:
    \b(?:fatal|parse) error\s?:
    \bwarning\s?: mysql
    \bportlet\b~40\bunavailable\b
    \btemporarily (?:unavailable|unable to)
    \baccount (?:has been |is )?suspended\b
    \bbandwidth limit exceeded\b
    \b(?:tên miền|hosting|(?:website|dịch vụ|tài khoản) (?:này|của (?:bạn|quý)|hosting
        |\S+\.\w+))\b~60\b(?:bị (?:tạm )?(?:khóa|khoá|ngưng
        |ngừng|đình chỉ)|(?:đã )?hết hạn|chưa (?:được )?(?:cấu hình|kích hoạt)|(?:rao|chào) bán)
    \bdomain\b~60\b(?:for sale|parked|has expired|pending renewal)
    \bwelcome to nginx
    \bdefault (?:web ?site|web|domain|landing) page\b
    \bapache2? [\w ]{0,20}default page
""")

ERROR_TITLE = Wording.of(r"""
    (?:server|runtime|application|system|database|unexpected|internal) error\b
    (?:http )?(?:status |error |lỗi |mã lỗi )?50[0-9](?! (?!error|internal|bad|service|gateway
        |server|lỗi|http)\w)\b
    internal server error
    bad gateway
    gateway time-?out
    (?:the )?service (?:is )?(?:temporarily )?unavailable
    (?:site )?temporarily unavailable
    error establishing a database
    (?:sorry\W{0,3} )?something went wrong
    whoops\b
    oops\W
    (?:lỗi|error|thông báo lỗi|trang (?:báo )?lỗi|error page|lỗi (?:hệ thống|máy chủ|kết nối
        |truy cập|xử lý))\W*$
    (?:đã|có|vừa) (?:xảy ra lỗi|lỗi xảy ra|xảy ra sự cố)
    (?:đã có|có một) lỗi
    an? (?:\w+ )?(?:error|exception) (?:has )?(?:occurred|happened)
    account suspended
    this account has been suspended
    bandwidth limit
    suspended (?:page|domain|site)
    welcome to (?:nginx|centos|openresty)
    iis(?: windows| \d|\d)
    internet information services
    apache2? [\w ]{0,20}default
    it works!?$
    (?:http server )?test page
    default (?:web ?site|web|website|domain|landing) page
    (?:plesk )?domain default
    index of /
    (?:\S+ )?(?:is )?(?:parked|for sale)$
    (?:\S+ )?domain (?:parked|for sale|expired)
    website (?:suspended|expired)
    (?:website|tên miền|tài khoản|hosting)(?: \S+){0,4} (?:đã )?(?:hết hạn|bị (?:tạm )?(?:khóa
        |khoá|ngưng|ngừng)|tạm ngưng)
""")

LOGIN_TITLE = Wording.of(r"""
    (?:vui lòng |yêu cầu |trang )?(?:đăng nhập|xác thực)\b
    (?:please )?(?:log ?[io]n|sign[ -]?in)\b
    (?:single sign-on|authentication required|sso\b|outlook web)
""")

# Texts that say nothing: "being updated", "no data", "loading".
EMPTY_TEXT = Wording.of(r"""
    \W{0,20}(?:nội dung |dữ liệu |thông tin |bài viết )?(?:hiện )?(?:đang )(?:được )?(?:cập nhật|tải
        |xử lý)\b
    \W{0,20}(?:không có|chưa có) (?:dữ liệu|nội dung|thông tin)\b
    \W{0,20}no (?:data|content)\b
    \W{0,20}(?:loading|please wait|vui lòng (?:chờ|đợi|bật))\b
    \W{0,20}(?:©|\(c\)|copyright|bản quyền|all rights reserved)
""")

# How sites call themselves, whole.
SITE_NAME = Wording.of(r"""
    (?:chào mừng \w+ (?:đến|tới)(?: với)? )?(?:cổng|trang(?: chủ)?|hệ thống|website|web|portal
        |báo|tạp chí|sở|ban|bộ|cục|chi cục|tổng cục|ủy ban|uỷ ban|ubnd|văn phòng|trung tâm
        |thông tin|công an|tỉnh|thành phố)(?: (?!(?:họp|tổ chức|làm việc|ký|công bố|kiểm tra
        |ban hành|khai mạc|tiếp|thăm|triển khai|thông báo|đạt|sẽ|đã|được|dự|bị|có|không|giả|đang
        |tạm|gặp|mở|ra|đón|nhận|trả|khen|cảnh|báo|lấy|gửi|chuyển|trao|tặng|khánh thành|khởi công
        |hội nghị|tập huấn|về|cho|để|phối hợp|yêu cầu|đề nghị|giải ngân|tăng|giảm)\b)\w+){0,12}$
    (?:welcome(?: to)?|home(?: ?page)?|trang chủ|portal|index|untitled)(?: \w+){0,6}$
    thông báo$
""")

# Words of the titles of articles *about* such matters.
MATTER = Wording.of(r"""
    bảo (?:trì|dưỡng)
    nâng cấp
    tạm (?:dừng|ngừng|ngưng)
    sự cố
    lỗi
    gián đoạn
    từ chối
    tấn công
    website
    hệ thống
    trang thông tin
    cổng
    tên miền
    an toàn
    an ninh
    maintenance
    upgrade
    outage
    error
    blocked
    denied
    security
    suspended
    firewall
    captcha
""")
