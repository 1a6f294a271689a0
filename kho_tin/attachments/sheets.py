"""Text of a spreadsheet: XLSX, XLSB, ODS and the old XLS, by calamine."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from kho_tin.attachments.model import MOST_LETTERS, NotRead


def read(body: bytes) -> tuple[str, list[str]]:
    """The text, each sheet under its name, and what is to be noted. Raises NotRead."""
    lines: list[str] = []
    letters = 0
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for sheet in workbook.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:  # a chart has no cells
                continue
            lines.append(sheet.name)
            for row in workbook.get_sheet_by_name(sheet.name).iter_rows():
                cells = (_shown(value) for value in row)
                line = " | ".join(cell for cell in cells if cell)
                lines.append(line)
                letters += len(line)
                if letters > MOST_LETTERS:
                    return "\n".join(lines), [f"only the first {letters} letters were read"]
    except PasswordError as error:
        raise NotRead("encrypted: a password is needed") from error
    except CalamineError as error:
        raise NotRead(f"damaged: {error}") from error
    return "\n".join(lines), []


def _shown(value: Any) -> str:
    """A cell as a Vietnamese reader would type it; calamine does not give the cell's format."""
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return f"{value:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _:
            return " ".join(str(value).split())
