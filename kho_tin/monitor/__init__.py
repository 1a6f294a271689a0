"""Who is told how the crawls go: notices to people, and figures for Prometheus."""
