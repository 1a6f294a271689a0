"""An archive and its project, from a copy: brought back, verified, and nothing written over."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.crawler.project import Project

NEWS = load_news()[:5]
SITE = '''"""A board of an invented province."""

from kho_tin import NewsSpider


class SoXayDung(NewsSpider):
    name = "so_xay_dung"
    title = "Sở Xây dựng tỉnh Hải Lam"
    home_url = "https://soxaydung.hailam.example/"
    cms = "liferay"
'''
SETTINGS = """\
# who runs it
CONTACT=tin@kho.vn
NOTIFY_MAIL_TO=an@kho.vn
NOTIFY_MAIL_FROM=tin@kho.vn
SMTP_URL='smtp://an:m%40t-kh%E1%BA%A9u@mail.kho.vn:587'
export NOTIFY_WEBHOOK=https://hooks.kho.vn/bi-mat
NOTIFY_COMMAND=
RETIRED=kkt_phuyen_portal
"""
KEPT = """\
# who runs it
CONTACT=tin@kho.vn
NOTIFY_MAIL_TO=an@kho.vn
NOTIFY_MAIL_FROM=tin@kho.vn
#SMTP_URL=   (was set; left out of the copy, since it may hold a password)
#NOTIFY_WEBHOOK=   (was set; left out of the copy, since it may hold a password)
NOTIFY_COMMAND=
RETIRED=kkt_phuyen_portal
"""


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a site and settings of its own, that has been crawled."""
    folder = tmp_path_factory.mktemp("here")
    project = Project.new(root, folder)
    (folder / "datasette-metadata.json").write_text('{"title": "Kho tin"}')
    (folder / "spiders" / "so_xay_dung.py").write_text(SITE)
    (folder / ".env").write_text(SETTINGS)
    with SampleServer(news=NEWS) as site:
        done = on(project, "crawl", "sample", "-a", f"start={site.url}")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def fresh(root: Path, tmp_path: Path) -> Project:
    """The same program where nobody has done anything yet."""
    folder = tmp_path / "there"
    folder.mkdir()
    return Project.new(root, folder)


def on(project: Project, *arguments: str | Path) -> CompletedProcess[str]:
    where = {"ARCHIVE": str(project.root / "archive.db"), "ENV_FILE": ""}
    return project.run(*arguments, forked=True, **where)


@pytest.fixture(scope="module")
def made(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    done = on(project, "backup", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "files of the project" in done.stdout
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return shutil.copytree(made, tmp_path / "copy")


def test_sites_and_settings_are_in_it_and_passwords_are_not(copy: Path) -> None:
    folder = copy / "project"
    assert (folder / "spiders" / "so_xay_dung.py").read_text() == SITE
    assert (folder / "pipelines" / "store.py").exists()
    assert (folder / "scrapy.cfg").exists()
    assert (folder / "datasette-metadata.json").read_text() == '{"title": "Kho tin"}'
    assert (folder / ".env").read_text() == KEPT
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert not list(folder.rglob("*.pyc"))
    everything = b"".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    for secret in (b"m%40t-kh%E1%BA%A9u", b"bi-mat"):
        assert secret not in everything
    # `sha256sum` can tell whether it is still as it was.
    check = ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"]
    done = subprocess.run(check, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_all_of_it_comes_back(fresh: Project, copy: Path) -> None:
    done = on(fresh, "restore", copy)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert f"{len(NEWS)} articles and 1 WARC files from {copy}; 3 files of the project: whole." in (
        done.stdout
    )
    assert (fresh.root / "spiders" / "so_xay_dung.py").read_text() == SITE
    assert (fresh.root / ".env").read_text() == KEPT
    assert stat.S_IMODE((fresh.root / ".env").stat().st_mode) == 0o600
    assert "so_xay_dung" in on(fresh, "list").stdout
    assert on(fresh, "verify").returncode == 0
    with SampleServer(news=NEWS) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}")
        # The password is wanted before anything is crawled.
        done = on(fresh, *crawl)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith("kho-tin: SMTP_URL: not an address of the form ")
        with (fresh.root / ".env").open("a") as file:
            file.write("SMTP_URL=smtp://127.0.0.1:9\n")
        done = on(fresh, *crawl)
    assert "0 new, 0 changed" in done.stdout, done.stderr


def test_nothing_is_written_over(fresh: Project, copy: Path) -> None:
    mine = fresh.root / "spiders" / "so_xay_dung.py"
    mine.write_text("# mine\n" + SITE)
    (fresh.root / ".env").write_text("CONTACT=toi@kho.vn\n")
    done = on(fresh, "restore", copy, "--quick")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "Note: spiders/so_xay_dung.py is there and is another; the copy's is "
        f"{copy / 'project' / 'spiders' / 'so_xay_dung.py'}.\n"
    )
    assert mine.read_text().startswith("# mine")
    assert (fresh.root / ".env").read_text() == "CONTACT=toi@kho.vn\n"


def test_code_that_was_altered_is_not_brought(fresh: Project, copy: Path) -> None:
    folder = copy / "project"
    (folder / "spiders" / "so_xay_dung.py").write_text("import os\n")
    done = on(fresh, "restore", copy)
    assert done.returncode == 3
    assert "so_xay_dung.py: not the bytes that were copied (sha256)" in done.stdout
    assert not (fresh.root / "spiders" / "so_xay_dung.py").exists()
    assert on(fresh, "verify").returncode == 0


@pytest.mark.parametrize("name", ["../evil.py", "spiders/../../evil.py", "/tmp/evil.py", "evil.py"])
def test_a_name_that_leads_elsewhere(fresh: Project, copy: Path, name: str) -> None:
    folder = copy / "project"
    with (folder / "manifest-sha256.txt").open("a") as file:
        file.write(f"{'0' * 64}  {name}\n")
    done = on(fresh, "restore", copy, "--quick")
    assert done.returncode == 3
    assert "no file of a project" in done.stdout
    assert not list(fresh.root.parent.rglob("evil.py"))


@pytest.mark.damaged("bad gzip")
def test_a_damaged_file_of_the_copy_is_told(fresh: Project, copy: Path) -> None:
    (warc,) = (copy / "captures").glob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 1
    warc.write_bytes(data)
    done = on(fresh, "restore", copy)
    assert done.returncode == 3
    assert f"Damaged: {warc}: not the bytes it had when finished (sha256)" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("damaged.")
    assert "bad gzip" in done.stdout  # what `verify` says of it, and of which articles


@pytest.mark.damaged("manifest-sha256.txt: lists")
def test_a_copy_whose_lists_differ_is_told(fresh: Project, copy: Path) -> None:
    path = copy / "captures" / "manifest-sha256.txt"
    path.write_text("0" * 64 + path.read_text()[64:])
    done = on(fresh, "restore", copy, "--quick")
    assert done.returncode == 3
    assert f"Damaged: {path}: lists " in done.stdout


def test_where_sites_cannot_be_written(fresh: Project, copy: Path) -> None:
    """As in deploy/, where the program belongs to another user: the archive comes back all the
    same, and what did not is told."""
    (fresh.root / "spiders" / "so_xay_dung.py.open").mkdir()  # in its way, for root too
    done = on(fresh, "restore", copy)
    assert done.returncode == 3
    assert "so_xay_dung.py.open: Is a directory" in done.stdout
    assert os.path.exists(fresh.root / "archive.db")
    assert on(fresh, "verify").returncode == 0


def test_what_changes_is_brought_up_to_date(project: Project, copy: Path) -> None:
    """And what is gone stays in the copy."""
    folder = copy / "project"
    (project.root / "spiders" / "so_xay_dung.py").unlink()
    (project.root / ".env").write_text("CONTACT=khac@kho.vn\n")
    assert on(project, "backup", copy).returncode == 0
    assert (folder / ".env").read_text() == "CONTACT=khac@kho.vn\n"
    assert (folder / "spiders" / "so_xay_dung.py").read_text() == SITE
