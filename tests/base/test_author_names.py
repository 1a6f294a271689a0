"""A byline of several people names each of them."""

from __future__ import annotations

import pytest

from kho_tin.base.author_names import names_in


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Nguyễn Văn An", ("Nguyễn Văn An",)),
        ("Nguyễn Văn An, Trần Thị Đào", ("Nguyễn Văn An", "Trần Thị Đào")),
        ("Văn An – Thị Đào", ("Văn An", "Thị Đào")),
        ("Văn An và Thị Đào", ("Văn An", "Thị Đào")),
        ("Văn An & Thị Đào", ("Văn An", "Thị Đào")),
        ("Jean-Luc Minh", ("Jean-Luc Minh",)),
        ("Phòng Kế hoạch và Đầu tư", ("Phòng Kế hoạch và Đầu tư",)),
        ("Sở Văn hóa, Thể thao và Du lịch", ("Sở Văn hóa, Thể thao và Du lịch",)),
        ("Lê Minh, Lê Minh", ("Lê Minh",)),
        ("Anna van der Berg, Bo Lee", ("Anna van der Berg", "Bo Lee")),
        ("Ban Biên tập", ("Ban Biên tập",)),
        ("Phòng Kế hoạch, đầu tư", ("Phòng Kế hoạch, đầu tư",)),
    ],
)
def test_each_by_itself(author: str, names: tuple[str, ...]) -> None:
    assert names_in(author) == names
