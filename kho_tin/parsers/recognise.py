"""Which CMS made a page, told from the page itself: a site may move to another one any day."""

from __future__ import annotations

from kho_tin.parsers.html.document import Document

# A strong mark is enough by itself; of the weak ones two are needed.
_STRONG: dict[str, tuple[str, ...]] = {
    "vnpt_portal": (
        "#PageDetail", "#publishupshow-right", "#publishupshow-bottom", "div.categoryList",
        ".full-text.article-content",
    ),
    "websphere": (
        ".wpsPortletBody", ".ibmPortalControl", '[class*="asa.portlet"]', ".wpthemeMainContent",
        ".wpthemeControl", '[id^="wpsportlet"]',
    ),
    "liferay": (
        ".portlet-asset-publisher", ".asset-full-content-title", '[id^="p_p_id_"]',
        ".portlet-boundary", ".nd_detail_chitiet", "div.nd_detail", ".taglib-page-iterator",
    ),
    "sharepoint": ('[class*="tandan-"]',),
    "vhv": ("[moduleRootId]", "h1.title-detail[itemprop=headline]", "#whole-page .ModuleWrapper"),
}  # fmt: skip
_WEAK: dict[str, tuple[str, ...]] = {
    "vnpt_portal": (
        ".stellarnav", "#featured-document", 'a[href*="/listchildcat/"]', 'a[href*="/categories/"]',
        '[src*="/CMS/Content/"]', '[href*="/CMS/Content/"]', 'meta[name="PageInfo"]',
        ".current-date", ".error-template", ".albums-container", ".ContentDocument",
        ".document-list", ".other-list", ".listtailieu", ".AuthorName", "input#ArticleId",
        ".article-item-cat",
    ),
    "websphere": (
        'a[href*="urile=wcm"]', 'a[href*="/wps/portal"]', '[src*="/wps/wcm/"]', "body.lotusui",
        'link[href*="/wps/"]', 'script[src*="/wps/"]', '[class*="wptheme"]', '[class*="asa."]',
    ),
    "liferay": (
        ".journal-content-article", "body.yui3-skin-sam", ".assetPublishDate", ".asset-abstract",
        '[src*="/documents/"]', ".lfr-pagination", 'a[href*="/-/asset_publisher/"]',
        'a[href*="_WAR_"]', 'link[class="lfr-css-file"]', ".portlet-content",
    ),
    "vhv": (".ModuleWrapper", "a.next-pages", '[src*="/App/"]'),
}  # fmt: skip


def cms_of(document: Document) -> str:
    """The name of the parser for the page; "general" when no CMS is recognised."""
    for name, marks in _STRONG.items():
        if any(document.has(mark) for mark in marks):
            return name
    scores = {name: sum(document.has(mark) for mark in marks) for name, marks in _WEAK.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 2:
        return best
    if document.has('script[type="application/ld+json"]') or document.meta("og:type") == "article":
        return "news_metadata"
    return "general"
