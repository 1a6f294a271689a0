"""The contact for a site's administrators: no live site is crawled without one."""

from __future__ import annotations

import re
import sys
from urllib.parse import urlsplit

import dotenv

from kho_tin.base import environment, language
from kho_tin.base.reasons import of_settings
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.setting_values import SettingValues
from kho_tin.commands.refusal import refuse
from kho_tin.outcome.plan import Plan

_MAIL = re.compile(r"[^@/:]+@(?P<host>[^@/:]+\.[^@/:]+)")
# What a User-Agent can hold within its brackets (RFC 9110, 5.6.5), without quoting.
_PLAIN = re.compile(r"[!#-'*-\[\]-~]{1,200}")
# Reserved host names (RFC 2606, RFC 6761).
_NOBODYS = re.compile(r"(.*\.)?(example(\.(com|net|org))?|invalid|test|localhost)")
_TRIES = 3  # how often a wrong answer is asked again


def check(settings: SettingValues, site: str, plan: Plan) -> None:
    """Make sure that requests to a live site name a contact; ends the command if there is none.

    On a terminal a missing contact is asked for, once, and kept in the file `.env`.
    """
    if plan.is_local:
        return
    contact = str(settings["CONTACT"] or "").strip()
    if not contact and sys.stdin.isatty() and sys.stderr.isatty():
        contact = _ask(site)
        _keep(contact)
    if not contact:
        refuse(of_settings.no_contact(site, of_settings.contact_form()))
    sign(settings, contact)


def why_invalid(contact: str) -> Reason | None:
    """Why an address is no contact; None for one that may be."""
    if not _PLAIN.fullmatch(contact):
        return of_settings.contact_no_word()
    mail = _MAIL.fullmatch(contact)
    try:
        parts = urlsplit(contact)
        host = mail["host"] if mail else parts.hostname or ""
    except ValueError:  # a bracket that does not close
        return of_settings.contact_no_address()
    if not mail and (parts.scheme not in ("http", "https") or "." not in host):
        return of_settings.contact_neither()
    if _NOBODYS.fullmatch(host.lower()):
        return of_settings.contact_nobodys(host)
    return None


def sign(settings: SettingValues, contact: str) -> None:
    """Name the contact in the User-Agent, as settings.py does."""
    agent = str(settings["USER_AGENT"])
    before, _, inside = agent.rpartition("(")
    if "+" in inside and inside.endswith(")"):
        agent = f"{before}({inside.partition('+')[0]}+{contact})"
    for name, value in (("CONTACT", contact), ("USER_AGENT", agent)):
        settings.set(name, value, priority="cmdline")


def _ask(site: str) -> str:
    """A contact from the terminal; "" if none is given."""
    print(
        f"{site} is a live site. Its administrators will see in every request who asks, and "
        "where to write to.",
        file=sys.stderr,
    )
    for _ in range(_TRIES):
        print("Your e-mail address, or a page about you: ", end="", file=sys.stderr, flush=True)
        contact = sys.stdin.readline().strip()
        why = why_invalid(contact) if contact else None
        if not why:
            return contact
        print(f"{contact}: {why.rendered(language.chosen())}.", file=sys.stderr)
    return ""


def _keep(contact: str) -> None:
    path = environment.path()
    if not contact or (path.exists() and not path.is_file()):
        return
    try:
        # A link stays, and the file that it leads to is written: deploy/ has one.
        dotenv.set_key(path, "CONTACT", contact, follow_symlinks=True)
    except OSError as error:
        refuse(of_settings.contact_not_kept(path, error.strerror))
    print(f"Kept as CONTACT in {path}.", file=sys.stderr)
