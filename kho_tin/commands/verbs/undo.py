"""`kho-tin undo [ID]`: a decision is taken back; without an ID, which there are."""

from __future__ import annotations

import argparse

from kho_tin.commands.deciding import Deciding, Desk, tell
from kho_tin.commands.refusal import refuse, say

_IN_FORCE = (
    'SELECT id, at, "by", "do", coalesce(pid, site), field, value, leads_to, why FROM decisions '
    "WHERE undone IS NULL AND \"do\" NOT IN ('undo', 'erased') ORDER BY number"
)


class Command(Deciding):
    needs_why = False

    def syntax(self) -> str:
        return "[options] [ID --why TEXT]"

    def short_desc(self) -> str:
        return "Take a decision back; without an ID, list those in force"

    def long_desc(self) -> str:
        return (
            "Takes back the decision with this ID, whatever it was but an erasure. Without an ID "
            "it lists all that are in force: ID, date, who, what, why."
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1:
            refuse("undo takes one ID; without any it lists the decisions in force.")
        if args and not (opts.why or "").strip():
            refuse("--why TEXT says on what ground; readers are told.")

    def act(self, desk: Desk, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            for key, at, by, do, *about, why in desk.db.execute(_IN_FORCE).fetchall():
                told = " ".join(str(one) for one in about if one is not None)
                say(f"{key}  {at}  {by}: {do} {told}: {why}")
            return
        (key,) = args
        row = desk.db.execute('SELECT "do", undone FROM decisions WHERE id = ?', [key]).fetchone()
        if row is None:
            refuse(f"{key}: no such decision; `kho-tin undo` lists them.")
        do, undone = row
        if undone:
            refuse(f"{key}: is taken back already, by {undone}.")
        if do in ("erase", "erased"):
            refuse(f"{key}: what is erased is gone: nothing brings it back.")
        if do == "undo":
            refuse(f"{key}: takes another back: make that decision again.")
        _, applied = desk.decide("undo", undoes=key)
        tell(applied)
        say(f"{key} is taken back.", unheard=None)
