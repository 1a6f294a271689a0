from crawling.verdicts import Bounds
from spiders.base import NewsSpider


class Sample(NewsSpider):
    """The news of an invented board, served from this project's own `sample/` on loopback.

    Without `-a start=` the crawl starts that site by itself and stops it again.
    """

    name = "sample"
    title = "Ban Quản lý Khu kinh tế Vũng Sương (sample)"
    home_url = "https://vungsuong.example/"
    cms = "vnpt_portal"
    invented = True
    served_by = "sample"
    bounds = Bounds(longest_silence=0)  # invented news ends where somebody stopped inventing
