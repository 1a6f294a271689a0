from kho_tin import Bounds, NewsSpider


class LangBoard(NewsSpider):
    """The invented board whose lives are crawled. Its editors may take down what they like."""

    name = "lang_board"
    title = "Ban Quản lý Khu kinh tế Làng Sen"
    home_url = "http://www.langsen.example/"
    cms = "vnpt_portal"
    bounds = Bounds(
        most_failed=0.5, most_refused=0.5, most_gone=1.0, least_listed=0.2, longest_silence=0
    )
    invented = True
