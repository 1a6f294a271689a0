"""The `scrapy` tool, and `kho-tin`, without a second of imports each time: a process that has
imported what they import, and forks into a real one for every start. Another does so for
`kho-tin serve` and what that becomes, which load nothing of the crawler's.

    python tests/starting.py DESCRIPTOR [serve]

What is forked is a process of its own in a session of its own, which reads its settings from the
environment, runs the tool's own function, runs its exit functions, and can be killed. Commands
come by the socket DESCRIPTOR: JSON, and with it standard input, output and error, and a pipe for
the pid, a line, and at its end three more: the exit code (as `subprocess` gives it), the memory
of its largest process (kB), and its processor time (ms).
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import select
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import IO, Any, Literal, NoReturn

ROOT = Path(__file__).resolve().parent.parent
# Rooms whose modules verbs load, every one of them.
ROOMS = (
    *("archive", "attachments", "base", "commands", "crawler", "monitor", "outcome", "parsers"),
    *("preview", "reader", "replay", "warc"),
)
# What is loaded besides, in the middle of a start.
IMPORTED = (
    *("scrapy.cmdline", "scrapy.crawler", "scrapy.shell", "scrapy.contracts", "scrapy.pqueues"),
    *("scrapy.squeues", "scrapy.utils.engine", "scrapy.utils.test", "uvloop", "aiohttp.web"),
    *("twisted.conch.telnet", "twisted.web.client", "smtplib", "_strptime"),
    *("encodings.cp1252", "encodings.utf_8_sig", "kho_tin.web.search.abbreviations"),
    *("pipelines.store", "pipelines.validate"),
)
# These read settings when they are imported: that comes after the fork.
TOO_EARLY = ("kho_tin.settings", "twisted.internet.reactor")
MOST = 1 << 17  # bytes of one command, which is mostly its environment


Tool = Literal["scrapy", "kho-tin", "serve"]


def main() -> None:
    """Serve until the other end of the socket is closed; a fork leaves by running the tool."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    # As with the tool itself, Scrapy finds the project by its folder.
    sys.path[0] = os.getcwd()
    gc.disable()  # it would go through all that is imported, again and again
    if sys.argv[2:] == ["serve"]:
        import_room("kho_tin.web")
        importlib.import_module("datasette.cli")
    else:
        import_all()
        warm_up()
    del sys.path[0]
    gc.freeze()  # or each fork would copy it all, to no end
    gc.enable()
    with orders:
        order = _serve(orders)
    if order is not None:
        _become(order)
        try:
            RUN[sys.argv[0]]()
        except BaseException as error:
            _end(error)
        _end()


def scrapy() -> None:
    from scrapy.cmdline import execute

    execute()


def kho_tin() -> None:
    from kho_tin.commands.main import main

    main()


def serve() -> None:
    """In place of the program that it is to become, that one's function."""
    from datasette.cli import cli

    from kho_tin.web.serving import main

    def become(_: str, command: list[str]) -> None:
        sys.argv = command[command.index("datasette") :]
        cli()

    vars(os)["execv"] = become
    sys.exit(main(sys.argv[1:], os.environ["ARCHIVE"]))


RUN: dict[str, Callable[[], None]] = {"scrapy": scrapy, "kho-tin": kho_tin, "serve": serve}


def import_room(package: str) -> None:
    for each in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(each.name)


def import_all() -> None:
    """What any verb loads, but for what reads settings when it is loaded."""
    from scrapy.settings import default_settings

    for package in ["scrapy.commands", *(f"kho_tin.{room}" for room in ROOMS)]:
        import_room(package)
    for value in vars(default_settings).values():
        for text in (*value, *value.values()) if isinstance(value, dict) else (value,):
            if isinstance(text, str) and text.startswith("scrapy."):
                importlib.import_module(text.rpartition(".")[0])
    for name in IMPORTED:
        importlib.import_module(name)
    assert not [name for name in TOO_EARLY if name in sys.modules]


def warm_up() -> None:
    """What a process works out once, and most of them do: which verbs there are, which versions of
    what they use, which tables an archive has, the names of places, and the patterns of pages."""
    from scrapy import cmdline
    from scrapy.utils import versions

    from kho_tin.archive.database import connect
    from kho_tin.registers.places import find_places

    verbs = cmdline._iter_command_classes
    vars(cmdline)["_iter_command_classes"] = cache(lambda module: tuple(verbs(module)))
    vars(cmdline)["entry_points"] = cache(entry_points)
    vars(versions)["_version"] = cache(versions._version)
    for module in ("scrapy.commands", "kho_tin.commands.in_scrapy"):
        cmdline._iter_command_classes(module)
    cmdline._get_commands_from_entry_points(inproject=True)
    versions.get_versions()
    find_places(["Phú Yên"])
    read_pages()
    with tempfile.TemporaryDirectory() as folder:
        for _ in ("made", "opened"):
            connect(Path(folder, "archive.db")).close()


def read_pages() -> None:
    """The sample site's front page, an article, and words without marks: what compiles the patterns
    of each."""
    from kho_tin.parsers.model import Page
    from kho_tin.parsers.reading import read
    from kho_tin.sample import ORIGIN, SampleSite, load_news, vnpt
    from kho_tin.sample.addresses import article
    from kho_tin.sample.request import SampleRequest

    news = load_news()[:1]
    site = SampleSite(news)
    paths = "/", article(news[0], "vnpt")
    answers = [vnpt.answer(site, SampleRequest(path, {}, ORIGIN)) for path in paths]
    for body in (*(each.body for each in answers if each), b"<title>Tin</title><p>Trang tin</p>"):
        read(Page(ORIGIN, body, None, datetime.now(UTC)))


def _serve(orders: socket.socket) -> dict[str, Any] | None:
    """In a fork, what is to be done."""
    running: dict[int, tuple[int, int]] = {}  # the pid and the pipe, by the process' descriptor
    with selectors.DefaultSelector() as selector:
        selector.register(orders, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is orders:
                    data, given, *_ = socket.recv_fds(orders, MOST, 4)
                    if not data:
                        return None
                    *standard, pipe = given
                    pid = os.fork()
                    if not pid:
                        return {**json.loads(data), "standard": standard}
                    for descriptor in standard:
                        os.close(descriptor)
                    process = os.pidfd_open(pid)
                    running[process] = pid, pipe
                    selector.register(process, selectors.EVENT_READ)
                    _tell(pipe, pid)
                else:
                    selector.unregister(key.fd)
                    pid, pipe = running.pop(key.fd)
                    _, status, used = os.wait4(pid, 0)
                    _tell(pipe, os.waitstatus_to_exitcode(status))
                    _tell(pipe, used.ru_maxrss)
                    _tell(pipe, round(1000 * (used.ru_utime + used.ru_stime)))
                    os.close(pipe)
                    os.close(key.fd)


def _tell(pipe: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody waits for it any more
        os.write(pipe, b"%d\n" % number)


def _become(order: dict[str, Any]) -> None:
    os.setsid()
    for standard, descriptor in enumerate(order["standard"]):
        os.dup2(descriptor, standard)
    os.closerange(3, 1 << 10)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have it ignored
    os.chdir(order["folder"])
    if order["umask"] >= 0:
        os.umask(order["umask"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["arguments"]
    importlib.reload(sys.modules["kho_tin.base.times"])  # the clock begins with the process


def _end(error: BaseException | None = None) -> NoReturn:
    """End as Python does, exit functions and all, but for taking every module apart: as much is
    imported as costs most of a short start. What is still open is closed by the kernel."""
    code = 0
    if isinstance(error, SystemExit):
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    elif error:
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    vars(threading)["_shutdown"]()
    vars(atexit)["_run_exitfuncs"]()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code & 0xFF)


class Started:
    """One start of the tool, as far as `subprocess.Popen` shows it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self.pid = int(pipe.readline())
        self.returncode: int | None = None
        # Once it has ended, with the children that it has waited for.
        self.memory = 0  # bytes, of the largest process at its largest
        self.cpu = 0.0  # seconds of processor time

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._pipe], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("scrapy", timeout or 0)
            self.returncode = int(self._pipe.readline())
            self.memory = int(self._pipe.readline()) << 10
            self.cpu = int(self._pipe.readline()) / 1000
            self._pipe.close()
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended since
                os.kill(self.pid, number)

    def kill(self) -> None:
        """With all that it has started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended since
                os.killpg(self.pid, signal.SIGKILL)

    def __del__(self) -> None:
        self._pipe.close()  # of one that nobody waited for


class Done(subprocess.CompletedProcess[str]):
    """What it said, and what it took, as `Started` has it."""

    memory = 0
    cpu = 0.0


class Starter:
    """The process above, for the program in one folder, and any project. Threads may share it."""

    def __init__(self, root: Path, environment: Mapping[str, str], *what: str) -> None:
        self.root = root
        self.project = root
        self._lock = threading.Lock()
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno()), *what],
                cwd=root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,  # what is written here is kept back, as in any pipe
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def start(
        self,
        arguments: Sequence[str | Path],
        environment: Mapping[str, str],
        output: int = -1,
        errors: int = -1,
        tool: Tool = "scrapy",
        umask: int = -1,
        given: int = -1,
    ) -> Started:
        """Start the tool in the project; what it says goes to the descriptors, or nowhere, and what
        it is told comes from the descriptor `given`, or from nowhere. The `umask` is that of the
        tests where it is negative, as `subprocess` has it."""
        order = {
            "arguments": [tool, *map(str, arguments)],
            "environment": dict(environment),
            "folder": str(self.project),
            "umask": umask,
        }
        ours, theirs = os.pipe()
        nowhere = os.open(os.devnull, os.O_RDWR)
        descriptors = [nowhere if each < 0 else each for each in (given, output, errors)]
        try:
            with self._lock:
                socket.send_fds(self._orders, [json.dumps(order).encode()], [*descriptors, theirs])
        finally:
            os.close(theirs)
            os.close(nowhere)
        return Started(os.fdopen(ours, "rb", buffering=0))

    def run(
        self,
        arguments: Sequence[str | Path],
        environment: Mapping[str, str],
        timeout: float,
        tool: Tool = "scrapy",
        umask: int = -1,
    ) -> Done:
        """Start it, wait, and give what it said, as `subprocess.run` does."""
        with tempfile.TemporaryFile("r+") as output, tempfile.TemporaryFile("r+") as errors:
            descriptors = output.fileno(), errors.fileno()
            started = self.start(arguments, environment, *descriptors, tool, umask)
            try:
                code = started.wait(timeout)
            finally:
                started.kill()
                started.wait()
            for file in (output, errors):
                file.seek(0)
            done = Done(list(arguments), code, output.read(), errors.read())
            done.memory, done.cpu = started.memory, started.cpu
            return done

    def close(self) -> None:
        self._orders.close()
        self._process.wait(timeout=600)
        assert self._process.stdout
        self._process.stdout.close()


@cache
def starter(project: Path) -> Starter:
    """What starts the tool in a folder, as long as this process lives: its own program, if there is
    a copy of it, else this one."""
    if not (project / "kho_tin").is_dir():
        shared = copy(starter(ROOT))
        shared.project = project
        return shared
    return _lasting(project)


@cache
def server_starter() -> Starter:
    """The same for `kho-tin serve` of this project; the tool's name is `serve`."""
    return _lasting(ROOT, "serve")


def _lasting(root: Path, *what: str) -> Starter:
    made = Starter(root, {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, *what)
    atexit.register(made.close)
    return made


if __name__ == "__main__":
    main()
