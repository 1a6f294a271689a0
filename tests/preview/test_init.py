"""`kho-tin init`: a project folder for another board, from its address to the first search."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from kho_tin.base.environment import ENVIRONMENT
from kho_tin.preview.new_project import HIDDEN, TEMPLATE, site_name
from kho_tin.sample import SampleServer, load_news
from tests.crawler.serving import HTML, Answer, served
from tests.starting import starter
from tests.test_deploy import jobs
from tests.waiting import STUCK

NEWS = load_news()[:12]
CONTACT = "archivist@kho-tin.vn"
NAME = "bqlkkt"


def inherited() -> dict[str, str]:
    """The environment, without what sets anything of ours."""
    return {k: v for k, v in os.environ.items() if k not in {*ENVIRONMENT, "PYTHONPATH"}}


def command(*arguments: str | Path, folder: Path, **options: Any) -> dict[str, Any]:
    """The program as it is started in `folder`; no setting but its own reaches it."""
    return {
        "args": [sys.executable, "-P", "-m", "kho_tin", *map(str, arguments)],
        "cwd": folder,
        "env": inherited() | options,
        "text": True,
        "stdin": subprocess.DEVNULL,
    }


def kho_tin(
    *arguments: str | Path, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = starter(folder).run(arguments, inherited() | environment, STUCK, "kho-tin")
    assert "Traceback" not in done.stderr, done.stderr
    return done


@contextmanager
def serving(project: Path) -> Iterator[str]:
    """The address of `kho-tin serve` for the project, started elsewhere."""
    started = command("--project", project, "serve", "--port", "0", folder=project.parent)
    process = subprocess.Popen(**started, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    try:
        line = process.stdout.readline()
        for logged in process.stderr:
            if "running on" in logged:
                break
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=STUCK)


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=STUCK) as answer:
        text: str = answer.read().decode()
    return text


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


WHOLE = {
    *(".env", ".gitignore", "README.md", "compose.yaml", "crontab", "datasette-metadata.json"),
    *("pipelines/__init__.py", "pipelines/store.py", "pipelines/validate.py", "scrapy.cfg"),
    "spiders/__init__.py",
}


def test_the_template_is_the_repositorys_own(root: Path) -> None:
    """What a project and this repository share is the same, to the letter."""
    shared = {
        *("scrapy.cfg", "datasette-metadata.json", "spiders/__init__.py"),
        *(f"pipelines/{path.name}" for path in (root / "pipelines").glob("*.py")),
    }
    for name in shared:
        same = (TEMPLATE / name).read_bytes() == (root / name).read_bytes()
        assert same, f"cp {name} {TEMPLATE.relative_to(root)}/{name}"
    files = {name for name in names(TEMPLATE) if "__pycache__" not in name}
    assert {HIDDEN.get(name, name) for name in files} == WHOLE
    assert {name for name in files if name.startswith("pipelines/")} < shared


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project for the sample site, which is crawled and served from inside and from outside."""
    with SampleServer(news=NEWS) as site:
        folder = tmp_path_factory.mktemp("boards") / "a board, 100 %"
        done = kho_tin(
            *("init", folder.name, site.url, "--name", NAME), folder=folder.parent, CONTACT=CONTACT
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.startswith(f"Made {folder}\n")
        steps = done.stdout.partition("\nNext:\n")[2].splitlines()
        assert [step.split("#")[0].strip() for step in steps] == [
            *(f"cd '{folder}'", f"editor spiders/{NAME}.py"),
            *(f"kho-tin crawl {NAME}", "kho-tin serve"),
        ]
        assert names(folder) == {*WHOLE, f"spiders/{NAME}.py"}
        assert not list(folder.parent.glob(".*"))
        day = min(item.date for item in NEWS)
        crawl = kho_tin("crawl", NAME, "-a", f"since={day}", folder=folder)
        assert crawl.returncode == 0, crawl.stdout + crawl.stderr
        assert f"{len(NEWS)} new, 0 changed" in crawl.stdout
        agents = {each.headers["User-Agent"] for each in site.log}
        assert all(CONTACT in agent for agent in agents)
    return folder


def test_from_an_address_to_a_search(made: Path) -> None:
    with serving(made) as address:
        words = urllib.parse.quote(f'"{NEWS[0].title}"')
        assert NEWS[0].title in fetched(f"{address}search?q={words}")
        assert NEWS[0].title not in fetched(f"{address}search?q=khong-co-chu-nay")


def test_verbs_work_from_outside(made: Path, tmp_path: Path) -> None:
    for verb, says in (("status", NAME), ("verify", "whole"), ("list", NAME)):
        done = kho_tin("--project", made, verb, folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert says in done.stdout
    assert (made / "archive.db").exists()
    assert list((made / "captures").glob("*.warc.gz"))


def test_settings(made: Path) -> None:
    path = made / ".env"
    assert path.stat().st_mode & 0o777 == 0o600
    assert dotenv_values(path, interpolate=False) == {"CONTACT": CONTACT, "ARCHIVE": "archive.db"}
    named = re.findall(r"^#?([A-Z_]+)=", path.read_text("utf-8"), re.M)
    assert sorted(named) == sorted({*ENVIRONMENT} - {"ENV_FILE"})


def test_cron_line(made: Path) -> None:
    lines = list(jobs((made / "crontab").read_text("utf-8").splitlines()))
    assert len(lines) == 3
    verbs = []
    for fields, line in lines:
        assert len(fields) == 5
        assert not re.search(r"(?<!\\)%", line)  # cron's sign for a new line
        typed = line.replace(r"\%", "%")
        inside = re.search(r"found=\$\((.*) 2>&1\)", typed)
        words = shlex.split(inside[1] if inside else typed)
        tool, option, folder, verb, *_ = words
        assert Path(tool).name == "kho-tin"
        assert (option, folder) == ("--project", str(made))
        verbs.append(verb)
    assert verbs == ["crawl", "backup", "verify"]


def test_containers_are_confined_as_those_of_deploy(made: Path, root: Path) -> None:
    ours = yaml.safe_load((made / "compose.yaml").read_text("utf-8"))
    theirs = yaml.safe_load((root / "deploy" / "compose.yaml").read_text("utf-8"))
    walls = {k: v for k, v in theirs["x-confined"].items() if k != "build"}
    for service in ours["services"].values():
        assert {key: service.get(key) for key in walls} == walls
        for volume in service["volumes"]:
            if isinstance(volume, dict):
                assert volume["read_only"] is True
                assert (made / volume["source"]).exists()
    web = ours["services"]["web"]
    assert web["ports"] == theirs["services"]["web"]["ports"]
    assert ".env" not in str(web["volumes"])
    assert "'.'" not in str(web["volumes"])  # nor all of the folder


def test_the_readme_names_what_is_there(made: Path) -> None:
    text = (made / "README.md").read_text("utf-8")
    assert "$" not in text
    for half in text.split("## ")[1:]:
        for name in re.findall(r"`([\w.-]+/?)`(?:, `[\w./]+`)? \| ", half):
            assert (made / name).exists(), name
    assert text.count(f"kho-tin crawl {NAME}") == 2


def test_without_an_address(tmp_path: Path) -> None:
    done = kho_tin("init", "board", folder=tmp_path, ARCHIVE="/srv/other.db")
    assert done.returncode == 0, done.stderr
    assert names(tmp_path / "board") == WHOLE
    assert "kho-tin look https://ADDRESS-OF-THE-HOME-PAGE/ --write site" in done.stdout
    assert "unset ARCHIVE" in done.stdout  # it would win over .env
    assert "editor .env" in done.stdout
    again = kho_tin("init", "board", folder=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == (
        f"kho-tin: {tmp_path}/board: not empty; nothing is written over: name a new folder.\n"
    )


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """The one in which one stands, too."""
    done = kho_tin("init", ".", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == WHOLE
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [
        *("pipelines", "spiders"),
    ]
    assert kho_tin("list", folder=tmp_path).stdout.split() == ["sample", "wayback"]


REFUSED = {
    (): "init takes a folder",
    ("a", "http://127.0.0.1:9/", "b"): "init takes a folder",
    ("file",): "file: there is a file of that name",
    ("no/board",): "make it first",
    ("/proc/board",): "/proc/board: ",
    ("two\nlines",): "two\\nlines': not a name to be printed",
    ("board", "example.vn"): "example.vn: no address: it begins with http:// or https://.",
    ("board", "http://[/"): "http://[/: no address",
    ("board", "http://127.0.0.1:9/", "--name", "Tin 1"): "--name Tin 1: give a name of small",
    ("board", "http://127.0.0.1:9/", "--name", "sample"): "--name sample: there is a site",
    ("board", "http://127.0.0.1:9/", "-a", "since=2026-01-01"): "-a since: init takes only",
    ("board", "-a", "start=http://127.0.0.1:9/"): "-a start: init takes only",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_refused(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = kho_tin("init", *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kho-tin: ")
    assert REFUSED[arguments] in done.stderr
    assert done.stderr.count("\n") == 1
    assert names(tmp_path) == {"file"}


@pytest.mark.parametrize("why", ["silent", "no_contact", "unreadable"])
def test_a_site_that_cannot_be_read(why: str, tmp_path: Path) -> None:
    """The folder is whole all the same, and the last words say how to go on."""
    page = Answer(b"<html><body><p>Xin ch\xc3\xa0o</p></body></html>", headers=HTML)
    with served(lambda path, _: page if path == "/" else Answer(status=404)) as host:
        url = {
            "silent": "http://127.0.0.1:9/",
            "no_contact": "https://board.example/",
            "unreadable": f"http://{host}/",
        }[why]
        done = kho_tin("init", "board", url, "--name", NAME, folder=tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert names(tmp_path / "board") == WHOLE
    assert "The folder is made, and the site's file is not" in done.stdout
    assert f"kho-tin look {url} --write {NAME}" in done.stdout
    if why == "no_contact":
        assert "CONTACT" in done.stderr


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://bqlkkt.daklak.gov.vn/", "bqlkkt_daklak"),
        ("https://www.so-xay-dung.hailam.gov.vn:8443/home", "so_xay_dung_hailam"),
        ("http://127.0.0.1:8002/", "site_127_0_0_1"),
        ("https://24h.vn/", "site_24h"),
        ("https://báo.vn/", "b_o"),
        ("https://vn/", "vn"),
    ],
)
def test_a_site_is_named_by_its_host(url: str, name: str) -> None:
    assert site_name(url) == name
