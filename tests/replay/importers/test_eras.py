"""Files of a site that had other hosts and another system: each record by its own day."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho_tin.base.eras import Era
from kho_tin.crawler.sites.sample import Sample
from tests.replay.importers.making import Archive, Warc, page, url

THEN, NOW = "2021-05-06T07:08:09Z", "2023-05-06T07:08:09Z"
FORMER = Era("2022-12-31", title="Ban Đầm Môn", home_url="http://cu.example/")


def at_former_host(number: int) -> str:
    return url(number).replace("https://vungsuong.example", "http://cu.example")


def records(folder: Path) -> Path:
    """Two hosts in two years: the new one was another's at first, the old one is another's now."""
    warc = Warc()
    warc.answer(at_former_host(1001), page(1001), at=THEN)
    warc.answer(url(1002), page(1002), at=THEN)
    warc.answer(at_former_host(1003), page(1003), at=NOW)
    warc.answer(url(1004), page(1004), at=NOW)
    return warc.save(folder / "a.warc.gz")


def test_a_host_is_the_sites_for_its_time(archive: Path, tmp_path: Path) -> None:
    site = type("InTime", (Sample,), {"eras": (FORMER,)})
    into = Archive(archive, site)
    done, _ = into.take(records(tmp_path))
    assert (done.verdict, done.taken.new, done.taken.elsewhere) == ("ok", 2, 2)
    stored = into.db.execute("SELECT identity, url FROM articles ORDER BY identity").fetchall()
    assert stored == [("1001", at_former_host(1001)), ("1004", url(1004))]
    assert into.db.execute("SELECT until, title, cms, hosts FROM site_eras").fetchall() == [
        ("2022-12-31", "Ban Đầm Môn", "vnpt_portal", '["cu.example"]')
    ]
    into.db.close()


@pytest.mark.parametrize(("cms", "verdict"), [("vhv", "red"), ("vnpt_portal", "ok")])
def test_a_page_is_expected_to_be_of_its_days_system(
    cms: str, verdict: str, archive: Path, tmp_path: Path
) -> None:
    """The page of 2021 is the portal's; the one of 2023 is as it should be."""
    era = Era("2022-12-31", home_url="http://cu.example/", cms=cms)
    into = Archive(archive, type("InTime", (Sample,), {"eras": (era,)}))
    done, _ = into.take(records(tmp_path))
    assert done.verdict == verdict
    if verdict == "red":
        assert into.reason() == "1 articles were read by another parser than vhv"
    into.db.close()
