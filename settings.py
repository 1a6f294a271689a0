"""Settings of every crawl. `scrapy crawl SITE -s NAME=VALUE` overrides one for one run."""

import os

VERSION = "1.0.0"

BOT_NAME = "kho-tin"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "commands"

# The archive; captures/ lies beside it.
ARCHIVE = os.environ.get("ARCHIVE", "archive.db")

# Whoever runs the crawl: an e-mail address or a page that a site's administrator can write to.
# A live site is not crawled without one.
CONTACT = os.environ.get("CONTACT", "")
USER_AGENT = f"KhoTin/{VERSION} (news archive; +{CONTACT or 'no contact set'})"

# Politeness: one request at a time per host, one to two seconds apart. crawling/politeness.py
# drops the pause on loopback and lengthens it to a site's own Crawl-delay.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.5
DOWNLOAD_DELAY_JITTER = 1 / 3
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_TIMES = 2
# 429 and 503 are waited out once by crawling/politeness.py, as long as Retry-After says.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
RETRY_AFTER_DEFAULT = 30  # seconds, where it is not said
RETRY_AFTER_LIMIT = 300  # seconds; a site that asks for a longer pause ends the run
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # a video is not news; the largest PDF seen is far below
DOWNLOAD_WARNSIZE = 0

# All listings are read to their end this often (days), to see what they no longer name.
WALK_EVERY = 7

# Pictures and attachments of one article; a page with more is noted as a problem.
MEDIA_PER_ARTICLE = 60

# gzip alone: what every reader of WARC files can unfold, and what stays cheap to write.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip",
}

# Scrapy starts this many tasks for every response: 4 was measured 47 % faster than its 100.
CONCURRENT_ITEMS = 4
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
TELNETCONSOLE_ENABLED = False
# No site needs a session to show its news, and Scrapy's cookies ask the network for a list of
# domain suffixes. crawling/wall.py keeps the one cookie that a wall asks for.
COOKIES_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    # Above HttpCompression (590): sees the body as the server sent it, and redirects too.
    "crawling.captures.CaptureMiddleware": 900,
    "crawling.routing.RoutingMiddleware": 890,
    "crawling.politeness.PolitenessMiddleware": 580,
    # Below HttpCompression: needs to read the page.
    "crawling.wall.CookieWallMiddleware": 570,
    # Unused here, and it costs every request a little.
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    # Addresses are never cut short without a word: a long one is a real one here.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    # The spider itself decides which status is news about an article.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
}
ITEM_PIPELINES = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.store.StorePipeline": 200,
}

LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S%z"
