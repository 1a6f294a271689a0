"""What keeps a page from being read, where its own bytes hold hardly any text: a script that builds
it, a frame that has it, a login before it. Each with what a person can do next."""

from __future__ import annotations

from itertools import islice

from kho_tin.parsers.html.document import Document, attribute, text_of

# Characters of visible text: a page with less has no list and no article of its own. A menu and a
# foot alone have about 300; the shortest list seen, of three titles, has 400 with them.
_HARDLY_ANY = 400
_SHOWN = 3  # frames that are named
# Elements in which scripts of the usual kits build a page.
_MOUNTS = (
    "#app, #root, #__next, #__nuxt, #___gatsby, app-root, [ng-app], [data-reactroot],"
    " [data-server-rendered]"
)
_LONG_SCRIPT = 2_000  # characters of a script that does more than count visitors

SCRIPT, FRAME, LOGIN = "script", "frame", "login"
ADVICE = {
    SCRIPT: (
        "A page there is built by a script in the browser, and no script is run here: look whether "
        "the site has a feed, a sitemap or a page for print, and look at that address; else "
        "ask its administrators for one."
    ),
    FRAME: (
        "A page there only frames another: look at the address of the frame that has the news, and "
        "make that the home_url."
    ),
    LOGIN: (
        "A page there asks for a login: what is behind it is not public, and a crawl does not log "
        "in. Look at another address of the site."
    ),
}


def obstacles(document: Document) -> dict[str, str]:
    """What stands before the page's content, by kind (`script`, `frame`, `login`), each with a line
    on what was seen; empty for a page that has text of its own."""
    body = document.tree.body
    if body is not None and len(text_of(body)) >= _HARDLY_ANY:
        return {}
    seen = {FRAME: _frames(document), LOGIN: _login(document), SCRIPT: _script(document)}
    return {kind: line for kind, line in seen.items() if line}


def _frames(document: Document) -> str:
    nodes = document.all("frame[src], iframe[src]")
    urls = [url for node in nodes if (url := document.link(attribute(node, "src")))]
    return f"hardly any text, and frames: {', '.join(islice(urls, _SHOWN))}" if urls else ""


def _login(document: Document) -> str:
    fields = document.all('form input[type="password" i]')
    return "hardly any text, and a form that asks for a password" if fields else ""


def _script(document: Document) -> str:
    outside = len(document.all("script[src]"))
    inside = sum(len(node.text()) for node in document.all("script:not([src])"))
    mount = document.has(_MOUNTS)
    if (outside or inside >= _LONG_SCRIPT) and (mount or not document.has("p")):
        return f"hardly any text, and {outside} scripts besides {inside} characters of script"
    return ""
