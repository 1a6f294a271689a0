"""Lengths of CSS in pixels."""

from __future__ import annotations

from typing import Final

# CSS 2.1, 4.3.2: an inch is 96 pixels, 2.54 cm or 72 points. An em is taken for that of a browser's
# usual font (HTML, "Rendering", `font-size: medium`).
USUAL_EM: Final = 16.0
PIXELS: Final = {
    "px": 1.0, "pt": 96 / 72, "cm": 96 / 2.54, "in": 96.0, "em": USUAL_EM, "rem": USUAL_EM,
}  # fmt: skip
