"""sitegen turns a relational database into a static site, and proves that it is up to date.

A page is a set of rows
-----------------------
Files can only be traced; rows can be asked. A *view* (`views.py`) asks which files exist and what
each shows, and reads the answer in two ways with the same statements in one snapshot::

    stamp     a hash of everything the rows of a path say      reading 1: every path
    context   those rows as plain values                       reading 2: stale paths only
    key       hash of template closure, shared content, site facts, code, and the stamp
    manifest  path -> key, digest, size, mtime, warnings, links of every file that we wrote

A path is *stale* when its key differs from the recorded one, or when the file in place is not the
one we wrote; a recorded path that no view gives is an *orphan*. So a build equals a build from
nothing: a file is made now, or its key says that it would come out the same, or it is removed.
`_headers` alone also hold what the other pages embed: that is put in after all of them.

The way of a row
----------------
::

    1 database.snapshot()     one consistent view of the rows
    2 View.stamps()           (path, stamp) for every file of a view
    3 plan.make_plan()        against the manifest: stale with the reason, orphans, clashes
    4 View.contexts()         the rows of stale paths, streamed
    5 render.Renderer         pages to bytes, in workers; no database, no disk
    6 output.commit()         staged files take their places, orphans go, the manifest is written
    7 delivery.deploy()       the target takes what it lacks, switches, and says what it has

`build.build()` tells this story from top to bottom, up to the last step; `explain.explain()` stops
after step 3.

Where things are
----------------
::

    cli/           Click commands: thin, and the only place that prints
    build.py       the story; explain.py: why a page is what it is
    settings.py    one frozen value for all a user can set; errors.py: all that can go wrong
    database.py    engines and the snapshot; faults.py: its errors in words
    schema.py      migrations; models/: the tables
    sections/      WHAT the site holds: home, downloads, events, jobs, pages, site; boxes, menus
    site.py        what a build is given: sections, views, shared content, uploaded files
    views.py       View; computed.py: views that need Python; reading.py: how rows are read;
                   statements.py: order, text, NOW
    clock.py       when answers change by time alone; moments.py: until when the site is true;
                   readable.py: what SQLite would take for something else
    public.py      the columns that pages may show; roles.py: a role of the database that reads
                   no others, held to that by privileges.py
    hosting/       what the host of the site is told: redirects and headers of all sections, in one
                   file each; what is wrong with them, and what pages may load and do
    plan.py        Plan; inputs.py: everything but rows that decides a file; urls.py: paths
    canonical.py   one text for one value; code.py: the code as an input
    sources.py     what is read before planning: templates, assets (folders.py), shared.py, media.py
    templates.py   sources and closures; parsing.py: what one names (uses.py); filters.py: pure
                   functions for templates, with dates.py and places.py (when and where in words),
                   contacts.py (addresses of strangers)
    markup/        rst, markdown, html, plain to safe HTML; memo.py: what texts rendered to
    page.py        what travels to a worker and back; render.py: what it runs there;
                   sandbox.py: where templates run; ungiven.py: what one lacks; workers.py: here or
                   in a pool; processes.py: pools, and how a worker process behaves; cluster.py:
                   workers on other machines, and what runs there; batches.py: pages on their way
    staging.py     finished files waiting; output.py: commit; files.py: steps that repeat;
                   tree.py: what is in place, beside what is recorded of it
    manifest.py    what we wrote; state.py: its database and the memo's, to read and damaged;
                   locks.py: one at a time
    findings.py    warnings of the whole site; links.py: which lead nowhere; messages.py
    serve/         the preview: pages made when they are asked for, tabs that follow changes
    deploy/        the last build becomes what visitors get: what changed, all or nothing, and proof
    checks/        what is wrong with the built site: links, anchors, HTML, feeds, other hosts
    importers/     rows from elsewhere; seeds/: rows to look at and to measure with

What always holds
-----------------
- Rendering is closed: templates are sandboxed; no session, clock, environment or network is in
  them, in filters or in markup.
- `now` is an input. A statement only compares it with columns, so that the moment at which the
  site would be another one is known beforehand.
- Order is data: selected, total, by code point. SQLite and PostgreSQL give the same bytes, whatever
  the workers, hash seed, time zone or locale.
- It fails closed: shared content and templates are named by literals, so that a template's
  closure can be read; anything else is an error at its line.
- The manifest never runs ahead of the files; a crash repeats work and hides none.
- Visitors get one build or the next, never parts of both; nothing is published that was not built.
- Sections select public columns by name; what strangers wrote is text, or goes through one
  sanitiser, and a Content-Security-Policy lets no page run it. A path from a row is checked, and
  nothing outside the output is written.
"""
