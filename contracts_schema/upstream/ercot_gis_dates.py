"""The dates that ERCOT's GIS workbook states of itself: the period it covers, and when a reader could first have had it.

Does not belong here: dates inside its tables.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts_schema.upstream.ercot_gis_layouts import CORRECTIONS

DAYS_TO_PUBLISH = 14
"""The report is run on the first of the month, finished by hand and posted within days; eight days are the most seen."""

_ACTIVITY = re.compile(r"^GI(?:M|NR) Activity: (\w{3} \d{1,2}, \d{4}) to (\w{3} \d{1,2}, \d{4})$")
_RUN = re.compile(r"^Time of Report Run: (\w{3} \d{1,2}, \d{4}) ")
_MONTH = re.compile(r"\b([A-Z][a-z]+)\s+(\d{4})\*?\s*$")
_REISSUED_NAME = re.compile(r"revis|correct", re.IGNORECASE)
_REISSUED_WORDS = re.compile(r"^This Corrected GIS report\b", re.IGNORECASE)
_STAMP = re.compile(r"<dcterms:(created|modified)\b[^>]*>(\d{4}-\d{2}-\d{2})T[^<]*</")


@dataclass(frozen=True)
class Publication:
    """The earliest date on which the file as it stands could have been read, None where unknown, and what says so."""

    on: date | None
    basis: str


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC).date()
    except ValueError:
        return None


def activity_end(lines: Iterable[str]) -> date | None:
    """Last day of the period of activity that the front page states; None where it states none, or several, or no month's."""
    found = [match for match in map(_ACTIVITY.match, lines) if match]
    if len(found) != 1:
        return None
    first, last = (_day(found[0][group], "%b %d, %Y") for group in (1, 2))
    if first is None or last is None or first != last.replace(day=1) or (last + timedelta(days=1)).day != 1:
        return None
    return last


def month_in(title: str) -> tuple[int, int] | None:
    """Year and month at the end of a title such as `Commissioning Approvals during May 2024`; None where there is none."""
    match = _MONTH.search(title)
    month = _day(f"{match[1]} {match[2]}", "%B %Y") if match else None
    return (month.year, month.month) if month else None


def _stamps(properties: str) -> dict[str, date]:
    """Days (UTC) on which the workbook was made and last saved, by its own properties, where it states them."""
    days = {kind: _day(day, "%Y-%m-%d") for kind, day in _STAMP.findall(properties)}
    return {kind: day for kind, day in days.items() if day}


def publication(name: str, properties: str, lines: Iterable[str], as_of: date, sheet_names: Iterable[str]) -> Publication:
    """When the file could first have been read, by its name, its properties as XML and the lines of its front page.

    The run that the front page states comes before: the workbook is then finished by hand. So the last save counts where
    it follows within DAYS_TO_PUBLISH of the end of the month, and always for a re-issue, which repeats the run of the file
    that it corrects. Files of before June 2020 were all saved again on one day of that month: for them the day counts on
    which the workbook was made. It was no new publication: the April 2020 file saved again that day still lacks the approval
    for whose sake a revised one was posted two days later.
    """
    texts = list(lines)
    run = next((day for day in (_day(match[1], "%b %d, %Y") for match in map(_RUN.match, texts) if match) if day), None)
    days = _stamps(properties)
    made, saved = days.get("created"), days.get("modified")
    latest = as_of + timedelta(days=DAYS_TO_PUBLISH)
    is_reissue = CORRECTIONS in sheet_names or bool(_REISSUED_NAME.search(name)) or any(map(_REISSUED_WORDS.match, texts))
    for basis, day in (("published_by_last_save", saved), ("published_by_making", made)):
        is_near = day is not None and as_of < day <= latest
        if day is not None and (is_near or (is_reissue and day > as_of and basis == "published_by_last_save")):
            return Publication(max(day, run or day), basis)
    if is_reissue:  # the run is that of the file which it corrects
        return Publication(None, "published_unknown")
    return Publication(run, "published_by_run" if run else "published_unknown")
