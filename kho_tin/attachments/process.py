"""Asking the reading process, and starting another when a document has ended it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer

from kho_tin.attachments.model import CPU_SECONDS, MOST_BYTES, READY, WALL_SECONDS, DocumentText

_ROOT = Path(__file__).resolve().parents[2]
_TOO_LONG = {signal.SIGXCPU, signal.SIGKILL}


class ReadingProcess:
    """One reading process, started when first asked. Threads may share it.

    `cpu_seconds` is what it may take for one document.
    """

    def __init__(self, cpu_seconds: int = CPU_SECONDS) -> None:
        self.cpu_seconds = cpu_seconds
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.close)

    def ask(self, body: bytes, media_type: str | None, filename: str) -> DocumentText:
        with self._lock:
            if self._owner != os.getpid():  # a fork shares its parent's pipes, not its turn
                self._process = None
                self._owner = os.getpid()
            process = self._process or self._start()
            head = {"media_type": media_type, "filename": filename, "bytes": len(body)}
            timer = Timer(WALL_SECONDS, process.kill)
            timer.start()
            try:
                assert process.stdin
                assert process.stdout
                process.stdin.write(json.dumps(head).encode() + b"\n" + body)
                process.stdin.flush()
                answer = process.stdout.readline()
            except BrokenPipeError:
                answer = b""
            finally:
                timer.cancel()
            if answer:
                return DocumentText(**json.loads(answer))
            return DocumentText(None, self._why_it_ended())

    def close(self) -> None:
        """Let the process end. It is started anew when asked again."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kho_tin.attachments.reader", str(self.cpu_seconds)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the crawl, which ends this one itself
        )
        assert self._process.stdout
        if self._process.stdout.readline() != READY.encode():
            # Its last words are on standard error. No document is to blame.
            self.close()
            raise RuntimeError("kho_tin.attachments.reader does not start")
        return self._process

    def _why_it_ended(self) -> str:
        process = self._process
        assert process
        code = process.wait()
        self.close()
        if -code in _TOO_LONG:
            return f"too large: not read in {self.cpu_seconds} s"
        name = signal.Signals(-code).name if code < 0 else f"code {code}"
        return f"damaged: the reader ended on it ({name})"


_READER = ReadingProcess()


def text_of(body: bytes, media_type: str | None, filename: str) -> DocumentText:
    """The text of a PDF, DOCX or spreadsheet, or why there is none.

    `media_type` is what the server said, `filename` the last part of the address: hints, for
    the note of what is no document. Never takes longer than WALL_SECONDS (`attachments.model`
    has all bounds) and never raises for what the bytes may be; RuntimeError says that this
    program is not whole. Reading goes on in a process of its own; a call blocks its thread, so
    an event loop makes it in another one.
    """
    if len(body) > MOST_BYTES:
        return DocumentText(None, f"too large: {len(body) >> 20} MB")
    return _READER.ask(body, media_type, filename)
