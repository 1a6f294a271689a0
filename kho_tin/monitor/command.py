"""A notice handed to a command of the operator's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from kho_tin.monitor.message import Message, NotSent


@dataclass(frozen=True)
class Command:
    """`timeout` in seconds: then the command is killed with its child processes."""

    name: ClassVar[str] = "command"
    words: list[str]
    timeout: float

    def send(self, message: Message) -> None:
        """Give the command the JSON on standard input, and the message's variables in its
        environment."""
        variables = {name: value.replace("\0", "") for name, value in message.variables.items()}
        try:
            process = subprocess.Popen(
                self.words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**os.environ, **variables},
                start_new_session=True,
            )
        except OSError as error:
            raise NotSent(f"{self.words[0]}: {error.strerror}") from None
        with process:
            try:
                _, output = process.communicate(
                    json.dumps(message.as_json(), ensure_ascii=False).encode(), self.timeout
                )
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise NotSent(
                    f"{self.words[0]}: not done after {self.timeout:g} s: killed"
                ) from None
        if process.returncode:
            line = " ".join(output.decode("utf-8", "replace").split())[:200]
            raise NotSent(f"{self.words[0]}: ended with {process.returncode} {line}".rstrip())
