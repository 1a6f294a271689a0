"""Pictures drawn by program: the shore, the harbour and the works of Vũng Sương, as PNG.

The file's name decides what is on it, so a picture is the same bytes wherever it is made.
"""

from __future__ import annotations

import math
import random
import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT = 480, 300
HORIZON = 170
RGB = tuple[int, int, int]
# Sky above, sky at the horizon, hills, water or land, and what is built, for six times of day.
MOODS: tuple[tuple[RGB, RGB, RGB, RGB, RGB], ...] = (
    ((96, 160, 214), (214, 234, 246), (92, 138, 122), (58, 124, 150), (70, 78, 92)),
    ((244, 164, 96), (253, 226, 180), (122, 96, 110), (86, 104, 140), (66, 54, 72)),
    ((120, 186, 180), (232, 244, 232), (104, 150, 96), (70, 150, 150), (84, 84, 80)),
    ((70, 90, 150), (240, 180, 160), (70, 80, 116), (50, 70, 120), (40, 44, 66)),
    ((170, 198, 216), (240, 240, 232), (140, 160, 150), (120, 150, 160), (96, 100, 104)),
    ((110, 170, 230), (250, 240, 200), (130, 150, 80), (180, 160, 110), (120, 80, 60)),
)


class Canvas:
    """Palette indexes, row after row; shapes are filled by rows or columns, whichever are fewer."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.palette: list[RGB] = []
        self.pixels = bytearray(width * height)

    def colour(self, rgb: RGB) -> int:
        if rgb not in self.palette:
            self.palette.append(rgb)
        return self.palette.index(rgb)

    def box(self, left: float, top: float, right: float, bottom: float, rgb: RGB) -> None:
        """Fill a rectangle; the right and bottom edges are not part of it."""
        ink, width = bytes([self.colour(rgb)]), self.width
        x0, x1 = max(0, int(left)), min(width, int(right))
        y0, y1 = max(0, int(top)), min(self.height, int(bottom))
        if x1 <= x0 or y1 <= y0:
            return
        if x1 - x0 < y1 - y0:
            for x in range(x0, x1):
                self.pixels[y0 * width + x : y1 * width : width] = ink * (y1 - y0)
        else:
            for y in range(y0, y1):
                self.pixels[y * width + x0 : y * width + x1] = ink * (x1 - x0)

    def disc(self, x: int, y: int, radius: int, rgb: RGB) -> None:
        for dy in range(-radius, radius + 1):
            half = math.isqrt(radius * radius - dy * dy)
            self.box(x - half, y + dy, x + half + 1, y + dy + 1, rgb)

    def png(self) -> bytes:
        """The picture as an 8-bit palette PNG (RFC 2083)."""
        size, pixels = self.width, self.pixels
        raw = b"".join(b"\0" + pixels[y * size : (y + 1) * size] for y in range(self.height))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        colours = bytes(value for rgb in self.palette for value in rgb)
        packed = zlib.compress(raw, 6)
        parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", packed), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in parts
        )


@lru_cache(maxsize=512)
def draw(name: str) -> bytes:
    """The picture of that file name."""
    dice = random.Random(f"vung suong {name}")
    sky, haze, hills, ground, works = dice.choice(MOODS)
    canvas = Canvas()
    for band in range(17):
        top = band * 10
        canvas.box(0, top, WIDTH, top + 10, _mix(sky, haze, band / 16))
    canvas.disc(
        dice.randrange(60, 420),
        dice.randrange(40, 130),
        dice.randrange(16, 30),
        _mix(haze, (255, 250, 220), 0.7),
    )
    for depth in (0.35, 0.8):
        _ridge(canvas, dice, _mix(haze, hills, depth), 90 + 40 * depth)
    for band in range(13):
        top = HORIZON + band * 10
        canvas.box(0, top, WIDTH, top + 10, _mix(ground, (20, 40, 60), band / 40))
    dice.choice((_harbour, _factory, _turbines))(canvas, dice, works, haze)
    return canvas.png()


def no_image() -> bytes:
    """The grey placeholder of the portal."""
    canvas = Canvas()
    canvas.box(0, 0, WIDTH, HEIGHT, (228, 230, 233))
    canvas.box(190, 110, 290, 190, (196, 200, 205))
    canvas.disc(220, 138, 9, (228, 230, 233))
    return canvas.png()


def logo() -> bytes:
    """The board's mark: a wave under a sun."""
    canvas = Canvas(160, 160)
    canvas.box(0, 0, 160, 160, (255, 255, 255))
    canvas.disc(80, 80, 76, (12, 92, 140))
    canvas.disc(80, 62, 30, (250, 214, 110))
    for x in range(24, 137):
        canvas.box(x, 88 + 7 * math.sin(x / 9), x + 1, 122, (236, 246, 250))
    return canvas.png()


def _mix(start: RGB, end: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


def _ridge(canvas: Canvas, dice: random.Random, rgb: RGB, base: float) -> None:
    waves = [(dice.uniform(8, 22), dice.uniform(40, 110), dice.uniform(0, 6)) for _ in range(3)]
    for x in range(WIDTH):
        top = base - sum(size * math.sin(x / length + shift) for size, length, shift in waves)
        canvas.box(x, top, x + 1, HORIZON, rgb)


def _harbour(canvas: Canvas, dice: random.Random, works: RGB, haze: RGB) -> None:
    for _ in range(40):
        x, y = dice.randrange(WIDTH), dice.randrange(HORIZON + 20, HEIGHT)
        canvas.box(x, y, x + dice.randrange(8, 40), y + 2, _mix(haze, works, 0.3))
    left, hull = dice.randrange(20, 160), dice.randrange(200, 280)
    for row in range(30):
        canvas.box(left + row, 200 + row, left + hull - row // 2, 201 + row, works)
    for column in range(left + 20, left + hull - 60, 22):
        for level in range(dice.randrange(1, 4)):
            make_dark = dice.choice(((196, 76, 60), (60, 110, 160), (222, 170, 70), (90, 140, 100)))
            canvas.box(column, 188 - level * 12, column + 20, 199 - level * 12, make_dark)
    canvas.box(left + hull - 50, 160, left + hull - 20, 200, (240, 240, 236))
    for mast in range(2):
        x = 330 + mast * 70
        canvas.box(x, 70, x + 6, 190, (214, 104, 60))
        canvas.box(x - 60, 84, x + 50, 89, (214, 104, 60))


def _factory(canvas: Canvas, dice: random.Random, works: RGB, haze: RGB) -> None:
    x = dice.randrange(20, 60)
    while x < 400:
        width, height = dice.randrange(50, 110), dice.randrange(40, 80)
        wall = _mix(works, haze, dice.uniform(0.1, 0.5))
        canvas.box(x, 210 - height, x + width, 215, wall)
        for window in range(x + 8, x + width - 10, 16):
            canvas.box(window, 220 - height, window + 8, 230 - height, haze)
        if dice.random() < 0.6:
            canvas.box(x + 10, 110 - height // 3, x + 20, 212 - height, _mix(wall, works, 0.7))
        x += width + 6
    canvas.box(0, 215, WIDTH, 222, _mix(works, haze, 0.6))
    canvas.box(0, 250, WIDTH, 280, _mix(works, (60, 60, 60), 0.6))
    for dash in range(0, WIDTH, 60):
        canvas.box(dash, 263, dash + 30, 267, (240, 236, 220))


def _turbines(canvas: Canvas, dice: random.Random, works: RGB, haze: RGB) -> None:
    for _ in range(dice.randrange(3, 6)):
        x, tall = dice.randrange(40, 440), dice.randrange(70, 130)
        top = 210 - tall
        canvas.box(x - 2, top, x + 2, 212, (244, 246, 246))
        turn = dice.uniform(0, 2)
        for blade in range(3):
            angle = turn + blade * 2.0944
            for step in range(tall // 2):
                px, py = x + step * math.cos(angle), top + step * math.sin(angle)
                canvas.box(px - 1, py - 1, px + 2, py + 1, (244, 246, 246))
    for _ in range(30):
        x, y = dice.randrange(WIDTH), dice.randrange(222, HEIGHT)
        canvas.box(x, y, x + dice.randrange(10, 50), y + 2, _mix(works, haze, 0.5))
