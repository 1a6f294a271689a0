from kho_tin import Bounds, NewsSpider


class CuLao(NewsSpider):
    """The invented board whose sources of news are tried."""

    name = "cu_lao"
    title = "Ban Quản lý Khu kinh tế Cù Lao"
    home_url = "http://www.culao.example/"
    cms = "vnpt_portal"
    bounds = Bounds(longest_silence=0)
    invented = True
