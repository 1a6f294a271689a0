"""In which order what waits is requested: the highest first."""

from __future__ import annotations

# Pictures and documents come after the news; deeper listing pages after the articles of the page
# before, so that an interrupted crawl has the newest articles.
ARTICLE, LISTING, DEEPER, MEDIA = 20, 15, 10, 0
