"""The tables as the specification gives them, transcribed by hand.

A column that has a default is not null, as in the specification's own model of users; one of which
nothing is said may be null. What the specification leaves open (what a deletion does, names of
indexes that it only asks for) stands here as the project decided it.
"""

from __future__ import annotations

COLUMNS = {
    "users": """
        id                 INTEGER       NOT NULL
        username           VARCHAR(150)  NOT NULL
        email              VARCHAR(254)  NOT NULL
        password_hash      VARCHAR(255)  NOT NULL
        first_name         VARCHAR(150)  NULL
        last_name          VARCHAR(150)  NULL
        is_active          BOOLEAN       NOT NULL  DEFAULT true
        is_staff           BOOLEAN       NOT NULL  DEFAULT false
        is_superuser       BOOLEAN       NOT NULL  DEFAULT false
        bio                TEXT          NULL
        bio_markup_type    VARCHAR(30)   NOT NULL  DEFAULT 'markdown'
        search_visibility  INTEGER       NOT NULL  DEFAULT 1
        email_privacy      INTEGER       NOT NULL  DEFAULT 2
        public_profile     BOOLEAN       NOT NULL  DEFAULT true
        created            TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated            TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
    """,
    "memberships": """
        id                     INTEGER       NOT NULL
        creator_id             INTEGER       NULL
        membership_type        INTEGER       NOT NULL  DEFAULT 0
        legal_name             VARCHAR(100)  NOT NULL
        preferred_name         VARCHAR(100)  NOT NULL
        email_address          VARCHAR(100)  NOT NULL
        city                   VARCHAR(100)  NULL
        region                 VARCHAR(100)  NULL
        country                VARCHAR(100)  NULL
        postal_code            VARCHAR(20)   NULL
        psf_code_of_conduct    BOOLEAN       NULL
        psf_announcements      BOOLEAN       NULL
        votes                  BOOLEAN       NOT NULL  DEFAULT false
        last_vote_affirmation  TIMESTAMPTZ   NULL
        created                TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated                TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
    """,
    "pages": """
        id                   INTEGER        NOT NULL
        title                VARCHAR(500)   NOT NULL
        keywords             VARCHAR(1000)  NULL
        description          TEXT           NULL
        path                 VARCHAR(500)   NOT NULL
        content              TEXT           NOT NULL
        content_markup_type  VARCHAR(30)    NOT NULL  DEFAULT 'rst'
        is_published         BOOLEAN        NOT NULL  DEFAULT true
        content_type         VARCHAR(150)   NOT NULL  DEFAULT 'text/html'
        template_name        VARCHAR(100)   NULL
        creator_id           INTEGER        NULL
        last_modified_by_id  INTEGER        NULL
        created              TIMESTAMPTZ    NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated              TIMESTAMPTZ    NOT NULL  DEFAULT CURRENT_TIMESTAMP
    """,
    "releases": """
        id                     INTEGER       NOT NULL
        name                   VARCHAR(200)  NOT NULL
        slug                   VARCHAR(200)  NOT NULL
        version                INTEGER       NOT NULL  DEFAULT 3
        is_latest              BOOLEAN       NOT NULL  DEFAULT false
        is_published           BOOLEAN       NOT NULL  DEFAULT false
        pre_release            BOOLEAN       NOT NULL  DEFAULT false
        show_on_download_page  BOOLEAN       NOT NULL  DEFAULT true
        release_date           TIMESTAMPTZ   NOT NULL
        release_page_id        INTEGER       NULL
        release_notes_url      VARCHAR(200)  NULL
        content                TEXT          NOT NULL  DEFAULT ''
        content_markup_type    VARCHAR(30)   NOT NULL  DEFAULT 'markdown'
        creator_id             INTEGER       NULL
        created                TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated                TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
    """,
    "release_files": """
        id                       INTEGER       NOT NULL
        name                     VARCHAR(200)  NOT NULL
        slug                     VARCHAR(200)  NOT NULL
        os_id                    INTEGER       NOT NULL
        release_id               INTEGER       NOT NULL
        description              TEXT          NULL
        is_source                BOOLEAN       NOT NULL  DEFAULT false
        url                      VARCHAR(500)  NOT NULL
        gpg_signature_file       VARCHAR(500)  NULL
        sigstore_signature_file  VARCHAR(500)  NULL
        sigstore_cert_file       VARCHAR(500)  NULL
        sigstore_bundle_file     VARCHAR(500)  NULL
        sbom_spdx2_file          VARCHAR(500)  NULL
        md5_sum                  VARCHAR(200)  NULL
        filesize                 INTEGER       NOT NULL  DEFAULT 0
        download_button          BOOLEAN       NOT NULL  DEFAULT false
        creator_id               INTEGER       NULL
        created                  TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated                  TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        sha256_sum               VARCHAR(200)  NULL
    """,
    "events": """
        id                       INTEGER       NOT NULL
        uid                      VARCHAR(200)  NULL
        title                    VARCHAR(200)  NOT NULL
        calendar_id              INTEGER       NOT NULL
        venue_id                 INTEGER       NULL
        description              TEXT          NOT NULL
        description_markup_type  VARCHAR(30)   NOT NULL  DEFAULT 'rst'
        featured                 BOOLEAN       NOT NULL  DEFAULT false
        creator_id               INTEGER       NULL
        created                  TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated                  TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
    """,
    "jobs": """
        id                               INTEGER       NOT NULL
        category_id                      INTEGER       NOT NULL
        other_job_type                   VARCHAR(100)  NULL
        company_name                     VARCHAR(100)  NOT NULL
        company_description              TEXT          NULL
        company_description_markup_type  VARCHAR(30)   NOT NULL  DEFAULT 'rst'
        job_title                        VARCHAR(100)  NOT NULL
        city                             VARCHAR(100)  NOT NULL
        region                           VARCHAR(100)  NULL
        country                          VARCHAR(100)  NOT NULL
        location_slug                    VARCHAR(350)  NULL
        country_slug                     VARCHAR(100)  NULL
        description                      TEXT          NOT NULL
        description_markup_type          VARCHAR(30)   NOT NULL  DEFAULT 'rst'
        requirements                     TEXT          NOT NULL
        requirements_markup_type         VARCHAR(30)   NOT NULL  DEFAULT 'rst'
        contact                          VARCHAR(100)  NULL
        email                            VARCHAR(254)  NOT NULL
        url                              VARCHAR(500)  NOT NULL
        submitted_by_id                  INTEGER       NULL
        status                           VARCHAR(20)   NOT NULL  DEFAULT 'review'
        expires                          TIMESTAMPTZ   NULL
        telecommuting                    BOOLEAN       NOT NULL  DEFAULT false
        agencies                         BOOLEAN       NOT NULL  DEFAULT true
        is_featured                      BOOLEAN       NOT NULL  DEFAULT false
        creator_id                       INTEGER       NULL
        created                          TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
        updated                          TIMESTAMPTZ   NOT NULL  DEFAULT CURRENT_TIMESTAMP
    """,
    "event_category_associations": """
        event_id     INTEGER  NOT NULL
        category_id  INTEGER  NOT NULL
    """,
    "job_type_associations": """
        job_id       INTEGER  NOT NULL
        job_type_id  INTEGER  NOT NULL
    """,
}

KEYS = {
    "users": """
        PRIMARY KEY (id)
    """,
    "memberships": """
        PRIMARY KEY (id)
        UNIQUE (creator_id)
        FOREIGN KEY (creator_id) REFERENCES users(id) ON DELETE CASCADE
    """,
    "pages": """
        PRIMARY KEY (id)
        FOREIGN KEY (creator_id) REFERENCES users(id) ON DELETE SET NULL
        FOREIGN KEY (last_modified_by_id) REFERENCES users(id) ON DELETE SET NULL
    """,
    "releases": """
        PRIMARY KEY (id)
        UNIQUE (slug)
        FOREIGN KEY (release_page_id) REFERENCES pages(id) ON DELETE SET NULL
        FOREIGN KEY (creator_id) REFERENCES users(id) ON DELETE SET NULL
    """,
    "release_files": """
        PRIMARY KEY (id)
        UNIQUE (slug)
        FOREIGN KEY (os_id) REFERENCES operating_systems(id) ON DELETE RESTRICT
        FOREIGN KEY (release_id) REFERENCES releases(id) ON DELETE CASCADE
        FOREIGN KEY (creator_id) REFERENCES users(id) ON DELETE SET NULL
    """,
    "events": """
        PRIMARY KEY (id)
        FOREIGN KEY (calendar_id) REFERENCES calendars(id) ON DELETE RESTRICT
        FOREIGN KEY (venue_id) REFERENCES event_locations(id) ON DELETE SET NULL
        FOREIGN KEY (creator_id) REFERENCES users(id) ON DELETE SET NULL
    """,
    "jobs": """
        PRIMARY KEY (id)
        FOREIGN KEY (category_id) REFERENCES job_categories(id) ON DELETE RESTRICT
        FOREIGN KEY (submitted_by_id) REFERENCES users(id) ON DELETE SET NULL
        FOREIGN KEY (creator_id) REFERENCES users(id) ON DELETE SET NULL
    """,
    "event_category_associations": """
        PRIMARY KEY (event_id, category_id)
        FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
        FOREIGN KEY (category_id) REFERENCES event_categories(id) ON DELETE CASCADE
    """,
    "job_type_associations": """
        PRIMARY KEY (job_id, job_type_id)
        FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE CASCADE
        FOREIGN KEY (job_type_id) REFERENCES job_types(id) ON DELETE CASCADE
    """,
}

# A unique index stands for a column that the specification marks both unique and indexed.
INDEXES = {
    "users": """
        UNIQUE ix_users_username (username)
        UNIQUE ix_users_email (email)
        ix_users_created (created)
        ix_users_active (is_active) WHERE is_active = true
    """,
    "memberships": "",
    "pages": """
        UNIQUE ix_pages_path (path)
        ix_pages_published (is_published)
        ix_pages_path_published (path, is_published)
        ix_pages_created (created)
        ix_pages_content_fts USING gin (to_tsvector('english', content))
    """,
    "releases": """
        ix_releases_version_latest (version, is_latest)
        ix_releases_published (is_published)
        ix_releases_show_on_download (show_on_download_page)
        ix_releases_is_latest (is_latest)
        ix_releases_pre_release (pre_release)
        ix_releases_latest (version, is_latest) WHERE is_published = true
    """,
    "release_files": """
        UNIQUE ix_release_files_url (url)
        UNIQUE uq_one_download_per_os_per_release (os_id, release_id) WHERE download_button = true
    """,
    "events": """
        ix_events_featured (featured)
        ix_events_upcoming (id) WHERE featured = true
    """,
    "jobs": """
        ix_jobs_status (status)
        ix_jobs_country (country)
        ix_jobs_featured (is_featured)
        ix_jobs_created (created DESC)
        ix_jobs_approved (created DESC) WHERE status = 'approved'
        ix_jobs_description_fts USING gin (to_tsvector('english', description))
    """,
    "event_category_associations": "",
    "job_type_associations": "",
}

PHASES = """
    users memberships auth_tokens sessions
    pages page_images page_documents boxes
    releases operating_systems release_files calendars events event_locations event_categories
    jobs job_categories job_types posts photos videos
    sponsors sponsorships benefits nominations minutes work_groups
"""
