"""What people are told of an authority for time stamps: that there is none from it, and that there
is one again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["unstamped", "stamped"]
SUBJECTS: Final[dict[Kind, str]] = {
    "unstamped": "chưa có dấu thời gian / no time stamp",
    "stamped": "lại có dấu thời gian / time stamps again",
}


@dataclass(frozen=True)
class AuthorityNotice:
    """`why` there is no time stamp, empty where there is one; `archive` is the archive's file."""

    kind: Kind
    why: str
    archive: str

    @property
    def subject(self) -> str:
        return f"[Kho Tin] {SUBJECTS[self.kind]}"

    @property
    def text(self) -> str:
        if self.kind == "stamped":
            return (
                f"{self.archive}: tổ chức cấp dấu thời gian đã trả lời; những gì chưa có dấu nay "
                "đã có.\n\n---\n\n"
                f"{self.archive}: the authority has answered; what had no time stamp has one now.\n"
            )
        return (
            f"{self.archive}: chưa có dấu thời gian từ {self.why}.\nMỗi lượt thu thập đều xin lại; "
            "không mất gì, chỉ là dấu sẽ muộn hơn. Nên làm: xem PROOF_URL và PROOF_ROOTS; "
            "docs/proof.md.\n\n---\n\n"
            f"{self.archive}: no time stamp from {self.why}.\nEach crawl asks again; nothing is "
            "lost, but the time stamp will be later. What to do: look at PROOF_URL and "
            "PROOF_ROOTS; docs/proof.md.\n"
        )

    @property
    def variables(self) -> Mapping[str, str]:
        return {"KHO_TIN_KIND": self.kind, "KHO_TIN_REASON": self.why}

    @property
    def lasting_id(self) -> None:
        return None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "reason": self.why or None,
            "archive": self.archive,
            "subject": self.subject,
            "text": self.text,
        }
