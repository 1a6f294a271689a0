"""The spider of the board whose sources are tried: SPIDER_MODULES is set to this package."""
