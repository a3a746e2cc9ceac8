"""The preview: every file of the site made when somebody asks for it, and shown again when it
changes.

::

    request ─ pages.Pages             what is sent: a page (asked.py), or what is wrong with it
                answers.Answers       asked for in the site's thread, one snapshot for one moment
                host.answer()         the path as the host of the site would answer it
                preview.Preview       the site at a moment: rows.py, project.py, moment.py
                look.Look             one file (shown.py), planned and rendered (press.py) by the
                                      functions of a build, if none is right that was kept (kept.py)
    hint ──── hints.py                something may have changed: a file, a row, the clock
                tabs.Tabs.check()     the keys of what open tabs show are compared (changes.py)
                live.js               shows the new page, or what is wrong with it

A hint says that something may have changed and never what: the truth is in the keys, so that hints
may be lost, merged or forged. Of a SQLite file nothing is kept open: what the disk says of it and
its log tells its generation (generations.py). Nothing here writes to the output or the state.
"""
