from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.bounds import Bounds


class Sample(NewsSpider):
    """The news of an invented board, served from this project's own `kho_tin.sample` on loopback.

    Without `-a start=` the crawl starts that site by itself and stops it again.
    """

    name = "sample"
    title = "Ban Quản lý Khu kinh tế Vũng Sương (sample)"
    home_url = "https://vungsuong.example/"
    cms = "vnpt_portal"
    invented = True
    served_by = "kho_tin.sample"
    bounds = Bounds(longest_silence=0)  # invented news ends when nobody invents more
