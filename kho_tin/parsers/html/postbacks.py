"""Postbacks: what the pager of an ASP.NET page would send when it is clicked.

`__doPostBack(target, argument)` puts both into hidden fields and submits the page's form, of which
the whole page is part (ASP.NET Web Forms). The server acts on the target alone: a button acts only
where its own name is sent, which a script's submission leaves out (HTML Standard, "constructing the
entry list": no submitter). So a search box beside the list goes along as the page printed it, as a
browser would send it, and nothing is searched for. What is no page of news but a place to write in
(a password, a file, a text of several lines) keeps its form from being sent at all.
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
_NEAR = 3  # the element and those around it that may have the call
_TARGET, _ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"
_STATE = "__VIEWSTATE"
_UNSENT = word_set("submit button image reset")
_WRITTEN = word_set("password file")
_MOST = 500  # fields of a form; same as the pager's numbers: a bound on time


def postback_of(document: Document, node: LexborNode) -> Postback | None:
    """What a click on `node` would send; None where it is no postback, or one that is not sent."""
    call = _call_of(node)
    form = next((element for element in ancestors(node) if element.tag == "form"), None)
    if call is None or form is None or attribute(form, "method").lower() != "post":
        return None
    controls = form.css("input, select, textarea")
    if len(controls) > _MOST or any(_is_written(control) for control in controls):
        return None
    fields = [pair for control in controls for pair in _entries(control)]
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


def _is_written(control: LexborNode) -> bool:
    """Whether a control is for people to write in, and not a part of every page."""
    hidden = attribute(control, "type").lower()
    return control.tag == "textarea" or (control.tag == "input" and hidden in _WRITTEN)


def _entries(control: LexborNode) -> Iterator[tuple[str, str]]:
    """What a browser sends of a control that nobody has touched."""
    name = attribute(control, "name")
    if not name or "disabled" in control.attributes:
        return
    if control.tag == "select":
        yield from ((name, value) for value in _chosen(control))
        return
    kind = attribute(control, "type").lower()
    if kind in _UNSENT:
        return
    if kind in ("checkbox", "radio"):
        if "checked" in control.attributes:
            yield name, control.attributes.get("value") or "on"
        return
    yield name, attribute(control, "value")


def _chosen(select: LexborNode) -> list[str]:
    options = select.css("option")[:_MOST]
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" not in select.attributes:
        chosen = chosen[-1:] or options[:1]
    return [
        attribute(option, "value") if "value" in option.attributes else option.text(strip=True)
        for option in chosen
        if "disabled" not in option.attributes
    ]
