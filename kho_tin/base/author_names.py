"""The people whom an article's `author` names, one by one."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[,;/&]|\s[-–—]\s|\s(?:và|and)\s")
_PARTICLE_LETTERS = 3  # letters of a small word within a name ("van", "de")


def names_in(author: str) -> tuple[str, ...]:
    """The authors that a byline names, each by itself.

    A department may have a comma or an "and" in its own name ("Phòng Kế hoạch và Đầu tư"): where a
    part is not written as a name is, with capitals, all of it is one author.
    """
    names = tuple(dict.fromkeys(filter(None, map(str.strip, _BETWEEN.split(author)))))
    return names if all(map(_has_capitals, names)) else (author,)


def _has_capitals(text: str) -> bool:
    words = text.split()
    inner = all(word[0].isupper() or len(word) <= _PARTICLE_LETTERS for word in words)
    return inner and words[0][0].isupper() and words[-1][0].isupper()
