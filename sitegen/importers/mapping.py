"""Which Django model and field becomes which table and column: to be read as documentation.

A field in `takes` goes to the column of its name, or to `NAME_id` if it is a reference;
`field>column` says another name. How a value is made to fit follows from the column. The HTML that
Django caches beside a markup field (`_content_rendered`) is never taken: this site renders anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Model:
    """How rows of a Django model become rows of a table.

    `lists`: fields of many references, each with the association table that holds them;
    `leaves`: fields with no place here, each with the reason;
    `known_by`: columns that tell a row when its source does not give its primary key;
    `base`: the model whose row of the same primary key holds the other half of the fields;
    `strips`: a field that is stored without slashes at its ends;
    `new`: what a new row gets in columns that no field fills.
    """

    label: str
    table: str
    takes: str
    lists: Mapping[str, str] = field(default_factory=dict)
    leaves: Mapping[str, str] = field(default_factory=dict)
    known_by: tuple[str, ...] = ()
    base: str = ""
    strips: str = ""
    new: Mapping[str, str] = field(default_factory=dict)


DATED = " created updated"
MADE = " creator created updated"
EDITED = " creator last_modified_by created updated"
SLUG = ("slug",)

NO_EDITOR = {"last_modified_by": "the table has no column for the last editor"}
NO_PERMISSIONS = "people do not log in to a site of files, so nobody needs permissions"
NO_PASSWORDS = (
    "a site of files has no use for password hashes: a new user gets '!', which fits none"
)
NO_LOGINS = "when somebody last logged in is private, and no page shows it"

MODELS = (
    # People
    Model(
        "users.user",
        "users",
        "username email first_name last_name is_active is_staff is_superuser bio bio_markup_type"
        " search_visibility email_privacy public_profile date_joined>created date_joined>updated",
        leaves={
            "password": NO_PASSWORDS,
            "last_login": NO_LOGINS,
            "groups": NO_PERMISSIONS,
            "user_permissions": NO_PERMISSIONS,
        },
        known_by=("username",),
        new={"password_hash": "!"},
    ),
    Model(
        "users.membership",
        "memberships",
        "creator membership_type legal_name preferred_name email_address city region country"
        " postal_code psf_code_of_conduct psf_announcements votes last_vote_affirmation" + DATED,
        known_by=("creator_id",),
    ),
    Model(
        "users.usergroup",
        "user_groups",
        "name location url url_type start_date approved trusted",
    ),
    # Pages
    Model(
        "pages.page",
        "pages",
        "title keywords description path content content_markup_type is_published content_type"
        " template_name" + EDITED,
        known_by=("path",),
        strips="path",
    ),
    Model("pages.image", "page_images", "page image", known_by=("page_id", "image")),
    Model(
        "pages.documentfile", "page_documents", "page document", known_by=("page_id", "document")
    ),
    Model(
        "boxes.box",
        "boxes",
        "label content content_markup_type" + EDITED,
        known_by=("label",),
    ),
    # Downloads
    Model("downloads.os", "operating_systems", "name slug" + EDITED, known_by=SLUG),
    Model(
        "downloads.release",
        "releases",
        "name slug version is_latest is_published pre_release show_on_download_page release_date"
        " release_page release_notes_url content content_markup_type" + MADE,
        leaves=NO_EDITOR,
        known_by=SLUG,
    ),
    Model(
        "downloads.releasefile",
        "release_files",
        "name slug os release description is_source url gpg_signature_file sigstore_signature_file"
        " sigstore_cert_file sigstore_bundle_file sbom_spdx2_file md5_sum sha256_sum filesize"
        " download_button" + MADE,
        leaves=NO_EDITOR,
        known_by=SLUG,
    ),
    # Events
    Model(
        "events.calendar",
        "calendars",
        "name slug description url rss embed twitter" + EDITED,
        known_by=SLUG,
    ),
    Model("events.eventcategory", "event_categories", "name slug calendar", known_by=SLUG),
    Model("events.eventlocation", "event_locations", "calendar name address url"),
    Model(
        "events.event",
        "events",
        "uid title calendar venue description description_markup_type featured" + MADE,
        lists={"categories": "event_category_associations"},
        leaves=NO_EDITOR,
    ),
    Model(
        "events.occurringrule",
        "occurring_rules",
        "event dt_start dt_end all_day",
        known_by=("event_id",),
    ),
    Model(
        "events.recurringrule",
        "recurring_rules",
        "event begin finish duration duration_internal interval frequency all_day",
    ),
    Model("events.alarm", "alarms", "event trigger" + EDITED),
    # Jobs
    Model("jobs.jobtype", "job_types", "name slug active", known_by=SLUG),
    Model("jobs.jobcategory", "job_categories", "name slug active", known_by=SLUG),
    Model(
        "jobs.job",
        "jobs",
        "category other_job_type company_name company_description company_description_markup_type"
        " job_title city region country location_slug country_slug description"
        " description_markup_type requirements requirements_markup_type contact email url"
        " submitted_by status expires telecommuting agencies is_featured" + MADE,
        lists={"job_types": "job_type_associations"},
        leaves=NO_EDITOR,
    ),
    Model(
        "jobs.jobreviewcomment", "job_review_comments", "job comment comment_markup_type" + EDITED
    ),
    # Community
    Model(
        "community.post",
        "posts",
        "title content content_markup_type abstract media_type source_url meta status" + EDITED,
    ),
    Model(
        "community.photo",
        "photos",
        "post image image_url caption click_through_url" + EDITED,
    ),
    Model(
        "community.video",
        "videos",
        "post video_embed video_data caption click_through_url" + EDITED,
    ),
    Model("community.link", "links", "post url" + EDITED),
    Model("blogs.feed", "feeds", "name website_url feed_url last_import", known_by=("feed_url",)),
    Model(
        "blogs.blogentry",
        "blog_entries",
        "feed title summary pub_date url",
        known_by=("feed_id", "url"),
    ),
    Model(
        "blogs.feedaggregate",
        "feed_aggregates",
        "name slug description",
        lists={"feeds": "feed_aggregate_associations"},
        known_by=SLUG,
    ),
    Model(
        "blogs.relatedblog",
        "related_blogs",
        "name feed_url blog_url blog_name last_entry_published last_entry_title" + EDITED,
        known_by=("feed_url",),
    ),
    Model(
        "companies.company",
        "companies",
        "name slug about about_markup_type contact email url logo",
        known_by=SLUG,
    ),
    Model("successstories.storycategory", "story_categories", "name slug", known_by=SLUG),
    Model(
        "successstories.story",
        "success_stories",
        "name slug company_name company_url company category author author_email pull_quote"
        " content content_markup_type is_published featured image submitted_by" + EDITED,
        known_by=SLUG,
    ),
    Model(
        "codesamples.codesample",
        "code_samples",
        "code code_markup_type copy copy_markup_type is_published" + EDITED,
    ),
    Model("banners.banner", "banners", "title message link active psf_pages_only"),
    # Sponsors
    Model(
        "sponsors.sponsor",
        "sponsors",
        "name description landing_page_url twitter_handle linked_in_page_url web_logo white_logo"
        " print_logo primary_phone mailing_address_line_1 mailing_address_line_2 city state"
        " postal_code country country_of_incorporation state_of_incorporation" + EDITED,
    ),
    Model(
        "sponsors.sponsorcontact",
        "sponsor_contacts",
        "sponsor user primary administrative accounting manager name email phone",
    ),
    Model(
        "sponsors.sponsorshippackage",
        "sponsorship_packages",
        "order name slug sponsorship_amount advertise logo_dimension year allow_a_la_carte",
        known_by=("slug", "year"),
    ),
    Model("sponsors.sponsorshipprogram", "sponsorship_programs", "order name description"),
    Model(
        "sponsors.sponsorship",
        "sponsorships",
        "submited_by>submitted_by sponsor package overlapped_by status locked start_date end_date"
        " applied_on approved_on rejected_on finalized_on year for_modified_package level_name_old"
        " sponsorship_fee renewal",
    ),
    Model("sponsors.legalclause", "legal_clauses", "order internal_name clause notes"),
    Model(
        "sponsors.sponsorshipbenefit",
        "benefits",
        "order name description program package_only new unavailable standalone"
        " internal_description internal_value capacity soft_capacity year",
        lists={
            "packages": "benefit_package_associations",
            "legal_clauses": "benefit_legal_clause_associations",
            "conflicts": "benefit_conflict_associations",
        },
    ),
    Model(
        "sponsors.sponsorbenefit",
        "sponsor_benefits",
        "order sponsorship sponsorship_benefit program program_name name description"
        " benefit_internal_value added_by_user standalone",
    ),
    Model(
        "sponsors.logoplacement",
        "logo_placements",
        "sponsor_benefit publisher logo_place link_to_sponsors_page describe_as_sponsor",
        leaves={"polymorphic_ctype": "a logo placement is one row here, not two"},
        base="sponsors.benefitfeature",
    ),
    Model("sponsors.sponsorshipcurrentyear", "sponsorship_current_year", "year"),
    Model(
        "sponsors.contract",
        "contracts",
        "sponsorship status revision document document_docx signed_document sponsor_info"
        " sponsor_contact benefits_list benefits_list_markup_type legal_clauses"
        " legal_clauses_markup_type created_on last_update sent_on",
        known_by=("sponsorship_id",),
    ),
    # Elections and the foundation
    Model(
        "nominations.electionkind",
        "election_kinds",
        "name slug accent_color nomination_form",
        known_by=("name",),
    ),
    Model(
        "nominations.election",
        "elections",
        "name slug date kind nominations_open_at nominations_close_at description"
        " description_markup_type hide_previous_service",
    ),
    Model(
        "nominations.nominee",
        "nominees",
        "election user slug accepted approved",
        known_by=("user_id", "election_id"),
    ),
    Model(
        "nominations.nomination",
        "nominations",
        "election nominator nominee name email previous_board_service employer other_affiliations"
        " nomination_statement nomination_statement_markup_type accepted approved coc_acknowledged"
        " mission_alignment eligibility_confirmed",
    ),
    Model("minutes.minutes", "minutes", "date content content_markup_type is_published" + EDITED),
    Model(
        "work_groups.workgroup",
        "work_groups",
        "name slug active approved short_description purpose purpose_markup_type active_time"
        " active_time_markup_type core_values core_values_markup_type rules rules_markup_type"
        " communication communication_markup_type support support_markup_type url" + EDITED,
        lists={"organizers": "work_group_organizers", "members": "work_group_members"},
        known_by=SLUG,
    ),
    # Menus
    Model("sitetree.tree", "menus", "title alias", known_by=("alias",)),
    Model(
        "sitetree.treeitem",
        "menu_items",
        "tree>menu parent title hint url urlaspattern alias description sort_order hidden inmenu"
        " inbreadcrumbs insitetree access_loggedin access_guest access_restricted access_perm_type",
        leaves={"access_permissions": NO_PERMISSIONS},
    ),
)

SECRETS = "secrets of people who log in; nothing that is published needs them"
DJANGO = "Django's records of itself"
SCHEDULES = "tasks of the running site, none of which runs here"
LOOKS = "settings of Django's own administration pages"

LEFT_BEHIND: Mapping[str, str] = MappingProxyType(
    {
        "authtoken.*": SECRETS,
        "tastypie.*": SECRETS,
        "sessions.*": SECRETS,
        "account.*": SECRETS,
        "socialaccount.*": SECRETS,
        "mfa.*": SECRETS,
        "usersessions.*": SECRETS,
        "auth.*": NO_PERMISSIONS,
        "guardian.*": NO_PERMISSIONS,
        "admin.*": DJANGO,
        "contenttypes.*": DJANGO,
        "migrations.*": DJANGO,
        "south.*": DJANGO,
        "sites.*": "the address of the site is the setting base_url",
        "redirects.*": "there is no table of redirects: add them to the rules of the web server",
        "waffle.*": "switches of the running site",
        "thumbnail.*": "a cache of scaled pictures",
        "easy_thumbnails.*": "a cache of scaled pictures",
        "django_celery_beat.*": SCHEDULES,
        "django_celery_results.*": SCHEDULES,
        "admin_interface.*": LOOKS,
        "mailing.*": "templates of mail that the running site sends",
        "sponsors.benefitfeature": "the base rows of benefits that are not logo placements",
        "sponsors.*": "what sponsors and staff exchange in private: only logo placements are shown",
    }
)
