from kho_tin import NewsSpider


class KktPhuYen(NewsSpider):
    """Ban Quản lý Khu kinh tế Phú Yên, on the portal of Đắk Lắk province since July 2025."""

    name = "kkt_phuyen"
    title = "Ban Quản lý Khu kinh tế Phú Yên"
    home_url = "https://bqlkkt.daklak.gov.vn/"
    cms = "vnpt_portal"
