"""An article with its site's own addresses, however its page was fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kho_tin.archive.captures import Via
from kho_tin.base.hosts import origin
from kho_tin.outcome.addresses import Direct, Files, Mirror, Route, WebArchive
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.model import Article


def with_canonical_urls(article: Article, plan: Plan) -> Article:
    """The same with the site's own addresses where the page named a mirror's."""
    site_url = plan.site_url
    return replace(
        article,
        url=site_url(article.url),
        images=tuple(replace(image, url=site_url(image.url)) for image in article.images),
        attachments=tuple(replace(file, url=site_url(file.url)) for file in article.attachments),
    )


def plan_of(info: Mapping[str, str], via: Via) -> Plan | None:
    """The plan by which a WARC file was fetched, from its warcinfo; None if it does not say."""
    home, start = info.get("home"), info.get("start")
    if not home:
        return None
    route: Route = Direct(source=home)
    if start and via == "wayback":
        route = WebArchive(source=start, moment="")
    elif start and via == "import":
        route = Files(source=start)
    elif start and via == "live" and origin(start) != origin(home):
        route = Mirror(source=start, home=home)
    return Plan(home_url=home, route=route)
