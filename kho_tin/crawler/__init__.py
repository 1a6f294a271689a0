"""How a crawl behaves on the wire, and the record it leaves: between Scrapy and the archive."""
