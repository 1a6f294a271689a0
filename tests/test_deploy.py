"""What deploy/ and docs/deploying.md say, put to the programs that will read it."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values
from scrapy.cmdline import _get_commands_dict
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from kho_tin.base.environment import ENVIRONMENT
from kho_tin.sample.certificates import Authority
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
GUIDE = ROOT / "docs" / "deploying.md"
HERE = "/opt/kho-tin"


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, **options
    )


def program(name: str) -> str:
    path = shutil.which(name, path=os.environ["PATH"] + os.pathsep + "/usr/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed on this machine")
    return path


def guide(language: str) -> list[str]:
    """The lines of the guide's code blocks in a language, prompts taken off."""
    blocks = re.findall(rf"^ *```{language}\n(.*?)^ *```", GUIDE.read_text("utf-8"), re.M | re.S)
    return [re.sub(r"^ *[#$] ", "", line) for block in blocks for line in block.splitlines()]


# systemd


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as on a machine where the program is in place."""
    place = tmp_path / "opt"
    programs = place / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("scrapy", "kho-tin", "python"):
        (programs / name).symlink_to(sys.executable)
    units = tmp_path / "units"
    units.mkdir()
    for unit in (*SERVICES, *UNITS.glob("*.timer")):
        (units / unit.name).write_text(unit.read_text("utf-8").replace(HERE, str(place)))
    return units


def test_units_are_valid(installed: Path) -> None:
    analyze = program("systemd-analyze")
    done = run(analyze, "verify", "--man=no", *sorted(installed.iterdir()))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for timer in UNITS.glob("*.timer"):
        (when,) = re.findall(r"^OnCalendar=(.+)$", timer.read_text("utf-8"), re.M)
        assert "Asia/Ho_Chi_Minh" in when
        assert run(analyze, "calendar", when).returncode == 0, when
        assert timer.with_suffix(".service").exists()


def test_units_are_confined(installed: Path) -> None:
    analyze = program("systemd-analyze")
    if "--offline" not in run(analyze, "--help").stdout:
        pytest.skip("this systemd-analyze cannot judge units that are not installed")
    for unit in SERVICES:
        done = run(analyze, "security", "--offline=yes", "--threshold=20", installed / unit.name)
        assert done.returncode == 0, done.stdout.splitlines()[-1:]


def test_units_share_their_walls() -> None:
    """Each unit has them all to be read in one place; none may fall behind."""
    walls = {
        unit.name: unit.read_text("utf-8")
        .partition("# What it may see and do.")[2]
        .split("\n\n")[0]
        for unit in SERVICES
    }
    own = ("#", "RestrictAddressFamilies", "PrivateNetwork")
    common = [
        [each for each in text.split("\n\n")[0].splitlines() if not each.startswith(own)]
        for text in walls.values()
    ]
    assert len(walls) == 3
    assert len(common[0]) > 20
    assert common[0] == common[1] == common[2]
    for unit in SERVICES:
        text = unit.read_text("utf-8")
        assert "Environment=ARCHIVE=/var/lib/kho-tin/archive.db" in text
        assert ("/etc/kho-tin/kho-tin.env" in text) is ("crawl" in unit.name)


def test_user_can_be_made(tmp_path: Path) -> None:
    done = run(
        program("systemd-sysusers"), "--dry-run", f"--root={tmp_path}",
        "/dev/stdin", input=(UNITS / "kho-tin.sysusers.conf").read_text("utf-8"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "kho-tin" in done.stdout + done.stderr


# cron

RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def jobs(lines: list[str]) -> Iterator[tuple[list[str], str]]:
    """The five fields and the command of each line of a user's crontab; out-commented ones too."""
    for line in lines:
        line = line.removeprefix("#")
        if re.match(r"[\d*]", line):
            *fields, command = line.split(maxsplit=5)
            yield fields, command


@pytest.mark.parametrize("where", ["deploy/crontab", "docs/deploying.md"])
def test_cron_lines(where: str) -> None:
    lines = (
        guide("cron") if where.endswith(".md") else (ROOT / where).read_text("utf-8").splitlines()
    )
    entries = list(jobs(lines))
    assert len(entries) >= 3
    for fields, command in entries:
        assert len(fields) == 5
        for field, (least, most) in zip(fields, RANGES, strict=True):
            assert field == "*" or least <= int(field) <= most, (field, command)
        assert "%" not in command  # cron's sign for a new line
        assert command.startswith(f"cd {HERE} && ")
        assert run("sh", "-n", "-c", command).returncode == 0, command
        # Nothing is mailed while all is well.
        assert "--quiet" in command or re.search(r"found=\$\(.*\) \|\| echo", command), command


def test_cron_takes_it() -> None:
    crontab = program("crontab")
    option = "-T" if " -T" in run(crontab, "-h").stderr else "-n"
    done = run(crontab, option, DEPLOY / "crontab")
    assert done.returncode == 0, done.stderr


# containers


def test_dockerfile() -> None:
    done = run(Path(sys.executable).with_name("hadolint"), DEPLOY / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text("utf-8"))
    assert re.findall(r"^ARG PYTHON=(.+)$", text, re.M) == ["python:3.11-slim-bookworm"]
    assert set(re.findall(r"^FROM (\S+)", text, re.M)) == {"${PYTHON}"}
    steps = [line.split(maxsplit=1) for line in text.splitlines() if re.match(r"[A-Z]", line)]
    last = steps[max(at for at, (name, _) in enumerate(steps) if name == "FROM") :]
    names = [name for name, _ in last]
    assert names.count("USER") == names.count("CMD") == 1
    assert names.index("USER") < names.index("VOLUME") < names.index("CMD")
    assert dict(last)["USER"] == "10001:10001"
    assert names.index("RUN") < names.index("VOLUME")  # what a volume holds is laid down before
    assert "/-/health" in dict(last)["HEALTHCHECK"]
    (install,) = (line for line in text.splitlines() if " install " in line and "pip" in line)
    assert {"--require-hashes", "--no-cache-dir"} <= set(install.split())


def test_image_has_all_it_needs(tmp_path: Path) -> None:
    rules = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in rules if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = [rule[1:].rstrip("/") for rule in rules if rule.startswith("!")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(project["tool"]["mypy"]["packages"]) - {"bench", "tests"} <= set(let_in)
    for name in let_in:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    python = Path(sys.executable)
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": "/dev/null"}
    options = {"cwd": tmp_path, "env": {**environment, "ARCHIVE": str(tmp_path / "no.db")}}
    listed = run(python.with_name("scrapy"), "list", **options)
    assert listed.stdout.split() == SpiderLoader(get_project_settings()).list()
    served = run(python, "-m", "kho_tin", "serve", **options)
    assert (served.returncode, "no archive here yet" in served.stderr) == (2, True)


def test_compose() -> None:
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = whole["services"]
    assert set(services) == {"web", "scrapy", "backup"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not {"user", "privileged", "cap_add"} & set(service), name
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()
        for volume in service["volumes"]:
            if isinstance(volume, str):
                assert volume.split(":")[0] in whole["volumes"], name
            else:
                assert volume["bind"] == {"create_host_path": False}, name
    assert services["web"]["ports"] == ["127.0.0.1:8001:8001"]
    assert "captures:/data/captures:ro" in services["web"]["volumes"]
    # Settings with their passwords are for the crawl alone.
    assert [name for name, each in services.items() if "../.env" in json.dumps(each)] == ["scrapy"]
    # `up` starts the web alone.
    assert [name for name, each in services.items() if "profiles" not in each] == ["web"]


def test_no_registry_is_named() -> None:
    """Where images and packages come from is set on the machine: a reference has no host part,
    which is a first part with a dot or a port, and no index of packages is chosen."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"].values()
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    images = {each["image"] for each in services if "image" in each}
    named = re.findall(r"^ARG \w+=(\S+:\S+)|^FROM (?!\$)(\S+)", dockerfile, re.M)
    images |= {first or second for first, second in named}
    assert images
    for image in images:
        host, slash, _ = image.partition("/")
        assert not slash or not re.search(r"[.:]", host), image
    for path in (*DEPLOY.rglob("*"), GUIDE, ROOT / "Makefile"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert not re.search(r"(?<!no-emit)-index-url", text), path


# nginx


def test_nginx_takes_it(tmp_path: Path) -> None:
    nginx = program("nginx")
    authority = Authority.create(tmp_path)
    authority.context(whole=True)  # writes the certificate
    pem = next(tmp_path.glob("server-*.pem"))
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    site = re.sub(r"/etc/letsencrypt/\S+(?=;)", str(pem), site)
    site = site.replace("/var/cache/nginx-kho-tin", str(tmp_path / "cache"))
    (tmp_path / "site.conf").write_text(site)
    paths = "".join(
        f"{kind}_temp_path {tmp_path / kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}\n"
        f"http {{ access_log off; {paths} include {tmp_path}/site.conf; }}\n"
    )
    done = run(nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")
    assert done.returncode == 0, done.stderr


# what is named


def test_settings_are_all_explained() -> None:
    path = DEPLOY / "kho-tin.env.example"
    named = re.findall(r"^#?([A-Z_]+)=", path.read_text("utf-8"), re.M)
    assert sorted(named) == sorted(ENVIRONMENT)
    assert dotenv_values(path, interpolate=False) == {
        "ARCHIVE": "/var/lib/kho-tin/archive.db",
        "CONTACT": "",
    }


def _commands() -> Iterator[tuple[str, str]]:
    """Where, and each line of a shell that stands in deploy/ and in the guide."""
    for path in (*DEPLOY.rglob("*"), GUIDE):
        if path.is_file():
            text = path.read_text("utf-8")
            inline = re.findall(r"`([^`\n]+)`", text)
            plain = [] if path == GUIDE else text.splitlines()
            for line in (*inline, *plain):
                yield path.name, line
    for line in (*guide("console"), *guide("cron")):
        yield GUIDE.name, line


def test_commands_are_there() -> None:
    verbs = _get_commands_dict(get_project_settings(), inproject=True)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    seen = set()
    for where, line in _commands():
        for verb, rest in re.findall(r"\bscrapy,? ([a-z]+)\b([^&|)`]*)", line):
            assert verb in verbs, (where, line)
            parser = argparse.ArgumentParser(conflict_handler="resolve")
            verbs[verb].settings = get_project_settings()
            verbs[verb].add_options(parser)
            for option in re.findall(r" (--[a-z-]+)", rest):
                assert option in parser._option_string_actions, (where, line)
            seen.add(verb)
        for target in re.findall(r"\bmake (?:-C \S+ )?([a-z-]+)", line):
            if line.startswith("make") or "&& make" in line:
                assert target in targets, (where, line)
        for path in re.findall(r"(?<![\w/.-])deploy/[\w./*@-]+", line):
            assert list(ROOT.glob(path)), (where, path)
    assert {"crawl", "backup", "verify", "look", "status", "rebuild"} <= seen


def test_lines_of_the_guide_can_be_typed() -> None:
    lines = [line for line in guide("console") if not line.startswith("/var/backups/kho-tin:")]
    assert len(lines) > 40
    for line in lines:
        assert run("sh", "-n", "-c", line).returncode == 0, line
        assert shlex.split(line)
