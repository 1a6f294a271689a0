"""One article: its page's parts, its history, its captures and how it is cited."""
