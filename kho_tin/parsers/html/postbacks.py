"""Postbacks: what the pager of an ASP.NET page would send when it is clicked.

`__doPostBack(target, argument)` puts both into hidden fields and submits the page's form (ASP.NET
Web Forms). The server acts on the target alone: a button acts only where its own name is sent,
which a script's submission leaves out (HTML Standard, "constructing the entry list": no submitter).
A form with a field that people see is never sent: what the site does with it cannot be known from
the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.parsers.html.document import Document, ancestors, attribute
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.model import Postback

_CALL = re.compile(r"__doPostBack\(\s?'([^'\\]{1,400})'\s?,\s?'([^'\\]{0,200})'\s?\)")
_WITH_OPTIONS = re.compile(
    r"WebForm_PostBackOptions\(\s?[\"']([^\"'\\]{1,400})[\"']\s?,\s?[\"']([^\"'\\]{0,200})[\"']"
)
_SCRIPT = 2_000  # characters of an attribute that are looked at, a bound on time
_NEAR = 3  # the element and those around it that may have the call; same from 1 to 6
_TARGET, _ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"
_STATE = "__VIEWSTATE"
_BUTTONS = word_set("submit button image reset")
_MOST = 500  # fields of a form; same as the pager's numbers: a bound on time


def postback_of(document: Document, node: LexborNode) -> Postback | None:
    """What a click on `node` would send; None where it is no postback, or one that is not sent."""
    call = _call_of(node)
    form = next((element for element in ancestors(node) if element.tag == "form"), None)
    if call is None or form is None or attribute(form, "method").lower() != "post":
        return None
    controls = form.css("input, select, textarea")
    if len(controls) > _MOST or any(map(_is_visible, controls)):
        return None
    fields = [pair for control in controls for pair in _entry(control)]
    if _STATE not in {name for name, _ in fields}:
        return None
    url = document.link(attribute(form, "action") or document.page.url)
    if not url or not same_site(url, document.url):
        return None
    own = {_TARGET: call[0], _ARGUMENT: call[1]}
    missing = [(name, value) for name, value in own.items() if name not in dict(fields)]
    return Postback(url, tuple(missing + [(name, own.get(name, v)) for name, v in fields]))


def _call_of(node: LexborNode) -> tuple[str, str] | None:
    """Target and argument of the call in a link, or in what is done on a click."""
    for element in (node, *islice(ancestors(node), _NEAR)):
        for name in ("href", "onclick"):
            script = attribute(element, name)[:_SCRIPT]
            if match := _CALL.search(script) or _WITH_OPTIONS.search(script):
                return match[1], match[2]
    return None


def _is_visible(control: LexborNode) -> bool:
    """Whether a control is neither hidden nor a button: people write or choose in it."""
    kind = attribute(control, "type").lower()
    return control.tag != "input" or not (kind == "hidden" or kind in _BUTTONS)


def _entry(control: LexborNode) -> Iterator[tuple[str, str]]:
    """What a browser sends of a control that is hidden; nothing of a button."""
    name = attribute(control, "name")
    hidden = attribute(control, "type").lower() == "hidden"
    if name and hidden and "disabled" not in control.attributes:
        yield name, attribute(control, "value")
