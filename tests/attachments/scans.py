"""Scans of an invented announcement for the tests: drawn, blurred, turned, stamped."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from kho_tin.sample.documents import printed_lines

TITLE = "Thông báo về việc thi công nạo vét luồng vào cảng Hải Lam"
TEXT = (
    "Ban Quản lý cảng Hải Lam thông báo: từ ngày 02/06/2021, đơn vị thi công bắt đầu nạo vét luồng "
    "vào cảng, đoạn từ phao số 3 đến phao số 9, dài 4,2 km.\n"
    "Trong thời gian thi công, tàu thuyền qua lại phải giảm tốc độ, giữ khoảng cách với các phương "
    "tiện thủy nội địa và tuân theo hướng dẫn của lực lượng điều tiết.\n"
    "Chủ phương tiện khai thác thủy sản di dời ngư lưới cụ trước ngày 28/05/2021. Mọi thắc mắc xin "
    "gửi về Phòng Kỹ thuật, số 12 đường Bến Gỗ, thị trấn Vũng Sương.\n"
    "Quyết định này có hiệu lực kể từ ngày ký; các ông bà Chánh Văn phòng, Trưởng phòng Kế hoạch "
    "và thủ trưởng các đơn vị trực thuộc chịu trách nhiệm thi hành."
)
WORDS = " ".join(printed_lines(TITLE, TEXT)).split()
# Debian's fonts-noto-core, which .ci/run installs: it has all letters of Vietnamese.
FONT = "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf"
DPI = 200  # of the scan, as office scanners are set


def drawn() -> Image.Image:
    """The announcement as a clean picture of a page of A4."""
    page = Image.new("L", (int(8.27 * DPI), int(11.69 * DPI)), 255)
    font = ImageFont.truetype(FONT, round(12 / 72 * DPI))
    lines = "\n".join(printed_lines(TITLE, TEXT))
    ImageDraw.Draw(page).multiline_text((DPI, DPI), lines, fill=0, font=font, spacing=DPI // 14)
    return page


def blurred(page: Image.Image) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(1.5))


def skewed(page: Image.Image) -> Image.Image:
    """Turned by two degrees, as a sheet lies on the glass."""
    return page.rotate(2, fillcolor=255, resample=Image.Resampling.BICUBIC)


def upside_down(page: Image.Image) -> Image.Image:
    return page.transpose(Image.Transpose.ROTATE_180)


def sideways(page: Image.Image) -> Image.Image:
    return page.transpose(Image.Transpose.ROTATE_90)


def stamped(page: Image.Image) -> Image.Image:
    """With a round red stamp over some words."""
    stamp = _stamp(Image.new("RGB", page.size, "white"), (205, 30, 45))
    return ImageChops.darker(page.convert("RGB"), stamp)


def stamped_grey(page: Image.Image) -> Image.Image:
    """The same from a scanner without colours."""
    return ImageChops.darker(page, _stamp(Image.new("L", page.size, 255), 110))


def _stamp(sheet: Image.Image, ink: int | tuple[int, int, int]) -> Image.Image:
    x, y, radius = int(sheet.width * 0.45), int(sheet.height * 0.16), int(DPI * 0.7)
    for inset, width in ((0, 8), (30, 4)):
        box = (x - radius + inset, y - radius + inset, x + radius - inset, y + radius - inset)
        ImageDraw.Draw(sheet).ellipse(box, outline=ink, width=width)
    return sheet


FORMS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda page: page,
    "blurred": blurred,
    "turned by 2°": skewed,
    "turned by 90°": sideways,
    "upside down": upside_down,
    "stamped in red": stamped,
    "stamped, in shades of grey": stamped_grey,
}


def scanned(page: Image.Image, kind: str = "PDF") -> bytes:
    """The picture as a file: a PDF of one page, or `kind` of picture."""
    file = io.BytesIO()
    page.save(file, kind, resolution=DPI, dpi=(DPI, DPI))
    return file.getvalue()


def right(text: str) -> int:
    """How many of the announcement's words stand in `text`, each as often at most."""
    left = text.split()
    count = 0
    for word in WORDS:
        if word in left:
            left.remove(word)
            count += 1
    return count
