"""Untrusted input is read in a process of its own, within bounds of time and memory.

Input that crashes the process, or on which it never ends, costs one result. A worker is forked at
its first job, which takes milliseconds, and again at the next job after it was ended.
"""

from __future__ import annotations

import math
import os
import pickle
import resource
import signal
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, local
from typing import Any, NoReturn, TypeVar

Result = TypeVar("Result")

_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM, signal.SIGXCPU}
_SIZE = 8  # bytes before each message, which say how long it is


class Exceeded(Exception):
    """A job without a result; the message says why, in a few words. `is_much`: it needed more time
    or memory than the limits allow."""

    def __init__(self, why: str, *, is_much: bool = False) -> None:
        super().__init__(why)
        self.is_much = is_much


class ReadingStopped(Exceeded):
    """The program is stopping; the input is not to blame."""


@dataclass(frozen=True)
class Limits:
    """Of one job: seconds of processor time, which do not depend on how busy the machine is;
    seconds of wall-clock time; and bytes of memory beyond what the parent has."""

    cpu: int
    wall: float
    memory: int


_ALL = weakref.WeakSet["Worker"]()
_STOPPED = Event()


class Worker:
    """A process that does one job at a time. Threads may share it: each waits for its turn."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lock = Lock()
        self._process: _Process | None = None
        _ALL.add(self)

    def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The result of a module's function. Raises what it raises, with its traceback as a note,
        and Exceeded."""
        with self._lock:
            if _STOPPED.is_set():
                raise ReadingStopped("stopped before it was read")
            if self._process is None or self._process.parent != os.getpid():
                self._process = _Process.start(self.limits)
            process = self._process
            try:
                process.send(pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL))
                answer = process.receive()
            except (EOFError, BrokenPipeError):
                self._process = None
                why = process.why_it_ended()
                raise (
                    ReadingStopped("stopped before it was read") if _STOPPED.is_set() else why
                ) from None
            except BaseException:  # a signal, in the middle of a message
                self._process = None
                process.end()
                raise
        kind, value = pickle.loads(answer)
        if kind == "memory":
            self.close()  # the process may be in any state
            memory = f"needs more than {self.limits.memory >> 20} MB of memory"
            raise Exceeded(memory, is_much=True)
        if kind == "raised":
            error, where = value
            error.add_note(where)
            raise error
        result: Result = value
        return result

    def close(self) -> None:
        """End the process. The next job starts a new one."""
        process, self._process = self._process, None
        if process:
            process.end()

    def kill(self) -> None:
        """Kill the process in the middle of its job; may be called from any thread."""
        if process := self._process:
            process.kill()


class _Process:
    """A forked process, and the pipes to it and from it."""

    def __init__(self, limits: Limits, pid: int, pipes: tuple[int, int]) -> None:
        self.limits = limits
        self.parent = os.getpid()
        self.pid = pid
        self._out, self._in = pipes
        descriptor = os.pidfd_open(pid)
        self._descriptor = descriptor
        self._finalizer = weakref.finalize(self, _reap, self.parent, pid, descriptor, pipes)

    @classmethod
    def start(cls, limits: Limits) -> _Process:
        questions, out = os.pipe()
        in_, answers = os.pipe()
        # A signal that reached the fork before it has handlers of its own would run the parent's.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            pid = os.fork()
            if not pid:
                _work(questions, answers, limits)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        os.close(questions)
        os.close(answers)
        return cls(limits, pid, (out, in_))

    def send(self, message: bytes) -> None:
        _send(self._out, message)

    def receive(self) -> bytes:
        """The process's answer. Raises EOFError if it has ended."""
        return _receive(self._in)

    def kill(self) -> None:
        with suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def end(self) -> None:
        self._finalizer()

    def why_it_ended(self) -> Exceeded:
        """Why it has ended."""
        self.kill()
        status = os.waitid(os.P_PIDFD, self._descriptor, os.WEXITED | os.WNOWAIT)
        assert status
        self.end()
        if status.si_code == os.CLD_EXITED:
            return Exceeded(f"the reader ended on it (code {status.si_status})")
        number = signal.Signals(status.si_status)
        seconds = {signal.SIGALRM: self.limits.wall, signal.SIGXCPU: self.limits.cpu}.get(number)
        if seconds is not None:
            return Exceeded(f"not read in {seconds:g} s", is_much=True)
        return Exceeded(f"the reader ended on it ({number.name})")


def _reap(parent: int, pid: int, descriptor: int, pipes: tuple[int, int]) -> None:
    """Kill a process if this one has started it, and close the pipes to it."""
    if parent == os.getpid():
        with suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
    for opened in (descriptor, *pipes):
        with suppress(OSError):
            os.close(opened)


def _work(questions: int, answers: int, limits: Limits) -> NoReturn:
    """Runs in the fork: nothing of the parent's is touched, not even by exit handlers."""
    try:
        _leave(questions, answers)
        limit_memory(limits.memory)
        while True:
            function, arguments = pickle.loads(_receive(questions))
            used = resource.getrusage(resource.RUSAGE_SELF)
            until = math.ceil(used.ru_utime + used.ru_stime) + limits.cpu
            resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
            signal.setitimer(signal.ITIMER_REAL, limits.wall)
            answer = _answer(function, arguments)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(answers, answer)
    except BaseException:  # the parent has ended, or there is no memory for an answer
        os._exit(1)


def _answer(function: Callable[..., object], arguments: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps(("done", function(*arguments)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(("memory", None))
    except Exception as error:  # a bug: the parent raises it, with this traceback
        where = traceback.format_exc()
        try:
            return pickle.dumps(("raised", (error, where)))
        except Exception:  # one that cannot be sent
            return pickle.dumps(("raised", (RuntimeError(repr(error)), where)))


def _leave(questions: int, answers: int) -> None:
    """Leave the parent's session, signals and files: the parent's locks must end with it."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):  # what libraries print as they crash helps nobody
        os.dup2(nowhere, standard)
    pipes = sorted((questions, answers))
    for begin, end in ((3, pipes[0]), (pipes[0] + 1, pipes[1]), (pipes[1] + 1, 1 << 20)):
        os.closerange(begin, end)


def limit_memory(extra: int) -> None:
    """Limit the memory of this process to what it has now and `extra` bytes more, as the kernel
    counts it: all private pages, the stacks of threads included."""
    lines = Path("/proc/self/status").read_text().splitlines()
    has = next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData:"))
    resource.setrlimit(resource.RLIMIT_DATA, (has + extra, has + extra))


def _send(pipe: int, message: bytes) -> None:
    unsent = memoryview(len(message).to_bytes(_SIZE, "big") + message)
    while unsent:
        unsent = unsent[os.write(pipe, unsent) :]


def _receive(pipe: int) -> bytes:
    return _exactly(pipe, int.from_bytes(_exactly(pipe, _SIZE), "big"))


def _exactly(pipe: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def stop() -> None:
    """Kill all workers, and start no more jobs in this process; may be called from any thread."""
    _STOPPED.set()
    for worker in list(_ALL):
        worker.kill()


class Workers(local):
    """A worker for each thread, with the same limits."""

    def __init__(self, limits: Limits) -> None:
        self.worker = Worker(limits)
