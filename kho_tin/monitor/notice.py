"""What a notice says, to people in Vietnamese and English, and to machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kho_tin.archive.notices import Kind
from kho_tin.archive.status import SiteStatus
from kho_tin.base.reasons.problem_kinds import meaning
from kho_tin.base.reasons.sentence import Language
from kho_tin.base.times import VIETNAM, moment
from kho_tin.outcome.catalogue import in_language, problem_in_language

# What to do about each condition; docs/operations.md has more.
ADVICE: Final[dict[str, tuple[str, str]]] = {
    "red": (
        "Mở trang nguồn bằng trình duyệt: đổi giao diện, đổi địa chỉ, hay chỉ ngưng đăng tin? "
        "Rồi chạy `kho-tin look`; trang đổi giao diện mà vẫn đọc đúng: "
        "`kho-tin accept TRANG --why …`.",
        "Open the site in a browser: has it been redesigned, has it moved, or is it only silent? "
        "Then run `kho-tin look`; if it is redesigned and read as it should be, "
        "`kho-tin accept SITE --why …`.",
    ),
    "blocked": (
        "Trang từ chối máy thu thập: thử mở bằng trình duyệt, xem robots.txt, giãn thời gian thu "
        "thập, viết cho người quản trị trang.",
        "The site turns the crawler away: try it in a browser, read its robots.txt, crawl it "
        "less often, write to its administrators.",
    ),
    "crashed": (
        "Lỗi ở máy hoặc chương trình: xem đĩa đầy chưa, máy có tắt giữa chừng không, rồi chạy "
        "lại; lần chạy sau tự sửa những gì dang dở.",
        "The machine or the program failed: is the disk full, was the machine switched off? Then "
        "crawl again; the next crawl repairs what was left open.",
    ),
    "ok": ("Không cần làm gì.", "Nothing needs to be done."),
}
CONDITIONS: Final = {
    "ok": ("tốt", "fine"),
    "red": ("cần xem lại", "needs a look"),
    "blocked": ("bị trang từ chối", "refused by the site"),
    "crashed": ("hỏng giữa chừng", "crashed"),
    "overdue": ("quá hạn", "overdue"),
}
SUBJECTS: Final = {
    "trouble": ("có trục trặc", "in trouble"),
    "recovered": ("đã ổn trở lại", "well again"),
}
UNRECORDED: Final = (
    "Không ghi được vào kho rằng thông báo này đã gửi, nên có thể còn gửi lại.",
    "That this was sent could not be put on record in the archive, so it may come again.",
)
FEW: Final = 5  # problems that are shown


@dataclass(frozen=True)
class Problem:
    kind: str
    url: str | None
    message: str

    def as_json(self) -> dict[str, Any]:
        """The row of the table `problems`, with its meaning, and the message in Vietnamese where
        there is one."""
        return {
            **vars(self),
            "message_vi": problem_in_language(self.message, "vi"),
            "meaning": meaning(self.kind, "en"),
            "meaning_vi": meaning(self.kind, "vi"),
        }


@dataclass(frozen=True)
class Trouble:
    """The trouble in the last notice of a site: the verdict of the run that began at `since`
    (UTC)."""

    condition: str
    reason: str | None
    since: str


@dataclass(frozen=True)
class Notice:
    """`problems` are the first of the run, `problems_total` is their number. `recorded`: the
    archive will have on record that this was sent. `before` is the trouble that a site has
    recovered from, if it is known."""

    kind: Kind
    status: SiteStatus
    archive: str
    problems: Sequence[Problem] = ()
    problems_total: int = 0
    recorded: bool = True
    before: Trouble | None = None

    @property
    def reason(self) -> str:
        return self.status.reason or ""

    @property
    def reason_vi(self) -> str:
        return in_language(self.reason, "vi")

    @property
    def variables(self) -> Mapping[str, str]:
        return {
            "KHO_TIN_SITE": self.status.site,
            "KHO_TIN_KIND": self.kind,
            "KHO_TIN_REASON": self.reason,
            "KHO_TIN_REASON_VI": self.reason_vi,
        }

    @property
    def lasting_id(self) -> None:
        return None

    @property
    def subject(self) -> str:
        vi, en = SUBJECTS[self.kind]
        condition = f" ({self.status.condition})" if self.kind == "trouble" else ""
        return f"[Kho Tin] {self.status.site}: {vi} / {en}{condition}"

    @property
    def text(self) -> str:
        return f"{self._vietnamese()}\n\n---\n\n{self._english()}\n"

    def as_json(self) -> dict[str, Any]:
        """The site's status as in `kho-tin status --json`, and what the notice adds."""
        return {
            "kind": self.kind,
            **self.status.as_json(),
            "reason_vi": self.reason_vi or None,
            "archive": self.archive,
            "before": vars(self.before) if self.before else None,
            "problems": [problem.as_json() for problem in self.problems],
            "problems_total": self.problems_total,
            "recorded": self.recorded,
            "subject": self.subject,
            "text": self.text,
        }

    def _vietnamese(self) -> str:
        status, counts = self.status, self.status.counts
        name = CONDITIONS[str(status.condition)][0]
        lines = [f"{self._name}: {name}{_since('từ', status.since)}."]
        if self.before:
            lines.append(f"Trước đó: {self._before(0, 'từ')}")
        if status.reason:
            lines.append(f"Lý do: {self.reason_vi}")
        if status.run and counts:
            lines.append(
                f"Lượt {status.run}: xem {counts['pages']} bài, {counts['new']} mới, "
                f"{counts['changed']} đổi, {counts['gone']} đã gỡ, {counts['failed']} lỗi; "
                f"ghi lại {self.problems_total} trục trặc."
            )
        lines += [*self._problems("vi"), f"Nên làm: {ADVICE[str(status.condition)][0]}"]
        lines.append(f"Xem thêm: `kho-tin status {status.site}`; docs/operations.md.")
        return "\n".join(lines if self.recorded else [*lines, UNRECORDED[0]])

    def _english(self) -> str:
        status, counts = self.status, self.status.counts
        name = CONDITIONS[str(status.condition)][1]
        lines = [f"{self._name}: {name}{_since('since', status.since)}."]
        if self.before:
            lines.append(f"Before: {self._before(1, 'since')}")
        if status.reason:
            lines.append(f"Reason: {status.reason}")
        if status.run and counts:
            lines.append(
                f"Run {status.run}: looked at {_counted(counts['pages'], 'article')}, "
                f"{counts['new']} new, {counts['changed']} changed, {counts['gone']} gone, "
                f"{counts['failed']} failed; {_counted(self.problems_total, 'problem')} on record."
            )
        lines += [*self._problems("en"), f"What to do: {ADVICE[str(status.condition)][1]}"]
        lines.append(f"More: `kho-tin status {status.site}`; docs/operations.md.")
        return "\n".join(lines if self.recorded else [*lines, UNRECORDED[1]])

    @property
    def _name(self) -> str:
        """The title and the short name, with which some titles end."""
        status = self.status
        short = f"({status.site})"
        return status.title if status.title.endswith(short) else f"{status.title} {short}"

    def _before(self, language: int, word: str) -> str:
        assert self.before
        name = CONDITIONS[self.before.condition][language]
        reason = self.before.reason or ""
        why = f" ({reason if language else in_language(reason, 'vi')})" if reason else ""
        return f"{name}{_since(word, self.before.since)}{why}."

    def _problems(self, language: Language) -> list[str]:
        """Two lines for each problem: its kind, address and message, in that language where this
        program has it; and what the kind means."""
        lines = []
        for problem in self.problems:
            message = problem_in_language(problem.message, language)
            lines.append(f"  {problem.kind} {problem.url or ''} {message}")
            lines.append(f"    {meaning(problem.kind, language)}")
        return lines


def _since(word: str, at: str | None) -> str:
    """`at` (UTC) in Vietnamese time."""
    return f", {word} {moment(at).astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
