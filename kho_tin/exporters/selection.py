"""Which articles are to leave the archive."""

from __future__ import annotations

import datetime as dt
from array import array
from dataclasses import dataclass

from sqlite_utils import Database

from kho_tin.base.reasons import of_exports, of_settings
from kho_tin.exporters.errors import ExportError


@dataclass(frozen=True)
class Selection:
    """Articles of one site (or of all), published from `since` to `until`, both inclusive.

    The days are those of the page, in the site's own zone. An article without a date is in no
    window.
    """

    site: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def check(self, db: Database) -> None:
        """Raise ExportError for a site that the archive does not have."""
        names = [row[0] for row in db.execute("SELECT name FROM sites ORDER BY name")]
        if self.site is not None and self.site not in names:
            known = ", ".join(names) or of_settings.none()
            raise ExportError(of_exports.export_no_site(self.site, known))

    def where(self) -> tuple[str, list[str]]:
        """The condition on `articles`, and its values."""
        conditions, values = ["1"], []
        for condition, value in (
            ("site = ?", self.site),
            ("substr(published, 1, 10) >= ?", self.since and self.since.isoformat()),
            ("substr(published, 1, 10) <= ?", self.until and self.until.isoformat()),
        ):
            if value:
                conditions.append(condition)
                values.append(value)
        return " AND ".join(conditions), values

    def ids(self, db: Database) -> array[int]:
        """The articles, by site, then oldest first: the same order out of any archive."""
        condition, values = self.where()
        rows = db.execute(
            f"SELECT id FROM articles WHERE {condition} ORDER BY site, published, identity", values
        )
        return array("q", (row[0] for row in rows))
