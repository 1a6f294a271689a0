"""What the verbs that read captures again share: `--jobs`, and `--scheduler` for a Dask cluster."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kho_tin.base.reasons import of_verbs
from kho_tin.commands.refusal import refuse

if TYPE_CHECKING:
    from kho_tin.reader.reads import Reads

SMALL = 2_000_000  # bytes of captures that one process reads while others would be starting


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes (as many as cores, if it is worth it)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="tcp://…",
        help="read on the machines of this Dask cluster, which must see the same folder",
    )


def check(opts: argparse.Namespace) -> None:
    """End the command where an option cannot be followed."""
    if opts.jobs is not None and opts.jobs < 1:
        refuse(of_verbs.no_jobs(opts.jobs))
    if opts.scheduler and not find_spec("distributed"):
        refuse(of_verbs.no_distributed())


def processes(opts: argparse.Namespace) -> int:
    """How many may be used at once on this machine."""
    return opts.jobs or os.cpu_count() or 1


@contextmanager
def readers_for(opts: argparse.Namespace, size: int) -> Iterator[Reads]:
    """What reads captures of so many bytes in all, on this machine or a Dask cluster. Dask gives
    the work of a machine that is lost to another."""
    from kho_tin.reader.reads import Reads

    if opts.scheduler is None:
        from kho_tin.reader.reading import readers

        jobs = opts.jobs or (1 if size < SMALL else processes(opts))
        with readers(jobs) as executor:
            yield Reads(executor, jobs)
        return
    from distributed import Client

    try:
        client: Any = Client(opts.scheduler, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        refuse(of_verbs.no_scheduler(opts.scheduler, error))
    with client:
        yield Reads(client.get_executor(pure=False), sum(client.ncores().values()) or 1)
