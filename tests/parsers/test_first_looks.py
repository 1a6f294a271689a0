"""Words that are looked for before a pattern (`base.text.has_any`): each match has one of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho_tin.base.text import has_any
from kho_tin.parsers.html import documents
from kho_tin.parsers.vietnamese import boilerplate


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (boilerplate._FOOT.pattern, boilerplate._OF_FEET),
        (boilerplate._INVITATION._pattern, boilerplate._OF_INVITATIONS),
        (documents._DOWNLOAD.pattern, documents._OF_DOWNLOADS),
    ],
    ids=["foot", "invitation", "download"],
)
@settings(derandomize=True, max_examples=200)
@given(data=st.data())
def test_all_that_a_pattern_matches_has_one_of_its_words(
    data: st.DataObject, pattern: str, words: tuple[str, ...]
) -> None:
    assert has_any(data.draw(st.from_regex(pattern, fullmatch=True)), words)
