"""The people in an `author` column, one by one."""

from __future__ import annotations

_PARTICLE_LETTERS = 3  # letters of a small word within a name ("van", "de")


def author_list(author: str | None) -> tuple[str, ...]:
    """The names in an article's `author`, which bylines join with ", ".

    A department may have a comma in its own name ("Phòng Kế hoạch, đầu tư"): where a part is not
    written as a name is, with capitals, all of it is one author.
    """
    names = [name for part in (author or "").split(",") if (name := part.strip())]
    if all(map(_is_written_as_name, names)):
        return tuple(dict.fromkeys(names))
    return ((author or "").strip(),)


def _is_written_as_name(text: str) -> bool:
    words = text.split()
    small = [word for word in words if word[0].islower()]
    return (
        not words[0][0].islower()
        and all(len(word) <= _PARTICLE_LETTERS for word in small)
        and (not words[-1][0].islower())
    )
