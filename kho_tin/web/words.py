"""Every word of the interface, in Vietnamese and in English (one, many where they differ)."""

from __future__ import annotations

from typing import Final

from kho_tin.archive.columns import COLUMNS

WORDS: Final[dict[str, tuple[str, ...]]] = {
    # The frame of every page.
    "archive": ("Kho Tin", "Kho Tin"),
    "tagline": ("Kho lưu trữ tin của các ban quản lý", "An archive of public boards’ news"),
    "skip": ("Chuyển đến nội dung", "Skip to content"),
    "overview": ("Tổng quan", "Overview"),
    "search": ("Tìm kiếm", "Search"),
    "tables": ("Dữ liệu", "Data"),
    "main_menu": ("Trình đơn chính", "Main"),
    "language": ("Ngôn ngữ", "Language"),
    "footer_rights": (
        "Bài viết thuộc về tác giả và cơ quan đăng tin; kho chỉ lưu giữ và trích dẫn.",
        "Texts belong to their authors and boards; this archive keeps and cites them.",
    ),
    "invented": (
        "Bài hư cấu của trang mẫu, không phải tin thật.",
        "An invented article of the sample site, not real news.",
    ),
    "invented_site": (
        "Kho này chứa trang mẫu hư cấu.",
        "This archive holds the invented sample site.",
    ),
    "no_date": ("không rõ ngày", "no date"),
    "unknown": ("không rõ", "unknown"),
    "error": ("Không mở được trang này", "This page cannot be shown"),
    "not_found": ("Không có trang này", "There is no such page"),
    "withheld": ("Tin này không được hiển thị", "This record is not shown"),
    "withheld_since": (
        "Kho đã ngừng hiển thị tin này từ {date}. Lý do: {why}",
        "The archive has not shown this record since {date}. Ground: {why}",
    ),
    "erased_since": (
        "Tin này đã bị xoá khỏi kho từ {date}. Lý do: {why}",
        "This record was erased from the archive on {date}. Ground: {why}",
    ),
    "corrected": (
        "{field}: {by} sửa ngày {date} ({why});",
        "{field}: corrected by {by} on {date} ({why});",
    ),
    "merged_record": ("Đã gộp vào bài này:", "Merged into this record:"),
    "perhaps_same": (
        "Có thể là cùng một bài (cùng tiêu đề, ngày và nội dung):",
        "Perhaps the same article (the same title, day and text):",
    ),
    "site_now": ("nay là", "now"),
    "site_formerly": ("đến {date}:", "until {date}:"),
    "page_prints": ("trang ghi:", "the page prints:"),
    "page_prints_none": ("trang không ghi gì.", "the page prints none."),
    "no_article": (
        "Kho không có bài nào mang tên “{pid}”.",
        "No article of the name “{pid}” is kept here.",
    ),
    "no_moment": (
        "“{at}” không phải là một thời điểm. Sau dấu @ xin ghi giờ UTC, ví dụ 20210602T010500Z.",
        "“{at}” is no moment. Behind the @ stands a time in UTC, such as 20210602T010500Z.",
    ),
    "no_version": (
        "Lúc {at} kho chưa có phiên bản nào của bài này; phiên bản đầu tiên thấy lúc {first}.",
        "Nothing had been kept of this article by {at}; its first version was seen {first}.",
    ),
    "no_time": (
        "“{time}” không phải là một thời điểm. Xin ghi 14 chữ số giờ UTC, ví dụ 20210602010500.",
        "“{time}” is no time. It has up to 14 digits, UTC, such as 20210602010500.",
    ),
    "not_captured": (
        "Kho không lưu trang nào ở địa chỉ “{url}”.",
        "No page of the address “{url}” is kept here.",
    ),
    "look_elsewhere": ("Tìm ở Wayback Machine", "Look at the Wayback Machine"),
    # A capture in its frame.
    "page_as_captured": ("Trang như khi được thu", "Page as captured"),
    "too_large_frame": (
        "Trang này quá lớn nên không hiện được ở đây; xin mở bản gốc.",
        "This page is too large to be shown here; please open it as fetched.",
    ),
    "captured_at": ("Bản thu lúc", "Captured"),
    "captures_of": ("Mọi bản thu của trang này", "All captures of this page"),
    "earlier_capture": ("← Bản thu trước", "← Earlier capture"),
    "later_capture": ("Bản thu sau →", "Later capture →"),
    "as_captured": ("Trang {url} như khi được thu", "The page {url} as it was captured"),
    "article_of": ("Bài viết:", "Article:"),
    "back_home": ("Về trang tổng quan", "Back to the overview"),
    # The search page.
    "search_label": ("Tìm trong kho", "Search the archive"),
    "search_hint": ("Gõ có dấu hoặc không dấu", "With marks or without"),
    "search_button": ("Tìm", "Search"),
    "all_articles": ("Tất cả bài viết", "All articles"),
    "results_for": ("Kết quả cho “{q}”", "Results for “{q}”"),
    "articles_n": ("{n} bài", "{n} article", "{n} articles"),
    "articles": ("bài viết", "articles"),
    "page_of": ("trang {page}/{pages}", "page {page} of {pages}"),
    "previous": ("← Trang trước", "← Previous"),
    "next": ("Trang sau →", "Next →"),
    "pages": ("Các trang", "Pages"),
    "sort": ("Sắp xếp theo", "Sort by"),
    "sort_relevance": ("Phù hợp nhất", "Best match"),
    "sort_newest": ("Mới nhất", "Newest"),
    "sort_oldest": ("Cũ nhất", "Oldest"),
    "narrow": ("Thu hẹp kết quả", "Narrow down"),
    "facet_year": ("Năm", "Year"),
    "facet_category": ("Chuyên mục", "Category"),
    "facet_author": ("Tác giả", "Author"),
    "facet_site": ("Trang nguồn", "Site"),
    "facet_state": ("Tình trạng", "State"),
    "more_values": ("Thêm {n} mục", "{n} more", "{n} more"),
    "chosen": ("Đang lọc", "Filters"),
    "remove": ("Bỏ lọc {name}: {value}", "Remove filter {name}: {value}"),
    "remove_all": ("Bỏ mọi bộ lọc", "Remove all filters"),
    "by_year": ("Số bài theo năm", "Articles by year"),
    "year_bar": ("{year}: {n} bài", "{year}: {n} article", "{year}: {n} articles"),
    "in_attachment": ("trong tệp đính kèm", "in an attachment"),
    "in_earlier_version": ("trong phiên bản trước", "in an earlier version"),
    "nothing": ("Không tìm thấy bài nào.", "No article was found."),
    "nothing_tips": (
        "Hãy thử ít từ hơn, bỏ dấu, hoặc gõ đầu* để tìm các từ bắt đầu như vậy.",
        "Try fewer words, leave out the marks, or write begin* for words that begin so.",
    ),
    "nothing_absent": ("Không bài nào có:", "No article has:"),
    "past_end": (
        "Không có trang {page}: kết quả hết ở trang {pages}.",
        "There is no page {page}: the results end at page {pages}.",
    ),
    "last_page": ("Đến trang cuối", "To the last page"),
    "nothing_word": (
        "Truy vấn này không có từ nào để tìm, hoặc chỉ có phần loại trừ.",
        "This query has no word to look for, or exclusions alone.",
    ),
    "unknown_site": ("Kho không có trang “{site}”.", "The archive has no site “{site}”."),
    "unknown_address": (
        "Kho không có bài nào ở địa chỉ {address}.",
        "The archive has no article of the address {address}.",
    ),
    "did_you_mean": ("Có phải bạn muốn tìm", "Did you mean"),
    "why_marks": ("dấu khác", "other marks"),
    "why_spelling": ("chính tả khác", "another spelling"),
    "why_keys": ("gõ nhầm phím dấu", "with the marks that these keys make"),
    "also_searched": ("Cũng tìm:", "Also searched:"),
    "only_as_typed": ("Chỉ tìm như đã gõ", "Search only as typed"),
    "abbreviations_off": ("Không tìm từ viết tắt.", "Abbreviations are not searched."),
    "abbreviations_on": ("Tìm cả từ viết tắt", "Search them too"),
    "how_short": (
        "viết tắt tìm cả cụm từ đầy đủ, và ngược lại; thêm abbr:off để tắt",
        "an abbreviation also finds what it stands for, and the reverse; abbr:off switches it off",
    ),
    "how_numbers": (
        "số tiền, số văn bản, ngày tháng: gõ kiểu nào cũng được",
        "amounts, numbers of documents and dates, in any form",
    ),
    "why_fewer": ("ít từ hơn", "fewer words"),
    "why_filters": ("bỏ bộ lọc", "without the filters"),
    "ranked_in_part": (
        "Chỉ {n} bài vào kho sau cùng được xếp theo mức phù hợp; các bài khác đứng sau, bài mới "
        "trước.",
        "Only the {n} articles that came last into the archive are ordered by relevance; the "
        "others follow, the newest first.",
    ),
    "too_long": (
        "Truy vấn này chạy quá lâu nên đã bị dừng. Xin thêm từ hoặc thu hẹp phạm vi.",
        "This query took too long and was stopped. Please add words or narrow it down.",
    ),
    "too_large": (
        "Kết quả này quá lớn nên đã bị dừng. Xin chọn ít cột hoặc ít dòng hơn; "
        "/search.csv có tất cả các bài.",
        "This answer is too large and was stopped. Please take fewer columns or rows; "
        "/search.csv has every article.",
    ),
    "busy": (
        "Máy chủ đang trả lời các truy vấn khác. Xin thử lại sau {n} giây.",
        "The server is busy with other queries. Please try again in {n} seconds.",
    ),
    "no_sense": (
        "Địa chỉ này có một tham số mà máy chủ không hiểu.",
        "Something in this address makes no sense to the server.",
    ),
    "slow": (
        "Máy chủ đọc kho quá lâu nên đã dừng. Xin thử lại sau.",
        "Reading the archive took too long and was stopped. Please try again later.",
    ),
    "slow_part": (
        "Phần này đọc quá lâu nên tạm thiếu. Xin thử lại sau.",
        "This part took too long to read and is missing. Please try again later.",
    ),
    "how_to": ("Cách tìm", "How to search"),
    "how_marks": (
        "Gõ có dấu thì tìm đúng chính tả ấy; gõ không dấu thì tìm mọi cách viết, "
        "đúng chữ đã gõ xếp trước.",
        "Typed with marks, a word matches that spelling; without, every spelling, exact first.",
    ),
    "how_phrase": ("các tiếng đứng liền nhau", "the words side by side"),
    "how_without": ("không có từ này", "without this word"),
    "how_prefix": ("các từ bắt đầu như vậy", "words that begin so"),
    "how_or": (
        "một trong hai, gõ chữ in hoa; trong ngoặc thì thành một phần của truy vấn dài hơn",
        "either of them, in capitals; in brackets, as a part of a longer query",
    ),
    "how_address": (
        "bài ở địa chỉ ấy, cả địa chỉ cũ hay của bản lưu trên Wayback Machine",
        "the article of an address, also an old one or that of a copy at the Wayback Machine",
    ),
    "take_away": ("Tải về", "Take away"),
    "take_all": (
        "Tất cả {n} bài tìm thấy, toàn văn:",
        "The {n} article found, in full:",
        "All {n} articles found, in full:",
    ),
    "no_format": (
        "Định dạng {format} cần cài gói {packages} trên máy chủ này.",
        "The format {format} needs the package {packages} on this server.",
    ),
    "feed": ("Nguồn tin Atom", "Atom feed"),
    "feed_edits": ("Nguồn tin Atom: bài mới sửa", "Atom feed of edits"),
    "feed_removals": ("Nguồn tin Atom: bài không còn trên trang", "Atom feed of removals"),
    "notebook": ("Trong sổ tay Python (notebook)", "In a Python notebook"),
    "copy": ("Sao chép", "Copy"),
    "copied": ("Đã sao chép", "Copied"),
    # States of articles, and the verdicts of runs.
    "state_listed": ("còn trên trang", "on the site"),
    "state_unlisted": ("không còn trong danh mục", "no longer listed"),
    "state_gone": ("đã bị gỡ", "gone"),
    "state_edited": ("đã sửa", "edited"),
    "state_vanished": ("không còn trên trang", "no longer on the site"),
    "edited_on": ("sửa lúc {date}", "edited {date}"),
    "state_blocked": ("trang từ chối", "refused"),
    "state_error": ("không kiểm tra được", "could not be seen"),
    "verdict_ok": ("tốt", "fine"),
    "verdict_red": ("cần xem lại", "needs a look"),
    "verdict_blocked": ("bị từ chối", "refused"),
    "verdict_crashed": ("hỏng giữa chừng", "crashed"),
    "verdict_running": ("đang chạy hoặc bị ngắt", "running, or was killed"),
    # The article's page.
    "byline": ("Tác giả", "By"),
    "source_line": ("Theo {source}", "After {source}"),
    "attachments": ("Tệp đính kèm", "Attachments"),
    "attachment_text": ("Nội dung tệp", "Text of the file"),
    "attachment_pages": ("đọc từng trang", "read by pages"),
    "documents_cited": ("Văn bản được nhắc đến", "Documents cited"),
    # The text of an attached file, page by page.
    "no_file_text": (
        "Bài này không có tệp đính kèm ấy, hoặc kho không đọc được chữ nào trong tệp.",
        "The article has no such file, or nothing could be read of it.",
    ),
    "file_as_captured": ("Tệp như khi được thu", "The file as captured"),
    "file_on_site": ("Tệp trên trang nguồn", "The file on its site"),
    "pages_n": ("{n} trang", "{n} page", "{n} pages"),
    "page_n": ("Trang {page}", "Page {page}"),
    "on_page": ("trang {page}", "page {page}"),
    "page_scanned": ("máy đọc từ bản quét (OCR)", "read by OCR"),
    "page_empty": ("Trang này không có chữ nào đọc được.", "Nothing could be read of this page."),
    "read_by_engine": (
        "Tệp có trang là ảnh quét; chữ do máy đọc bằng {engine}, độ tin cậy trung bình "
        "{confidence} trên 100. Khi trích dẫn xin đối chiếu với tệp gốc.",
        "Pages of this file are scans, read by OCR with {engine}, with a mean confidence of "
        "{confidence} of 100. Compare with the file before you cite.",
    ),
    "digest_file": ("SHA-256 của tệp", "SHA-256 of the file"),
    "places_now": ("Địa danh cũ", "Places of before"),
    "now_in": ("nay thuộc", "now"),
    "too_many_exported": (
        "Tìm thấy {n} bài, mỗi lần tải được nhiều nhất {most} bài. Xin thu hẹp kết quả, ví dụ "
        "theo từng năm (year:2024).",
        "{n} articles are found, and one download has at most {most}. Please narrow the search "
        "down, year by year for example (year:2024).",
    ),
    # The page of a document.
    "no_document": (
        "Chưa có bài nào nhắc đến văn bản “{number}”.",
        "No article mentions a document “{number}”.",
    ),
    "own_file": ("Tệp của văn bản", "Its own file"),
    "no_own_file": ("Kho không có tệp nào là văn bản này.", "No file here is this document."),
    "what_it_cites": ("Văn bản này căn cứ vào, nhắc đến", "What it is based on, and mentions"),
    "cited_by": ("{n} lần được nhắc đến", "Mentioned {n} time", "Mentioned {n} times"),
    "mention_own": ("chính văn bản này", "this document itself"),
    "mention_basis": ("làm căn cứ", "as a basis"),
    "mention_cited": ("nhắc đến", "mentioned"),
    "all_citing": ("Xem tất cả các bài nhắc đến", "All articles that mention it"),
    "kept_copy": ("bản đã lưu", "kept copy"),
    "not_kept": ("chưa lưu được", "not kept"),
    "picture": ("Ảnh", "Picture"),
    "pictures": ("Ảnh", "Pictures"),
    "provenance": ("Nguồn gốc", "Provenance"),
    "original": ("Bài trên trang nguồn", "Article on its site"),
    "wayback": ("Bản lưu trên Wayback Machine", "Copy at the Wayback Machine"),
    "raw": ("Trang như lúc tải về (an toàn)", "Page as fetched (safe)"),
    "warc": ("Bản ghi WARC", "WARC record"),
    "site": ("Trang nguồn", "Site"),
    "printed_date": ("Ngày ghi trên trang", "Date as printed"),
    "first_seen": ("Thấy lần đầu", "First seen"),
    "last_seen": ("Thấy lần cuối", "Last seen"),
    "captures": ("Số bản thu", "Captures"),
    "parser": ("Bộ phân tích", "Parser"),
    "digest": ("SHA-256 của nội dung", "SHA-256 of the content"),
    "state": ("Tình trạng", "State"),
    "data": ("Dữ liệu của dòng này", "This row as data"),
    "history": ("Lịch sử", "History"),
    "history_of": ("Lịch sử của “{title}”", "History of “{title}”"),
    "versions_n": ("{n} phiên bản", "{n} version", "{n} versions"),
    "see_changes": ("Xem từng thay đổi", "See every change"),
    "first_version": ("Phiên bản đầu tiên", "First version"),
    "version_n": ("Phiên bản {n}", "Version {n}"),
    "changed_fields": ("thay đổi: {fields}", "changed: {fields}"),
    "observed": ("Các lần kiểm tra", "What was observed"),
    "looks_n": ("{n} lần kiểm tra", "{n} check", "{n} checks"),
    "last_look": ("Lần kiểm tra gần nhất:", "At the last check:"),
    "since": ("từ {date}", "since {date}"),
    "back_article": ("Về bài viết", "Back to the article"),
    "unchanged_n": ("{n} đoạn không đổi", "{n} paragraph unchanged", "{n} paragraphs unchanged"),
    "rough_difference": (
        "Hai phiên bản khác nhau quá nhiều nên không so được từng chữ: có chỗ chỉ so theo đoạn.",
        "These versions differ too much to compare every word: in places the difference is shown "
        "paragraph by paragraph.",
    ),
    "words_added": ("thêm {n} từ", "{n} word added", "{n} words added"),
    "words_removed": ("bớt {n} từ", "{n} word removed", "{n} words removed"),
    "added": ("thêm:", "added:"),
    "removed": ("bỏ:", "removed:"),
    "empty": ("(trống)", "(empty)"),
    "older": ("Bài trước", "Earlier"),
    "newer": ("Bài sau", "Later"),
    "in_time": ("Trước và sau", "Before and after"),
    "similar": ("Bài tương tự", "Similar articles"),
    "cite": ("Trích dẫn", "Cite"),
    "lasting": ("Địa chỉ lâu dài", "Lasting address"),
    "lasting_version": ("Riêng phiên bản này", "This very version"),
    "version_past": (
        "Phiên bản cũ, thấy từ {since}; phiên bản kế tiếp thấy lúc {until}.",
        "An earlier version, seen since {since}; the next was seen {until}.",
    ),
    "version_newest": (
        "Phiên bản thấy từ {since}, đến nay vẫn là mới nhất.",
        "The version seen since {since}, which is still the newest.",
    ),
    "read_newest": ("Đọc phiên bản mới nhất", "Read the newest version"),
    "read_version": ("Đọc phiên bản này", "Read this version"),
    "field_images": ("ảnh", "pictures"),
    "field_attachments": ("tệp đính kèm", "attachments"),
    # The page about the archive.
    "about": ("Giới thiệu kho này", "About this archive"),
    "about_held": ("Trong kho có gì", "What is in it"),
    "held_articles": ("{n} bài", "{n} article", "{n} articles"),
    "held_edits": ("{n} lần sửa bài", "{n} edit", "{n} edits"),
    "held_pictures": ("{n} ảnh đã lưu", "{n} picture kept", "{n} pictures kept"),
    "held_files": (
        "{n} tệp đính kèm đã lưu",
        "{n} attached file kept",
        "{n} attached files kept",
    ),
    "held_captures": ("{n} bản thu", "{n} capture", "{n} captures"),
    "held_warcs": ("{n} tệp WARC", "{n} WARC file", "{n} WARC files"),
    "first_capture": ("Thu lần đầu", "First capture"),
    "last_capture": ("Thu lần cuối", "Last capture"),
    "about_rules": ("Cách tìm", "How to search"),
    "about_cite": ("Cách trích dẫn", "How to cite"),
    "about_cite_how": (
        "Mỗi bài, và mỗi phiên bản của bài, có một địa chỉ lâu dài; xin ghi địa chỉ ấy cùng với "
        "địa chỉ bài trên trang nguồn. Dưới mỗi bài có sẵn trích dẫn để chép. Ví dụ:",
        "Each article, and each version of one, has a lasting address; cite it beside the address "
        "on the site. Under each article there are citations to copy. For example:",
    ),
    "about_take": ("Lấy dữ liệu", "Taking the data away"),
    "about_exports": ("Mọi bài tìm thấy", "All that a search finds"),
    "at_most_articles": (
        "mỗi lần nhiều nhất {n} bài",
        "at most {n} article at a time",
        "at most {n} articles at a time",
    ),
    "about_sql": (
        "Có thể viết truy vấn SQL chỉ đọc; ngoài hàm của SQLite còn có các hàm này.",
        "Queries in SQL can be written, and only read; beside SQLite’s functions there are these.",
    ),
    "about_no_sql": (
        "Ở đây không nhận truy vấn SQL tự viết; các bảng và các truy vấn có sẵn vẫn dùng được.",
        "Queries in SQL are not accepted here; the tables and the named queries are there.",
    ),
    "about_digests": ("Mã băm và cách kiểm tra", "Digests, and how to check one"),
    "about_digests_how": (
        "Kho công bố SHA-256 của mọi tệp WARC. Ai giữ một bản của danh sách này đều có thể kiểm "
        "tra về sau xem tệp có còn nguyên hay không:",
        "The archive publishes the SHA-256 of every WARC file. Whoever keeps a copy of the list "
        "can tell later whether a file is what it was:",
    ),
    "about_digests_one": (
        "Trang của mỗi bài ghi SHA-256 của nội dung và cho tải bản ghi WARC; trang đọc tệp đính "
        "kèm ghi SHA-256 của tệp, có thể so với kết quả của sha256sum trên tệp tải về.",
        "The page of an article has the SHA-256 of its content, and the WARC record to download; "
        "the page of an attached file has that of the file: compare it with what sha256sum says of "
        "the file as downloaded.",
    ),
    "about_licence": ("Bản quyền", "Licence"),
    "about_source": ("Nguồn:", "Source:"),
    "about_logged": ("Máy chủ ghi lại những gì", "What is logged"),
    "about_logged_what": (
        "Mỗi yêu cầu được ghi một dòng: địa chỉ trang và mã trả lời. Từ khoá cần tìm không "
        "được ghi.",
        "Each request is logged in a line: the path of the page and the status of the answer. What "
        "was searched for is not.",
    ),
    "about_logged_address": (
        "Dòng ấy có địa chỉ IP của người đọc.",
        "The line has the reader’s IP address.",
    ),
    "about_logged_no_address": (
        "Chương trình không ghi địa chỉ IP của người đọc.",
        "The program does not log the reader’s IP address.",
    ),
    "about_logged_days": (
        "Nhật ký được giữ {n} ngày.",
        "The log is kept for {n} day.",
        "The log is kept for {n} days.",
    ),
    "about_logged_unknown": (
        "Giữ bao lâu thì xin hỏi người vận hành máy chủ.",
        "How long the log is kept, those who run this server can say.",
    ),
    "about_cookie": (
        "Chỉ có một cookie, ghi ngôn ngữ đã chọn. Không trang nào gọi đến máy chủ khác.",
        "There is one cookie, for the language chosen. No page asks another server for anything.",
    ),
    # Datasette's own pages.
    "columns": ("Các cột", "Columns"),
    "columns_hidden": (
        "Các cột dài được ẩn ở đây; JSON và CSV có đủ.",
        "The long columns are hidden here; JSON and CSV have them all.",
    ),
    "columns_all": ("Hiện tất cả các cột", "Show all columns"),
    "from_tables": ("Từ các bảng khác", "From other tables"),
    # The overview.
    "overview_lead": (
        "{n} bài từ {first} đến {last}",
        "{n} article, {first} to {last}",
        "{n} articles, {first} to {last}",
    ),
    "overview_empty": ("Kho chưa có bài nào.", "The archive holds no article yet."),
    "sites": ("Các trang nguồn", "Sites"),
    "period": ("Khoảng thời gian", "Period"),
    "by_month": ("Số bài theo tháng đăng", "Articles by month of publication"),
    "month_bar": ("{month}: {n} bài", "{month}: {n} article", "{month}: {n} articles"),
    "newest": ("Mới đăng", "Newest"),
    "recently_changed": ("Mới sửa", "Recently changed"),
    "vanished": ("Không còn trên trang", "No longer on the site"),
    "all_edited": ("Tất cả bài đã sửa", "All edited articles"),
    "all_vanished": ("Tất cả bài không còn trên trang", "All that are no longer on the site"),
    "none_changed": ("Chưa thấy bài nào bị sửa.", "No article has been seen to change."),
    "none_vanished": ("Chưa thấy bài nào bị gỡ.", "No article has been seen to vanish."),
    "slow_trouble": (
        "Chưa rõ trang nguồn nào có trục trặc: đọc kho quá lâu. Xin thử lại sau.",
        "Which sites are in trouble took too long to read. Please try again later.",
    ),
    "in_trouble": ("{site}: {condition}, từ {date}.", "{site}: {condition}, since {date}."),
    "runs": ("Các lượt thu thập gần đây", "Recent crawls"),
    "run_started": ("Bắt đầu", "Started"),
    "run_verdict": ("Kết quả", "Result"),
    "run_new": ("Mới", "New"),
    "run_changed": ("Đổi", "Changed"),
    "run_vanished": ("Mới gỡ", "Vanished"),
    "run_failed": ("Lỗi", "Failed"),
    "run_problems": ("Trục trặc", "Problems"),
    "figures": ("Bảng số liệu", "As a table"),
    "more": ("Xem tất cả", "See all"),
    "download": ("Tải toàn bộ kho (SQLite)", "Download the archive (SQLite)"),
    "no_archive": (
        "Máy chủ này không có kho nào.",
        "This server has no archive.",
    ),
    **{f"field_{column.name}": column.label for column in COLUMNS if column.label},
}
