"""The schema: every table of the site, one module per part of it."""

from __future__ import annotations

from sitegen.models.base import Base
from sitegen.models.blogs import (
    BlogEntry,
    Feed,
    FeedAggregate,
    FeedAggregateAssociation,
    RelatedBlog,
)
from sitegen.models.community import Banner, CodeSample, Link, Photo, Post, Video
from sitegen.models.contracts import BenefitLegalClauseAssociation, Contract, LegalClause
from sitegen.models.downloads import OperatingSystem, Release, ReleaseFile
from sitegen.models.events import (
    Alarm,
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    OccurringRule,
    RecurringRule,
)
from sitegen.models.jobs import Job, JobCategory, JobReviewComment, JobType, JobTypeAssociation
from sitegen.models.menus import Menu, MenuItem
from sitegen.models.nominations import Election, ElectionKind, Nomination, Nominee
from sitegen.models.organisation import Minutes, WorkGroup, WorkGroupMember, WorkGroupOrganizer
from sitegen.models.pages import Box, Page, PageDocument, PageImage
from sitegen.models.sponsors import (
    Benefit,
    BenefitConflictAssociation,
    BenefitPackageAssociation,
    LogoPlacement,
    Sponsor,
    SponsorBenefit,
    SponsorContact,
    Sponsorship,
    SponsorshipCurrentYear,
    SponsorshipPackage,
    SponsorshipProgram,
)
from sitegen.models.stories import Company, StoryCategory, SuccessStory
from sitegen.models.users import AuthToken, Membership, Session, User, UserGroup

__all__ = [
    "Alarm",
    "AuthToken",
    "Banner",
    "Base",
    "Benefit",
    "BenefitConflictAssociation",
    "BenefitLegalClauseAssociation",
    "BenefitPackageAssociation",
    "BlogEntry",
    "Box",
    "Calendar",
    "CodeSample",
    "Company",
    "Contract",
    "Election",
    "ElectionKind",
    "Event",
    "EventCategory",
    "EventCategoryAssociation",
    "EventLocation",
    "Feed",
    "FeedAggregate",
    "FeedAggregateAssociation",
    "Job",
    "JobCategory",
    "JobReviewComment",
    "JobType",
    "JobTypeAssociation",
    "LegalClause",
    "Link",
    "LogoPlacement",
    "Membership",
    "Menu",
    "MenuItem",
    "Minutes",
    "Nomination",
    "Nominee",
    "OccurringRule",
    "OperatingSystem",
    "Page",
    "PageDocument",
    "PageImage",
    "Photo",
    "Post",
    "RecurringRule",
    "RelatedBlog",
    "Release",
    "ReleaseFile",
    "Session",
    "Sponsor",
    "SponsorBenefit",
    "SponsorContact",
    "Sponsorship",
    "SponsorshipCurrentYear",
    "SponsorshipPackage",
    "SponsorshipProgram",
    "StoryCategory",
    "SuccessStory",
    "User",
    "UserGroup",
    "Video",
    "WorkGroup",
    "WorkGroupMember",
    "WorkGroupOrganizer",
]
