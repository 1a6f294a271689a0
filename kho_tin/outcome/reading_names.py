"""What a reading is, in words."""

from __future__ import annotations

from kho_tin.parsers.model import Article, LayoutChanged, Listing, NotAnArticle, Reading


def named(reading: Reading | None) -> tuple[str, bool]:
    """What a page without an article is, or why that is not known; and whether it is known to be
    something else."""
    match reading:
        case NotAnArticle(reason=reason):
            return f"no article ({reason})", True
        case Listing():
            return "a listing", True
        case LayoutChanged(parser=parser, message=message):
            return f"{parser}: {message}", False
        case Article():
            return "an article that was not stored", False
    return "no page", False
