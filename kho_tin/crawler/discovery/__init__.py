"""Where a crawl learns of a site's articles: its listings, and whatever else names them."""
