"""Where WARC files lie: `NAME.warc.gz` in a folder, with `.open` behind it until it is whole."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.disk import OPEN

__all__ = ["OPEN", "SUFFIX", "find", "open_files", "places", "whole_files", "whole_name"]

SUFFIX = ".warc.gz"


def places(folder: Path, name: str) -> tuple[Path, Path, Path]:
    """Where the file of that name may be, in the order in which to look.

    Its final name comes twice: the file may be renamed while the first two are looked at.
    """
    return folder / name, folder / f"{name}{OPEN}", folder / name


def find(folder: Path, name: str) -> Path | None:
    """The file of that name, whole or still being written; None if it is not there."""
    return next((path for path in places(folder, name) if path.exists()), None)


def whole_name(name: str) -> str:
    """The name that a file has, or will have, when it is whole."""
    return name.removesuffix(OPEN)


def whole_files(folder: Path) -> list[Path]:
    """The files of a folder that are whole, by name; none of a folder that is not there."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def open_files(folder: Path) -> list[Path]:
    """Those that are being written, or that a crash left."""
    return sorted(folder.glob(f"*{SUFFIX}{OPEN}"))
