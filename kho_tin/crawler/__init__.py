"""How a crawl behaves on the network, and what it puts on record: between Scrapy and the
archive."""
