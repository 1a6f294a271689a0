"""Where things lie on the sample site, for either face: paths as a crawler should keep them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from kho_tin.sample.board import NAME

if TYPE_CHECKING:
    from kho_tin.sample.board import Category
    from kho_tin.sample.news import NewsArticle

Face = Literal["vnpt", "websphere"]
FACES: tuple[Face, ...] = ("vnpt", "websphere")
CONTENT = "/CMS/Content/"
VAN_BAN = f"{CONTENT}VanBan/"
TIN_TUC = f"{CONTENT}TinTuc/"
PORTAL = f"/wps/portal/{NAME}/Home"
CONNECT = f"/wps/wcm/connect/{NAME}/"


def absolute(origin: str, path: str) -> str:
    return origin.rstrip("/") + path


def article(item: NewsArticle, face: Face) -> str:
    """The stable address: with the numeric id (VNPT) or with the urile path (WebSphere)."""
    if face == "vnpt":
        return f"/{item.alias}-{item.id}.html"
    return f"{PORTAL}?1dmy&current=true&urile=wcm:path:{wcm_path(item)}"


def wcm_path(item: NewsArticle) -> str:
    """The library path: every third article was made under its uuid, not under its title."""
    name = wcm_uuid(f"article/{item.id}") if item.id % 3 == 0 else item.alias
    return f"/{NAME}/site/news/{item.category.slug}/{name}"


def wcm_uuid(name: str) -> str:
    """A uuid that never changes for one name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://{NAME}.example/{name}"))


def picture(item: NewsArticle, file: str, face: Face) -> str:
    if face == "vnpt":
        return f"{TIN_TUC}{item.date.year}/{item.date.month}.{item.date.year}/{file}"
    return f"{CONNECT}{wcm_uuid('picture/' + file)}/{file}"


def attachment(path: str, face: Face, *, encode: bool = True) -> str:
    """`path` below the document folder; percent-encoded, or as the editor typed it."""
    if face == "vnpt":
        full_path = VAN_BAN + path
    else:
        full_path = f"{CONNECT}{wcm_uuid('document/' + path)}/{path.rsplit('/', 1)[-1]}"
    return quote(full_path, safe="/()!,;=+@$'*~") if encode else full_path


def category(item: Category, face: Face) -> str:
    """The first page of a category's listing."""
    if face == "vnpt":
        return f"/categories/{item.slug}-{item.number}.html"
    return f"{PORTAL}/page/{item.slug}"
