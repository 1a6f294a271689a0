"""`kho-tin`: its verbs, from any folder, and what it says to what is none."""

from __future__ import annotations

import os
import pstats
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from kho_tin.base import project
from kho_tin.commands import project_settings
from kho_tin.commands.main import verbs
from tests.conftest import Scrapy
from tests.starting import starter
from tests.waiting import STUCK

PAGE = "<html><body><h1>Tin</h1><p>Chữ của bài.</p></body></html>"


def kho_tin(
    *arguments: str | Path, folder: Path, forked: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it in `folder`; not `forked`, it is the program itself that is started."""
    given = {name: value for name, value in os.environ.items() if name != "ARCHIVE"} | environment
    if forked:
        return starter(folder).run(arguments, given, STUCK, "kho-tin")
    return subprocess.run(
        [sys.executable, "-m", "kho_tin", *map(str, arguments)],
        cwd=folder,
        env={**given, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=STUCK,
        check=False,
    )


def test_scrapys_own_verbs_are_not_offered(root: Path) -> None:
    done = kho_tin(folder=root)
    assert done.returncode == 0
    offered = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert offered == sorted(verbs())
    assert {"crawl", "list", "read", "serve", "status", "verify"} < set(offered)
    assert not {"fetch", "shell", "genspider", "startproject", "bench", "runspider"} & set(offered)
    done = kho_tin("fetch", "http://127.0.0.1:9/", folder=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kho-tin: fetch: no such verb. `kho-tin --help` lists them.\n"


def test_a_slip_names_the_nearest(root: Path, scrapy: Scrapy) -> None:
    verb = kho_tin("crawll", "sample", folder=root)
    assert (verb.returncode, verb.stdout) == (2, "")
    assert verb.stderr.startswith("kho-tin: crawll: no such verb; the nearest is crawl.")
    for done in (
        kho_tin("crawl", "sample", "--quite", folder=root),
        scrapy("crawl", "sample", "--quite"),
    ):
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "kho-tin: --quite: no such option; the nearest is --quiet. --help lists them.\n"
        )


@pytest.mark.parametrize("way", ["option", "variable", "above"])
def test_the_project_is_found_from_any_folder(way: str, tmp_path: Path) -> None:
    """Its archive is beside `scrapy.cfg`, and a file that a person names is where he stands."""
    there = tmp_path / "project"
    below = there / "notes" / "2026"
    below.mkdir(parents=True)
    (there / "scrapy.cfg").write_text("[settings]\ndefault = kho_tin.settings\n")
    (there / "spiders").mkdir()
    (there / "spiders" / "__init__.py").write_text("")
    (there / "spiders" / "own.py").write_text(
        "from kho_tin import Bounds, NewsSpider\n\n\nclass Own(NewsSpider):\n"
        "    name = title = 'own'\n    home_url = 'https://own.example/'\n"
        "    bounds = Bounds(longest_silence=0)\n"
    )
    options: list[str | Path] = ["--project", there] if way == "option" else []
    variables = {project.VARIABLE: str(there)} if way == "variable" else {}
    folder = below if way == "above" else tmp_path
    done = kho_tin(*options, "list", folder=folder, forked=True, **variables)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["own", "sample", "wayback"]
    done = kho_tin("status", *options, folder=folder, forked=True, **variables)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kho-tin: {there}/archive.db: there is no archive here")


def test_without_a_project(root: Path, tmp_path: Path) -> None:
    done = kho_tin("crawl", "sample", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kho-tin: crawl: no project: no scrapy.cfg in {tmp_path}")
    done = kho_tin("--project", tmp_path, "list", folder=root)
    assert (done.returncode, done.stderr) == (
        2,
        f"kho-tin: {tmp_path}: no project: no scrapy.cfg there.\n",
    )
    (tmp_path / "page.html").write_text(PAGE)
    done = kho_tin("read", "page.html", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"kind"' in done.stdout


def test_other_packages_of_old_names_change_nothing(root: Path, tmp_path: Path) -> None:
    for name in ("archive", "web", "commands", "parsers", "settings", "environment", "items"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is another program')")
    done = kho_tin("list", folder=root, forked=False, PYTHONPATH=f"{tmp_path}:{root}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.more
def test_what_lies_in_the_current_folder_is_nobodys_module(root: Path, tmp_path: Path) -> None:
    for name in ("jinja2", "datasette", "kho_tin_sample"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is another program')")
    archive = tmp_path / "archive.db"
    options = ("--project", root, "crawl", "sample", "-a", "since=2026-09-01")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kho_tin", *map(str, options)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root), "ARCHIVE": str(archive)},
        capture_output=True, text=True, timeout=STUCK, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_scrapy_goes_by_the_current_folder_alone(root: Path, tmp_path: Path) -> None:
    """Never the sites of one project and the archive of another."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = kho_tin.settings\n")
    code = "from scrapy.utils.project import get_project_settings as s; print(s()['ARCHIVE'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**{k: v for k, v in os.environ.items() if k != "ARCHIVE"},
             project.VARIABLE: str(tmp_path)},
        capture_output=True, text=True, timeout=STUCK, check=True,
    )  # fmt: skip
    assert done.stdout == "archive.db\n"


def test_settings_of_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = own_settings\n")
    own = "from kho_tin.settings import *\n\nARCHIVE = 'own.db'\nSPIDER_MODULES = []\n"
    (tmp_path / "own_settings.py").write_text(own)
    done = kho_tin("status", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kho-tin: {tmp_path}/own.db: there is no archive here")


def test_help_needs_no_project(root: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NOTIFY_MAIL_TOO=a@example.vn\n")
    whole = kho_tin(folder=root).stdout
    assert kho_tin(folder=tmp_path, forked=True, **{project.VARIABLE: "/nope"}).stdout == whole
    for verb in ("crawl", "status"):
        done = kho_tin(verb, "--help", folder=tmp_path, ENV_FILE=os.devnull)
        assert done.returncode == 0, done.stderr
        assert f"kho-tin {verb} [options]" in done.stdout
    done = kho_tin("--projct", tmp_path, "list", folder=root)
    assert done.stderr == (
        "kho-tin: --projct: no such option; the nearest is --project. --help lists them.\n"
    )


def test_importing_it_loads_no_scrapy(root: Path) -> None:
    code = (
        "import sys, kho_tin, kho_tin.archive.articles, kho_tin.parsers, kho_tin.warc.writer\n"
        "assert 'scrapy' not in sys.modules\n"
        "from kho_tin import Bounds, NewsSpider\n"
        "assert 'scrapy' in sys.modules and NewsSpider.bounds == Bounds()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=STUCK)


def test_help_loads_no_languages(root: Path) -> None:
    code = (
        "import sys\n"
        "from kho_tin.commands.main import main\n"
        "sys.argv = ['kho-tin', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "assert not {'babel', 'datasette'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=STUCK,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout


def test_status_loads_no_scrapy(root: Path, sample_archive: Path) -> None:
    """Loading it takes longer than the rest of a status."""
    code = (
        "import sys\n"
        "from kho_tin.commands.main import main\n"
        "sys.argv = ['kho-tin', 'status']\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "assert not {'scrapy', 'twisted', 'uvloop', 'lxml'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "ARCHIVE": str(sample_archive)},
        capture_output=True, text=True, timeout=STUCK, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "sample" in done.stdout


def test_garbage_is_seldom_looked_for(root: Path) -> None:
    code = (
        "import gc, sys\n"
        "from kho_tin.base.garbage import MORE\n"
        "sys.argv = ['kho-tin', '--version']\n"
        "from kho_tin.commands.main import main\n"
        "assert gc.get_threshold()[0] != MORE\n"
        "try:\n    main()\n"
        "except SystemExit:\n    assert gc.get_threshold()[0] == MORE\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=STUCK)


def test_settings_are_read_as_scrapy_reads_them(root: Path) -> None:
    known = get_project_settings()
    ours = project_settings.read()
    assert {name for name in ours if ours[name] != known[name]} == set()
    for text in ("1", "0", "True", "false", 1, False):
        for settings in (known, ours):
            settings.set("REDIRECT_ENABLED", text, priority="cmdline")
        assert known.getbool("REDIRECT_ENABLED") == ours.getbool("REDIRECT_ENABLED")
    ours.set("REDIRECT_ENABLED", "maybe", priority="cmdline")
    with pytest.raises(ValueError, match="maybe"):
        ours.getbool("REDIRECT_ENABLED")
    assert (ours["NO_SUCH"], ours.getint("NO_SUCH"), ours.getfloat("NO_SUCH")) == (None, 0, 0.0)


def test_an_option_without_its_value(root: Path) -> None:
    for verb in ("status", "list"):
        done = kho_tin(verb, "-s", "LOG_LEVEL", folder=root)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "kho-tin: -s takes NAME=VALUE.\n"


def test_a_profile_of_a_verb(root: Path, tmp_path: Path, sample_archive: Path) -> None:
    done = kho_tin("status", "--profile", tmp_path / "p", folder=root, ARCHIVE=str(sample_archive))
    assert done.returncode == 0, done.stderr
    names = {name for _, _, name in vars(pstats.Stats(str(tmp_path / "p")))["stats"]}
    assert "of_sites" in names
