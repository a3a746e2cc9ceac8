"""A small database such as Django makes for python.org: its names, types and halves of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from sitegen.database import open_engine

if TYPE_CHECKING:
    from sqlalchemy import Engine

SITE = """
CREATE TABLE users_user (
    id serial PRIMARY KEY, password varchar(128) NOT NULL, last_login timestamptz,
    username varchar(150) NOT NULL UNIQUE, email varchar(254) NOT NULL, is_active boolean NOT NULL,
    date_joined timestamptz NOT NULL, bio text NOT NULL, bio_markup_type varchar(30) NOT NULL,
    _bio_rendered text NOT NULL, search_visibility integer NOT NULL);
CREATE TABLE users_user_groups (id serial PRIMARY KEY, user_id integer, group_id integer);
INSERT INTO users_user VALUES
    (1, 'pbkdf2_sha256$secret', '2024-05-02 10:00+00', 'ada', 'ada@example.org', true,
     '2024-05-01 14:00+02', '', '', '<p></p>', 0),
    (2, '', NULL, 'ben', '', false, '2024-05-01 12:00+00', 'Hi', 'plain', '<p>Hi</p>', 1);
INSERT INTO users_user_groups VALUES (1, 1, 1);

CREATE TABLE pages_page (
    id serial PRIMARY KEY, created timestamptz NOT NULL, updated timestamptz NOT NULL,
    title varchar(500) NOT NULL, path varchar(500) NOT NULL, content text NOT NULL,
    content_markup_type varchar(30) NOT NULL, _content_rendered text NOT NULL,
    is_published boolean NOT NULL, creator_id integer, last_modified_by_id integer);
INSERT INTO pages_page VALUES
    (812, '2024-05-01 12:00:00.25+00', '2024-05-01 12:00+00', 'About', 'about/', 'Text',
     'restructuredtext', '<p>Text</p>', true, 1, 2);

CREATE TABLE events_calendar (id serial PRIMARY KEY, name varchar(100), slug varchar(50));
CREATE TABLE events_eventcategory
    (id serial PRIMARY KEY, name varchar(200), slug varchar(200), calendar_id integer);
CREATE TABLE events_event (
    id serial PRIMARY KEY, created timestamptz, updated timestamptz, creator_id integer,
    last_modified_by_id integer, uid varchar(200), title varchar(200), calendar_id integer,
    venue_id integer, description text, description_markup_type varchar(30), featured boolean);
CREATE TABLE events_event_categories
    (id serial PRIMARY KEY, event_id integer NOT NULL, eventcategory_id integer NOT NULL);
CREATE TABLE events_recurringrule (
    id serial PRIMARY KEY, event_id integer, begin timestamptz, finish timestamptz,
    duration_internal interval, duration varchar(50), "interval" smallint, frequency smallint,
    all_day boolean);
INSERT INTO events_calendar VALUES (1, 'Events', 'events');
INSERT INTO events_eventcategory VALUES (1, 'Sprint', 'sprint', 1), (2, 'Meeting', 'meeting', 1);
INSERT INTO events_event VALUES
    (5, '2024-05-01', '2024-05-01', 1, NULL, NULL, 'Sprint', 1, NULL, 'Come.', 'html', true);
INSERT INTO events_event_categories VALUES (1, 5, 2), (2, 5, 1);
INSERT INTO events_recurringrule VALUES
    (1, 5, '2024-05-01', '2025-05-01', '2 days 01:30', '2 days', 1, 3, false);

CREATE TABLE community_post (
    id serial PRIMARY KEY, created timestamptz, updated timestamptz, title varchar(200),
    content text, content_markup_type varchar(30), media_type integer, meta jsonb, status integer);
INSERT INTO community_post VALUES
    (1, '2024-05-01', '2024-05-01', NULL, 'Hello', 'html', 1, '{"tags": ["a", null]}', 2);

CREATE TABLE sponsors_sponsor (
    id serial PRIMARY KEY, name varchar(100), description text, web_logo varchar(100),
    primary_phone varchar(32));
CREATE TABLE sponsors_sponsorship (
    id serial PRIMARY KEY, submited_by_id integer, sponsor_id integer, status varchar(20),
    start_date date, applied_on date, overlapped_by_id integer);
CREATE TABLE sponsors_sponsorshipprogram (id serial PRIMARY KEY, name varchar(64), "order" integer);
CREATE TABLE sponsors_sponsorshipbenefit
    (id serial PRIMARY KEY, name varchar(1024), program_id integer, "order" integer);
CREATE TABLE sponsors_sponsorshipbenefit_conflicts (
    id serial PRIMARY KEY, from_sponsorshipbenefit_id integer, to_sponsorshipbenefit_id integer);
CREATE TABLE sponsors_sponsorbenefit (
    id serial PRIMARY KEY, sponsorship_id integer, sponsorship_benefit_id integer,
    program_name varchar(1024), name varchar(1024));
CREATE TABLE sponsors_benefitfeature
    (id serial PRIMARY KEY, sponsor_benefit_id integer, polymorphic_ctype_id integer);
CREATE TABLE sponsors_logoplacement
    (benefitfeature_ptr_id integer PRIMARY KEY, publisher varchar(30), logo_place varchar(30));
CREATE TABLE sponsors_tieredbenefit
    (benefitfeature_ptr_id integer PRIMARY KEY, quantity integer, package_id integer);
INSERT INTO sponsors_sponsor VALUES (3, 'Example', '', 'x.png', '');
INSERT INTO sponsors_sponsorship VALUES
    (1, 1, 3, 'finalized', '2024-01-01', '2023-12-01', 2),
    (2, 2, 3, 'applied', NULL, '2023-12-02', NULL);
INSERT INTO sponsors_sponsorshipprogram VALUES (1, 'PSF', 0);
INSERT INTO sponsors_sponsorshipbenefit VALUES (1, 'Logo', 1, 0), (2, 'No logo', 1, 1);
INSERT INTO sponsors_sponsorshipbenefit_conflicts VALUES (1, 1, 2), (2, 2, 1);
INSERT INTO sponsors_sponsorbenefit VALUES (1, 1, 1, 'PSF', 'Logo');
INSERT INTO sponsors_benefitfeature VALUES (4, 1, 81), (5, 1, 82);
INSERT INTO sponsors_logoplacement VALUES (4, 'psf', 'footer');
INSERT INTO sponsors_tieredbenefit VALUES (5, 25, 1);

CREATE TABLE sitetree_tree (id serial PRIMARY KEY, title varchar(100), alias varchar(80));
CREATE TABLE sitetree_treeitem (
    id serial PRIMARY KEY, title varchar(100), url varchar(200), alias varchar(80), hidden boolean,
    sort_order integer, tree_id integer, parent_id integer, mood varchar(9));
INSERT INTO sitetree_tree VALUES (1, '', 'main');
INSERT INTO sitetree_treeitem VALUES
    (1, 'Leaf', '/leaf/', NULL, false, 1, 1, 2, 'good'),
    (2, 'Root', '/', '', false, 0, 1, NULL, '');

CREATE TABLE authtoken_token (key varchar(40) PRIMARY KEY, user_id integer);
CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text);
CREATE TABLE django_migrations (id serial PRIMARY KEY);
CREATE TABLE waffle_flag (id serial PRIMARY KEY);
CREATE TABLE polls_poll (id serial PRIMARY KEY, question text);
CREATE VIEW everyone AS SELECT username FROM users_user;
INSERT INTO authtoken_token VALUES ('9944b09199c62bcf', 1);
INSERT INTO django_session VALUES ('a', 'x'), ('b', 'x');
INSERT INTO polls_poll VALUES (1, '?'), (2, '?'), (3, '?');
"""


def make_django_site(url: str) -> Engine:
    """Fill an empty database with the site, and give an engine on it."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(SITE.replace(":00", r"\:00")))
    return engine
