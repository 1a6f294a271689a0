"""What a notice of a followed search says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from kho_tin.archive.followed import Item, Kind, Unsent

KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "new": ("mới", "new"),
    "changed": ("đã sửa", "changed"),
    "vanished": ("không còn trên trang nguồn", "off its site"),
}
SHOWN: Final = 50  # articles in a text
MOST: Final = 1000  # articles in JSON


@dataclass(frozen=True)
class SearchNotice:
    """`archive` is the archive's UUID, `place` its file."""

    notice: Unsent
    archive: str
    place: str

    @property
    def lasting_id(self) -> str:
        return f"{self.archive}.search.{self.notice.id}"

    @property
    def subject(self) -> str:
        vietnamese, english = (self._counts(language) for language in (0, 1))
        return f"[Kho Tin] {self.notice.search}: {vietnamese} / {english}"

    @property
    def text(self) -> str:
        return f"{self._text(0)}\n\n---\n\n{self._text(1)}\n"

    @property
    def variables(self) -> Mapping[str, str]:
        return {
            "KHO_TIN_SEARCH": self.notice.search,
            "KHO_TIN_KIND": "search",
            "KHO_TIN_ID": self.lasting_id,
        }

    def as_json(self) -> dict[str, Any]:
        """The articles by their lasting names (`pid`), each with what became of it."""
        return {
            "kind": "search",
            "id": self.lasting_id,
            "search": self.notice.search,
            "query": self.notice.query,
            "at": self.notice.at,
            "archive": self.place,
            "articles": [asdict(item) for item in self.notice.items[:MOST]],
            "articles_total": len(self.notice.items),
            "subject": self.subject,
            "text": self.text,
        }

    def _counts(self, language: int) -> str:
        counts = Counter(item.kind for item in self.notice.items)
        return ", ".join(
            f"{counts[kind]} {KINDS[kind][language]}" for kind in KINDS if counts[kind]
        )

    def _text(self, language: int) -> str:
        first = ("Tìm kiếm đang theo dõi", "A search that is followed")[language]
        lines = [f"{first}: {self.notice.search} ({self.notice.query})", self._counts(language)]
        for kind, names in KINDS.items():
            items = [item for item in self.notice.items if item.kind == kind]
            if items:
                lines += ["", f"{names[language].capitalize()}:", *_lines(items[:SHOWN])]
                if len(items) > SHOWN:
                    more = ("… và {} bài nữa", "… and {} more")[language]
                    lines.append(f"  {more.format(len(items) - SHOWN)}")
        return "\n".join(lines)


def _lines(items: Sequence[Item]) -> list[str]:
    return [
        line
        for item in items
        for line in (f"  {item.title} ({item.published or '-'}, {item.site})", f"    {item.url}")
    ]
