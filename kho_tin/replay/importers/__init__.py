"""Pages from WARC and WACZ files that other programs wrote."""
