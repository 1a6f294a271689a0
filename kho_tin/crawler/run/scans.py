"""Whether a crawl reads scans, and with what."""

from __future__ import annotations

from kho_tin.attachments import ocr
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.setting_values import SettingValues


def engine_of(settings: SettingValues) -> ocr.Engine | None:
    """Tesseract, where the setting OCR asks for it: `on`, or `auto` where it is there. Raises
    UsageError for another value, and for `on` without Tesseract."""
    value = str(settings["OCR"] or "off").strip().lower()
    if value not in ("off", "on", "auto"):
        raise UsageError(of_settings.ocr_wrong(value))
    if value == "off":
        return None
    engine = ocr.engine()
    if engine is None and value == "on":
        raise UsageError(of_settings.ocr_missing())
    return engine
