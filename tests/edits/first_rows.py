"""The rows with which a site begins: a little of everything, so that every edit finds its row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sitegen.models import (
    Box,
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    JobTypeAssociation,
    Menu,
    MenuItem,
    OccurringRule,
    OperatingSystem,
    Page,
    PageImage,
    RecurringRule,
    Release,
    ReleaseFile,
)
from tests.built_site import NOW, WHEN
from tests.edits.values import HEADED, USES_A_ROLE

if TYPE_CHECKING:
    from tests.built_site import Row

DAY = timedelta(days=1)
JOBS = 7


def first_rows() -> list[Row]:
    """Rows in an order in which they can be written."""
    return [*_pages(), *_shared(), *_downloads(), *_jobs(), *_events()]


def _pages() -> list[Row]:
    pages: list[dict[str, Any]] = [
        {"path": "about", "content": HEADED, "content_markup_type": "markdown"},
        {"path": "roles/use", "content": USES_A_ROLE},
        {"path": "roles/define", "content": "Text."},
        {"path": "odd", "content": ".. unknown::\n\n   `gone </gone/>`_"},
        {"path": "x.txt", "content": "Text.", "content_type": "text/plain"},
        {"path": "own", "content": "Text.", "template_name": "pages/own.html"},
        {"path": "including", "content": "Text.", "template_name": "pages/including.html"},
    ]
    rows = [
        (Page, {"id": key, "title": f"Page {key}", "updated": WHEN, **each})
        for key, each in enumerate(pages, 1)
    ]
    return [*rows, (PageImage, {"id": 1, "page_id": 1, "image": "pic.png"})]


def _shared() -> list[Row]:
    boxes = {"site-about": HEADED, "home-intro": "Intro.", "jobs-intro": "Jobs.", "unused": "No."}
    rows: list[Row] = [
        (Box, {"id": key, "label": label, "content": text, "content_markup_type": "markdown"})
        for key, (label, text) in enumerate(boxes.items(), 1)
    ]
    items = [
        ("Meta", "/", None),
        ("About", "/about/", 1),
        ("Jobs", "/jobs/", 1),
        ("Us", "/odd/", 2),
    ]
    rows.append((Menu, {"id": 1, "alias": "main"}))
    for key, (title, url, parent) in enumerate(items, 1):
        alias = "python-meta" if key == 1 else None
        item = {"id": key, "menu_id": 1, "title": title, "url": url, "parent_id": parent}
        rows.append((MenuItem, {**item, "alias": alias, "sort_order": key}))
    return rows


def _downloads() -> list[Row]:
    systems = [("Windows", "windows"), ("macOS", "macos"), ("Source", "source")]
    rows: list[Row] = [
        (OperatingSystem, {"id": key, "name": name, "slug": slug})
        for key, (name, slug) in enumerate(systems, 1)
    ]
    for key, version in enumerate(["3.13.0", "3.13.1", "3.14.0rc1"], 1):
        release = {"name": f"Python {version}", "slug": f"python-{key}", "version": 3}
        more = {"is_published": True, "pre_release": "rc" in version, "content": "*About* it."}
        when = {"release_date": WHEN + key * DAY, "updated": WHEN}
        rows.append((Release, {"id": key, **release, **more, **when}))
        file = {"name": f"File {key}", "slug": f"file-{key}", "url": f"https://a.example/{key}"}
        of = {"os_id": key, "release_id": key, "download_button": key < 3, "filesize": key * 10**6}
        rows.append((ReleaseFile, {"id": key, **file, **of}))
    return rows


def _jobs() -> list[Row]:
    named = {1: {"name": "Web", "slug": "web"}, 2: {"name": "Data", "slug": "data"}}
    rows: list[Row] = [
        (model, {"id": key, **names})
        for model in (JobCategory, JobType)
        for key, names in named.items()
    ]
    # More than the home page shows, which foretells of its own jobs when they expire.
    for key in range(1, JOBS + 1):
        rows.append((Job, job(key)))
        rows.append((JobTypeAssociation, {"job_id": key, "job_type_id": 1 + key % 2}))
    rows.append((JobTypeAssociation, {"job_id": 1, "job_type_id": 1}))
    return rows


def job(key: int) -> dict[str, Any]:
    """A visible job: the older it is, the sooner it expires."""
    texts = {"description": HEADED, "requirements": "Much.", "company_name": "Acme"}
    place = {"city": "Berlin", "country": "Germany", "location_slug": "berlin-germany"}
    contact = {"email": "jobs@example.org", "url": "https://example.org/"}
    times = {
        "created": NOW - key * DAY,
        "updated": WHEN,
        "expires": NOW + 9 * (JOBS + 1 - key) * DAY,
    }
    about = {"id": key, "job_title": f"Job {key}", "category_id": 1 + key % 2}
    return {**about, **texts, **place, **contact, **times, "status": "approved"}


def _events() -> list[Row]:
    rows: list[Row] = []
    for key, slug in enumerate(["meetings", "sprints"], 1):
        rows.append((Calendar, {"id": key, "name": slug.title(), "slug": slug}))
        rows.append((EventCategory, {"id": key, "name": slug, "slug": slug, "calendar_id": key}))
        rows.append((EventLocation, {"id": key, "name": f"Hall {key}", "calendar_id": key}))
    for key in (1, 2, 3):
        event = {"id": key, "title": f"Event {key}", "calendar_id": 1 + key % 2, "venue_id": 1}
        text = {"description": "Come.", "created": WHEN, "updated": WHEN}
        rows.append((Event, {**event, **text, "featured": key == 1}))
        rows.append((EventCategoryAssociation, {"event_id": key, "category_id": 1 + key % 2}))
    once = {"dt_start": NOW - DAY, "dt_end": NOW + DAY}
    again = {"begin": NOW - 9 * DAY, "finish": NOW + 60 * DAY, "frequency": 2, "interval": 1}
    rows.append((OccurringRule, {"id": 1, "event_id": 1, **once}))
    rows.append((OccurringRule, {"id": 3, "event_id": 3, "dt_start": NOW, "dt_end": NOW + DAY}))
    rows.append((RecurringRule, {"id": 1, "event_id": 2, **again, "duration": "an hour"}))
    return rows
