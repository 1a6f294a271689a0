from kho_tin import NewsSpider


class KcnDakLak(NewsSpider):
    """Ban Quản lý các khu công nghiệp tỉnh Đắk Lắk, with which the board of Phú Yên's economic zone
    is to be merged.

    Inferred, not seen: that its site is the provincial portal, as its siblings' sites are, and so
    its CMS and the slash after its host. `kho-tin look kcn_daklak` says what is there.
    """

    name = "kcn_daklak"
    title = "Ban Quản lý các khu công nghiệp tỉnh Đắk Lắk"
    home_url = "https://bqlkcn.daklak.gov.vn/"
    cms = "vnpt_portal"
