"""The job board: companies and jobs of `jobs.toml`, with longer texts below `jobs/`."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any

from sitegen.models import Base, Job, JobCategory, JobType, JobTypeAssociation
from sitegen.seeds.demo.texts import table, written_in
from sitegen.seeds.moments import days_ago
from sitegen.seeds.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.models.base import Base as Model
    from sitegen.seeds.demo.texts import Written

# The markup of a job without a file of its own, by its id, so that neighbours differ.
MARKUP = ("rst", "markdown", "plain", "rst", "html", "markdown")


def job_types() -> Rows:
    """What jobs are about."""
    return _named(JobType, "type")


def job_categories() -> Rows:
    """What jobs are filed under."""
    return _named(JobCategory, "category")


def jobs() -> Rows:
    """The jobs, of every status."""
    book = table("jobs")
    texts = {text.name: text for text in written_in("jobs")}
    companies = {company["name"]: company for company in book["company"]}
    categories = {category["slug"]: category["id"] for category in book["category"]}
    rows = [
        {
            "id": job["id"],
            "category_id": categories[job["category"]],
            "other_job_type": job.get("other", ""),
            "job_title": job["title"],
            **_company(job, companies[job["company"]]),
            **_place(*job["place"]),
            **_words(job, book, texts),
            **_life(job),
        }
        for job in book["job"]
    ]
    return Rows(Base.metadata.tables[Job.__tablename__], ("created", "job_title"), rows)


def types_of_jobs() -> Rows:
    """Which jobs are of which types."""
    book = table("jobs")
    ids = {kind["slug"]: kind["id"] for kind in book["type"]}
    rows = [
        {"job_id": job["id"], "job_type_id": ids[slug]}
        for job in book["job"]
        for slug in job.get("types", ())
    ]
    return Rows(Base.metadata.tables[JobTypeAssociation.__tablename__], (), rows)


def slug_of(name: str) -> str:
    """The name as it stands in an address: ASCII letters and digits, joined by hyphens.

    As Django makes it, which names places so; a name in another script has none.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-_")


def composed(markup: str, paragraphs: Sequence[str], points: Sequence[str] = ()) -> str:
    """Paragraphs in that markup, with a list of points after the second, or after all of fewer."""
    listed = [*paragraphs[:2], "\n".join(f"- {point}" for point in points), *paragraphs[2:]]
    if markup != "html":
        return "\n\n".join(part for part in listed if part)
    blocks = [f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs]
    items = "".join(f"<li>{escape(point, quote=False)}</li>\n" for point in points)
    blocks.insert(2, f"<ul>\n{items}</ul>" if points else "")
    return "\n".join(block for block in blocks if block)


def _named(model: type[Model], kind: str) -> Rows:
    rows = [{"active": True, **named} for named in table("jobs")[kind]]
    return Rows(Base.metadata.tables[model.__tablename__], ("name", "slug"), rows)


def _company(job: Mapping[str, Any], company: Mapping[str, Any]) -> dict[str, Any]:
    host = company["host"]
    return {
        "company_name": company["name"],
        "company_description": company.get("about"),
        "company_description_markup_type": company.get("markup", "plain"),
        "contact": company.get("contact"),
        "email": f"jobs@{host}.example.org",
        "url": f"https://{host}.example.com/jobs/{slug_of(job['title']) or job['id']}",
    }


def _place(city: str, region: str, country: str) -> dict[str, Any]:
    return {
        "city": city,
        "region": region or None,
        "country": country,
        "location_slug": slug_of(f"{city} {region} {country}"),
        "country_slug": slug_of(country),
    }


def _words(
    job: Mapping[str, Any], book: Mapping[str, Any], texts: Mapping[str, Written]
) -> dict[str, Any]:
    text = texts.get(job.get("text", ""))
    markup = text.markup if text else MARKUP[job["id"] % len(MARKUP)]
    return {
        "description": text.body if text else _description(job, book, markup),
        "description_markup_type": markup,
        "requirements": composed(markup, (), job["needs"]),
        "requirements_markup_type": markup,
    }


def _description(job: Mapping[str, Any], book: Mapping[str, Any], markup: str) -> str:
    openings = book["openings"]
    paragraphs = [job["lead"], openings[job["id"] % len(openings)]]
    paragraphs += [book["paragraphs"][name] for name in job.get("also", ())]
    return composed(markup, paragraphs, job["tasks"])


def _life(job: Mapping[str, Any]) -> dict[str, Any]:
    made = days_ago(job["posted"])
    return {
        "status": job.get("status", "approved"),
        "expires": days_ago(-job["expires"]) if "expires" in job else None,
        "telecommuting": job.get("remote", False),
        "agencies": job.get("agencies", False),
        "is_featured": job.get("featured", False),
        "submitted_by_id": 1,
        "creator_id": 1,
        "created": made,
        "updated": made,
    }
