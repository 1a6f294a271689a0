"""Names that last, and how they are written."""

from __future__ import annotations

import re

import pytest

from kho_tin.archive.lasting_names import PID, moment_named, pid_of, version_name


def test_the_name_of_an_article_never_changes() -> None:
    """People have cited it: these letters are what any later version must make, too."""
    assert pid_of("sample", "1303") == "3dnk34pdxxv7"
    assert re.fullmatch(PID, pid_of("sample", "1303"))
    assert pid_of("sample", "1303") != pid_of("sample", "1304") != pid_of("other", "1304")


@pytest.mark.parametrize("text", ["20210602T010500Z", "2021-06-02T01:05:00Z"])
def test_a_version_is_named_by_its_moment(text: str) -> None:
    assert moment_named(text) == "2021-06-02T01:05:00Z"
    name = version_name("abcdefghijkl", moment_named(text))
    assert name == "abcdefghijkl@20210602T010500Z"


@pytest.mark.parametrize(
    "text",
    ["", "2", "20210602", "20210602T0105Z", "2021-06-02T010500Z", "20210602T010500",
     "２0210602T010500Z", "20210602T010500+0700", "20211302T010500Z",
     "20210602T250500Z", "00000101T000000Z"],
)  # fmt: skip
def test_no_other_form_is_a_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a moment|does not match|out of range|time data"):
        moment_named(text)
