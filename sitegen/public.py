"""The columns that are everybody's business: the one list that sections, tests and grants share.

A column is here if any visitor may learn it, or if it decides whether they may. It comes in when a
section needs it and goes when none does; a table that is not here is private as a whole.
"""

from __future__ import annotations

from types import MappingProxyType

_COLUMNS = {
    "boxes": "label content content_markup_type",
    "calendars": "id name slug description url rss embed twitter",
    "event_categories": "id name slug calendar_id",
    "event_category_associations": "event_id category_id",
    "event_locations": "id calendar_id name address url",
    "events": """
        id title calendar_id venue_id description description_markup_type featured updated
    """,
    "job_categories": "id name slug active",
    "job_type_associations": "job_id job_type_id",
    "job_types": "id name slug active",
    "jobs": """
        id category_id other_job_type company_name company_description
        company_description_markup_type job_title city region country location_slug description
        description_markup_type requirements requirements_markup_type contact email url status
        expires telecommuting agencies is_featured created updated
    """,
    "menus": "id alias",
    "menu_items": """
        id menu_id parent_id title url urlaspattern alias sort_order hidden inmenu
        access_loggedin
    """,
    "occurring_rules": "id event_id dt_start dt_end all_day",
    "operating_systems": "id name slug",
    "page_documents": "page_id document",
    "page_images": "page_id image",
    "pages": """
        id title keywords description path content content_markup_type is_published content_type
        template_name updated
    """,
    "recurring_rules": """
        id event_id begin finish duration_internal interval frequency all_day
    """,
    "release_files": """
        id name os_id release_id description url gpg_signature_file sigstore_signature_file
        sigstore_cert_file sigstore_bundle_file sbom_spdx2_file md5_sum sha256_sum filesize
        download_button
    """,
    "releases": """
        id name slug version is_latest is_published pre_release show_on_download_page release_date
        release_page_id release_notes_url content content_markup_type updated
    """,
}
PUBLIC = MappingProxyType({table: frozenset(names.split()) for table, names in _COLUMNS.items()})
