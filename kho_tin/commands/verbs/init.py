"""`kho-tin init DIR [URL]`: a project folder for another board."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

from kho_tin.base.project import package_path
from kho_tin.base.reasons import of_first_contact, of_settings
from kho_tin.commands import contact as operator
from kho_tin.commands.refusal import STOPPED, refuse, say
from kho_tin.commands.requesting import Requesting
from kho_tin.outcome.exits import FINE, RED, USAGE

ARGUMENTS = ("start", "endpoint")
DEFAULT_NAME = "site"


class Command(Requesting):
    requires_project = False

    summary = "Make a project folder for another board"
    about = (
        "Makes DIR, which must not be there or be empty: scrapy.cfg, settings (.env), item "
        "pipelines, the reading room's metadata, a cron line, a compose file and a README. "
        "With the address of the board's home page it looks at the site as `kho-tin look URL "
        "--write NAME` does, and writes the site's file."
    )
    exit_codes = {
        FINE: "made",
        USAGE: "wrong usage, nothing was made",
        RED: "made, but the site cannot be read, or not all that was looked at",
    }
    arguments = "DIR [URL]"
    least, most = 1, 2
    takes = of_first_contact.init_usage()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--name", metavar="NAME", help="the site's short name; without it, made of its host"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.preview import new_project, spider_file
        from kho_tin.preview.spider import is_address

        folder = Path(os.path.abspath(args[0]))  # links stay as they are named
        url = args[1] if len(args) == 2 else None
        if url is not None and not is_address(url):
            refuse(of_first_contact.init_no_address(url))
        for name in opts.spargs:
            if url is None or name not in ARGUMENTS:
                known = ", ".join(f"-a {each}=" for each in ARGUMENTS)
                refuse(of_first_contact.init_argument(name, known))
        name = opts.name or (new_project.site_name(url) if url else DEFAULT_NAME)
        place = new_project.TEMPLATE / "spiders"
        if reason := spider_file.refusal(place, name, _taken(), "--name"):
            refuse(reason)
        contact = os.environ.get("CONTACT", "")
        if why := operator.why_invalid(contact) if contact else None:
            refuse(of_settings.contact_wrong(contact, why, of_settings.contact_form()))
        new_project.make(folder, title=url or name, name=name, program=_program(), contact=contact)
        say(f"Made {folder}", unheard=None)
        code = _look(folder, url, name, opts) if url else FINE
        say("\n".join(_next_steps(folder, url, name)), unheard=None)
        return code if code in (FINE, STOPPED) else RED


def _look(folder: Path, url: str, name: str, opts: argparse.Namespace) -> int:
    """Look at the site in the new project, which has its own settings; return the exit code."""
    options = [f"-a{key}={value}" for key, value in opts.spargs.items()]
    options += [f"-s{setting}" for setting in opts.set]
    command = ["--project", str(folder), "look", url, "--write", name, *options]
    look = subprocess.Popen(
        # -P: files in the current folder are not modules.
        [sys.executable, "-P", "-m", "kho_tin", *command],
        env={**os.environ, "PYTHONPATH": package_path()},
    )
    while True:
        try:
            return look.wait()
        except KeyboardInterrupt:  # the look gets it, too: it ends by itself, and says so
            continue


def _next_steps(folder: Path, url: str | None, name: str) -> list[str]:
    """What to type now."""
    is_written = (folder / "spiders" / f"{name}.py").exists()
    steps = [f"cd {shlex.quote(str(folder))}"]
    if "ARCHIVE" in os.environ:
        steps.append("unset ARCHIVE  # it would win over the project's .env")
    if not is_written:
        if "\nCONTACT=\n" in (folder / ".env").read_text("utf-8"):
            steps.append("editor .env  # put an address behind CONTACT")
        steps.append(f"kho-tin look {url or 'https://ADDRESS-OF-THE-HOME-PAGE/'} --write {name}")
    else:
        kept = "Its name is for good: --name gives another"
        steps.append(f"editor spiders/{name}.py  # is `title` the board's full name? {kept}")
    steps += [
        f"kho-tin crawl {name}  # newest articles first; Ctrl-C stops it, the next one goes on",
        "kho-tin serve  # in another window, too, while the crawl runs: http://127.0.0.1:8001/",
    ]
    head = "Next:"
    if url and not is_written:
        head = "The folder is made, and the site's file is not: see above. Next:"
    return [head, *(f"  {step}" for step in steps)]


def _program() -> str:
    """The command by which cron can start this program."""
    tool = Path(sys.executable).with_name("kho-tin")
    return shlex.quote(str(tool)) if tool.exists() else f"{shlex.quote(sys.executable)} -m kho_tin"


def _taken() -> list[str]:
    """The names of the sites that every project has."""
    from scrapy.settings import Settings
    from scrapy.spiderloader import SpiderLoader

    return SpiderLoader(Settings({"SPIDER_MODULES": ["kho_tin.crawler.sites"]})).list()
