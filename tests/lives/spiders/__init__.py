"""The spiders of the lives: SPIDER_MODULES is set to this package."""
