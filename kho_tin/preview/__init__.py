"""First contact with a site: a few pages fetched as a crawl would, and a report of them."""
