"""Archives of single sites join into a central one by `import`: whoever is killed goes on, twice
changes nothing, and every article has the name that it had."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.starting import starter
from tests.waiting import STUCK, until, worked

EACH = 6  # articles of a site
ALL = load_news()
SPIDER = """from kho_tin import Bounds, NewsSpider


class Spider(NewsSpider):
    name = title = "{name}"
    home_url = "https://{name}.example/"
    cms = "vnpt_portal"
    bounds = Bounds(longest_silence=0)
"""


def run(project: Path, archive: Path, *arguments: str | Path) -> tuple[int, str]:
    environment = {**os.environ, "ARCHIVE": str(archive)}
    done = starter(project).run(arguments, environment, STUCK, "kho-tin")
    return done.returncode, done.stdout + done.stderr


def killed(project: Path, archive: Path, *arguments: str | Path) -> None:
    """Run it, and kill it in the middle of its work."""
    environment = {**os.environ, "ARCHIVE": str(archive)}
    process = starter(project).start(arguments, environment, tool="kho-tin")
    with suppress(OSError):  # it has ended
        until(lambda: worked(process.pid) > 0.15, "it is at work")
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=STUCK)


def names(archive: Path) -> set[tuple[str, ...]]:
    sql = (
        "SELECT site, pid, url, title, body, content_sha256, "
        "(SELECT count(*) FROM revisions WHERE article = articles.id) FROM articles"
    )
    with closing(sqlite3.connect(archive)) as db:
        return set(db.execute(sql).fetchall())


@pytest.mark.more
@pytest.mark.parametrize("sites", [2, pytest.param(10, marks=pytest.mark.long)], ids=["two", "ten"])
def test_sites_join(sites: int, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "spiders").mkdir(parents=True)
    (project / "spiders" / "__init__.py").touch()
    (project / "scrapy.cfg").write_text("[settings]\ndefault = kho_tin.settings\n")
    every = [f"so_{number}" for number in range(sites)]
    central = tmp_path / "central" / "archive.db"
    central.parent.mkdir()
    known: set[tuple[str, ...]] = set()
    files: dict[str, list[Path]] = {}
    for number, name in enumerate(every):
        (project / "spiders" / f"{name}.py").write_text(SPIDER.format(name=name))
        own = tmp_path / name / "archive.db"
        own.parent.mkdir()
        with SampleServer(news=ALL[number * EACH : (number + 1) * EACH]) as site:
            code, said = run(project, own, "crawl", name, "-a", f"start={site.url}")
        assert code == 0, said
        known |= names(own)
        files[name] = sorted((own.parent / "captures").glob("*.warc.gz"))
    assert len(known) == sites * EACH
    for name, warcs in files.items():
        command: tuple[str | Path, ...] = ("import", *warcs, "--site", name)
        killed(project, central, *command)
        code, said = run(project, central, *command)
        assert code == 0, said
    assert names(central) == known
    for name, warcs in files.items():
        code, said = run(project, central, "import", *warcs, "--site", name, "--jobs", "2")
        assert code == 0, said
    assert names(central) == known
