from kho_tin import Bounds, NewsSpider


class CuLaoMoi(NewsSpider):
    """The same board, of whose system nothing is known."""

    name = "cu_lao_moi"
    title = "Ban Quản lý Khu kinh tế Cù Lao"
    home_url = "http://www.culao.example/"
    bounds = Bounds(longest_silence=0)
    invented = True
