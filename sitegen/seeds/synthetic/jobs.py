"""A job board: one in 20 jobs is approved, and one in three of those has expired."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sitegen.models import Base, Job, JobCategory, JobType, JobTypeAssociation
from sitegen.seeds.moments import DEMO_DAY, days_ago
from sitegen.seeds.synthetic.bulk import Bulk
from sitegen.seeds.synthetic.ids import FIRST, user_id
from sitegen.seeds.synthetic.prose import KIND, THING, slug_of
from sitegen.seeds.synthetic.texts import short_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from random import Random

    from sitegen.seeds.synthetic.texts import Stocks

HIDDEN = ("draft", "review", "rejected", "archived", "removed", "expired", "expired", "archived")
MARKUP = ("rst", "rst", "markdown", "plain")
TYPES = ("Back end", "Big Data", "Cloud", "Database", "Documentation", "Embedded", "Front end",
         "Machine Learning", "Operations", "Security", "Teaching", "Testing")  # fmt: skip
CATEGORIES = ("Administration", "Analysis", "Developer", "Lecturer", "Management", "Researcher",
              "Support", "Volunteer")  # fmt: skip
ROLES = ("Developer", "Engineer", "Analyst", "Researcher", "Lecturer", "Administrator")
FIELDS = ("Python", "Data", "Backend", "Geography", "Climate", "Library", "Railway", "Web")
LEVELS = ("Junior", "Senior", "Lead", "Principal", "Associate")
PLACES = (
    ("Amsterdam", "", "Netherlands"), ("Austin", "Texas", "United States"),
    ("Bengaluru", "Karnataka", "India"), ("Berlin", "Berlin", "Germany"),
    ("Bogotá", "", "Colombia"), ("Gdańsk", "", "Poland"), ("Kraków", "", "Poland"),
    ("Lagos", "", "Nigeria"), ("Leipzig", "Saxony", "Germany"), ("London", "", "United Kingdom"),
    ("Lyon", "", "France"), ("Montréal", "Quebec", "Canada"), ("Nairobi", "", "Kenya"),
    ("Osaka", "", "Japan"), ("Portland", "Oregon", "United States"), ("Seoul", "", "South Korea"),
    ("São Paulo", "", "Brazil"), ("Tallinn", "", "Estonia"), ("Wellington", "", "New Zealand"),
    ("Zürich", "", "Switzerland"),
)  # fmt: skip
COLUMNS = (
    "id", "category_id", "other_job_type", "company_name", "company_description",
    "company_description_markup_type", "job_title", "city", "region", "country", "location_slug",
    "country_slug", "description", "description_markup_type", "requirements",
    "requirements_markup_type", "contact", "email", "url", "submitted_by_id", "status", "expires",
    "telecommuting", "agencies", "is_featured", "creator_id", "created", "updated",
)  # fmt: skip
NAMED = ("id", "name", "slug", "active")
THRESHOLD = timedelta(days=90)


def jobs(chance: Random, stocks: Stocks, count: int) -> list[Bulk]:
    """Types and categories, the last of each not active, then the jobs and their types."""
    tables = Base.metadata.tables
    return [
        Bulk(tables[JobType.__tablename__], NAMED, _named(TYPES)),
        Bulk(tables[JobCategory.__tablename__], NAMED, _named(CATEGORIES)),
        Bulk(tables[Job.__tablename__], COLUMNS, _jobs(chance, stocks, count)),
        Bulk(
            tables[JobTypeAssociation.__tablename__],
            ("job_id", "job_type_id"),
            _types(chance, count),
        ),
    ]


def _named(names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    for place, name in enumerate(names):
        yield FIRST + place, name, f"synthetic-{slug_of(name)}", place + 1 < len(names)


def _jobs(chance: Random, stocks: Stocks, count: int) -> Iterator[tuple[Any, ...]]:
    for place in range(count):
        status = "approved" if place % 20 == 0 else chance.choice(HIDDEN)
        created, expires = _life(chance, place, status)
        city, region, country = chance.choice(PLACES)
        company = f"{chance.choice(KIND)} {chance.choice(THING)}".title()
        markup = chance.choice(MARKUP)
        stock = stocks.by_markup[markup]
        yield (
            FIRST + place,
            FIRST + int(chance.random() * len(CATEGORIES)),
            "Something else" if place % 11 == 0 else "",
            company,
            short_text(chance, stock) if place % 4 else "",
            markup,
            f"{chance.choice(LEVELS)} {chance.choice(FIELDS)} {chance.choice(ROLES)}",
            city,
            region,
            country,
            slug_of(f"{city} {region} {country}"),
            slug_of(country),
            short_text(chance, stock),
            markup,
            short_text(chance, stock),
            markup,
            "The team" if place % 2 else "",
            f"job-{place}@private.example.org",
            f"https://jobs.example.org/{slug_of(company)}/{place}",
            user_id(chance),
            status,
            expires,
            place % 3 == 0,
            place % 5 != 0,
            place % 200 == 0,
            user_id(chance),
            created,
            created,
        )


def _life(chance: Random, place: int, status: str) -> tuple[datetime, datetime | None]:
    """When a job was made and when it expires; one under review does not know yet."""
    if status in ("draft", "review"):
        return days_ago(chance.random() * 120), None
    if status != "approved":
        created = days_ago(100 + chance.random() * 3000)
        return created, created + THRESHOLD
    left = (-60 if place % 60 == 0 else 89) * chance.random()
    expires = DEMO_DAY + timedelta(days=left)
    return expires - THRESHOLD, expires


def _types(chance: Random, count: int) -> Iterator[tuple[int, int]]:
    for place in range(count):
        for number in chance.sample(range(len(TYPES)), 1 + place % 3):
            yield FIRST + place, FIRST + number
