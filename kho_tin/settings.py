"""Settings of every crawl. `kho-tin crawl SITE -s NAME=VALUE` overrides one for one run."""

from kho_tin import __version__
from kho_tin.base.environment import file_named, get

VERSION = __version__

BOT_NAME = "kho-tin"
SPIDER_MODULES = ["spiders", "kho_tin.crawler.sites"]
COMMANDS_MODULE = "kho_tin.commands.in_scrapy"

# What is read with get() is told in base/environment.py.
# The archive; captures/ lies beside it.
ARCHIVE = file_named("ARCHIVE", "archive.db")

# Whoever runs the crawl: an e-mail address or a page that a site's administrator can write to.
# A live site is not crawled without one.
CONTACT = get("CONTACT")
USER_AGENT = f"KhoTin/{VERSION} (news archive; +{CONTACT or 'no contact set'})"

# Politeness: one request at a time, one to two seconds apart. crawler/http/politeness.py drops the
# pause on loopback and lengthens it to a site's own Crawl-delay. The bound for each host alone
# does not hold: without a pause Scrapy sends a host's whole queue at once, and with one it goes
# on through that queue when the crawl is to end.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.5
DOWNLOAD_DELAY_JITTER = 1 / 3
# A live site that answers slowly gets as long a rest as it took to answer, up to the maximum.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5  # at 1 the pause is over when the answer is there
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_TIMEOUT = 60.0
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_TIMES = 2
# 429 and 503 are waited out once by crawler/http/politeness.py, as long as Retry-After says.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
RETRY_AFTER_DEFAULT = 30  # seconds, where it is not said
RETRY_AFTER_LIMIT = 300  # seconds; a site that asks for a longer pause ends the run
CRAWL_DELAY_LIMIT = 60  # seconds; with a longer Crawl-delay a crawl would take weeks: it ends
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # a video is not news; the largest PDF seen is far below
# A page alone, as sent. What it is when decoded has bounds that no setting moves, since all that
# reads its capture later keeps the same: LARGEST and LARGEST_PAGE in warc/content_encoding.py.
PAGE_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0

# Redirects of one page. The longest seen was of three: http, https, the portal's start page.
REDIRECT_MAX_TIMES = 10

# Nothing but http and https is spoken.
DOWNLOAD_HANDLERS = {
    "https": "kho_tin.crawler.http.tls_handler.SiteHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
# No name leads to an address that is not public, but those of these hosts; the one given as
# `-a start=` or `-a endpoint=` is added.
TWISTED_DNS_RESOLVER = "kho_tin.crawler.http.resolver.PublicResolver"
PRIVATE_HOSTS: list[str] = []

# All listings are read to their end this often (days), to see what they no longer name.
WALK_EVERY = 7.0

# Sections of one site; the largest portal seen has 60. A site that makes them up has no end.
SECTIONS_PER_SITE = 500

# Pictures and attachments of one article; a page with more is noted as a problem.
MEDIA_PER_ARTICLE = 60

# Of what we decode gzip alone: every reader of WARC files can decode it, and it stays cheap to
# write.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip",
}

# Scrapy starts this many tasks for every response: 4 was measured 47 % faster than its 100.
CONCURRENT_ITEMS = 4
# A check of our own callbacks for a common mistake, at every request: mypy makes it once.
WARN_ON_GENERATOR_RETURN_VALUE = False
ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# Of Scrapy's own components only those that take part are named: it loads one that is set to None,
# too, and some take a tenth of a second. tests/crawler/test_components.py says why each of the
# others is left out.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOADER_MIDDLEWARES = {
    # Above DecodingMiddleware (590): sees the body as the server sent it, and redirects too.
    "kho_tin.crawler.http.capture.CaptureMiddleware": 900,
    "kho_tin.crawler.http.routing.RoutingMiddleware": 890,
    # Next to Scrapy's own count of requests (850), above it: counts what is sent, whoever asked.
    "kho_tin.crawler.run.limits.LimitsMiddleware": 840,
    # Above Scrapy's redirects (600), which would follow one to the same address without end. It
    # keeps what a wall asks for, and no other cookies: no site needs a session to show its news.
    "kho_tin.crawler.http.cookie_wall.CookieWallMiddleware": 610,
    "kho_tin.crawler.http.politeness.PolitenessMiddleware": 580,
    # Undoes Content-Encoding in the place of Scrapy's.
    "kho_tin.crawler.http.decoding.DecodingMiddleware": 590,
    # Below Retry: a certificate that fails would fail again.
    "kho_tin.crawler.http.unreachable.UnreachableMiddleware": 560,
    # Reads robots.txt by the RFC, in the place of Scrapy's.
    "kho_tin.crawler.http.robots.RobotsMiddleware": 100,
    # Above all others: whatever makes a request, it passes here. Scrapy's lets subdomains and other
    # ports pass, and says nothing of what it drops.
    "kho_tin.crawler.http.offsite.OffsiteMiddleware": 10,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
}
EXTENSIONS = {"kho_tin.crawler.http.politeness.Throttle": 0}
SPIDER_MIDDLEWARES_BASE = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": 900,
}
# A request is dropped by nobody without a word: the spider knows what it has asked for.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SCHEDULER_MEMORY_QUEUE = "kho_tin.crawler.run.waiting.Waiting"
ITEM_PIPELINES = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.store.StorePipeline": 200,
}

# Who is told when a site is in trouble, and when it is well again (monitor/).
NOTIFY_MAIL_TO = get("NOTIFY_MAIL_TO")
NOTIFY_MAIL_FROM = get("NOTIFY_MAIL_FROM")
SMTP_URL = get("SMTP_URL")
NOTIFY_WEBHOOK = get("NOTIFY_WEBHOOK")
NOTIFY_COMMAND = get("NOTIFY_COMMAND")
SEARCHES = file_named("SEARCHES")
RETIRED = get("RETIRED")
NOTIFY_TIMEOUT = 30.0  # seconds that a channel may take; the crawl waits for it
METRICS_FILE = file_named("METRICS_FILE")

# Which authority puts a time stamp on what was captured, and by whom it is believed
# (monitor/stamping.py).
PROOF_URL = get("PROOF_URL")
PROOF_ROOTS = file_named("PROOF_ROOTS")

# web/search/abbreviations.py
ABBREVIATIONS = file_named("ABBREVIATIONS")

# crawler/run/allowance.py
CRAWL_HOURS = get("CRAWL_HOURS")
REQUEST_BUDGET = get("REQUEST_BUDGET")

# Whether scans are read with Tesseract: off, on, or auto (if it is there); crawler/run/scans.py
OCR = get("OCR", "off")

LOG_LEVEL = "WARNING"
KHO_TIN_LANG = get("KHO_TIN_LANG")
LOG_AS = get("LOG_AS", "text")  # or json: crawler/run/logs.py
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S%z"
