"""A site of this project's own, served on loopback as long as a command needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kho_tin.base.errors import UsageError
from kho_tin.base.project import package_path
from kho_tin.base.reasons import of_sites


@contextmanager
def served(module: str) -> Iterator[str]:
    """Serve a site of this project's own on loopback while the block runs; yields its address."""
    server = subprocess.Popen(
        # -P: files in the current folder are not modules.
        [sys.executable, "-P", "-m", module, "--port", "0", "--until-eof"],
        stdin=subprocess.PIPE,  # it ends with this process, however that ends
        stdout=subprocess.PIPE,
        process_group=0,  # Ctrl-C is for this process alone
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": package_path()},
    )
    try:
        assert server.stdout
        line = server.stdout.readline()
        address = next((word for word in line.split() if word.startswith("http://")), None)
        if address is None:
            raise UsageError(of_sites.sample_not_started(module))
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)
        assert server.stdin
        assert server.stdout
        server.stdin.close()
        server.stdout.close()
