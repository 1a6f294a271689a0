"""Several authors in one column are several."""

from __future__ import annotations

import pytest

from kho_tin.base.author_list import author_list


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (None, ()),
        ("", ()),
        ("Lê Minh", ("Lê Minh",)),
        ("Lê Minh, Trần An", ("Lê Minh", "Trần An")),
        ("Lê Minh, Lê Minh", ("Lê Minh",)),
        ("Anna van der Berg, Bo Lee", ("Anna van der Berg", "Bo Lee")),
        ("Ban Biên tập", ("Ban Biên tập",)),
        ("Phòng Kế hoạch, đầu tư", ("Phòng Kế hoạch, đầu tư",)),
    ],
)
def test_the_names_in_an_author_column(author: str | None, names: tuple[str, ...]) -> None:
    assert author_list(author) == names
