"""`kho-tin sample`: the sample site by itself."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import datetime as dt
import signal
import sys
from collections.abc import Sequence

import uvloop

from kho_tin.sample.addresses import FACES
from kho_tin.sample.news import NewsError
from kho_tin.sample.server import SampleServer
from kho_tin.sample.site import SampleSite
from kho_tin.sample.switches import ACTS, Switches

PORT = 8002


def parser() -> argparse.ArgumentParser:
    """The command line: an option for each line of the table of switches."""
    command = argparse.ArgumentParser(
        prog="kho-tin sample",
        description="The sample site, on 127.0.0.1. GLOB is a shell pattern of path and query: "
        "'/tin-*', or '*' for everything.",
    )
    command.add_argument("--port", type=int, default=PORT, help=f"default {PORT}; 0: a free one")
    command.add_argument("--face", choices=FACES, default="vnpt", help="the CMS to look like")
    command.add_argument(
        "--control",
        action="store_true",
        help='obey POST /__switch__ with JSON, such as {"wall": "d1n", "edit": 1020}',
    )
    command.add_argument(
        "--until-eof", action="store_true", help="end when standard input does, with its writer"
    )
    wrong = command.add_argument_group("what can be made to go wrong")
    for switch in dataclasses.fields(Switches):
        option = f"--{switch.name.replace('_', '-')}"
        says, choices = switch.metadata["says"], switch.metadata["choices"]
        if isinstance(switch.default, bool):
            wrong.add_argument(option, action="store_true", help=says)
        elif choices:
            wrong.add_argument(option, choices=choices, default=switch.default, help=says)
        else:
            kind = dt.date.fromisoformat if switch.name == "now" else type(switch.default)
            action = "append" if isinstance(switch.default, tuple) else "store"
            wrong.add_argument(
                option,
                type=str if action == "append" else kind,
                action=action,
                default=[] if action == "append" else switch.default,
                metavar=switch.metadata["metavar"],
                help=says,
            )
    acts = command.add_argument_group("what can happen to an article (may be given again)")
    for act in ACTS:
        acts.add_argument(
            f"--{act.name}", action="append", default=[], metavar="ID[=…]", help=act.says
        )
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted. Returns 2 for a wrong option and 1 for news that cannot be read
    or a port that is taken."""
    options = vars(parser().parse_args(arguments))
    port, control = options.pop("port"), options.pop("control")
    until_eof = options.pop("until_eof")
    try:
        site = SampleSite(face=options.pop("face"), **options)
    except NewsError as error:
        print(f"sample: {error}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"sample: {error}", file=sys.stderr)
        return 2
    server = SampleServer(port=port, site=site, control=control, log=False)
    # A shell's background job inherits a SIGINT that is ignored: Ctrl-C is meant all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        uvloop.run(_serve(server, until_eof=until_eof))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"sample: port {port}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


async def _serve(server: SampleServer, *, until_eof: bool) -> None:
    if until_eof:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), server.stop)
    await server.serve(lambda: print(_where(server), flush=True))


def _where(server: SampleServer) -> str:
    line = f"The sample site is at {server.url}"
    if server.authority:
        line += f"; trust it with SSL_CERT_FILE={server.authority.roots}"
    return line


if __name__ == "__main__":
    sys.exit(main())
