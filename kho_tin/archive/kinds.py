"""The kinds of problems that a run puts on record, each with its meaning in a line."""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    # The page was not got.
    "fetch": "no answer came: a time-out, a broken connection, a host that is not known",
    "certificate": "the site's certificate cannot be trusted",
    "status": "an answer other than 200, of which none of the other kinds speaks",
    "blocked": "the site refused: 401, 403, 429, 503, a wall, a challenge",
    "robots": "robots.txt forbids the page",
    "off_site": "the page leads off the site; not followed",
    "private_address": "a name that leads to an address that is not public; not asked",
    "long_address": "an address longer than any real one; not asked for",
    "missing": "the page is not there, and the archive has no article of it",
    "cut": "the page did not arrive whole; not read",
    "unreadable": "an answer that says nothing of the article: an error page, a wall, no text, or "
    "bytes that cannot be decoded",
    "exceeded": "a page that could not be read within the bounds of time and memory; its bytes are "
    "kept, and it is read again by the next run and by a rebuild",
    "not_read": "a page that a listing names, and that cannot be read as news; its bytes are kept",
    "suspect": "reads as an article, and may be an error, a login, a maintenance page: not stored",
    "other_parser": "read by another parser than before: not stored, unless all the site is",
    "little_shared": "hardly a word of the text that is stored: not stored, unless it stays so",
    "media": "a picture or a file could not be kept, or there were too many",
    # Listings.
    "empty_listing": "a listing that names nothing",
    "endless_pager": "a listing with more pages than are read of one",
    "unfollowed_pager": "a listing goes on where nothing can be followed",
    "sections": "a site with more sections than are read of one",
    # What was read is not as it should be.
    "layout_changed": "the page is of a known system, and its layout is not",
    "selector": "a part of the page was not found, or found more than once",
    "charset": "the page is in another character set than it says",
    "doubtful_text": "letters that could not be read",
    "repaired_text": "text of an old font encoding, or broken entities, mended",
    "no_date": "the page prints no date",
    "doubtful_date": "two dates that differ, or one in the future",
    "no_body": "an article without text, of pictures or files only",
    "incomplete": "an article without title, date or text; not stored",
    "shrunk": "the text shrank to less than a tenth; not stored",
    "address_taken": "two articles at one address; the one that is held stays",
    "not_compared": "a change that may be our reading's: the capture before it cannot be read",
    "corrected_there": "the site now prints what was corrected here; that may be taken back",
    "attachment": "a document whose text could not be read; its bytes are kept",
    "more_problems": "the last problem on record of a run that had more",
    # Web archives and imported files.
    "no_memento": "the web archive answered, and not with the page",
    "no_original": "a revisit record whose original is not at hand",
    "quarantined": "a record that is not of the digest that it says: kept in captures/quarantine, "
    "and not read",
    "damaged": "a part of a file, or of a web archive, that cannot be read, or bears no true date",
}
