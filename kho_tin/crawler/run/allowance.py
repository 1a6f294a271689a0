"""When a crawl may request pages, and how many: CRAWL_HOURS and REQUEST_BUDGET."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.setting_values import SettingValues
from kho_tin.base.times import VIETNAM, current
from kho_tin.outcome.plan import Plan

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?", re.ASCII)


@dataclass(frozen=True)
class Hours:
    """From `start` until before `end`, past midnight if `end` is earlier; Vietnamese time."""

    start: dt.time
    end: dt.time

    def __contains__(self, moment: dt.datetime) -> bool:
        """`moment` is aware."""
        time = moment.astimezone(VIETNAM).time()
        if self.start < self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"

    def end_after(self, moment: dt.datetime) -> dt.datetime:
        """When they end next after `moment`, which is aware."""
        here = moment.astimezone(VIETNAM)
        end = dt.datetime.combine(here.date(), self.end, VIETNAM)
        return end if end > here else end + dt.timedelta(days=1)


def hours(settings: SettingValues) -> Hours | None:
    """CRAWL_HOURS; None: at any hour. Raises UsageError."""
    text = str(settings["CRAWL_HOURS"] or "").strip()
    return _read_hours(text) if text else None


def hours_of(settings: BaseSettings, plan: Plan) -> Hours | None:
    """CRAWL_HOURS, if they apply to this crawl. Raises UsageError."""
    set_ones = hours(settings)
    return set_ones if binds(settings, "CRAWL_HOURS", plan) else None


def budget_of(settings: SettingValues) -> int:
    """REQUEST_BUDGET: how many requests a run may make; 0: no bound. Raises UsageError."""
    text = str(settings["REQUEST_BUDGET"] or "0").strip()
    if not text.isascii() or not text.isdigit():
        raise UsageError(of_settings.budget_wrong(text))
    return int(text)


def check(settings: BaseSettings, plan: Plan) -> None:
    """Raise UsageError for a wrong setting, or a crawl outside its hours."""
    budget_of(settings)
    bound = hours_of(settings, plan)
    if bound and current() not in bound:
        now = f"{current().astimezone(VIETNAM):%H:%M}"
        raise UsageError(of_settings.outside_hours(now, settings["CRAWL_HOURS"], bound))


def binds(settings: BaseSettings, name: str, plan: Plan) -> bool:
    """Whether a setting for live sites applies to this crawl: on loopback nobody is burdened, so
    there it applies only if it was given with `-s`."""
    from scrapy.settings import SETTINGS_PRIORITIES

    return not plan.is_local or (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]


def _read_hours(text: str) -> Hours:
    wrong = UsageError(of_settings.hours_wrong(text))
    match = _HOURS.fullmatch(text)
    if not match:
        raise wrong
    hour, minute, last_hour, last_minute = (int(part or 0) for part in match.groups())
    try:
        hours = Hours(dt.time(hour % 24, minute), dt.time(last_hour % 24, last_minute))
    except ValueError:
        raise wrong from None
    if max(hour, last_hour) > 24 or hours.start == hours.end:
        raise wrong
    return hours
