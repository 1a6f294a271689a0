"""Reports on crawls: notices to people, and figures for Prometheus."""
