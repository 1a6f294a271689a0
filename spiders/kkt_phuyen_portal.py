from kho_tin import Bounds, NewsSpider


class KktPhuYenPortal(NewsSpider):
    """The board's former site, on a host of phuyen.gov.vn that has stopped resolving.

    The host's name is not known, so `-a host=HOST` gives it. The site's history is read with
    `kho-tin crawl wayback -a site=kkt_phuyen_portal -a host=HOST`; a crawl of this spider itself
    reads its last state, or a mirror (`-a start=URL`).
    """

    name = "kkt_phuyen_portal"
    title = "Ban Quản lý Khu kinh tế Phú Yên (former site)"
    home_url = "http://{host}/"
    cms = "websphere"
    bounds = Bounds(longest_silence=0)  # the site has ended
    endpoint = "https://web.archive.org/web/"
