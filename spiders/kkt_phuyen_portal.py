from spiders.base import NewsSpider


class KktPhuYenPortal(NewsSpider):
    """The board's former site, on a host of phuyen.gov.vn that has stopped resolving.

    Which host is not known, so `-a host=HOST` names it. It is read through the Wayback Machine
    (`-a endpoint=https://web.archive.org/web/`), or from a mirror (`-a start=URL`).
    """

    name = "kkt_phuyen_portal"
    title = "Ban Quản lý Khu kinh tế Phú Yên (former site)"
    home_url = "http://{host}/"
    cms = "websphere"
    endpoint = "https://web.archive.org/web/"
