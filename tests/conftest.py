"""What all tests share: a place to crawl into, and the `scrapy` of this environment."""

from __future__ import annotations

import compileall
import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

from kho_tin.base.garbage import collect_seldom
from kho_tin.sample import SampleServer, load_news
from tests.starting import starter
from tests.waiting import STUCK
from tests.wholeness import Watch, findings

ROOT = Path(__file__).resolve().parent.parent
# A developer's own .env must not reach a test.
os.environ["ENV_FILE"] = os.devnull
# How wide his terminal is, no less.
os.environ.pop("COLUMNS", None)
# What is compiled is kept, and the programs that a test starts read it without writing more: a copy
# of the project that is edited twice within a second would go on with what it was before.
sys.dont_write_bytecode = False
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

# The files that take longest (3 to 20 s of processor time), the longest first: one of them begun
# last would leave the other processes without work. They are handed out in this order.
LONGEST = (
    *("web/test_reading_room", "replay/test_rebuild", "web/test_queues", "lives/test_lives"),
    *("linear/test_linear", "crawler/test_hard_sites", "replay/test_decisions"),
    *("crawler/discovery/test_sources", "crawler/test_due_again", "preview/test_look"),
    *("replay/importers/test_bounds", "operator/test_faults", "test_attacks", "web/test_senseless"),
    *("web/test_tasks", "web/test_lasting", "web/test_sample_spellings", "lives/test_branches"),
    *("web/test_search_box", "web/test_browser", "crawler/test_wayback", "web/test_serve"),
    *("test_contributing", "web/test_deadline", "year/test_year", "crawler/test_codings"),
    *("preview/test_init", "commands/test_main", "crawler/test_exceeded", "web/test_search_page"),
    *("replay/test_verify", "crawler/test_newer_parser", "web/test_sample_queries"),
    *("archive/test_manifest", "attachments/test_crawl", "crawler/discovery/test_killed"),
    *("test_starting", "proofs/test_proofs", "web/test_query", "operator/test_elsewhere"),
    *("crawler/test_options", "replay/importers/test_package", "crawler/test_path", "test_package"),
    *("replay/test_backup", "replay/importers/test_lying_journals", "crawler/test_missing"),
    *("archive/test_other_schema", "replay/test_memory", "boards/test_boards"),
    *("web/test_datasette_words", "lives/test_tampered", "crawler/discovery/test_unchanged"),
    *("commands/test_crawl_all", "attachments/test_bounds", "web/test_decisions"),
    *("boards/test_crawled", "replay/test_conversions", "crawler/test_killed"),
    *("parsers/test_mutations", "exporters/test_command", "monitor/test_followed"),
    *("crawler/test_polite", "declared/test_column", "preview/test_look_tls"),
    *("crawler/test_site_in_time", "web/test_replay", "crawler/test_unknown_layouts"),
    *("web/test_leaving",),
)

# The same examples each time: what fails on one machine fails on the next. And none is too slow.
settings.register_profile("kho-tin", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("kho-tin")

Scrapy = Callable[..., subprocess.CompletedProcess[str]]

watch = Watch()


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker is started, compile what has changed."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for folder in ("kho_tin", "pipelines", "spiders", "tests"):
            compileall.compile_dir(ROOT / folder, quiet=2)


def pytest_collection() -> None:
    gc.disable()  # it would go through all that is collected, again and again


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
    collect_seldom()  # as the program


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {ROOT / "tests" / f"{name}.py": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Every test ends with a verify of every archive that it has made or changed."""
    if not isinstance(item, pytest.Function):
        return (yield)
    try:
        done = yield
    except BaseException:
        watch.leave(item)  # it has failed for a reason of its own
        raise
    named = item.get_closest_marker("damaged")
    watch.check(item, named.args if named else ())
    return done


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


# What is read before or while modules are imported.
EARLY = ("PYTHON", "LANG", "LC_", "TZ")


def run_scrapy(
    *arguments: str | Path,
    archive: Path,
    forked: bool = True,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the `scrapy` tool in the project, as a person would, on `archive`.

    Not `forked`, it is the program itself that is started, and imports everything first.
    """
    env = {**os.environ, "ARCHIVE": str(archive), **environment}
    if forked and not any(name.startswith(EARLY) for name in environment):
        return starter(ROOT).run(arguments, env, STUCK)
    return subprocess.run(
        [str(Path(sys.executable).with_name("scrapy")), *map(str, arguments)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=STUCK,
        check=False,
    )


def copied(archive: Path, folder: Path) -> Path:
    """A copy in `folder` of an archive that nobody writes, with its captures. What SQLite keeps
    beside it comes and goes with those who read it in other processes."""
    leave = shutil.ignore_patterns("*-wal", "*-shm")
    shutil.copytree(archive.parent, folder, ignore=leave, dirs_exist_ok=True)
    return folder / archive.name


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def scrapy(archive: Path) -> Scrapy:
    def scrapy(
        *arguments: str | Path, forked: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return run_scrapy(*arguments, archive=archive, forked=forked, **environment)

    return scrapy


def made_once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], None]) -> Path:
    """An archive that only one of the test processes makes, for every test that only reads it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / name).exists():
            crawled = factory.mktemp("crawled")
            make(crawled / "archive.db")
            assert findings(crawled / "archive.db") == []
            crawled.rename(folder / name)
    watch.know(folder / name / "archive.db")
    return folder / name / "archive.db"


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whole crawl of the sample site."""

    def crawl(archive: Path) -> None:
        done = run_scrapy("crawl", "sample", archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr

    return made_once("sample", tmp_path_factory, crawl)


# Each tenth article: with every kind of byline, with pictures and with documents. Where a test
# reads its archive again and again, these cost a tenth of the sample's.
FEW = load_news()[::10]


@pytest.fixture(scope="session")
def few_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whole crawl of FEW."""

    def crawl(archive: Path) -> None:
        with SampleServer(news=FEW) as site:
            done = run_scrapy("crawl", "sample", "-a", f"start={site.url}", archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr

    return made_once("few", tmp_path_factory, crawl)
